import type { z } from 'zod';
import type { foundRowSchema } from '../../../shared/contract/rows.ts';
import type { Model } from '../../../shared/domain/catalog.ts';
import type { WholeCell } from '../../../shared/domain/cell.ts';
import type { RowKey } from '../../../shared/domain/row-key.ts';
import { captionColumns, captionOf } from './captions.ts';
import type { Operation, Session } from './connector.ts';
import { typedValues } from './field-value.ts';

export type FoundRow = z.infer<typeof foundRowSchema>;

/** A palette answers while a person types: what is not found in this time is left out. */
const budgetMs = 400;
const oneModelMs = 60;
/** Shadow tables and the like hold nothing a person would look for by name. */
const searchedKinds = new Set<Model['kind']>(['table']);

/** Rows whose key is `text`, then rows whose caption starts with it, in the order of the models. */
export async function findRows(
  storages: ReadonlyMap<string, Session>,
  text: string,
  limit: number,
  op: Operation,
): Promise<readonly FoundRow[]> {
  const until = performance.now() + budgetMs;
  const byKey: FoundRow[] = [];
  const byCaption: FoundRow[] = [];
  for (const [storage, session] of storages) {
    for (const { id, kind } of await session.list(op)) {
      if (!searchedKinds.has(kind)) continue;
      if (byKey.length >= limit || performance.now() > until) break;
      const model = await session.describe(id, op);
      byKey.push(...(await rowsByKey(session, storage, model, text, op)));
      const timeoutMs = Math.floor(Math.min(oneModelMs, until - performance.now()));
      if (timeoutMs > 0 && byCaption.length < limit)
        byCaption.push(...(await rowsByCaption(session, storage, model, text, limit, { ...op, timeoutMs })));
    }
  }
  const seen = new Set(byKey.map(identity));
  return [...byKey, ...byCaption.filter((row) => !seen.has(identity(row)))].slice(0, limit);
}

function identity({ storage, model, key }: FoundRow): string {
  return JSON.stringify([storage, model, key], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}

async function rowsByKey(
  session: Session,
  storage: string,
  model: Model,
  text: string,
  op: Operation,
): Promise<readonly FoundRow[]> {
  const keys = keysTyped(model, text);
  if (keys.length === 0) return [];
  const rows = await session.read(model.id, keys, captionColumns(model), op);
  return keys.flatMap((key, position) => {
    const row = rows[position];
    return row ? [{ storage, model: model.id, key: [...key], caption: captionOf(row[0], key) }] : [];
  });
}

/** The keys of this model a text may mean; the parts of a composite key are separated by commas or slashes. */
function keysTyped(model: Model, text: string): readonly RowKey[] {
  const { fields, kind } = model.key;
  if (kind === 'none') return [];
  const parts = fields.length === 1 ? [text] : text.split(/\s*[,/]\s*/);
  if (parts.length !== fields.length) return [];
  const choices = parts.map((part, position) => {
    const field = model.fields.find(({ name }) => name === fields[position]);
    // The hidden row number is no field, and is an integer.
    return typedValues(field ?? { type: 'integer' }, part);
  });
  return choices.reduce<readonly WholeCell[][]>(
    (keys, values) => keys.flatMap((key) => values.map((value) => [...key, value])),
    [[]],
  );
}

async function rowsByCaption(
  session: Session,
  storage: string,
  model: Model,
  text: string,
  limit: number,
  op: Operation,
): Promise<readonly FoundRow[]> {
  const field = model.captionField;
  if (field === null || model.key.kind === 'none') return [];
  const page = await session.page(
    {
      query: {
        model: model.id,
        filter: { kind: 'compare', field, op: 'startsWith', value: text },
        sort: [],
        search: '',
      },
      columns: [field],
      at: { kind: 'start' },
      limit,
    },
    op,
  );
  return page.rows.map(([caption], row) => {
    const key = page.keys[row] ?? [];
    return { storage, model: model.id, key: [...key], caption: captionOf(caption, key) };
  });
}
