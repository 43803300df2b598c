import type { PgTransaction } from '../connection/access.ts';
import { arrayLiteral } from '../reading/parameters.ts';
import type { Sql } from '../sql-text.ts';
import type { Stored } from './exact-value.ts';
import type { Locator } from './row-states.ts';
import { columnOf, qualified, type WriteTable } from './write-table.ts';

/** How rows are held until the transaction ends. */
export type RowLock = 'UPDATE' | 'NO KEY UPDATE';

export interface FoundRow {
  /** As it is stored. */
  readonly key: Locator;
  /** `xmin`, where the table has it. */
  readonly version: string | null;
  /** Nobody else can change it until the transaction ends. */
  readonly isLocked: boolean;
  /** In the order of the columns asked for. */
  readonly values: readonly Stored[];
}

export interface ReadRows {
  readonly table: WriteTable;
  readonly keys: readonly Locator[];
  readonly columns: readonly string[];
  readonly lock: RowLock | null;
  /** Told how many bytes are about to be read; throws when that is too much. */
  readonly count: (sizeBytes: number) => void;
}

/** Rows of one statement: enough to make the way to the server cheap, few enough to bound what comes back at once. */
const rowsAtOnce = 500;
/** A value up to this size comes with its row; bigger ones are read when their sizes are known. */
const inlineBytes = 4096;
/** Big values are read in statements of about this much. */
const bytesAtOnce = 16 * 1024 * 1024;

type Run = Pick<PgTransaction, 'run'>;

/**
 * Rows by key, locked in the order of their keys so that two who lock the same rows wait for each other in one direction
 * only. For each key of `keys` the rows that have it: none, one, or several where it is none of the table's own.
 * @throws PgError also for a key that no value of its type can be
 */
export async function readRows(transaction: Run, request: ReadRows): Promise<readonly (readonly FoundRow[])[]> {
  const { keys, columns, count } = request;
  const found: FoundRow[][] = keys.map(() => []);
  const missing: BigValue[] = [];
  for (let start = 0; start < keys.length; start += rowsAtOnce) {
    const some = keys.slice(start, start + rowsAtOnce);
    for (const row of await readSome(transaction, request, some)) {
      const { at, key, version, values, big } = row;
      count(values.reduce((sum: number, value) => sum + (value?.length ?? 0), 0));
      const kept = [...values];
      found[start + at]?.push({ key, version, isLocked: row.isLocked, values: kept });
      for (const { position, sizeBytes } of big)
        missing.push({
          key,
          column: columns[position] ?? '',
          sizeBytes,
          fill: (value) => {
            kept[position] = value;
          },
        });
    }
  }
  await readBig(transaction, request, missing);
  return found;
}

interface SomeRow extends FoundRow {
  readonly at: number;
  readonly big: readonly { readonly position: number; readonly sizeBytes: number }[];
}

async function readSome(
  transaction: Run,
  { table, columns, lock }: ReadRows,
  keys: readonly Locator[],
): Promise<readonly SomeRow[]> {
  const known = columns.map((name) => columnOf(table, name));
  const list = known.flatMap((column) => {
    const name = qualified('t', column.name);
    if (!column.canBeBig) return [name];
    const size = sizeTerm(table, column.name);
    return [`CASE WHEN ${size} <= ${inlineBytes} THEN ${name} END`, size];
  });
  const version = table.hasVersions ? 't.xmin' : 'NULL';
  const keyList = table.key.map((name) => qualified('t', name));
  const selected = ['k.at', version, ...keyList, ...list].join(', ');
  const locking = lock === null ? '' : ` ORDER BY ${keyList.join(', ')} FOR ${lock} OF t`;
  const { rows } = await transaction.run(
    keyedStatement(table, keys, (from) => `SELECT ${selected} FROM ${from}${locking}`),
  );
  return rows.map((row): SomeRow => {
    const big: { position: number; sizeBytes: number }[] = [];
    let place = 2 + keyList.length;
    const values = known.map((column, position) => {
      const value = row[place++] ?? null;
      if (!column.canBeBig) return value;
      const size = row[place++] ?? null;
      if (value === null && size !== null) big.push({ position, sizeBytes: Number(size) });
      return value;
    });
    return {
      at: Number(row[0]),
      version: row[1] ?? null,
      key: row.slice(2, 2 + keyList.length),
      isLocked: lock !== null,
      values,
      big,
    };
  });
}

/** Bytes of a value, or of its packed form where only that can be told without unpacking it. */
export function sizeTerm(table: WriteTable, name: string, alias = 't'): string {
  const { kind } = columnOf(table, name);
  const isPlain = kind === 'text' || kind === 'bytes';
  return `pg_catalog.${isPlain ? 'octet_length' : 'pg_column_size'}(${qualified(alias, name)})`;
}

interface BigValue {
  readonly key: Locator;
  readonly column: string;
  readonly sizeBytes: number;
  fill(value: Stored): void;
}

async function readBig(transaction: Run, { table, count }: ReadRows, values: readonly BigValue[]): Promise<void> {
  for (const [column, all] of Map.groupBy(values, (value) => value.column)) {
    let some: BigValue[] = [];
    let bytes = 0;
    const flush = async () => {
      if (some.length === 0) return;
      const texts = new Map<number, Stored>();
      const keys = some.map(({ key }) => key);
      const { rows } = await transaction.run(
        keyedStatement(table, keys, (from) => `SELECT k.at, ${qualified('t', column)} FROM ${from}`),
      );
      for (const [at, value] of rows) texts.set(Number(at), value ?? null);
      some.forEach((one, at) => {
        const value = texts.get(at) ?? null;
        // What is packed can be much bigger than it was said to be.
        count(Math.max(0, (value?.length ?? 0) - one.sizeBytes));
        one.fill(value);
      });
      some = [];
      bytes = 0;
    };
    for (const one of all) {
      count(one.sizeBytes);
      some.push(one);
      bytes += one.sizeBytes;
      if (bytes >= bytesAtOnce) await flush();
    }
    await flush();
  }
}

/**
 * A statement that selects rows `t` by their keys, each with the place of its key as `k.at`. Keys are bound as lists of
 * texts: of arrays no list can be, and a list of composite values would fall into its columns.
 * @param make puts the statement together; what follows `FROM` is given to it
 */
export function keyedStatement(table: WriteTable, keys: readonly Locator[], make: (from: string) => string): Sql {
  const names = table.key.map((_, position) => `k${position}`);
  const lists = names.map((_, position) => `pg_catalog.unnest($${position + 1}::pg_catalog.text[])`);
  const values = table.key.map((name, position) => {
    return `u.k${position}::${columnOf(table, name).castType} AS k${position}`;
  });
  const matches = table.key.map((name, position) => `${qualified('t', name)} = k.k${position}`);
  const from = `(SELECT u.n - 1 AS at, ${values.join(', ')} FROM ROWS FROM (${lists.join(', ')}) WITH ORDINALITY AS u(${names.join(', ')}, n)) AS k JOIN ${table.table.source} AS t ON ${matches.join(' AND ')}`;
  return { text: make(from), values: names.map((_, at) => arrayLiteral(keys.map((key) => key[at] ?? null))) };
}
