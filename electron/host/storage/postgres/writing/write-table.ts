import { quoteName } from '../sql-text.ts';
import type { PgColumn, PgDescribed, PgTable } from '../table.ts';

/** What writing rows of one table or view needs to know. */
export interface WriteTable {
  readonly table: PgTable;
  /** The model's id. */
  readonly id: string;
  /** The names of a row's key, in their order. */
  readonly key: readonly string[];
  /** Columns that may be read, in the order of the table: what an image of a row holds. */
  readonly imaged: readonly string[];
  /** Columns the role may not read: a row that goes could not be brought back whole. */
  readonly unreadable: readonly string[];
  /** Columns the server computes. */
  readonly generated: readonly string[];
  /** Rows carry the number of the transaction that wrote them (`xmin`). */
  readonly hasVersions: boolean;
  /** Writing runs the store's own code: any column may change. */
  readonly hasTriggers: boolean;
}

export function writeTableOf({ model, table }: PgDescribed): WriteTable {
  const columns = [...table.columns.values()];
  return {
    table,
    id: table.id,
    key: table.key.fields,
    imaged: columns.filter(({ name }) => table.readable.has(name)).map(({ name }) => name),
    unreadable: columns.filter(({ name }) => !table.readable.has(name)).map(({ name }) => name),
    generated: columns
      .filter(({ name, generated }) => generated !== null && table.readable.has(name))
      .map(({ name }) => name),
    // Reading `xmin` takes the right to read the whole table; without it the lock on the row has to do.
    hasVersions:
      (table.kind === 'table' || table.kind === 'partitioned') && columns.every(({ name }) => table.readable.has(name)),
    hasTriggers: model.hasTriggers || table.kind === 'view' || table.kind === 'foreign',
  };
}

/** @throws {Error} for a name that is not one of its columns. */
export function columnOf({ table, id }: WriteTable, name: string): PgColumn {
  const column = table.columns.get(name);
  if (!column) throw new Error(`${id} has no column ${name}`);
  return column;
}

/** A column of the row that stands under this alias. */
export function qualified(alias: string, name: string): string {
  return `${alias}.${quoteName(name)}`;
}

/**
 * `=` as it stands between values of this type. Strings that an extension brings compare in their own way only where its
 * schema is looked at, whatever path the role has.
 */
export function equalTo({ kind, castType }: PgColumn): string {
  const schema = kind === 'text' ? /^("(?:[^"]|"")*")\./.exec(castType)?.[1] : undefined;
  return schema === undefined ? '=' : `OPERATOR(${schema}.=)`;
}
