import type { Worker } from 'node:worker_threads';

/**
 * Threads nobody waits for any more, still busy with a statement or with opening the file. They only read, and end by
 * themselves as soon as they look at their messages. They are never terminated: a thread that is loading its native
 * module at that moment takes the whole process down with it, and one inside a statement would not stop anyway.
 */
const abandoned = new Set<Worker>();

export function abandonThread(worker: Worker): void {
  abandoned.add(worker);
  worker.unref();
  worker.once('exit', () => abandoned.delete(worker));
}

/**
 * How many threads are still busy with what nobody waits for. A process that ends in the ordinary way waits for them:
 * when this is not 0 at the very end, `process.kill(process.pid, 'SIGKILL')` is the way out. Nothing is lost by it.
 */
export function abandonedThreads(): number {
  return abandoned.size;
}
