import type { Database } from 'better-sqlite3';

/**
 * Step `n` leads from version `n` to `n + 1`. Steps are only ever added: data folders of every earlier version exist.
 * The version stands in `PRAGMA user_version`.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    opened_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE workspaces (
    project_id TEXT PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
    value TEXT NOT NULL
  ) STRICT;
  CREATE TABLE settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
  ) STRICT;
  `,
];

/** The data folder was written by a newer Storeroom. Nothing in it was touched. */
export class NewerDataError extends Error {
  constructor(found: number, known: number) {
    super(`The data folder belongs to a newer Storeroom (its version is ${found}, this one knows ${known})`);
    this.name = 'NewerDataError';
  }
}

/**
 * Brings the database to the newest version in one transaction: it is all done or not at all.
 * `backup` is called before, when there is something to keep.
 * @throws NewerDataError
 */
export function migrate(database: Database, steps: readonly string[], backup: (version: number) => void): void {
  const found = Number(database.pragma('user_version', { simple: true }));
  if (found > steps.length) throw new NewerDataError(found, steps.length);
  if (found === steps.length) return;
  if (found > 0) backup(found);
  database.transaction(() => {
    for (const step of steps.slice(found)) database.exec(step);
    database.pragma(`user_version = ${steps.length}`);
  })();
}
