import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Job } from '../../../shared/contract/jobs.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { newReference } from '../log/reference.ts';

/** What a job says of itself while it runs; what is left out stays as it was. */
export interface JobReport {
  readonly step?: string;
  readonly done?: number;
  /** `null` while the amount is not known. */
  readonly total?: number | null;
}

export interface JobContext {
  /** Fires when a person cancels the job and when the host closes. */
  readonly signal: AbortSignal;
  report(progress: JobReport): void;
}

export interface RunningJob {
  readonly id: string;
  /** The job as it ended. Never rejects: a failure is a state of the job. */
  readonly finished: Promise<Job>;
}

interface Entry {
  job: Job;
  readonly controller: AbortController;
}

/** Ended jobs stay listed, newest last, so that a person finds what became of them. */
const keptEndedJobs = 20;

/** Long work with progress. Everything that takes seconds runs here and is seen in the window. */
export class Jobs {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  readonly #running = new Set<Promise<Job>>();
  readonly #log: Logger;
  #closed = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Starts `work` and returns at once. A thrown `AppError` becomes the job's message; anything else is logged under
   * a reference that the message names.
   */
  run(title: string, work: (context: JobContext) => Promise<void>, options: { canCancel: boolean }): RunningJob {
    const controller = new AbortController();
    const id = randomUUID();
    const entry: Entry = {
      controller,
      job: { id, title, state: 'running', step: '', done: 0, total: null, canCancel: options.canCancel, message: '' },
    };
    this.#entries.set(id, entry);
    if (this.#closed) controller.abort();
    const report = (progress: JobReport) => {
      if (entry.job.state === 'running') this.#set(entry, progress);
    };
    const finished = this.#finish(entry, work, { signal: controller.signal, report });
    this.#running.add(finished);
    void finished.then(() => this.#running.delete(finished));
    this.#changed();
    return { id, finished };
  }

  async #finish(entry: Entry, work: (context: JobContext) => Promise<void>, context: JobContext): Promise<Job> {
    try {
      await work(context);
      this.#set(entry, { state: 'done', step: '', canCancel: false });
    } catch (error) {
      const failure = context.signal.aborted
        ? { state: 'cancelled' as const, message: '' }
        : this.#failure(entry.job, error);
      this.#set(entry, { ...failure, step: '', canCancel: false });
    }
    this.#forgetOld();
    return entry.job;
  }

  #failure(job: Job, error: unknown): Pick<Job, 'state' | 'message'> {
    if (error instanceof AppError) {
      this.#log.warn({ job: job.title, err: error }, 'job failed');
      return { state: 'failed', message: [error.message, error.detail.advice].filter(Boolean).join(' ') };
    }
    const reference = newReference();
    this.#log.error({ job: job.title, reference, err: error }, 'job failed');
    return { state: 'failed', message: `Unexpected error. The log has the details under ${reference}.` };
  }

  #set(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #forgetOld(): void {
    const ended = [...this.#entries.values()].filter(({ job }) => job.state !== 'running');
    for (const { job } of ended.slice(0, Math.max(0, ended.length - keptEndedJobs))) this.#entries.delete(job.id);
  }

  /** Running and recently ended jobs, in the order they were started. */
  list(): readonly Job[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  /** @returns a function that ends the subscription. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks a running job to end; one that has ended is left alone. Rejects what is unknown or can't be cancelled. */
  cancel(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) throw new AppError('not_found', 'No such job', { subject: id });
    if (entry.job.state !== 'running') return;
    if (!entry.job.canCancel) throw new AppError('unsupported', `${entry.job.title} can't be cancelled`);
    entry.controller.abort();
  }

  /** Ends a job from inside the host, also one that a person can't cancel. */
  stop(id: string): void {
    this.#entries.get(id)?.controller.abort();
  }

  /** Aborts everything that runs and waits until it has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { job, controller } of this.#entries.values()) if (job.state === 'running') controller.abort();
    await Promise.all(this.#running);
  }
}
