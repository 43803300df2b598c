import type { KeyNode, ScanProgress } from '../../../../shared/contract/redis.ts';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { inSlices } from './in-slices.ts';
import { listChildren } from './list-children.ts';
import type { Listing } from './listing.ts';
import { ListingCache } from './listing-cache.ts';
import type { NameRun } from './name-run.ts';
import { searchNames } from './search-names.ts';
import { type Scanner, Sweep } from './sweep.ts';

export interface NodePage {
  readonly total: number;
  readonly isComplete: boolean;
  readonly generation: number;
  /** Place of the first node, and of what was asked for. */
  readonly offset: number;
  readonly found: number;
  readonly nodes: KeyNode[];
}

/**
 * All keys of one database as a tree that can be read while it is still being found out. Sweeps begin when somebody
 * joins, and begin anew when the connection comes back after one failed: a server that was restarted gives cursors
 * another meaning.
 */
export class Keyspace {
  readonly #open: () => Promise<Scanner>;
  readonly #listeners = new Set<() => void>();
  readonly #listings = new ListingCache();
  #sweep: Sweep | null = null;
  /** The tree that is shown while a newer sweep has not got as far yet. */
  #older: Sweep | null = null;
  #generation = 0;
  #shown: { sweep: Sweep | null; publishes: number } = { sweep: null, publishes: 0 };

  constructor(open: () => Promise<Scanner>) {
    this.#open = open;
  }

  get progress(): ScanProgress {
    const sweep = this.#sweep;
    if (!sweep) return { state: 'paused', found: 0, total: 0, generation: this.#generation, tookMs: 0, message: '' };
    return {
      state: sweep.state,
      found: sweep.index.found,
      total: sweep.state === 'complete' ? sweep.index.found : sweep.total,
      generation: this.#generation,
      tookMs: sweep.tookMs,
      message: sweep.state === 'failed' ? messageOf(sweep.error) : '',
    };
  }

  /** Why the last sweep failed, when it did. */
  get error(): unknown {
    return this.#sweep?.state === 'failed' ? this.#sweep.error : null;
  }

  /** @returns a function that ends the subscription. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins the first sweep, or tries a failed one again; else does nothing. */
  join(): void {
    if (!this.#sweep || this.#sweep.state === 'failed') this.restart();
  }

  /** Goes on with a paused sweep. */
  resume(): void {
    this.#sweep?.resume();
  }

  /** Begins anew. What is known stays readable until the new sweep knows as much. */
  restart(): void {
    const before = this.#sweep;
    before?.close();
    if (before && (before.complete || !this.#older?.complete)) this.#older = before;
    this.#sweep = new Sweep(this.#open, () => this.#noteChange());
    this.#noteChange();
  }

  pause(): void {
    this.#sweep?.pause();
  }

  /** To be called when the server can be reached again. */
  connectionIsBack(): void {
    if (this.#sweep?.state === 'failed') this.restart();
  }

  /**
   * Children of the folder `path`, its closing delimiter included; empty for the root. Begins at an offset, or half a
   * page before the child `around`.
   */
  async page(
    path: Uint8Array,
    start: number | { readonly around: Uint8Array },
    limit: number,
    signal?: AbortSignal,
  ): Promise<NodePage> {
    const { listing, ...state } = await this.#read(
      `folder ${latin1(path)}`,
      (runs) => listChildren(runs, path),
      signal,
    );
    const found = typeof start === 'number' ? start : listing.placeOf(start.around);
    const offset = typeof start === 'number' ? start : Math.max(0, found - (limit >>> 1));
    return { ...state, total: listing.total, offset, found, nodes: listing.children(offset, limit) };
  }

  /** Keys whose name contains `part`, ignoring the case of ASCII letters. */
  async search(part: Uint8Array, offset: number, limit: number, signal?: AbortSignal): Promise<NodePage> {
    const { listing, ...state } = await this.#read(`search ${latin1(part)}`, (runs) => searchNames(runs, part), signal);
    return { ...state, total: listing.total, offset, found: offset, nodes: listing.names(offset, limit) };
  }

  async close(): Promise<void> {
    this.#sweep?.close();
    this.#listeners.clear();
    this.#listings.clear();
    await this.#sweep?.ended;
  }

  async #read(
    question: string,
    list: (runs: readonly NameRun[]) => Generator<void, Listing, undefined>,
    signal: AbortSignal | undefined,
  ): Promise<{ listing: Listing; isComplete: boolean; generation: number }> {
    const sweep = this.#visible;
    const isComplete = sweep?.complete != null;
    const generation = this.#generation;
    const runs = sweep?.index.runs ?? [];
    const make = () => inSlices(list(runs), signal);
    return {
      listing: await this.#listings.get(question, isComplete ? sweep : null, generation, make),
      isComplete,
      generation,
    };
  }

  /** The sweep whose names are shown: the newest, unless an older one still knows more. */
  get #visible(): Sweep | null {
    const newest = this.#sweep;
    const older = this.#older;
    if (!newest || !older || newest.complete) return newest;
    if (older.complete) return older;
    return newest.index.found >= older.index.found ? newest : older;
  }

  #noteChange(): void {
    const visible = this.#visible;
    const publishes = visible?.publishes ?? 0;
    if (visible !== this.#shown.sweep || publishes !== this.#shown.publishes) {
      this.#shown = { sweep: visible, publishes };
      this.#generation++;
    }
    if (visible === this.#sweep) this.#older = null;
    for (const listener of this.#listeners) listener();
  }
}

function messageOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'The scan ended with an unexpected error';
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
