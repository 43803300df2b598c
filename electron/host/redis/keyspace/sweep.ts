import { NameIndex } from './name-index.ts';
import type { NameRun } from './name-run.ts';
import type { ScanSink } from './scan-reply.ts';

/** Takes one step's cursor, then its names. The cursor is 64 bits wide and therefore text; `0` begins and ends a walk. */
export type NameSink = Pick<ScanSink, 'cursor' | 'name'>;

/** A connection of its own for one sweep, so that a sweep never delays what a person asks for. */
export interface Scanner {
  /** DBSIZE; `null` where the server does not tell. */
  readonly size: number | null;
  /** Resolves when all names of the step have gone into the sink. Steps may be asked for before the last one ended. */
  scan(cursor: string, sink: NameSink): Promise<void>;
  close(): void;
}

export type SweepState = 'scanning' | 'paused' | 'complete' | 'failed';

/** One step that was asked for. */
interface Step {
  done: Promise<void>;
  /** Where the walk goes on, once its reply has begun. */
  cursor: string;
  /** The next step, when it was asked for already. */
  following: Step | null;
}

/** How long merging may go on after each step of the scan. */
const workMs = 4;
/** New names become visible in the tree no more often than this. */
const publishEveryMs = 300;

/** One walk over a whole keyspace. Runs by itself from the moment it is made. */
export class Sweep {
  readonly index = new NameIndex();
  readonly #changed: () => void;
  #state: SweepState = 'scanning';
  #error: unknown = null;
  #total = 0;
  #complete: NameRun | null = null;
  #isClosed = false;
  #resume: (() => void) | null = null;
  #startedAt = performance.now();
  #tookMs = 0;
  #publishes = 0;
  readonly ended: Promise<void>;

  /** @param changed called whenever something that can be read here is different. */
  constructor(open: () => Promise<Scanner>, changed: () => void) {
    this.#changed = changed;
    this.ended = this.#run(open).then(
      () => this.#end('complete'),
      (error: unknown) => {
        this.#error = error;
        this.#end('failed');
      },
    );
  }

  get state(): SweepState {
    return this.#state;
  }

  /** Why it failed. */
  get error(): unknown {
    return this.#error;
  }

  /** Keys the server says it holds; never less than were found. */
  get total(): number {
    return Math.max(this.#total, this.index.found);
  }

  /** Time spent scanning and sorting, without pauses. */
  get tookMs(): number {
    return this.#tookMs + (this.#state === 'scanning' ? performance.now() - this.#startedAt : 0);
  }

  /** How often the readable names changed. */
  get publishes(): number {
    return this.#publishes;
  }

  /** All names in one run, once the walk is complete. */
  get complete(): NameRun | null {
    return this.#complete;
  }

  pause(): void {
    if (this.#state !== 'scanning') return;
    this.#tookMs += performance.now() - this.#startedAt;
    this.#state = 'paused';
    this.#publish();
    this.#changed();
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#startedAt = performance.now();
    this.#state = 'scanning';
    this.#resume?.();
    this.#changed();
  }

  /** Ends the walk where it is, without a change of state. */
  close(): void {
    this.#isClosed = true;
    this.#resume?.();
  }

  async #run(open: () => Promise<Scanner>): Promise<void> {
    const scanner = await open();
    try {
      this.#total = scanner.size ?? 0;
      let publishAt = performance.now() + publishEveryMs;
      let step = this.#ask(scanner, '0');
      for (;;) {
        await step.done;
        const now = performance.now();
        this.index.work(now + workMs);
        if (now >= publishAt) {
          publishAt = now + publishEveryMs;
          this.#publish();
        }
        this.#changed();
        if (this.#state === 'paused' && !this.#isClosed) await new Promise<void>((resolve) => (this.#resume = resolve));
        if (this.#isClosed) return;
        if (step.cursor === '0') break;
        step = step.following ?? this.#ask(scanner, step.cursor);
      }
      this.#complete = await this.index.finish();
      this.#publishes++;
    } finally {
      scanner.close();
    }
  }

  #ask(scanner: Scanner, cursor: string): Step {
    const step: Step = { done: Promise.resolve(), cursor: '0', following: null };
    step.done = scanner.scan(cursor, {
      cursor: (next) => {
        step.cursor = next;
        // The server works on the next step while the names of this one are read.
        if (next !== '0' && this.#state === 'scanning' && !this.#isClosed) step.following = this.#ask(scanner, next);
      },
      name: (bytes, view, start, end) => this.index.add(bytes, view, start, end),
    });
    // It is awaited when the step before it is done; until then its failure must not count as unhandled.
    step.done.catch(() => undefined);
    return step;
  }

  #publish(): void {
    if (this.index.unpublished === 0) return;
    this.index.publish();
    this.#publishes++;
  }

  #end(state: 'complete' | 'failed'): void {
    if (this.#isClosed) return;
    this.#tookMs = this.tookMs;
    this.#publish();
    this.#state = state;
    this.#changed();
  }
}
