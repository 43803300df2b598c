import type { RelatedRows } from '../../../shared/contract/rows.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { Count, Relation } from '../../../shared/domain/catalog.ts';
import { type Cell, isWhole, type WholeCell } from '../../../shared/domain/cell.ts';
import type { Filter } from '../../../shared/domain/query.ts';
import type { RowKey } from '../../../shared/domain/row-key.ts';
import { captionColumns, captionOf } from './captions.ts';
import type { Operation, Session } from './connector.ts';
import { asFieldValue } from './field-value.ts';

/** Time for all counts together, and for one of them: a panel of relations is glanced at, not waited for. */
const allCountsMs = 1500;
const oneCountMs = 500;

/** The rows a row refers to and those that refer to it. @throws {AppError} `not_found` when there is no such row. */
export async function relatedRows(
  session: Session,
  modelId: string,
  key: RowKey,
  op: Operation,
): Promise<readonly RelatedRows[]> {
  const model = await session.describe(modelId, op);
  const columns = [
    ...new Set([
      ...model.outgoing.flatMap(({ fromFields }) => fromFields),
      ...model.incoming.flatMap(({ toFields }) => toFields),
    ]),
  ];
  if (columns.length === 0) return [];
  const [row] = await session.read(modelId, [key], columns, op);
  if (!row) throw new AppError('not_found', `No such row in ${model.caption}`, { subject: modelId });
  const fieldValue = (field: string): WholeCell => whole(row[columns.indexOf(field)] ?? null);
  const countUntil = performance.now() + allCountsMs;
  const related: RelatedRows[] = [];
  for (const relation of model.outgoing) related.push(await outgoing(session, relation, fieldValue, op));
  for (const relation of model.incoming) related.push(await incoming(session, relation, fieldValue, countUntil, op));
  return related;
}

/** Fields of keys and references are never cut. */
function whole(cell: Cell): WholeCell {
  if (!isWhole(cell)) throw new Error('A reference came back cut');
  return cell;
}

async function filterFor(
  session: Session,
  modelId: string,
  fields: readonly string[],
  values: readonly WholeCell[],
  op: Operation,
): Promise<Filter> {
  const model = await session.describe(modelId, op);
  const filters = fields.map((field, position): Filter => {
    const described = model.fields.find(({ name }) => name === field);
    const value = values[position] ?? null;
    return { kind: 'compare', field, op: 'is', value: described ? asFieldValue(described, value) : value };
  });
  const [only] = filters;
  return only && filters.length === 1 ? only : { kind: 'and', filters };
}

async function outgoing(
  session: Session,
  relation: Relation,
  fieldValue: (field: string) => WholeCell,
  op: Operation,
): Promise<RelatedRows> {
  const values = relation.fromFields.map(fieldValue);
  const filter = await filterFor(session, relation.toModel, relation.toFields, values, op);
  const found = { relation, direction: 'out' as const, model: relation.toModel, filter };
  // A reference with a NULL in it refers to nothing.
  if (values.includes(null)) return { ...found, count: { kind: 'exact', value: 0 }, caption: null, key: null };
  const target = await session.describe(relation.toModel, op);
  const page = await session.page(
    {
      query: { model: target.id, filter, sort: [], search: '' },
      columns: captionColumns(target),
      at: { kind: 'start' },
      limit: 2,
    },
    op,
  );
  const [key] = page.keys;
  if (!key) return { ...found, count: { kind: 'exact', value: 0 }, caption: null, key: null };
  const count: Count = { kind: page.atEnd ? 'exact' : 'atLeast', value: page.rows.length };
  return { ...found, count, caption: captionOf(page.rows[0]?.[0], key), key: key.length > 0 ? [...key] : null };
}

async function incoming(
  session: Session,
  relation: Relation,
  fieldValue: (field: string) => WholeCell,
  countUntil: number,
  op: Operation,
): Promise<RelatedRows> {
  const filter = await filterFor(
    session,
    relation.fromModel,
    relation.fromFields,
    relation.toFields.map(fieldValue),
    op,
  );
  const timeoutMs = Math.min(oneCountMs, countUntil - performance.now());
  const count =
    timeoutMs < 1
      ? null
      : await session.count(
          { model: relation.fromModel, filter, sort: [], search: '' },
          { ...op, timeoutMs: Math.ceil(timeoutMs) },
        );
  // “At least none” says nothing: there was no time.
  const known = count?.kind === 'atLeast' && count.value === 0 ? null : count;
  return { relation, direction: 'in', model: relation.fromModel, filter, count: known, caption: null, key: null };
}
