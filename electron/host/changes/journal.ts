import type { ChangedRow } from '../../../shared/contract/changes.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { unpackCell } from '../../../shared/domain/packed-cells.ts';
import type { JournalEntry, JournalQuery, JournalState } from '../local-state/journal-store.ts';
import type { LocalState } from '../local-state/local-state.ts';
import { StateError } from '../local-state/state-worker.ts';
import type { RowImage } from '../storage/connector.ts';
import { packImages, unpackImage, unpackKey } from './image-record.ts';
import { parseItems, type StoredItem, type StoredValue } from './stored-item.ts';
import { summarise } from './summary.ts';

/** Which entry is begun. */
export interface EntryFacts {
  /** The path of the project: it stays when the project is given another name. */
  readonly project: string;
  readonly target: string;
  readonly kind: 'save' | 'undo';
  readonly inverseOf: number | null;
}

/** The change journal of this data folder: every save with what the rows were before and after. */
export class Journal {
  readonly #store: LocalState['journal'];
  readonly #versions = new Map<string, number>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(store: LocalState['journal']) {
    this.#store = store;
  }

  /**
   * Writes an entry as `pending`. When this resolves it is on the disk.
   * @throws {AppError} `connection` when the disk is full
   */
  async begin(facts: EntryFacts, images: readonly RowImage[]): Promise<number> {
    const { chunks, values } = await packImages(images);
    const entry = {
      ...facts,
      time: new Date().toISOString(),
      room: 'models',
      summary: JSON.stringify(summarise(images)),
      itemCount: images.length,
      chunks,
      values,
    };
    try {
      const id = await this.#store.begin(entry);
      this.#changed(facts.project);
      return id;
    } catch (error) {
      if (!(error instanceof StateError) || error.code !== 'SQLITE_FULL') throw error;
      throw new AppError(
        'connection',
        'Nothing was saved: there is no room left for the journal of changes',
        { subject: 'storeroom.db', advice: 'Make room on the disk that holds the data folder, then save again.' },
        { cause: error },
      );
    }
  }

  async close(project: string, id: number, state: Exclude<JournalState, 'pending'>): Promise<void> {
    await this.#store.close(id, state);
    this.#changed(project);
  }

  /** Entries of which nobody has said how they ended, the newest first. */
  pending(project: string, target: string): Promise<readonly number[]> {
    return this.#store.pending(project, target);
  }

  /** @throws {AppError} `not_found` */
  async get(project: string, id: string): Promise<JournalEntry> {
    const number = parseEntryId(id);
    const entry = number === null ? null : await this.#store.get(project, number);
    if (!entry) throw new AppError('not_found', 'No such entry in the journal of changes', { subject: id });
    return entry;
  }

  /**
   * The newest first, at most `limit` of them; with a text only those that hold it in a model, key or value.
   * @param models models with a matching name that the journal does not know, as `[target, model]`
   */
  async list(
    query: JournalQuery & { readonly text: string; readonly models: readonly (readonly [string, string])[] },
    signal: AbortSignal,
  ): Promise<{ readonly entries: readonly JournalEntry[]; readonly before: number | null }> {
    const text = query.text.trim().toLowerCase();
    const { project, target, model } = query;
    if (text === '') {
      const entries = await this.#store.list({ project, target, model, before: query.before, limit: query.limit + 1 });
      const shown = entries.slice(0, query.limit);
      return { entries: shown, before: entries.length > shown.length ? (shown.at(-1)?.id ?? null) : null };
    }
    const entries: JournalEntry[] = [];
    let before = query.before;
    do {
      signal.throwIfAborted();
      const limit = query.limit - entries.length;
      const found = await this.#store.search({ project, target, model, before, limit, text, models: query.models });
      entries.push(...found.entries);
      before = found.before;
    } while (before !== null && entries.length < query.limit);
    return { entries, before };
  }

  /** What an entry did to rows `offset` to `offset + limit`. */
  async rows(entry: JournalEntry, offset: number, limit: number): Promise<ChangedRow[]> {
    const rows: ChangedRow[] = [];
    for (const { position, items } of await this.#store.chunks(entry.id, offset, offset + limit)) {
      const from = Math.max(0, offset - position);
      rows.push(
        ...parseItems(items)
          .slice(from, offset + limit - position)
          .map(changedRow),
      );
    }
    return rows;
  }

  /** All images of an entry, with their big values. */
  async images(entry: JournalEntry): Promise<RowImage[]> {
    const values = await this.#store.values(entry.id);
    const images: RowImage[] = [];
    for (let position = 0; position < entry.itemCount; ) {
      const [chunk] = await this.#store.chunks(entry.id, position, position + 1);
      if (!chunk) throw new Error('Items of the change journal are missing');
      for (const item of parseItems(chunk.items)) images.push(unpackImage(item, values));
      position = chunk.position + chunk.count;
    }
    return images;
  }

  /** Rises with each change of the journal of this project. */
  version(project: string): number {
    return this.#versions.get(project) ?? 0;
  }

  /** @returns a function that ends the subscription. */
  onChange(project: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(project) ?? new Set();
    this.#listeners.set(project, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #changed(project: string): void {
    this.#versions.set(project, this.version(project) + 1);
    for (const listener of this.#listeners.get(project) ?? []) listener();
  }
}

/** @returns the number of an entry, or `null` for a text that is none */
export function parseEntryId(id: string): number | null {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
}

function changedRow([kind, model, key, , followed, fields]: StoredItem): ChangedRow {
  const cell = (value: StoredValue | null) => (value === null ? null : unpackCell(value[0]));
  return {
    kind,
    model,
    key: unpackKey(key),
    followed,
    fields: fields.map(([field, before, after]) => ({ field, before: cell(before), after: cell(after) })),
  };
}
