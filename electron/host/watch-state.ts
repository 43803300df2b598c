import { setTimeout as delay } from 'node:timers/promises';

/** Something whose present state can be read, and that says when it changed. */
export interface Watched<State> {
  read(): State;
  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void;
}

/**
 * The state now and after each change; changes that come faster than `pauseMs` (default 100) become one event.
 * Ends, without an error, when `signal` fires. The first event is never late.
 */
export async function* watchState<State>(
  watched: Watched<State>,
  signal: AbortSignal | undefined,
  pauseMs = 100,
): AsyncGenerator<State, void, void> {
  let isStale = true;
  let wake = () => {};
  const notice = () => {
    isStale = true;
    wake();
  };
  const unsubscribe = watched.subscribe(notice);
  signal?.addEventListener('abort', notice);
  try {
    while (!signal?.aborted) {
      if (!isStale) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      isStale = false;
      yield watched.read();
      // An abort ends the pause early; the loop's condition then ends the walk.
      await delay(pauseMs, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', notice);
  }
}
