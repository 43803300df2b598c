import type { Operation, ViewState } from './connector.ts';
import { followState } from './follow-state.ts';

/** Finds out, in the background, what takes too long for a page: how many rows a view has, and where they lie. */
export interface BackgroundPass {
  readonly state: ViewState;
  publish(next: Partial<ViewState>): void;
  /** Starts the pass, or goes on with it, until the last of its watchers has left. */
  watch(signal: AbortSignal): AsyncGenerator<ViewState, void, void>;
  /** Runs the pass to its end, or as long as `signal` lets it. */
  complete(signal: AbortSignal): Promise<ViewState>;
}

/** @param run goes on from where an earlier run came to, and says by `publish` when there is nothing left to find. */
export function createBackgroundPass(run: (op: Operation) => Promise<void>): BackgroundPass {
  let state: ViewState = { count: { kind: 'atLeast', value: 0 }, positions: 'scanning', scannedRows: 0 };
  let watchers = 0;
  let pass: { readonly promise: Promise<void>; readonly abort: AbortController } | null = null;
  const listeners = new Set<() => void>();

  function begin(): Promise<void> {
    if (pass) return pass.promise;
    const abort = new AbortController();
    const promise = run({ signal: abort.signal }).finally(() => {
      if (pass?.abort === abort) pass = null;
    });
    pass = { promise, abort };
    return promise;
  }

  function leave(): void {
    watchers -= 1;
    if (watchers > 0) return;
    pass?.abort.abort();
    // Who comes next begins anew, from where this one came to.
    pass = null;
  }

  return {
    get state() {
      return state;
    },
    publish: (next) => {
      state = { ...state, ...next };
      for (const listener of listeners) listener();
    },
    watch: async function* (signal) {
      watchers += 1;
      try {
        const running = state.positions === 'scanning' ? begin() : Promise.resolve();
        const subscribe = (listener: () => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        };
        yield* followState({ read: () => state, subscribe }, running, signal);
      } finally {
        leave();
      }
    },
    complete: async (signal) => {
      watchers += 1;
      try {
        if (state.positions === 'scanning' && !signal.aborted) await untilAborted(begin(), signal);
        return state;
      } finally {
        leave();
      }
    },
  };
}

/** Resolves when either has happened. */
function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
