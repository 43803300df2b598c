import { setImmediate as nextTurn } from 'node:timers/promises';

/** The thread is given back after so long, so that no other work waits noticeably. */
const sliceMs = 5;

/**
 * Drives a generator to its end in slices of a few milliseconds, letting everything else run between them.
 * @throws the signal's reason when it is aborted between two slices.
 */
export async function inSlices<Result>(
  work: Generator<void, Result, undefined>,
  signal?: AbortSignal,
): Promise<Result> {
  signal?.throwIfAborted();
  let until = performance.now() + sliceMs;
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await nextTurn();
    signal?.throwIfAborted();
    until = performance.now() + sliceMs;
  }
}
