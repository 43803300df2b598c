import { type LoadPlan, samePlan } from './load-plan.ts';
import type { LoadedRows, RowSource } from './row-source.ts';

/** A read that was overtaken by a jump may still answer within this time, so that dragging shows rows on the way. */
const overtakenGraceMs = 150;

type Flight = { readonly plan: LoadPlan; readonly abort: AbortController; readonly startedAt: number };

export interface ReaderEvents<Row> {
  readonly onRows: (plan: LoadPlan, loaded: LoadedRows<Row>) => void;
  readonly onFailed: (plan: LoadPlan, error: unknown) => void;
  /** An overtaken read has had its time: what is wanted now can be asked for. */
  readonly onFree: () => void;
}

export type Outcome<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'cancelled' };

/** At most one read of a source at a time: pages as they are planned, or work of several reads that puts pages off. */
export class RowReader<Row> {
  source: RowSource<Row>;
  readonly #events: ReaderEvents<Row>;
  #flight: Flight | null = null;
  #work: AbortController | null = null;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(source: RowSource<Row>, events: ReaderEvents<Row>) {
    this.source = source;
    this.#events = events;
  }

  get isReading(): boolean {
    return this.#flight !== null || this.#work !== null;
  }

  /** Work is being done alone. */
  get isWorking(): boolean {
    return this.#work !== null;
  }

  /** Reads this page, unless it is being read; a page that nobody wants any more is given up after a while. */
  want(plan: LoadPlan | null): void {
    if (this.#work !== null) return;
    if (this.#flight !== null) {
      if (plan === null || samePlan(this.#flight.plan, plan)) return;
      const age = performance.now() - this.#flight.startedAt;
      if (age < overtakenGraceMs) {
        clearTimeout(this.#graceTimer);
        this.#graceTimer = setTimeout(this.#events.onFree, overtakenGraceMs - age + 1);
        return;
      }
      this.cancel();
    }
    if (plan !== null) this.#start(plan);
  }

  /** Does work that reads more than one page; no page is read meanwhile. Begins when nothing else is read. */
  async doAlone<Value>(work: (source: RowSource<Row>, signal: AbortSignal) => Promise<Value>): Promise<Outcome<Value>> {
    const abort = new AbortController();
    this.#work = abort;
    const end = () => {
      if (this.#work === abort) this.#work = null;
    };
    try {
      const value = await work(this.source, abort.signal);
      end();
      return abort.signal.aborted ? { kind: 'cancelled' } : { kind: 'done', value };
    } catch (error) {
      end();
      return abort.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error };
    }
  }

  cancel(): void {
    clearTimeout(this.#graceTimer);
    this.#flight?.abort.abort();
    this.#flight = null;
    this.#work?.abort();
    this.#work = null;
  }

  #start(plan: LoadPlan): void {
    const flight: Flight = { plan, abort: new AbortController(), startedAt: performance.now() };
    this.#flight = flight;
    this.source.load(plan.at, plan.limit, flight.abort.signal).then(
      (loaded) => {
        if (this.#flight !== flight) return;
        this.#flight = null;
        this.#events.onRows(plan, loaded);
      },
      (error: unknown) => {
        if (this.#flight !== flight) return;
        this.#flight = null;
        this.#events.onFailed(plan, error);
      },
    );
  }
}
