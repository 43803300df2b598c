import type { Database } from 'better-sqlite3';

/** A project as the data folder remembers it. Nothing secret stands in it. */
export interface RememberedProject {
  /** Never changes, also when the project gets another name. */
  readonly id: string;
  readonly name: string;
  /** What it was opened from: a file, a folder or an address without its password. Journal and drafts are kept under it. */
  readonly path: string;
  /** The folder in the data folder that holds its `storeroom.json`; `null` when it was not saved in Storeroom. */
  readonly savedIn: string | null;
  /** JSON of what a list shows of it, as it was when last opened or saved; only the host reads it. */
  readonly summary: string | null;
  /** ISO 8601, UTC; `null` when it was saved and never opened. */
  readonly openedAt: string | null;
  /** ISO 8601, UTC; `null` for one that is not forgotten. */
  readonly forgottenAt: string | null;
}

const columns =
  'id, name, path, saved_in AS savedIn, summary, opened_at AS openedAt, forgotten_at AS forgottenAt' as const;

/** Recent and saved projects. Synchronous: it lives on the thread of `storeroom.db`. */
export class ProjectStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The last opened first, then those never opened; forgotten ones too. */
  list(): RememberedProject[] {
    // The columns are exactly the fields of RememberedProject.
    return this.#database
      .prepare(`SELECT ${columns} FROM projects ORDER BY opened_at DESC NULLS LAST, name, id`)
      .all() as RememberedProject[];
  }

  get(id: string): RememberedProject | null {
    return this.#one('id = ?', id);
  }

  /** The project known by this path, or kept in this folder. */
  byPath(path: string): RememberedProject | null {
    return this.#one('path = ?', path) ?? this.#one('saved_in = ?', path);
  }

  #one(condition: string, value: string): RememberedProject | null {
    const found = this.#database.prepare(`SELECT ${columns} FROM projects WHERE ${condition}`).get(value);
    // As in `list`.
    return (found as RememberedProject | undefined) ?? null;
  }

  /** Adds it, or writes all of it anew under its id. @throws where another id has its path */
  put(project: RememberedProject): void {
    this.#database
      .prepare(
        `INSERT INTO projects (id, name, path, saved_in, summary, opened_at, forgotten_at)
         VALUES (@id, @name, @path, @savedIn, @summary, @openedAt, @forgottenAt)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, path = excluded.path, saved_in = excluded.saved_in,
           summary = excluded.summary, opened_at = excluded.opened_at, forgotten_at = excluded.forgotten_at`,
      )
      .run(project);
  }

  /**
   * Writes it under another path; what is kept under the old one (journal, drafts, uploads) goes along. A draft whose
   * window has one under the new path already stays.
   */
  move(project: RememberedProject, from: string): void {
    this.#database
      .transaction(() => {
        this.put(project);
        for (const table of ['changes', 'drafts', 'uploads'])
          this.#database.prepare(`UPDATE OR IGNORE ${table} SET project = ? WHERE project = ?`).run(project.path, from);
      })
      .immediate();
  }

  /** Removes those forgotten before this time, with their tabs. @returns their ids */
  purge(before: string): string[] {
    // One column, the primary key.
    return this.#database
      .prepare('DELETE FROM projects WHERE forgotten_at < ? RETURNING id')
      .pluck()
      .all(before) as string[];
  }
}
