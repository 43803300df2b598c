import type { Database } from 'better-sqlite3';

/** Staged edits of one window, as text that only the window reads. */
export interface StoredDraft {
  readonly value: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export interface DraftFacts extends Omit<StoredDraft, 'value'> {
  readonly owner: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
}

/** Staged edits that outlive their windows. Synchronous: it lives on the thread of `storeroom.db`. */
export class DraftStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The newest first. */
  list(project: string): DraftFacts[] {
    // The columns are exactly the fields of DraftFacts, and NOT NULL.
    return this.#database
      .prepare(
        `SELECT owner, saved_at AS savedAt, inserted, updated, deleted FROM drafts
         WHERE project = ? ORDER BY saved_at DESC, owner`,
      )
      .all(project) as DraftFacts[];
  }

  get(project: string, owner: string): StoredDraft | null {
    const draft = this.#database
      .prepare('SELECT value, inserted, updated, deleted FROM drafts WHERE project = ? AND owner = ?')
      .get(project, owner);
    // As above.
    return (draft as StoredDraft | undefined) ?? null;
  }

  write(project: string, owner: string, savedAt: string, draft: StoredDraft): void {
    this.#database
      .prepare(
        `INSERT INTO drafts (project, owner, saved_at, inserted, updated, deleted, value)
         VALUES (@project, @owner, @savedAt, @inserted, @updated, @deleted, @value)
         ON CONFLICT (project, owner) DO UPDATE SET saved_at = excluded.saved_at, inserted = excluded.inserted,
           updated = excluded.updated, deleted = excluded.deleted, value = excluded.value`,
      )
      .run({ project, owner, savedAt, ...draft });
  }

  remove(project: string, owner: string): void {
    this.#database.prepare('DELETE FROM drafts WHERE project = ? AND owner = ?').run(project, owner);
  }

  /**
   * Gives a draft to another owner, in one step: of several who try, one has it.
   * @returns `null` when there is no such draft (any more); `'occupied'` when the new owner has a draft already
   */
  take(project: string, from: string, to: string): StoredDraft | 'occupied' | null {
    return this.#database
      .transaction(() => {
        const draft = this.get(project, from);
        if (draft === null || from === to) return draft;
        if (this.get(project, to) !== null) return 'occupied' as const;
        this.#database.prepare('UPDATE drafts SET owner = ? WHERE project = ? AND owner = ?').run(to, project, from);
        return draft;
      })
      .immediate();
  }

  /** Whether any draft's text names this. */
  isNamed(text: string): boolean {
    return this.#database.prepare('SELECT 1 FROM drafts WHERE instr(value, ?) > 0').pluck().get(text) === 1;
  }
}
