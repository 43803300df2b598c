import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { itemsMatch } from '../changes/image-search.ts';

export type JournalState = 'pending' | 'saved' | 'failed' | 'unknown';

/** Consecutive items of an entry as one JSON text. */
export interface ItemChunk {
  readonly position: number;
  readonly count: number;
  readonly items: string;
}

/** An entry as it is written, before the store is touched for good. */
export interface NewJournalEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly project: string;
  readonly room: string;
  readonly target: string;
  readonly kind: string;
  readonly inverseOf: number | null;
  /** JSON. */
  readonly summary: string;
  readonly itemCount: number;
  readonly chunks: readonly ItemChunk[];
  /** Big values; items name them by their index. */
  readonly values: readonly Uint8Array[];
}

export interface JournalEntry {
  readonly id: number;
  readonly time: string;
  readonly room: string;
  readonly target: string;
  readonly kind: string;
  readonly inverseOf: number | null;
  readonly state: JournalState;
  readonly summary: string;
  readonly itemCount: number;
  /** The saved entry that took this one back. */
  readonly undoneBy: number | null;
  /** How many of its big values are not kept any more. */
  readonly lostValues: number;
}

export interface JournalQuery {
  readonly project: string;
  readonly target: string | null;
  readonly model: string | null;
  /** Only entries older than this one. */
  readonly before: number | null;
  readonly limit: number;
}

export interface JournalSearch extends JournalQuery {
  /** In lower case; not empty. */
  readonly text: string;
  /** Models that match by a name the journal does not know, as `[target, model]`. */
  readonly models: readonly (readonly [string, string])[];
}

/** A search looks at about this much text in one go, so that a save never waits long for it. */
const searchedCharacters = 2_000_000;

const columns = `
  id, time, room, target, kind, inverse_of AS inverseOf, state, summary, item_count AS itemCount,
  (SELECT max(undo.id) FROM changes AS undo WHERE undo.inverse_of = changes.id AND undo.state = 'saved') AS undoneBy,
  (SELECT count(*) FROM change_value_uses AS uses LEFT JOIN change_values AS kept USING (sha256)
    WHERE uses.change_id = changes.id AND kept.sha256 IS NULL) AS lostValues`;

const filter = `
  project = @project AND (@target IS NULL OR target = @target) AND (@before IS NULL OR id < @before)
  AND (@model IS NULL OR EXISTS (SELECT 1 FROM json_each(summary) WHERE value ->> 'model' = @model))`;

/** The change journal. Synchronous: it lives on the thread of `storeroom.db`. */
export class JournalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Writes an entry as `pending` and returns its id. When this returns the entry is on the disk and not only in the
   * system's cache (in WAL mode `synchronous = FULL` syncs the log at each commit), so that it outlives a crash of the
   * machine. Everything else in this database may lose its last moments then.
   */
  begin(entry: NewJournalEntry): number {
    this.#database.pragma('synchronous = FULL');
    try {
      return this.#database.transaction(() => this.#insert(entry)).immediate();
    } finally {
      this.#database.pragma('synchronous = NORMAL');
    }
  }

  #insert(entry: NewJournalEntry): number {
    const { chunks, values, ...row } = entry;
    const { lastInsertRowid } = this.#database
      .prepare(
        `INSERT INTO changes (time, project, room, target, kind, inverse_of, state, summary, item_count)
         VALUES (@time, @project, @room, @target, @kind, @inverseOf, 'pending', @summary, @itemCount)`,
      )
      .run(row);
    const id = Number(lastInsertRowid);
    const insertItems = this.#database.prepare(
      'INSERT INTO change_items (change_id, position, count, items) VALUES (?, ?, ?, ?)',
    );
    for (const { position, count, items } of chunks) insertItems.run(id, position, count, items);
    if (values.length === 0) return id;
    const insertValue = this.#database.prepare(
      'INSERT INTO change_values (sha256, bytes) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING',
    );
    const insertUse = this.#database.prepare(
      'INSERT INTO change_value_uses (change_id, number, sha256) VALUES (?, ?, ?)',
    );
    for (const [number, bytes] of values.entries()) {
      const sha256 = createHash('sha256').update(bytes).digest();
      insertValue.run(sha256, bytes);
      insertUse.run(id, number, sha256);
    }
    return id;
  }

  /** Says how a pending entry ended. One that is not pending stays as it is. */
  close(id: number, state: Exclude<JournalState, 'pending'>): void {
    this.#database.prepare(`UPDATE changes SET state = ? WHERE id = ? AND state = 'pending'`).run(state, id);
  }

  /** The newest first: what it did is judged before what came before it. */
  pending(project: string, target: string): number[] {
    // One column, the primary key.
    return this.#database
      .prepare(`SELECT id FROM changes WHERE project = ? AND target = ? AND state = 'pending' ORDER BY id DESC`)
      .pluck()
      .all(project, target) as number[];
  }

  get(project: string, id: number): JournalEntry | null {
    const entry = this.#database
      .prepare(`SELECT ${columns} FROM changes WHERE id = ? AND project = ?`)
      .get(id, project);
    // The columns are exactly the fields of JournalEntry, and a CHECK holds the state.
    return (entry as JournalEntry | undefined) ?? null;
  }

  /** The newest first. */
  list(query: JournalQuery): JournalEntry[] {
    // As in `get`.
    return this.#database
      .prepare(`SELECT ${columns} FROM changes WHERE ${filter} ORDER BY id DESC LIMIT @limit`)
      .all(query) as JournalEntry[];
  }

  /**
   * As {@link list}, but only entries with the text. Looks at a limited amount: `before` goes on from there, and is
   * `null` at the end of the journal.
   */
  search({ text, models, ...query }: JournalSearch): { entries: JournalEntry[]; before: number | null } {
    const named = new Set(models.map((names) => JSON.stringify(names)));
    // The columns are NOT NULL.
    const candidates = this.#database
      .prepare(`SELECT id, target, summary FROM changes WHERE ${filter} ORDER BY id DESC`)
      .iterate(query) as IterableIterator<{ id: number; target: string; summary: string }>;
    const found: number[] = [];
    let before: number | null = null;
    let seen = 0;
    for (const { id, target, summary } of candidates) {
      // Written by `summarise` in electron/host/changes/summary.ts.
      const changed = (JSON.parse(summary) as { model: string }[]).map(({ model }) => model);
      const isNamed = changed.some(
        (model) => model.toLowerCase().includes(text) || named.has(JSON.stringify([target, model])),
      );
      const looked = isNamed ? { matches: true, characters: 0 } : this.#itemsMatch(id, text);
      seen += summary.length + looked.characters;
      if (looked.matches) found.push(id);
      if (found.length < query.limit && seen < searchedCharacters) continue;
      before = id;
      break;
    }
    const entries = found.map((id) => this.get(query.project, id)).filter((entry) => entry !== null);
    return { entries, before };
  }

  #itemsMatch(id: number, text: string): { matches: boolean; characters: number } {
    let characters = 0;
    // One column, NOT NULL.
    const texts = this.#database
      .prepare('SELECT items FROM change_items WHERE change_id = ? ORDER BY position')
      .pluck()
      .iterate(id) as IterableIterator<string>;
    for (const items of texts) {
      characters += items.length;
      if (itemsMatch(items, text)) return { matches: true, characters };
    }
    return { matches: false, characters };
  }

  /** The chunks that hold the items from `start` to before `end`. */
  chunks(id: number, start: number, end: number): ItemChunk[] {
    // The columns are exactly the fields of ItemChunk.
    return this.#database
      .prepare(
        `SELECT position, count, items FROM change_items
         WHERE change_id = ? AND position < ? AND position + count > ? ORDER BY position`,
      )
      .all(id, end, start) as ItemChunk[];
  }

  /** The big values of an entry by their number; `null` for one that is not kept any more. */
  values(id: number): (Uint8Array | null)[] {
    // One column, in the order of the numbers, which have no gaps.
    return this.#database
      .prepare(
        `SELECT kept.bytes FROM change_value_uses AS uses LEFT JOIN change_values AS kept USING (sha256)
         WHERE uses.change_id = ? ORDER BY uses.number`,
      )
      .pluck()
      .all(id) as (Uint8Array | null)[];
  }
}
