import type { Watched } from '../watch-state.ts';

/** Between two events; more often nobody could see. */
const pauseMs = 100;

/**
 * A state that changes while some work runs: as it is now, after changes, and once more when the work is done.
 * Fails as the work does; ends without an error when `signal` fires.
 */
export async function* followState<State>(
  watched: Watched<State>,
  work: Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<State, void, void> {
  let isStale = true;
  const outcome: { isDone: boolean; failure: Error | null } = { isDone: false, failure: null };
  let wake = () => {};
  const notice = () => {
    isStale = true;
    wake();
  };
  const unsubscribe = watched.subscribe(notice);
  signal.addEventListener('abort', notice, { once: true });
  const finish = (error: unknown) => {
    if (error !== undefined) outcome.failure = error instanceof Error ? error : new Error(String(error));
    outcome.isDone = true;
    notice();
  };
  work.then(() => finish(undefined), finish);
  try {
    while (!signal.aborted) {
      if (!isStale) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      isStale = false;
      const wasDone = outcome.isDone;
      if (outcome.failure !== null) throw outcome.failure;
      yield watched.read();
      if (wasDone) return;
      await pauseUntil(work, signal);
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', notice);
  }
}

/** A pause that the end of the work, or an abort, cuts short. */
function pauseUntil(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pauseMs);
    signal.addEventListener('abort', done, { once: true });
    work.then(done, done);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
