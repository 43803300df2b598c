import { isDrawable, sniffBytes, sniffContentType } from '../content-type.ts';
import { isFileId } from '../file-id.ts';
import { inspect, Refusal, readInspected } from '../safe-path.ts';
import type { FileSummary, IndexedFile, IndexedPage, PageQuery, StorageTotals } from './index-messages.ts';
import type { Entry, Layout, Located } from './layout.ts';
import { StorageIndex } from './storage-index.ts';

/** Bigger images are shown with an icon: the decoder reads a file whole. */
export const drawableLimitBytes = 256 * 1024 * 1024;

/** Files looked at between two pauses of a scan. */
const readsPerStep = 16;

/**
 * All files of one root: what is where, how much, and in which order. It does blocking file system calls and sorts
 * 100,000 names at once, so it lives on a thread of its own; `scan` pauses at every `yield` so that questions are answered.
 */
export class FilesIndex {
  readonly #root: string;
  readonly #layout: Layout;
  readonly #storages = new Map<string, StorageIndex>();
  #hasPending = false;

  /** @param root a real path (no symbolic link in it) */
  constructor(root: string, layout: Layout) {
    this.#root = root;
    this.#layout = layout;
  }

  /** Some files were only half there when the last scan came by. */
  get hasPending(): boolean {
    return this.#hasPending;
  }

  totals(): StorageTotals[] {
    const byName = [...this.#storages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return byName.map((storage) => storage.totals());
  }

  /**
   * Reads the folder again. Ids first, for quick counts; then each file that is new or was not in order,
   * or every file when `everything` is asked for. What is known stays until its replacement is read.
   */
  *scan(everything: boolean): Generator<void, void> {
    const names = this.#layout.storages(this.#root);
    for (const known of [...this.#storages.keys()]) if (!names.includes(known)) this.#storages.delete(known);
    for (const name of names) {
      if (!this.#storages.has(name)) this.#storages.set(name, new StorageIndex(name));
    }
    for (const name of names) yield* this.#listStorage(this.#storage(name));
    this.#hasPending = false;
    for (const name of names) yield* this.#readStorage(this.#storage(name), everything);
  }

  *#listStorage(storage: StorageIndex): Generator<void, void> {
    const found = new Map<string, string | null>();
    for (const located of this.#layout.list(this.#root, storage.name)) {
      for (const { id, path } of located) found.set(id, path);
      if (!storage.isComplete) storage.expect(found.size);
      yield;
    }
    storage.listed(found);
  }

  *#readStorage(storage: StorageIndex, everything: boolean): Generator<void, void> {
    let reads = 0;
    for (const located of storage.toRead(everything)) {
      storage.put(located, this.#read(storage.name, located));
      reads += 1;
      if (reads % readsPerStep === 0) yield;
    }
    storage.complete();
  }

  page(query: PageQuery): IndexedPage | null {
    const storage = this.#storages.get(query.storage);
    if (!storage) return null;
    const view = storage.view(query.order, query.search);
    const located = query.locate === undefined ? -1 : view.entries.findIndex(({ id }) => id === query.locate);
    return {
      located: located < 0 ? null : located,
      total: view.entries.length,
      isComplete: storage.isComplete,
      sizeBytes: view.sizeBytes,
      items: view.entries
        .slice(query.offset, query.offset + query.limit)
        .map((entry) => this.#indexed(query.storage, entry)),
    };
  }

  /** The files as they are on disk now; `null` for one that is not there. */
  lookup(storageName: string, ids: readonly string[]): (IndexedFile | null)[] {
    return ids.map((id) => {
      const entry = isFileId(id) ? this.#fresh(storageName, id) : null;
      return entry && this.#indexed(storageName, entry);
    });
  }

  /** As {@link lookup}, from memory where the file is known: quick enough for thousands. */
  summaries(storageName: string, ids: readonly string[]): (FileSummary | null)[] {
    const storage = this.#storages.get(storageName);
    return ids
      .map((id) => storage?.entry(id) ?? (isFileId(id) ? this.#fresh(storageName, id) : null))
      .map((entry) => entry && { name: entry.name, sizeBytes: entry.sizeBytes, storedAt: entry.storedAt });
  }

  #fresh(storageName: string, id: string): Entry | null {
    const storage = this.#storages.get(storageName);
    const located = storage?.located(id) ?? this.#layout.locate(storageName, id);
    if (!located) return null;
    const entry = this.#read(storageName, located);
    const known = storage?.entry(id);
    // A file that is as it was keeps what was already found out about it.
    if (entry && known && versionOf(known) === versionOf(entry) && known.state === entry.state) return known;
    if (storage && (known || entry)) storage.put(located, entry);
    return entry;
  }

  #read(storage: string, located: Located): Entry | null {
    const entry = this.#layout.read(this.#root, storage, located);
    if (entry !== 'pending') return entry;
    this.#hasPending = true;
    return null;
  }

  #storage(name: string): StorageIndex {
    const storage = this.#storages.get(name);
    if (!storage) throw new Error(`No storage ${name} in the index`);
    return storage;
  }

  #indexed(storage: string, entry: Entry): IndexedFile {
    const segments = this.#layout.segments(storage, entry);
    const contentType = entry.sniffedType ?? this.#sniff(entry, segments);
    entry.sniffedType = contentType;
    return {
      id: entry.id,
      segments,
      name: entry.name,
      sizeBytes: entry.sizeBytes,
      contentType,
      declaredType: entry.declaredType,
      storedAt: entry.storedAt,
      state: entry.state,
      problems: entry.problems,
      user: entry.user,
      hasThumbnail: entry.state !== 'missing' && isDrawable(contentType) && entry.sizeBytes <= drawableLimitBytes,
      version: versionOf(entry),
    };
  }

  #sniff(entry: Entry, segments: readonly string[]): string {
    if (entry.state === 'missing' || entry.sizeBytes === 0) return '';
    try {
      const file = inspect(this.#root, segments);
      const bytes = readInspected(file, sniffBytes);
      return sniffContentType(bytes, bytes.length === file.sizeBytes);
    } catch (error) {
      // It vanished or was closed since it was listed: the type stays unknown, the next scan says more.
      if (error instanceof Refusal) return '';
      throw error;
    }
  }
}

/** Changes when the content may have: time of the last change and size. */
function versionOf(entry: Entry): string {
  return `${Math.round(entry.modifiedMs * 1000).toString(36)}-${entry.sizeBytes.toString(36)}`;
}
