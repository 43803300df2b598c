import type { Worker } from 'node:worker_threads';

/**
 * Threads whose statement could not be ended. They hold no locks that matter (they only read) and end with their
 * statement; `terminate` takes effect then. A process that wants to exit before must not wait for them.
 */
const abandoned = new Set<Worker>();

export function abandonThread(worker: Worker): void {
  abandoned.add(worker);
  worker.unref();
  worker.once('exit', () => abandoned.delete(worker));
  void worker.terminate();
}

/** How many threads are still busy with a statement nobody waits for. A clean exit would wait for each of them. */
export function abandonedThreads(): number {
  return abandoned.size;
}
