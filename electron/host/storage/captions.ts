import type { Model } from '../../../shared/domain/catalog.ts';
import { type Cell, cellText, type WholeCell } from '../../../shared/domain/cell.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import type { Operation, Session } from './connector.ts';
import { asFieldValue } from './field-value.ts';

/** What a row is called: the text of its caption field, else its key. */
export function captionOf(caption: Cell | undefined, key: RowKey): string {
  const text = caption === undefined || caption === null ? '' : captionText(caption);
  return text.trim() === '' ? key.map(cellText).join(', ') : text;
}

function captionText(cell: Cell): string {
  if (cell !== null && typeof cell === 'object' && cell.kind === 'cut')
    return cell.of === 'text' ? `${cell.preview}…` : '';
  return cell !== null && typeof cell === 'object' && cell.kind === 'bytes' ? '' : cellText(cell);
}

/** Columns that are needed to call a row of this model by name. */
export function captionColumns(model: Model): readonly string[] {
  return [model.captionField ?? model.key.fields[0] ?? model.fields[0]?.name ?? ''].filter((name) => name !== '');
}

/**
 * The captions of the rows a reference's values name, in one query; `null` where there is no such row.
 * @param values in their order; the same value may stand there many times.
 */
export async function referenceCaptions(
  session: Session,
  model: string,
  field: string,
  values: readonly WholeCell[],
  op: Operation,
): Promise<readonly (string | null)[]> {
  const source = await session.describe(model, op);
  const reference = source.fields.find(({ name }) => name === field)?.reference;
  if (!reference || values.length === 0) return values.map(() => null);
  const target = await session.describe(reference.model, op);
  const targetField = target.fields.find(({ name }) => name === reference.field);
  if (!targetField) return values.map(() => null);
  const wanted = values.map((value) => (value === null ? null : asFieldValue(targetField, value)));
  const distinct = [
    ...new Map(wanted.filter((value) => value !== null).map((value) => [encodeRowKey([value]), value])).values(),
  ];
  if (distinct.length === 0) return values.map(() => null);
  const page = await session.page(
    {
      query: {
        model: target.id,
        filter: { kind: 'in', field: targetField.name, values: distinct },
        sort: [],
        search: '',
      },
      columns: [targetField.name, ...captionColumns(target)],
      at: { kind: 'start' },
      limit: distinct.length,
    },
    op,
  );
  const found = new Map<string, string>();
  page.rows.forEach(([value, caption], row) => {
    // Referenced fields are never cut.
    const key = encodeRowKey([(value ?? null) as WholeCell]);
    found.set(key, captionOf(caption, page.keys[row] ?? []));
  });
  return wanted.map((value) => (value === null ? null : (found.get(encodeRowKey([value])) ?? null)));
}
