import { createHash } from 'node:crypto';

/**
 * All there is in a database, exactly, in one order: what a digest is made of and two states are compared by. Values stand
 * there by their storage class and bytes (SQLite), or as `COPY … TO STDOUT` writes them (PostgreSQL).
 */
export interface DatabaseDump {
  /** Definitions: tables, columns, defaults, constraints, indexes, triggers, views, types, settings. */
  readonly schema: readonly string[];
  readonly tables: ReadonlyMap<string, DumpedTable>;
}

export interface DumpedTable {
  readonly columns: readonly string[];
  /** In the order of the key; each with a value for each column. */
  readonly rows: readonly (readonly string[])[];
}

/** SHA-256 of the whole, lower-case hex: different as soon as one byte, one type, one row or one default is. */
export function digestOf({ schema, tables }: DatabaseDump): string {
  const hash = createHash('sha256');
  // Every part with its length: no two different dumps spell the same.
  const add = (text: string) => hash.update(`${Buffer.byteLength(text)}:`).update(text);
  for (const definition of schema) add(definition);
  for (const [name, { columns, rows }] of tables) {
    add(`table ${name} ${columns.length} ${rows.length}`);
    for (const column of columns) add(column);
    for (const row of rows) for (const value of row) add(value);
  }
  return hash.digest('hex');
}

/** One place where two dumps differ. */
export type Difference =
  | { readonly kind: 'schema'; readonly definition: string }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'rows'; readonly table: string; readonly before: number; readonly after: number }
  | {
      readonly kind: 'cell';
      readonly table: string;
      /** Counted from 0, in the order of the key. */
      readonly row: number;
      readonly column: string;
      readonly before: string;
      readonly after: string;
    };

/** Where they differ, cell by cell while tables have the same number of rows. Empty exactly when their digests are the same. */
export function differences(before: DatabaseDump, after: DatabaseDump): readonly Difference[] {
  const found: Difference[] = [];
  const old = new Set(before.schema);
  const now = new Set(after.schema);
  for (const definition of [...old].filter((text) => !now.has(text)))
    found.push({ kind: 'schema', definition: `- ${definition}` });
  for (const definition of [...now].filter((text) => !old.has(text)))
    found.push({ kind: 'schema', definition: `+ ${definition}` });
  for (const name of new Set([...before.tables.keys(), ...after.tables.keys()])) {
    const one = before.tables.get(name);
    const other = after.tables.get(name);
    if (!one || !other || one.columns.join('\0') !== other.columns.join('\0'))
      found.push({ kind: 'table', table: name });
    else if (one.rows.length !== other.rows.length)
      found.push({ kind: 'rows', table: name, before: one.rows.length, after: other.rows.length });
    else found.push(...cellDifferences(name, one, other));
  }
  return found;
}

function cellDifferences(table: string, one: DumpedTable, other: DumpedTable): Difference[] {
  return one.rows.flatMap((values, row) =>
    one.columns.flatMap((column, at): Difference[] => {
      const before = values[at] ?? '';
      const after = other.rows[row]?.[at] ?? '';
      return before === after ? [] : [{ kind: 'cell', table, row, column, before, after }];
    }),
  );
}
