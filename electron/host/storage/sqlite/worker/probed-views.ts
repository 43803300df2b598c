import type { Database } from 'better-sqlite3';
import { chanceProbe } from '../probe.ts';
import { quoteName } from '../sql-text.ts';

/**
 * Views that can be given up. A condition on a view is tested on what comes out of it, and a view that groups or sorts a
 * big table gives nothing for a long time. So each view is copied into this connection's temporary schema, where the
 * names in it lead to copies of its tables that carry the probe: SQLite looks there first. Nothing of it reaches the file.
 */
export interface ProbedViews {
  /** Makes the copy. @returns false when this view can't be copied (it names a row number, an index, another schema). */
  make(view: string): boolean;
  /** Drops all copies, as after a change of the schema. */
  forget(): void;
}

interface SchemaRow {
  readonly name: string;
  readonly type: string;
  readonly sql: string;
}

export function createProbedViews(database: Database): ProbedViews {
  const made = new Map<string, boolean>();
  return {
    make: (view) => {
      const known = made.get(view);
      if (known !== undefined) return known;
      const isMade = withTemporarySchema(database, () => copyView(database, view));
      made.set(view, isMade);
      return isMade;
    },
    forget: () => {
      if (made.size === 0) return;
      made.clear();
      withTemporarySchema(database, () => dropCopies(database, temporaryViews(database)));
    },
  };
}

/** The file stays closed to writing: it was opened so. */
function withTemporarySchema<Result>(database: Database, work: () => Result): Result {
  database.pragma('query_only = OFF');
  try {
    return work();
  } finally {
    database.pragma('query_only = ON');
  }
}

function copyView(database: Database, view: string): boolean {
  const schema = database
    .prepare<[], SchemaRow>(
      "SELECT name, type, sql FROM main.sqlite_schema WHERE type IN ('table', 'view') AND sql IS NOT NULL",
    )
    .all();
  const before = new Set(temporaryViews(database));
  const added: string[] = [];
  try {
    for (const { name, type, sql } of namedIn(schema, view)) {
      if (before.has(name)) continue;
      const target = `temp.${quoteName(name)}`;
      if (type === 'view') database.exec(sql.replace(/^CREATE VIEW /i, 'CREATE TEMP VIEW '));
      else
        database.exec(
          `CREATE TEMP VIEW ${quoteName(name)} AS SELECT * FROM main.${quoteName(name)} WHERE ${chanceProbe}`,
        );
      added.push(name);
      database.prepare(`SELECT * FROM ${target} LIMIT 0`);
    }
    return sameColumns(database, view);
  } catch {
    // A copy is a convenience: the view itself is read instead, and says what is wrong with it if something is.
    dropCopies(database, added);
    return false;
  }
}

/** The view, and all tables and views whose names stand in it, in it again, and so on; a name too many does no harm. */
function namedIn(schema: readonly SchemaRow[], view: string): readonly SchemaRow[] {
  const found = new Map<string, SchemaRow>();
  const visit = (row: SchemaRow): void => {
    if (found.has(row.name)) return;
    found.set(row.name, row);
    if (row.type !== 'view') return;
    const text = row.sql.toLowerCase();
    for (const other of schema) if (other.name !== row.name && text.includes(other.name.toLowerCase())) visit(other);
  };
  const start = schema.find(({ name, type }) => name === view && type === 'view');
  if (start) visit(start);
  // Tables first: a view is checked when it is made.
  // A view comes after the views it names: it was found before them.
  return [...found.values()].toReversed().sort((a, b) => Number(a.type === 'view') - Number(b.type === 'view'));
}

function sameColumns(database: Database, view: string): boolean {
  const names = (schema: string) =>
    database
      .prepare(`SELECT * FROM ${schema}.${quoteName(view)} LIMIT 0`)
      .columns()
      .map(({ name }) => name);
  return JSON.stringify(names('temp')) === JSON.stringify(names('main'));
}

function temporaryViews(database: Database): readonly string[] {
  return database
    .prepare<[], { name: string }>("SELECT name FROM temp.sqlite_schema WHERE type = 'view'")
    .all()
    .map(({ name }) => name);
}

function dropCopies(database: Database, names: readonly string[]): void {
  for (const name of names) database.exec(`DROP VIEW IF EXISTS temp.${quoteName(name)}`);
}
