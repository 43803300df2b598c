import type { Database } from 'better-sqlite3';
import { probeFunction } from '../probe.ts';
import type { DriverValue } from './decode.ts';

/** Thrown out of a statement whose task is no longer wanted. */
export class TaskAborted extends Error {
  constructor() {
    super('The task was aborted');
    this.name = 'TaskAborted';
  }
}

/** Thrown out of a statement whose time is over; what was found so far stays good. */
export class TimeIsOver extends Error {
  constructor() {
    super('The time of the task is over');
    this.name = 'TimeIsOver';
  }
}

/**
 * Ends running statements. better-sqlite3 has no interrupt, so statements that can scan call a function of ours
 * every few hundred rows; it throws when the host no longer wants the task, or when its time is over.
 */
export class LiveProbe {
  readonly #control: Int32Array<SharedArrayBuffer>;
  #task = 0;
  #deadline = Infinity;
  #calls = 0;
  #place: readonly DriverValue[] | null = null;

  constructor(database: Database, control: Int32Array<SharedArrayBuffer>) {
    this.#control = control;
    database.function(
      probeFunction,
      { varargs: true, deterministic: false, safeIntegers: true },
      (...place: DriverValue[]) => {
        this.#calls += 1;
        if (place.length > 0) this.#place = place;
        this.check();
        return 1n;
      },
    );
  }

  begin(task: number): void {
    this.#task = task;
    this.#deadline = Infinity;
    this.restart();
  }

  /** @param deadlineMs from now; `null` for none. */
  setDeadline(deadlineMs: number | null): void {
    this.#deadline = deadlineMs === null ? Infinity : performance.now() + deadlineMs;
  }

  get hasDeadline(): boolean {
    return this.#deadline !== Infinity;
  }

  /** Forgets the count of calls and the place. */
  restart(): void {
    this.#calls = 0;
    this.#place = null;
  }

  /** Said after each row a statement gives: a place passed before that row is no longer the furthest. */
  forgetPlace(): void {
    this.#place = null;
  }

  /** Where the running statement was last seen; `null` when it gave a row since. */
  get place(): readonly DriverValue[] | null {
    return this.#place;
  }

  get calls(): number {
    return this.#calls;
  }

  get isAborted(): boolean {
    return Atomics.load(this.#control, 0) === this.#task;
  }

  check(): void {
    if (this.isAborted) throw new TaskAborted();
    if (performance.now() > this.#deadline) throw new TimeIsOver();
  }

  /** Waits, but not for a task that is no longer wanted. */
  sleep(ms: number): void {
    Atomics.wait(this.#control, 0, Atomics.load(this.#control, 0), ms);
    this.check();
  }
}
