import { AppError } from '../../../shared/domain/app-error.ts';

interface Waiting {
  start(): void;
}

/** Work on one storage runs one after the other, in the order it was asked for; storages do not wait for each other. */
export class SaveQueue {
  readonly #queues = new Map<string, Waiting[]>();
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  /** @throws {AppError} `aborted` when the signal fires while it waits; once it runs, the work minds the signal itself */
  async run<Result>(storage: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.#turn(storage, signal);
    const running = Promise.resolve().then(work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      this.#next(storage);
    }
  }

  #turn(storage: string, signal: AbortSignal): Promise<void> {
    if (this.#isClosed || signal.aborted) return Promise.reject(new AppError('aborted', 'Aborted'));
    const queue = this.#queues.get(storage);
    if (!queue) {
      this.#queues.set(storage, []);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        const place = queue.indexOf(entry);
        if (place >= 0) queue.splice(place, 1);
        reject(new AppError('aborted', 'Aborted'));
      };
      const entry = {
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(entry);
    });
  }

  #next(storage: string): void {
    const next = this.#queues.get(storage)?.shift();
    if (next) next.start();
    else this.#queues.delete(storage);
  }

  /** Takes no more work. @returns when what runs now has ended, however it ended */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }
}
