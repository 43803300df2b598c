import type { FileOrder, StorageTotals } from './index-messages.ts';
import type { Entry, Located } from './layout.ts';

interface View {
  readonly generation: number;
  readonly builtAt: number;
  readonly tookMs: number;
  readonly entries: readonly Entry[];
  readonly sizeBytes: number;
}

/** Views kept at once: an order with and without a search, for a few galleries that are open together. */
const viewLimit = 8;

// Numbers inside names count as numbers: DSC_9 comes before DSC_10.
const names = new Intl.Collator('en', { numeric: true });

/** One storage's files and its sorted views. */
export class StorageIndex {
  readonly name: string;
  /** Every id that the last listing found, with its path where the layout needs one. */
  #located = new Map<string, string | null>();
  readonly #entries = new Map<string, Entry>();
  readonly #views = new Map<string, View>();
  #sizeBytes = 0;
  #expected = 0;
  #generation = 0;
  #isComplete = false;

  constructor(name: string) {
    this.name = name;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  totals(): StorageTotals {
    const files = this.#isComplete ? this.#entries.size : Math.max(this.#expected, this.#entries.size);
    return { name: this.name, files, sizeBytes: this.#sizeBytes, isComplete: this.#isComplete };
  }

  entry(id: string): Entry | null {
    return this.#entries.get(id) ?? null;
  }

  located(id: string): Located | null {
    const path = this.#located.get(id);
    return path === undefined ? null : { id, path };
  }

  /** At least so many ids exist: the listing is still going on. */
  expect(files: number): void {
    this.#expected = files;
  }

  /** These ids exist now; the others are forgotten. */
  listed(found: Map<string, string | null>): void {
    this.#located = found;
    this.#expected = found.size;
    for (const id of [...this.#entries.keys()]) if (!found.has(id)) this.put({ id, path: null }, null);
  }

  /** Listed files that have to be looked at: new ones and those not in order; all of them when `everything`. */
  *toRead(everything: boolean): Generator<Located> {
    for (const [id, path] of this.#located) {
      if (everything || this.#entries.get(id)?.state !== 'ok') yield { id, path };
    }
  }

  /** Replaces what is known of the file; `null`: there is none. */
  put({ id, path }: Located, entry: Entry | null): void {
    const known = this.#entries.get(id);
    if (known && entry && isSame(known, entry)) return;
    if (!known && !entry) return;
    this.#sizeBytes += (entry?.sizeBytes ?? 0) - (known?.sizeBytes ?? 0);
    if (entry) {
      this.#entries.set(id, entry);
      this.#located.set(id, path);
    } else this.#entries.delete(id);
    this.#generation += 1;
  }

  complete(): void {
    this.#isComplete = true;
  }

  view(order: FileOrder, search: string): View {
    const key = `${order} ${search}`;
    const known = this.#views.get(key);
    if (known && !this.#isOutdated(known)) return known;
    const startedAt = performance.now();
    const wanted = search.toLowerCase();
    const entries = [...this.#entries.values()].filter(
      (entry) => wanted === '' || entry.name.toLowerCase().includes(wanted) || entry.id.startsWith(wanted),
    );
    entries.sort(comparators[order]);
    const view: View = {
      generation: this.#generation,
      builtAt: startedAt,
      tookMs: performance.now() - startedAt,
      entries,
      sizeBytes: entries.reduce((sum, entry) => sum + entry.sizeBytes, 0),
    };
    this.#views.delete(key);
    this.#views.set(key, view);
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= viewLimit) break;
      this.#views.delete(oldest);
    }
    return view;
  }

  /** While files are still being found, a view is not sorted again for each of them. */
  #isOutdated(view: View): boolean {
    if (view.generation === this.#generation) return false;
    return this.#isComplete || performance.now() - view.builtAt > 200 + 20 * view.tookMs;
  }
}

function isSame(a: Entry, b: Entry): boolean {
  return (
    a.modifiedMs === b.modifiedMs &&
    a.sizeBytes === b.sizeBytes &&
    a.state === b.state &&
    a.name === b.name &&
    a.storedAt === b.storedAt &&
    a.declaredType === b.declaredType &&
    a.user === b.user &&
    a.problems.join('\n') === b.problems.join('\n')
  );
}

function byId(a: Entry, b: Entry): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function byName(a: Entry, b: Entry): number {
  return names.compare(a.name, b.name) || byId(a, b);
}

const comparators: Readonly<Record<FileOrder, (a: Entry, b: Entry) => number>> = {
  // Rows have a position, files in a storage have none: their names stand in for it.
  position: byName,
  name: byName,
  date: (a, b) => (a.storedAt < b.storedAt ? 1 : a.storedAt > b.storedAt ? -1 : byName(a, b)),
  size: (a, b) => b.sizeBytes - a.sizeBytes || byName(a, b),
  id: byId,
};
