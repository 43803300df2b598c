import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import { quoteName, type Sql } from '../sql-text.ts';
import type { PgTable } from '../table.ts';
import { castOperand, columnValue, comparedOperand, comparedValue, rowAlias } from './compared-column.ts';
import { columnOf } from './compile-filter.ts';
import { cellParameter } from './decode-cell.ts';
import { type OrderColumn, reversedOrder } from './order-plan.ts';
import { arrayLiteral, createParameters, type Parameters } from './parameters.ts';
import type { RowLayout } from './row-layout.ts';
import {
  bindPlace,
  conditionAfter,
  joined,
  orderBy,
  type PlaceValues,
  type Segment,
  segmentsAfter,
  splitFirstGroup,
} from './segments.ts';
import type { View } from './view.ts';

/** Where a window begins: at one end, or after (or at) a place. */
export interface Start {
  readonly from: PlaceValues | null;
  readonly isInclusive: boolean;
  readonly backwards: boolean;
  /** It goes no further than this place, which belongs to it. */
  readonly upTo?: PlaceValues;
}

export const fromStart: Start = { from: null, isInclusive: false, backwards: false };

/** How many rows: those after the first `skip` ones, and not more than `limit`. */
export interface Span {
  readonly skip: number;
  readonly limit: number;
}

/** The rows of a window in order (from its end when it is read backwards), in one statement. */
export function windowStatement(view: View, layout: RowLayout, start: Start, limit: number): Sql {
  const parameters = createParameters();
  const rows = chosenRows(view, takenColumns(layout), start, { skip: 0, limit }, parameters);
  // The last row is there only to tell whether more follow.
  return parameters.statement(`SELECT ${layout.list(limit - 1)} FROM (${rows}) r`);
}

/** The order values of one row, so many rows further on; no row when there are fewer. */
export function seekStatement(view: View, start: Start, skip: number): Sql {
  const parameters = createParameters();
  return parameters.statement(chosenRows(view, orderValues(view), start, { skip, limit: 1 }, parameters));
}

/** How many rows follow a place, of more than `limit` only that there are as many. Their order does not matter. */
export function partCountStatement(view: View, start: Start, limit: number): Sql {
  const parameters = createParameters();
  const rows = chosenRows(view, '1', start, { skip: 0, limit }, parameters, 'any');
  return parameters.statement(`SELECT count(*) FROM (${rows}) r`);
}

/** Rows of a view without a key, counted off from the start. */
export function numberedStatement(view: View, layout: RowLayout, skip: number, limit: number): Sql {
  const parameters = createParameters();
  const rows = `SELECT ${takenColumns(layout)} FROM ${sourceOf(view)}${where(view, parameters)}${orderBy(numberedOrder(view))}${span({ skip, limit })}`;
  return parameters.statement(`SELECT ${layout.list(limit - 1)} FROM (${rows}) r`);
}

/** All rows in the view's order. */
export function scanStatement(view: View, layout: RowLayout): Sql {
  const parameters = createParameters();
  const order = view.order.kind === 'numbered' ? numberedOrder(view) : view.order.columns;
  const rows = `SELECT ${takenColumns(layout)} FROM ${sourceOf(view)}${where(view, parameters)}${orderBy(order)}`;
  // Without the offset the server would take both parts for one, and measure rows before it sorts them.
  return parameters.statement(`SELECT ${layout.list(0)} FROM (${rows} OFFSET 0) r`);
}

/** How many rows the view has; of more than `limit` only that there are as many. */
export function countStatement(view: View, limit: number | null): Sql {
  const parameters = createParameters();
  const from = `FROM ${sourceOf(view)}${where(view, parameters)}`;
  return parameters.statement(
    limit === null ? `SELECT count(*) ${from}` : `SELECT count(*) FROM (SELECT 1 ${from} LIMIT ${limit}) r`,
  );
}

/** The order values of the row with this key, also of one the view does not hold: a place all the same. */
export function placeStatement(view: View, key: RowKey): Sql {
  const parameters = createParameters();
  const condition = keyCondition(view.table, key, parameters);
  return parameters.statement(`SELECT ${orderValues(view)} FROM ${sourceOf(view)} WHERE ${condition} LIMIT 1`);
}

/**
 * Rows by key: the number of the key (from 1) comes before each. Every key is one search in the index of the keys.
 * @throws AppError when the model has no key, or a key of another width.
 */
export function readStatement(table: PgTable, layout: RowLayout, keys: readonly RowKey[]): Sql {
  for (const key of keys) requireKey(table, key);
  const parameters = createParameters();
  const names = table.key.fields.map((_, at) => quoteName(`k${at}`));
  const lists = table.key.fields.map((_, at) => {
    const values = keys.map((key) => cellParameter(key[at] ?? null));
    return `${parameters.bind(arrayLiteral(values))}::text[]`;
  });
  const conditions = table.key.fields.map((field, at) => {
    const column = columnOf(table, field);
    return `${comparedValue(column)} = ${castOperand(column, `k.${names[at]}`)}`;
  });
  const row = `SELECT ${takenColumns(layout)} FROM ${table.source} ${rowAlias} WHERE ${conditions.join(' AND ')} LIMIT 1`;
  return parameters.statement(
    `SELECT ${layout.list(0)}, k.number FROM unnest(${lists.join(', ')}) WITH ORDINALITY AS k (${names.join(', ')}, number) CROSS JOIN LATERAL (${row}) r`,
  );
}

/** @throws AppError when the model has no key, or a key of another width. */
export function keyCondition(table: PgTable, key: RowKey, parameters: Parameters): string {
  requireKey(table, key);
  return joined(
    table.key.fields.map((field, at) => {
      const column = columnOf(table, field);
      const value = cellParameter(key[at] ?? null);
      return value === null ? 'FALSE' : `${comparedValue(column)} = ${comparedOperand(column, parameters.bind(value))}`;
    }),
  );
}

function requireKey(table: PgTable, key: RowKey): void {
  if (table.key.kind === 'none')
    throw new AppError('unsupported', `Rows of ${table.name} have no key`, { subject: table.id });
  if (key.length === table.key.fields.length) return;
  throw new AppError('bad_request', `A key of ${table.name} has ${table.key.fields.length} values, not ${key.length}`, {
    subject: table.id,
  });
}

/** Rows by the order of the view: one search in its index after the other, as many as are needed. */
export function chosenRows(
  view: View,
  list: string,
  start: Start,
  { skip, limit }: Span,
  parameters: Parameters,
  wanted: 'ordered' | 'any' = 'ordered',
): string {
  const order = start.backwards ? reversedOrder(view.order.columns) : view.order.columns;
  const from = start.from === null ? null : bindPlace(order, start.from, parameters);
  const end =
    start.upTo === undefined
      ? ''
      : conditionAfter(reversedOrder(order), bindPlace(order, start.upTo, parameters), true);
  const filter = view.condition(parameters);
  const select = (condition: string, rest: readonly OrderColumn[], size: Span) => {
    const all = joined([condition, end, filter]);
    const sorted = wanted === 'ordered' ? orderBy(rest) : '';
    return `SELECT ${list} FROM ${sourceOf(view)}${all === '' ? '' : ` WHERE ${all}`}${sorted}${span(size)}`;
  };
  if (view.order.kind === 'sorted') {
    return select(from === null ? '' : conditionAfter(order, from, start.isInclusive), order, { skip, limit });
  }
  const whole = segmentsAfter(order, view.order.held, from, start.isInclusive);
  const segments =
    wanted === 'ordered' && view.splitsGroups ? whole.flatMap((segment) => splitTies(view, segment)) : whole;
  const [only] = segments;
  if (only && segments.length === 1) return select(only.condition, only.order, { skip, limit });
  if (segments.length === 0) return select('FALSE', [], { skip: 0, limit });
  // A branch is not begun before the one before it has ended, and none of it is asked for when the limit is reached. The
  // branches never run side by side, which would mix their rows: the server gives nothing with a limit to several workers.
  const size = { skip: 0, limit: skip + limit };
  const branches = segments.map(({ condition, order: rest }) => `(${select(condition, rest, size)})`);
  return `${branches.join(' UNION ALL ')}${span({ skip, limit })}`;
}

/** Segments that begin with rows which tie in all the index holds. */
function splitTies(view: View, segment: Segment): readonly Segment[] {
  const { columns, held } = view.order;
  const isAtTies = segment.order.length === columns.length - held + 1;
  return isAtTies ? splitFirstGroup(segment, sourceOf(view)) : [segment];
}

/** What the inner part of a statement takes along; of a table without columns its rows are read all the same. */
function takenColumns({ taken }: RowLayout): string {
  return taken.map((column, at) => `${columnValue(column)} AS ${quoteName(`c${at}`)}`).join(', ') || 'NULL';
}

export function sourceOf({ table }: View): string {
  return `${table.source} ${rowAlias}`;
}

export function where(view: View, parameters: Parameters): string {
  const condition = view.condition(parameters);
  return condition === '' ? '' : ` WHERE ${condition}`;
}

function span({ skip, limit }: Span): string {
  return `${skip > 0 ? ` OFFSET ${skip}` : ''} LIMIT ${limit}`;
}

/** The order values, named `c0`, `c1`, … */
export function orderColumnsAs({ order }: View): string {
  return order.columns.map(({ column }, at) => `${columnValue(column)} AS ${quoteName(`c${at}`)}`).join(', ');
}

function orderValues(view: View): string {
  return view.order.columns.map(({ column }) => columnValue(column)).join(', ') || 'NULL';
}

/** Without a sort the view's own order is kept; with one, nothing may tie but rows that are alike. */
function numberedOrder({ table, order }: View): readonly OrderColumn[] {
  if (order.columns.length === 0) return [];
  const sorted = new Set(order.columns.map(({ column }) => column.name));
  const ties = [...table.columns.values()].filter(({ name }) => !sorted.has(name) && table.readable.has(name));
  return [...order.columns, ...ties.map((column) => ({ column, isDescending: false }))];
}
