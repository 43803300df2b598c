import Database from 'better-sqlite3';
import { parseTableDefinition, type TableDefinition } from '../checks/table-definition.ts';
import type { SqliteTasks } from '../protocol.ts';
import { quoteName } from '../sql-text.ts';
import { type DriverValue, plainText as text } from './decode.ts';
import type { Reader } from './reader.ts';

export interface ColumnFacts {
  readonly name: string;
  readonly declaredType: string;
  readonly notNull: boolean;
  readonly defaultText: string | null;
  /** 1-based place in the primary key; 0 outside of it. */
  readonly keyPosition: number;
  readonly generated: boolean;
  readonly collation: string;
  /** What stands after DEFAULT in the definition, brackets included; `null` when there is nothing. */
  readonly defaultClause: string | null;
  /** The expression a generated column is made of; `null` for others, and where it can't be told. */
  readonly generatedAs: string | null;
}

export interface IndexFacts {
  readonly name: string;
  readonly isUnique: boolean;
  readonly isPartial: boolean;
  readonly isPrimaryKey: boolean;
  /** How many of `columns` it was declared with: what a unique index keeps apart. */
  readonly declaredColumns: number;
  /** CREATE INDEX as the schema has it; empty for one that a constraint made. */
  readonly definition: string;
  /** All columns of its b-tree, also those SQLite appends; `null` for an expression. `rowid: true` is the row number. */
  readonly columns: readonly {
    readonly name: string | null;
    readonly rowid: boolean;
    readonly isDescending: boolean;
    readonly collation: string;
  }[];
}

export interface TargetFacts {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

export interface TableFacts {
  readonly name: string;
  readonly columns: readonly ColumnFacts[];
  readonly indexes: readonly IndexFacts[];
  readonly definition: string;
  readonly checks: TableDefinition['checks'];
  readonly isStrict: boolean;
  readonly hasTriggers: boolean;
  /** A name that reaches the hidden row number; `null` when there is none or real columns hide all of them. */
  readonly rowidName: string | null;
  /** The tables its foreign keys lead to. */
  readonly targets: readonly TargetFacts[];
  /** The view was copied to where its tables carry the probe. */
  readonly isProbed: boolean;
  /** The first values of each column as text, for telling dates and documents; NULLs and big values are left out. */
  readonly samples: readonly (readonly string[])[];
}

const sampledRows = 40;
const sampledCharacters = 2000;
const rowidNames = ['rowid', '_rowid_', 'oid'];

/** Reads what there is to know of one table or view. */
export function readTable(reader: Reader, { name, targets, isReadable }: SqliteTasks['table']['input']): TableFacts {
  if (!isReadable) return unreadableTable(reader, name);
  // Outside of the transaction: the copy is made in this connection's own temporary schema.
  const isView =
    reader.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = ? AND type = 'view'").get(name) !== undefined;
  const isProbed = isView && reader.probedViews.make(name);
  return reader.reading(() => {
    const definition = text(
      reader.prepare("SELECT sql FROM main.sqlite_schema WHERE name = ? AND type IN ('table', 'view')").get(name)?.[0],
    );
    const indexes = readIndexes(reader, name);
    const parsed = parseTableDefinition(definition);
    const defined = new Map(parsed.columns.map((column) => [column.name.toLowerCase(), column]));
    const columns = reader
      .prepare(
        `SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1 ORDER BY cid`,
      )
      .all(name)
      .map(([column, type, notNull, defaultText, keyPosition, hidden]) => ({
        name: text(column),
        declaredType: text(type),
        notNull: notNull === 1n,
        defaultText: typeof defaultText === 'string' ? defaultText : null,
        keyPosition: Number(keyPosition),
        generated: hidden === 2n || hidden === 3n,
        collation: defined.get(text(column).toLowerCase())?.collation ?? 'BINARY',
        defaultClause: defined.get(text(column).toLowerCase())?.defaultClause ?? null,
        generatedAs: defined.get(text(column).toLowerCase())?.generated ?? null,
      }));
    return {
      name,
      columns,
      indexes,
      definition,
      checks: parsed.checks,
      isStrict: parsed.isStrict,
      hasTriggers:
        reader
          .prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE LIMIT 1")
          .get(name) !== undefined,
      isProbed,
      targets: targets.map((target) => readTarget(reader, target)),
      rowidName: findRowid(reader, name, columns),
      samples: sampleColumns(reader, name, columns),
    };
  });
}

function unreadableTable(reader: Reader, name: string): TableFacts {
  const [sql] = reader.prepare('SELECT sql FROM main.sqlite_schema WHERE name = ?').get(name) ?? [];
  return {
    name,
    columns: [],
    indexes: [],
    definition: text(sql),
    checks: [],
    isStrict: false,
    hasTriggers: false,
    rowidName: null,
    targets: [],
    isProbed: false,
    samples: [],
  };
}

function readTarget(reader: Reader, name: string): TargetFacts {
  const rows = reader.prepare(`SELECT name, pk FROM pragma_table_xinfo(?, 'main')`).all(name);
  const key = rows.filter(([, position]) => position !== 0n).sort(([, a], [, b]) => Number(a) - Number(b));
  return { name, columns: rows.map(([column]) => text(column)), key: key.map(([column]) => text(column)) };
}

function readIndexes(reader: Reader, table: string): readonly IndexFacts[] {
  return reader
    .prepare(`SELECT name, "unique", origin, partial FROM pragma_index_list(?, 'main') ORDER BY seq`)
    .all(table)
    .map(([name, isUnique, origin, isPartial]) => {
      const columns = reader
        .prepare(`SELECT cid, name, "desc", coll, key FROM pragma_index_xinfo(?, 'main') ORDER BY seqno`)
        .all(text(name));
      return {
        name: text(name),
        isUnique: isUnique === 1n,
        isPartial: isPartial === 1n,
        isPrimaryKey: origin === 'pk',
        declaredColumns: columns.filter(([, , , , isDeclared]) => isDeclared === 1n).length,
        definition: text(
          reader.prepare("SELECT sql FROM main.sqlite_schema WHERE type = 'index' AND name = ?").get(text(name))?.[0],
        ),
        columns: columns.map(([cid, column, isDescending, collation]) => ({
          name: typeof column === 'string' ? column : null,
          rowid: cid === -1n,
          isDescending: isDescending === 1n,
          collation: text(collation) || 'BINARY',
        })),
      };
    });
}

function findRowid(reader: Reader, table: string, columns: readonly ColumnFacts[]): string | null {
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  const isView =
    reader.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = ? AND type = 'view'").get(table) !== undefined;
  if (isView) return null;
  for (const name of rowidNames) {
    if (taken.has(name)) continue;
    try {
      reader.database.prepare(`SELECT ${quoteName(name)} FROM main.${quoteName(table)} LIMIT 0`);
      return name;
    } catch {
      // WITHOUT ROWID, here or in the virtual table's module.
      return null;
    }
  }
  return null;
}

/** Rows as far as they can be read: on a damaged page there is nothing to see. */
function firstRows(reader: Reader, sql: string): readonly (readonly DriverValue[])[] {
  const rows: (readonly DriverValue[])[] = [];
  try {
    for (const row of reader.database.prepare<[], DriverValue[]>(sql).raw().iterate()) rows.push(row);
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_CORRUPT')) throw error;
  }
  return rows;
}

/** Generated columns are left out: one may call a function of the program that made the file, and take the others along. */
function sampleColumns(reader: Reader, table: string, columns: readonly ColumnFacts[]): readonly (readonly string[])[] {
  const samples: string[][] = columns.map(() => []);
  if (columns.length === 0) return samples;
  // Only text is looked at, and only where the table's pages hold it: the first rows of a table, never a view's work.
  const isTable =
    reader.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = ? AND type = 'table'").get(table) !== undefined;
  if (!isTable) return samples;
  const list = columns
    .map(({ name, generated }) => (generated ? 'NULL' : quoteName(name)))
    .map(
      (name) => `CASE WHEN typeof(${name}) = 'text' AND octet_length(${name}) <= ${sampledCharacters} THEN ${name} END`,
    );
  for (const row of firstRows(reader, `SELECT ${list.join(', ')} FROM main.${quoteName(table)} LIMIT ${sampledRows}`)) {
    row.forEach((value, position) => {
      if (typeof value === 'string') samples[position]?.push(value);
    });
  }
  return samples;
}
