import type { StoredValue } from '../../protocol.ts';
import { quoteName } from '../../sql-text.ts';
import type { WriteTable } from '../../write/write-table.ts';
import { type DriverValue, isPlainText } from '../decode.ts';
import { decodeText } from '../text.ts';
import type { Bound, WriteConnection } from './write-connection.ts';

/** What finds a row as long as the transaction lasts: its row number, or its key where it has none. */
export type Locator = readonly StoredValue[];

/** A condition with its values. */
export interface Where {
  readonly sql: string;
  readonly values: readonly Bound[];
}

/** Reads rows of one table exactly. */
export interface TableAccess {
  readonly table: WriteTable;
  readonly locatorColumns: readonly string[];
  readonly allColumns: readonly string[];
  readonly generatedColumns: readonly string[];
  where(locator: Locator): Where;
  /** A column's name as it stands in SQL. */
  quote(name: string): string;
  /** The same array for the same names. */
  sameOf(columns: readonly string[]): readonly string[];
  /** The names of both, one after the other; the same array for the same two. */
  joined(first: readonly string[], second: readonly string[]): readonly string[];
  /** Rows that meet a condition, each with these columns; the list is kept as long as its array. */
  read(columns: readonly string[], where: Where, limit: number): readonly (readonly StoredValue[])[];
  /** One row; `null` when it is not there. */
  readOne(columns: readonly string[], locator: Locator): readonly StoredValue[] | null;
}

export function createTableAccess(connection: WriteConnection, table: WriteTable): TableAccess {
  const locatorColumns = table.rowid === null ? table.key : [table.rowid];
  const plainWhere = locatorColumns.map((name) => `${quoteName(name)} IS ?`).join(' AND ');
  // A save asks the same of thousands of rows: lists of columns that are alike are one list, and are spelled out once.
  const sameNames = new Map<string, readonly string[]>();
  const lists = new WeakMap<readonly string[], SelectList>();
  const prefixed = new WeakMap<readonly string[], WeakMap<readonly string[], readonly string[]>>();
  const quoted = new Map<string, string>();

  function sameOf(columns: readonly string[]): readonly string[] {
    const name = columns.join('\0');
    const known = sameNames.get(name);
    if (known) return known;
    sameNames.set(name, columns);
    return columns;
  }

  function listOf(columns: readonly string[]): SelectList {
    const known = lists.get(columns);
    if (known) return known;
    const list = selectList(columns.map(quoteName));
    lists.set(columns, list);
    return list;
  }

  function where(locator: Locator): Where {
    const [first] = locator;
    if (locator.length === 1 && typeof first === 'bigint') return { sql: plainWhere, values: [first] };
    return conditionOf(locatorColumns, locator);
  }

  return {
    table,
    locatorColumns,
    allColumns: table.columns.map(({ name }) => name),
    generatedColumns: table.columns.filter(({ isGenerated }) => isGenerated).map(({ name }) => name),
    where,
    quote: (name) => {
      const known = quoted.get(name);
      if (known !== undefined) return known;
      const made = quoteName(name);
      quoted.set(name, made);
      return made;
    },
    sameOf,
    joined: (first, second) => {
      const known = prefixed.get(first)?.get(second);
      if (known) return known;
      const names = [...first, ...second];
      const seconds = prefixed.get(first) ?? new WeakMap<readonly string[], readonly string[]>();
      seconds.set(second, names);
      prefixed.set(first, seconds);
      return names;
    },
    read: (columns, filter, limit) =>
      readExactly(
        connection,
        listOf(columns),
        `FROM ${table.source} WHERE ${filter.sql} LIMIT ${limit}`,
        filter.values,
      ),
    readOne: (columns, locator) => {
      const filter = where(locator);
      const from = `FROM ${table.source} WHERE ${filter.sql} LIMIT 1`;
      return readExactly(connection, listOf(columns), from, filter.values)[0] ?? null;
    },
  };
}

/** The columns of a SELECT, as they stand in it. */
export interface SelectList {
  readonly plain: string;
  /** Text as its bytes, and the storage class. */
  readonly exact: string;
}

/** @param columns as they stand in SQL: quoted, with a table's alias where there is one. */
export function selectList(columns: readonly string[]): SelectList {
  const exact = columns.map(
    (name) => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END, typeof(${name})`,
  );
  return { plain: columns.join(', ') || 'NULL', exact: exact.join(', ') || 'NULL' };
}

/** Reads rows whose values are just what is stored. @param from what follows the columns of the SELECT. */
export function readExactly(
  connection: WriteConnection,
  list: SelectList,
  from: string,
  values: readonly Bound[],
): readonly (readonly StoredValue[])[] {
  const rows = connection.prepare(`SELECT ${list.plain} ${from}`).all(...values);
  if (rows.every((row) => row.every(isExact))) return rows.map((row) => row.map(plainStored));
  // Text that JavaScript can't hold is among the values: they are read again as they lie in the file.
  return connection
    .prepare(`SELECT ${list.exact} ${from}`)
    .all(...values)
    .map((row) => exactRow(connection, row));
}

/** A row of `SelectList.exact`. */
export function exactRow({ encoding }: WriteConnection, row: readonly DriverValue[]): readonly StoredValue[] {
  return Array.from({ length: row.length >> 1 }, (_, position) => {
    const value = row[2 * position] ?? null;
    if (row[2 * position + 1] !== 'text') return plainStored(value);
    const bytes = Buffer.isBuffer(value) ? value : Buffer.alloc(0);
    return decodeText(bytes, encoding) ?? { text: Uint8Array.from(bytes) };
  });
}

/** Columns that hold exactly these values. */
export function conditionOf(columns: readonly string[], values: readonly StoredValue[]): Where {
  const bound: Bound[] = [];
  const sql = columns.map((name, position) => {
    const { mark, value } = bind(values[position] ?? null);
    bound.push(value);
    return `${quoteName(name)} IS ${mark}`;
  });
  return { sql: sql.join(' AND '), values: bound };
}

/** A value and what stands for it in SQL. */
export function bind(value: StoredValue): { readonly mark: string; readonly value: Bound } {
  if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array))
    return { mark: 'CAST(? AS TEXT)', value: value.text };
  return { mark: '?', value };
}

function isExact(value: DriverValue): boolean {
  return typeof value !== 'string' || isPlainText(value);
}

/** Bytes of their own buffer: a view of a bigger one would take all of it along to another thread. */
function plainStored(value: DriverValue): StoredValue {
  if (!Buffer.isBuffer(value)) return value;
  const isOwn = value.byteOffset === 0 && value.length === value.buffer.byteLength;
  return isOwn ? new Uint8Array(value.buffer) : Uint8Array.from(value);
}

/** A text that is the same for the same locator. */
export function locatorName(locator: Locator): string {
  if (locator.length === 1 && typeof locator[0] === 'bigint') return String(locator[0]);
  return JSON.stringify(
    locator.map((value) => {
      if (value === null) return null;
      if (typeof value === 'string') return `t${value}`;
      if (typeof value === 'bigint') return `i${value}`;
      if (typeof value === 'number') return `r${Object.is(value, -0) ? '-0' : value}`;
      const bytes = value instanceof Uint8Array ? value : value.text;
      return `${value instanceof Uint8Array ? 'b' : 'o'}${Buffer.from(bytes).toString('hex')}`;
    }),
  );
}
