import type { Database } from 'better-sqlite3';

/** An upload whose bytes are all there. */
export interface CompleteUpload {
  readonly id: string;
  readonly project: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly completedAt: string;
}

/** Which uploads are complete. Synchronous: it lives on the thread of `storeroom.db`. */
export class UploadStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(upload: CompleteUpload): void {
    this.#database
      .prepare(
        `INSERT INTO uploads (id, project, size_bytes, sha256, completed_at)
         VALUES (@id, @project, @sizeBytes, @sha256, @completedAt)`,
      )
      .run(upload);
  }

  list(): CompleteUpload[] {
    // The columns are exactly the fields of CompleteUpload, and NOT NULL.
    return this.#database
      .prepare('SELECT id, project, size_bytes AS sizeBytes, sha256, completed_at AS completedAt FROM uploads')
      .all() as CompleteUpload[];
  }

  remove(id: string): void {
    this.#database.prepare('DELETE FROM uploads WHERE id = ?').run(id);
  }
}
