import Database from 'better-sqlite3';
import type { FileEncoding } from '../compare-rows.ts';
import type { Affinity } from '../field-type.ts';
import type { StoredValue } from '../protocol.ts';
import { bindStored } from '../segments.ts';
import { quoteName, type SqlValue } from '../sql-text.ts';
import type { Table, TableColumn } from '../table.ts';
import { wideColumns, wideWidth } from '../wide-form.ts';
import { type DriverValue, storedValue } from '../worker/decode.ts';

/** What a condition says of the row: `unknown` where SQLite can't say it without the program that made the file. */
export type Verdict = 'holds' | 'fails' | 'unknown';

/** One row of a table like the given one, kept in memory: SQLite itself says what becomes of its values. */
export interface ScratchTable {
  /**
   * Stores the row; columns that are left out get their default.
   * @returns the columns whose values here are not those they will have, in small letters; `null` when nothing was stored.
   */
  put(values: ReadonlyMap<string, StoredValue>): ReadonlySet<string> | null;
  /** What can be read of these columns. */
  read(columns: readonly string[]): ReadonlyMap<string, StoredValue>;
  /** A condition as a CHECK or a WHERE says it; NULL holds for a CHECK. */
  check(expression: string): Verdict;
  /** The value of an expression; `undefined` where it can't be computed. */
  compute(expression: string): StoredValue | undefined;
}

/** Tables in memory that have the columns of others, and none of their constraints. */
export interface Scratch {
  table(table: Table): ScratchTable;
  close(): void;
}

const declaredType: Record<Affinity, string> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  numeric: 'NUMERIC',
  blob: '',
};

export function openScratch(encoding: FileEncoding): Scratch {
  const database = new Database(':memory:');
  database.defaultSafeIntegers(true);
  // The expressions were made by someone else: they must not reach outside.
  database.pragma('trusted_schema = OFF');
  database.pragma(`encoding = '${encoding}'`);
  const tables = new Map<string, ScratchTable>();
  return {
    table: (table) => {
      const known = tables.get(table.name);
      if (known) return known;
      const made = scratchTable(database, encoding, table);
      tables.set(table.name, made);
      return made;
    },
    close: () => database.close(),
  };
}

function scratchTable(database: Database.Database, encoding: FileEncoding, table: Table): ScratchTable {
  const columns = [...table.columns.values()].filter(({ declared }) => declared !== null);
  const unsure = createLike(database, table.name, columns);
  const name = quoteName(table.name);
  const inserts = new Map<string, Database.Statement<unknown[], unknown>>();
  const reads = new Map<string, Database.Statement<[], DriverValue[]> | null>();

  function insertOf(text: string) {
    const known = inserts.get(text);
    if (known) return known;
    const statement = database.prepare(text);
    inserts.set(text, statement);
    return statement;
  }

  /** The first row of a query over the row; `null` when it can't be run. */
  function query(text: string): readonly DriverValue[] | null {
    try {
      const statement = reads.has(text) ? reads.get(text) : database.prepare<[], DriverValue[]>(text).raw();
      reads.set(text, statement ?? null);
      return statement?.get() ?? null;
    } catch {
      // A function of another program, or a value the expression can't take: what it would say is not known.
      if (!reads.has(text)) reads.set(text, null);
      return null;
    }
  }

  function insert(values: ReadonlyMap<string, StoredValue>): void {
    const given = columns.filter(({ name: column, declared }) => values.has(column) && declared?.generatedAs === null);
    const bound = given.map(({ name: column }) => bindStored(values.get(column) ?? null));
    const list = given.map(({ name: column }) => quoteName(column));
    insertOf(`DELETE FROM ${name}`).run();
    insertOf(
      given.length === 0
        ? `INSERT INTO ${name} DEFAULT VALUES`
        : `INSERT INTO ${name} (${list.join(', ')}) VALUES (${bound.map(({ text: mark }) => mark).join(', ')})`,
    ).run(...bound.flatMap(({ values: parts }): readonly SqlValue[] => parts));
  }

  function readTogether(wanted: readonly string[]): ReadonlyMap<string, StoredValue> | null {
    if (wanted.length === 0) return new Map();
    const row = query(
      `SELECT ${wanted.map((column) => wideColumns(quoteName(column), 'none')).join(', ')} FROM ${name}`,
    );
    if (row === null) return null;
    return new Map(
      wanted.map((column, at) => [
        column,
        storedValue(row[at * wideWidth] ?? null, row[at * wideWidth + 1] ?? null, encoding),
      ]),
    );
  }

  return {
    put: (values) => {
      try {
        insert(values);
        return unsure;
      } catch {
        // A default may need a function of another program. Without the defaults the rest of the row can still be judged.
        const left = columns.filter(
          ({ name: column, declared }) => !values.has(column) && declared?.defaultClause != null,
        );
        try {
          insert(new Map([...values, ...left.map(({ name: column }) => [column, null] as const)]));
          return new Set([...unsure, ...left.map(({ name: column }) => column.toLowerCase())]);
        } catch {
          // The store will say itself what is wrong with this row.
          return null;
        }
      }
    },
    read: (wanted) => {
      const known = wanted.filter((column) => columns.some(({ name: given }) => given === column));
      const all = readTogether(known);
      if (all) return all;
      // One of them can't be computed: the others can.
      return new Map(known.flatMap((column) => [...(readTogether([column]) ?? [])]));
    },
    check: (expression) => {
      const row = query(`SELECT NOT (${expression}\n) FROM ${name}`);
      if (row === null) return 'unknown';
      return row[0] === 1n ? 'fails' : 'holds';
    },
    compute: (expression) => {
      const row = query(`SELECT ${wideColumns(`(${expression}\n)`, 'none')} FROM ${name}`);
      return row === null ? undefined : storedValue(row[0] ?? null, row[1] ?? null, encoding);
    },
  };
}

/** Makes the table with as much of its definition as can be had. @returns the columns that are not as they should be. */
function createLike(database: Database.Database, name: string, columns: readonly TableColumn[]): ReadonlySet<string> {
  const defaulted = columns.filter(({ declared }) => declared?.defaultClause != null);
  const generated = columns.filter(({ declared }) => declared?.generatedAs !== null);
  const odd = columns.filter(({ collation }) => collation === null);
  const attempts = [[], defaulted, generated, [...defaulted, ...generated]];
  for (const left of attempts) {
    const list = columns.map((column) => columnSql(column, !left.includes(column)));
    try {
      database.exec(`CREATE TABLE ${quoteName(name)} (${list.join(', ')})`);
      const unknown = generated.filter(({ declared }) => declared?.generatedAs === '');
      return new Set([...left, ...odd, ...unknown].map((column) => column.name.toLowerCase()));
    } catch {
      // An expression with a function of another program: without it most of the table can still be had.
    }
  }
  throw new Error(`No table like ${name} could be made`);
}

function columnSql({ name, affinity, collation, declared }: TableColumn, isWhole: boolean): string {
  const parts = [quoteName(name), declaredType[affinity]];
  if (collation !== null) parts.push(`COLLATE ${collation}`);
  if (isWhole && declared?.generatedAs) parts.push(`AS (${declared.generatedAs}\n)`);
  if (isWhole && declared?.generatedAs === null && declared.defaultClause !== null)
    parts.push(`DEFAULT ${declared.defaultClause}\n`);
  return parts.join(' ');
}
