import type { OrderColumn } from './order-plan.ts';
import type { StoredValue } from './protocol.ts';
import { quoteName, type Sql, type SqlValue } from './sql-text.ts';
import type { TableColumn } from './table.ts';

/** A condition, and what is still to be ordered once it holds. */
export interface Segment {
  /** Empty when it holds for every row. */
  readonly condition: Sql;
  readonly order: readonly OrderColumn[];
}

const always: Sql = { text: '', values: [] };

/**
 * The rows after a place, cut into pieces of which each is one search in the index: equal leading values and one bound.
 * Taken in turn they are the rows in order; NULLs (first when ascending, last when descending, as indexes hold them)
 * get pieces of their own, because `OR` would turn the search into a scan.
 * @param from `null`: all rows.
 */
export function segmentsAfter(
  order: readonly OrderColumn[],
  from: readonly StoredValue[] | null,
  isInclusive: boolean,
): readonly Segment[] {
  if (from === null) return [{ condition: always, order }];
  const segments: Segment[] = [];
  if (isInclusive)
    segments.push({
      condition: joined(order.map(({ column }, level) => equals(column, from[level] ?? null))),
      order: [],
    });
  for (let level = order.length - 1; level >= 0; level -= 1) {
    const head = order.slice(0, level).map(({ column }, position) => equals(column, from[position] ?? null));
    const here = order[level];
    if (!here) continue;
    for (const { bound, isSettled } of boundsAfter(here, from[level] ?? null)) {
      segments.push({ condition: joined([...head, bound]), order: order.slice(isSettled ? level + 1 : level) });
    }
  }
  return segments;
}

/**
 * The same as one condition, for statements that must sort and so would scan once for each piece.
 * The bound on the leading column stands first, alone: with it an index on that column can still be searched.
 */
export function conditionAfter(order: readonly OrderColumn[], from: readonly StoredValue[], isInclusive: boolean): Sql {
  const pieces = segmentsAfter(order, from, isInclusive).map(({ condition }) => condition);
  const any = {
    text: `(${pieces.map(({ text }) => `(${text})`).join(' OR ')})`,
    values: pieces.flatMap(({ values }) => values),
  };
  const [leading] = order;
  const bound = leading ? leadingBound(leading, from[0] ?? null) : null;
  return pieces.length === 0 ? { text: '0', values: [] } : bound ? joined([bound, any]) : any;
}

function leadingBound({ column, isDescending }: OrderColumn, value: StoredValue): Sql | null {
  if (value === null) return isDescending ? { text: `${comparable(column)} IS NULL`, values: [] } : null;
  const { text, values } = bindStored(value);
  if (!isDescending) return { text: `${comparable(column)} >= ${text}`, values };
  const atMost = `${comparable(column)} <= ${text}`;
  return { text: column.canBeNull ? `(${atMost} OR ${comparable(column)} IS NULL)` : atMost, values };
}

function boundsAfter(
  { column, isDescending }: OrderColumn,
  value: StoredValue,
): readonly { bound: Sql; isSettled: boolean }[] {
  const name = comparable(column);
  if (value === null) return isDescending ? [] : [{ bound: notNull(column), isSettled: false }];
  const { text, values } = bindStored(value);
  if (!isDescending) return [{ bound: { text: `${name} > ${text}`, values }, isSettled: false }];
  const below = { bound: { text: `${name} < ${text}`, values }, isSettled: false };
  return column.canBeNull ? [below, { bound: { text: `${name} IS NULL`, values: [] }, isSettled: true }] : [below];
}

/**
 * `IS NOT NULL` is no bound to SQLite's planner: it would pass over every NULL one by one. The smallest value is one:
 * numbers come before text and bytes, and where affinity would make text of a number, the empty text is the smallest.
 */
function notNull(column: TableColumn): Sql {
  return {
    text: `${comparable(column)} >= ${column.affinity === 'text' && !column.isDecimalText ? "''" : '-9e999'}`,
    values: [],
  };
}

function equals(column: TableColumn, value: StoredValue): Sql {
  if (value === null) return { text: `${comparable(column)} IS NULL`, values: [] };
  const { text, values } = bindStored(value);
  return { text: `${comparable(column)} = ${text}`, values };
}

/** The column as it is put in order: by its own collation, or by code point where that is not SQLite's. */
export function comparable(column: TableColumn): string {
  return column.collation === null ? `${orderValue(column)} COLLATE BINARY` : orderValue(column);
}

/** What a column is put in order by: its value, but a decimal kept as text by its number. */
export function orderValue({ name, isDecimalText }: TableColumn): string {
  const quoted = quoteName(name);
  if (!isDecimalText) return quoted;
  const isNumber = `typeof(${quoted}) = 'text' AND ${quoted} NOT GLOB '*[^0-9.eE+-]*' AND ${quoted} GLOB '*[0-9]*'`;
  return `CASE WHEN ${isNumber} THEN CAST(${quoted} AS NUMERIC) ELSE ${quoted} END`;
}

export function orderBy(order: readonly OrderColumn[]): string {
  if (order.length === 0) return '';
  return ` ORDER BY ${order.map(({ column, isDescending }) => `${comparable(column)} ${isDescending ? 'DESC' : 'ASC'}`).join(', ')}`;
}

/** Text that is no JavaScript string goes in as its bytes and becomes text again there. */
export function bindStored(value: StoredValue): { text: string; values: readonly SqlValue[] } {
  if (value !== null && typeof value === 'object' && 'text' in value)
    return { text: 'CAST(? AS TEXT)', values: [value.text] };
  return { text: '?', values: [value] };
}

/** All conditions at once; empty ones are left out. */
export function joined(conditions: readonly Sql[]): Sql {
  const real = conditions.filter(({ text }) => text !== '');
  return { text: real.map(({ text }) => text).join(' AND '), values: real.flatMap(({ values }) => values) };
}
