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
  `
  -- Append-only; only \`state\` is ever changed, once, from 'pending'. A project is its path: its name may be changed.
  CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    project TEXT NOT NULL,
    room TEXT NOT NULL,
    -- What was changed: the id of a storage.
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- The entry that this one takes back. The inverse of an entry is its items with before and after exchanged.
    inverse_of INTEGER REFERENCES changes (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'saved', 'failed', 'unknown')),
    -- JSON: changed rows by model.
    summary TEXT NOT NULL,
    item_count INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX changes_by_project ON changes (project, id);
  CREATE INDEX changes_by_inverse ON changes (inverse_of) WHERE inverse_of IS NOT NULL;
  CREATE INDEX changes_pending ON changes (project, target) WHERE state = 'pending';
  -- What the changed things were before and after, many in a record: a save of 1,000 rows must not cost 1,000 statements.
  CREATE TABLE change_items (
    change_id INTEGER NOT NULL REFERENCES changes (id),
    -- The number of its first item in the entry, from 0.
    position INTEGER NOT NULL,
    count INTEGER NOT NULL,
    -- JSON, see electron/host/changes/image-record.ts.
    items TEXT NOT NULL,
    UNIQUE (change_id, position)
  ) STRICT;
  -- Big values, each once however often it was changed.
  CREATE TABLE change_values (
    sha256 BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
  ) STRICT;
  -- Which big values the items of an entry name, by number. No foreign key: a value may be dropped, and the entry stays.
  CREATE TABLE change_value_uses (
    change_id INTEGER NOT NULL REFERENCES changes (id),
    number INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (change_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE drafts (
    project TEXT NOT NULL,
    -- The window whose staged edits these are.
    owner TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (project, owner)
  ) STRICT;
  -- Complete ones. The bytes lie in <data>/uploads/<id>.
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    project TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    completed_at TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Built anew: a saved project may never have been opened, and one path is one project. Of several under one path the
  -- last opened stays. Its tabs go along by hand, for dropping a table deletes what refers to it.
  CREATE TABLE known (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- A file, a folder or an address without its password.
    path TEXT NOT NULL UNIQUE,
    -- The folder in <data>/projects with its storeroom.json.
    saved_in TEXT,
    -- JSON, see electron/host/projects/project-summary.ts.
    summary TEXT,
    opened_at TEXT,
    forgotten_at TEXT
  ) STRICT;
  INSERT INTO known (id, name, path, opened_at)
    SELECT id, name, path, opened_at FROM projects ORDER BY opened_at DESC, id ON CONFLICT DO NOTHING;
  CREATE TABLE tabs (
    project_id TEXT PRIMARY KEY REFERENCES known (id) ON DELETE CASCADE,
    value TEXT NOT NULL
  ) STRICT;
  INSERT INTO tabs SELECT project_id, value FROM workspaces WHERE project_id IN (SELECT id FROM known);
  DROP TABLE workspaces;
  DROP TABLE projects;
  ALTER TABLE known RENAME TO projects;
  ALTER TABLE tabs RENAME TO workspaces;
  -- Passwords, sealed. Of the projects it names some are gone; theirs are removed when they are forgotten.
  CREATE TABLE secrets (
    project TEXT NOT NULL,
    part TEXT NOT NULL,
    method TEXT NOT NULL CHECK (method IN ('keyring', 'passphrase')),
    endpoint TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (project, part, method)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE vault (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    parameters TEXT NOT NULL,
    verifier BLOB NOT NULL
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
