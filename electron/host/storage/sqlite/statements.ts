import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import { requireField } from '../query/order.ts';
import { compileFilter, compileSearch, sqlValue } from './filter-sql.ts';
import { type OrderColumn, type OrderPlan, planOrder, reversedOrder } from './order-plan.ts';
import { chanceProbe, probedRows, probeFunction } from './probe.ts';
import { rowidPosition, type StoredValue, type WindowField, type WindowLayout } from './protocol.ts';
import { conditionAfter, joined, orderBy, orderValue, type Segment, segmentsAfter } from './segments.ts';
import { quoteName, type Sql } from './sql-text.ts';
import type { Table } from './table.ts';
import { narrowColumn, wideColumns } from './wide-form.ts';

/** A query, planned: everything its statements are made of. */
export interface View {
  readonly table: Table;
  readonly order: OrderPlan;
  /** Filter and search; empty when every row belongs to the view. */
  readonly condition: Sql;
  /** Set to make SQLite walk the index that holds the order; empty to let it choose. */
  readonly access: string;
  /** Its statements may pass over many rows for each row they give. */
  readonly scans: boolean;
}

/** Where a window begins: at one end, or after (or at) a place. */
export interface Start {
  readonly from: readonly StoredValue[] | null;
  readonly isInclusive: boolean;
  readonly backwards: boolean;
}

export function planView(table: Table, query: RowQuery): View {
  for (const { field } of query.sort) requireField(table.columns, field, table.name);
  const order = planOrder(table, query.sort);
  const condition = joined([
    query.filter ? compileFilter(table, query.filter) : { text: '', values: [] },
    query.search === '' ? { text: '', values: [] } : compileSearch(table.searched, query.search),
  ]);
  return { table, order, condition, access: '', scans: condition.text !== '' || order.kind !== 'indexed' };
}

/** The table, and the index it is walked by where that is not left to SQLite. */
function sourceOf({ table, access }: View): string {
  return `${table.source}${access}`;
}

/** How rows with these columns come back. @throws {AppError} `bad_request` for a column the table does not have. */
export function layoutOf(table: Table, columns: readonly string[], order: readonly OrderColumn[]): WindowLayout {
  const fields: WindowField[] = [];
  const place = (name: string, whole: boolean): number => {
    if (table.columns.get(name)?.isRowid) return rowidPosition;
    return placeExpression(quoteName(name), whole, table.columns.get(name)?.affinity === 'text');
  };
  const placeExpression = (quoted: string, whole: boolean, isMostlyText: boolean): number => {
    const known = fields.findIndex((field) => field.name === quoted && field.whole === whole);
    return known >= 0 ? known : fields.push({ name: quoted, whole, isMostlyText }) - 1;
  };
  const cells = columns.map((name) => {
    requireField(table.columns, name, table.name);
    return place(name, table.wholeFields.has(name));
  });
  const key = table.key.fields.map((name) => place(name, true));
  if (table.rowid === null) for (const { column } of order) placeExpression(orderValue(column), true, false);
  return {
    table: table.source,
    form: table.rowid === null ? 'wide' : 'narrow',
    rowid: table.rowid === null ? null : quoteName(table.rowid),
    fields,
    cells,
    key,
    order: order.map(({ column }) => orderValue(column)),
  };
}

/** The columns of a window statement, as its layout says. */
function selectList(layout: WindowLayout, cutToken: Uint8Array): string {
  if (layout.form === 'wide')
    return layout.fields.map(({ name, whole }) => wideColumns(name, whole ? 'none' : 'preview')).join(', ') || 'NULL';
  const token = `x'${Buffer.from(cutToken).toString('hex')}'`;
  return [
    layout.rowid,
    ...layout.fields.map(({ name, whole, isMostlyText }) => (whole ? name : narrowColumn(name, isMostlyText, token))),
  ].join(', ');
}

/** Statements that give the rows of a window in turn; each takes its limit as the last parameter. */
export function windowStatements(view: View, layout: WindowLayout, cutToken: Uint8Array, start: Start): readonly Sql[] {
  const head = `SELECT ${selectList(layout, cutToken)} FROM ${sourceOf(view)}`;
  return piecesOf(view, start).map((piece) => {
    const where = whereOf(view, piece.condition);
    return { text: `${head}${where.text}${orderBy(piece.order)} LIMIT ?`, values: where.values };
  });
}

/** Rows of a view without a key, counted off from the start; takes its limit as the last parameter. */
export function numberedStatement(view: View, layout: WindowLayout, cutToken: Uint8Array, offset: number): Sql {
  const where = whereOf(view, { text: '', values: [] });
  const text = `SELECT ${selectList(layout, cutToken)} FROM ${sourceOf(view)}${where.text}${numberedOrder(view)} LIMIT ?, ?`;
  return { text, values: [...where.values, BigInt(offset)] };
}

/**
 * With a limit SQLite breaks ties differently from one page to the next, so nothing may tie but rows that are alike.
 * Without a sort the view's own order is kept.
 */
function numberedOrder({ table, order }: View): string {
  if (order.columns.length === 0) return '';
  const names = [...table.columns.keys()].map(quoteName);
  const ties = [...names.map((name) => `${name} COLLATE BINARY`), ...names.map((name) => `typeof(${name})`)];
  return `${orderBy(order.columns)}, ${ties.join(', ')}`;
}

/** Statements for finding the row a number of rows further on; each takes limit and offset as its last parameters. */
export function seekStatements(view: View, start: Start): readonly Sql[] {
  const head = `SELECT ${orderValues(view)} FROM ${sourceOf(view)}`;
  return piecesOf(view, start).map((piece) => {
    const where = whereOf(view, piece.condition);
    return { text: `${head}${where.text}${orderBy(piece.order)} LIMIT ? OFFSET ?`, values: where.values };
  });
}

/** One statement that gives the row numbers of all rows, in order. */
export function rankStatement(view: View): Sql {
  const where = whereOf(view, { text: '', values: [] });
  const rowid = quoteName(view.table.rowid ?? 'rowid');
  return {
    text: `SELECT ${rowid} FROM ${sourceOf(view)}${where.text}${orderBy(view.order.columns)}`,
    values: where.values,
  };
}

/** The row with this row number; takes its limit as the last parameter. */
export function rankedStatement(layout: WindowLayout, cutToken: Uint8Array, rowid: bigint): Sql {
  return {
    text: `SELECT ${selectList(layout, cutToken)} FROM ${layout.table} WHERE ${layout.rowid} = ? LIMIT ?`,
    values: [rowid],
  };
}

/** One statement that gives the order values of every row, in order. */
export function walkStatement(view: View): Sql {
  const where = whereOf(view, { text: '', values: [] });
  return {
    text: `SELECT ${orderValues(view)} FROM ${sourceOf(view)}${where.text}${orderBy(view.order.columns)}`,
    values: where.values,
  };
}

/** How many rows belong to the view, but not more than `limit`. */
export function fewRowsStatement(view: View, limit: number): Sql {
  const where = whereOf(view, { text: '', values: [] });
  return {
    text: `SELECT count(*) FROM (SELECT 1 FROM ${sourceOf(view)}${where.text} LIMIT ?)`,
    values: [...where.values, BigInt(limit)],
  };
}

export function countStatement(view: View, canBeCancelled: boolean): Sql {
  const where = canBeCancelled ? whereOf({ ...view, scans: true }, { text: '', values: [] }) : { text: '', values: [] };
  return { text: `SELECT count(*) FROM ${sourceOf(view)}${where.text}`, values: where.values };
}

/**
 * Of the next rows after (or at) a place, how many there are and how many of them come before another place.
 * Takes the number of rows to look at as the last parameter, so that it never looks further.
 */
export function countStatements(view: View, start: Start, before: readonly StoredValue[]): readonly Sql[] {
  const names = view.order.columns.map(({ column }) => quoteName(column.name)).join(', ');
  const test = conditionAfter(reversedOrder(view.order.columns), before, false);
  return piecesOf(view, start).map((piece) => {
    const where = whereOf(view, piece.condition);
    const rows = `SELECT ${names} FROM ${sourceOf(view)}${where.text}${orderBy(piece.order)} LIMIT ?`;
    // The test's parameters stand before those of the rows.
    return {
      text: `SELECT count(*), count(CASE WHEN ${test.text} THEN 1 END) FROM (${rows})`,
      values: [...test.values, ...where.values],
    };
  });
}

/** The order values of the first row at or after a row number, if it belongs to the view; takes the row number. */
export function sampleStatement(view: View): Sql {
  const table = view.table.source;
  const rowid = quoteName(view.table.rowid ?? 'rowid');
  const condition = joined([
    { text: `${rowid} = (SELECT ${rowid} FROM ${table} WHERE ${rowid} >= ? ORDER BY ${rowid} LIMIT 1)`, values: [] },
    view.condition,
  ]);
  return { text: `SELECT ${orderValues(view)} FROM ${table} WHERE ${condition.text}`, values: condition.values };
}

/** The order values of the row with this key, or of a row the view does not hold: a place all the same. */
export function placeStatement(view: View, key: RowKey): Sql {
  const where = keyCondition(view.table, key);
  return {
    text: `SELECT ${orderValues(view)} FROM ${view.table.source} WHERE ${where.text} LIMIT ? OFFSET ?`,
    values: where.values,
  };
}

/** One row by its key; takes its limit as the last parameter. */
export function readStatement(table: Table, layout: WindowLayout, cutToken: Uint8Array, key: RowKey): Sql {
  const where = keyCondition(table, key);
  return {
    text: `SELECT ${selectList(layout, cutToken)} FROM ${layout.table} WHERE ${where.text} LIMIT ?`,
    values: where.values,
  };
}

/** One whole value of one row. */
export function valueStatement(table: Table, key: RowKey, field: string): Sql {
  requireField(table.columns, field, table.name);
  const where = keyCondition(table, key);
  const name = quoteName(field);
  return {
    text: `SELECT CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END FROM ${table.source} WHERE ${where.text} LIMIT 1`,
    values: where.values,
  };
}

/** One whole value of one row with its storage class; text as its bytes. */
export function baseStatement(table: Table, key: RowKey, field: string): Sql {
  requireField(table.columns, field, table.name);
  const where = keyCondition(table, key);
  return {
    text: `SELECT ${wideColumns(quoteName(field), 'none')} FROM ${table.source} WHERE ${where.text} LIMIT 1`,
    values: where.values,
  };
}

/** @throws {AppError} when the model has no key, or a key of another width. */
export function keyCondition(table: Table, key: RowKey): Sql {
  if (table.key.kind === 'none')
    throw new AppError('unsupported', `Rows of ${table.name} have no key`, { subject: table.name });
  if (key.length !== table.key.fields.length) {
    throw new AppError(
      'bad_request',
      `A key of ${table.name} has ${table.key.fields.length} values, not ${key.length}`,
      { subject: table.name },
    );
  }
  return joined(table.key.fields.map((field, position) => keyEquals(field, key[position] ?? null)));
}

function keyEquals(field: string, value: WholeCell): Sql {
  const name = quoteName(field);
  if (value === null) return { text: `${name} IS NULL`, values: [] };
  const bound = sqlValue(value);
  // Bytes that are no text may stand for text all the same.
  if (bound instanceof Uint8Array && (!isUtf8(bound) || bound.includes(0)))
    return { text: `${name} IN (?, CAST(? AS TEXT))`, values: [bound, bound] };
  return { text: `${name} = ?`, values: [bound] };
}

function orderValues(view: View): string {
  return (
    view.order.columns.map(({ column }) => wideColumns(orderValue(column), 'none')).join(', ') || 'NULL, NULL, NULL'
  );
}

function piecesOf(view: View, start: Start): readonly Segment[] {
  const order = start.backwards ? reversedOrder(view.order.columns) : view.order.columns;
  if (view.order.kind === 'indexed') return segmentsAfter(order, start.from, start.isInclusive);
  return [
    {
      condition: start.from === null ? { text: '', values: [] } : conditionAfter(order, start.from, start.isInclusive),
      order,
    },
  ];
}

function whereOf(view: View, condition: Sql): Sql {
  // The probe stands first: SQLite tests conditions in their order, and one that fails hides the rest.
  const all = joined([view.scans ? probe(view) : { text: '', values: [] }, condition, view.condition]);
  return all.text === '' ? all : { text: ` WHERE ${all.text}`, values: all.values };
}

/**
 * Lets a scan be given up, and tells where it is. Row numbers say when to look without a call for each row; the shift
 * keeps it going where all of them end in the same byte. Without row numbers chance decides. No column but those of the
 * order is named, so that the test is made on the index, before any other.
 */
function probe(view: View): Sql {
  const { rowid } = view.table;
  if (rowid === null && view.order.kind !== 'indexed') return { text: chanceProbe, values: [] };
  const isDue =
    rowid === null
      ? `(random() & ${probedRows - 1}) = 0`
      : `((${quoteName(rowid)} + (${quoteName(rowid)} >> 8)) & ${probedRows - 1}) = 0`;
  const place =
    rowid === null ? view.order.columns.map(({ column }) => quoteName(column.name)).join(', ') : quoteName(rowid);
  return { text: `CASE WHEN ${isDue} THEN ${probeFunction}(${place}) ELSE 1 END`, values: [] };
}
