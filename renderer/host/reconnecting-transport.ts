import type { ClientContext, ClientLink } from '@orpc/client';
import { ConnectionLost } from './connection-lost.ts';
import type { Connection, ConnectionState, Transport } from './transport.ts';

const firstPauseMs = 250;
const longestPauseMs = 5000;

/** Time until the next attempt: doubles from 250 ms to 5 s. */
export function pauseBefore(attempt: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
}

/**
 * Keeps one connection alive. Calls made while there is none wait for it; calls under way when it ends reject with
 * `ConnectionLost`, and whoever made them decides whether they may be made again.
 */
export function createReconnectingTransport(connect: () => Connection): Transport {
  let state: ConnectionState = { kind: 'connecting' };
  let current: Connection | null = null;
  let attempt = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const listeners = new Set<() => void>();
  let waiting: (() => void)[] = [];

  function setState(next: ConnectionState): void {
    state = next;
    if (next.kind === 'connected' || isFinal(next)) {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    }
    for (const listener of listeners) listener();
  }

  function start(): void {
    clearTimeout(pause);
    pause = undefined;
    const connection = connect();
    current = connection;
    void connection.opened.then(() => {
      if (current !== connection) return;
      attempt = 0;
      setState({ kind: 'connected' });
    });
    void connection.closed.then((reason) => {
      if (current !== connection || isClosed) return;
      current = null;
      if (reason !== 'lost') {
        setState({ kind: reason });
        return;
      }
      attempt += 1;
      setState({ kind: 'reconnecting', attempt });
      pause = setTimeout(start, pauseBefore(attempt));
    });
  }

  async function connected(signal: AbortSignal | undefined): Promise<Connection> {
    while (state.kind !== 'connected' || !current) {
      signal?.throwIfAborted();
      if (isFinal(state) || isClosed) throw new ConnectionLost();
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        waiting.push(wake);
        signal?.addEventListener('abort', wake, { once: true });
      });
    }
    return current;
  }

  const link: ClientLink<ClientContext> = {
    async call(path, input, options) {
      const connection = await connected(options.signal);
      try {
        const output = await connection.link.call(path, input, options);
        return isEventIterator(output) ? guardIterator(output, () => current === connection) : output;
      } catch (error) {
        if (current !== connection && !options.signal?.aborted) throw new ConnectionLost({ cause: error });
        throw error;
      }
    },
  };

  start();
  return {
    link,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow() {
      if (pause !== undefined) start();
    },
    close() {
      isClosed = true;
      clearTimeout(pause);
      current?.close();
      current = null;
      setState({ kind: 'refused' });
      listeners.clear();
    },
  };
}

function isFinal(state: ConnectionState): boolean {
  return state.kind === 'refused' || state.kind === 'outdated';
}

function isEventIterator(value: unknown): value is AsyncIteratorObject<unknown, unknown, void> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

/** An iterator that ends because its connection did rejects with `ConnectionLost`, so that it is watched again. */
async function* guardIterator(
  iterator: AsyncIteratorObject<unknown, unknown, void>,
  isAlive: () => boolean,
): AsyncGenerator<unknown, unknown, void> {
  try {
    while (true) {
      const next = await iterator.next();
      if (next.done) {
        if (!isAlive()) throw new ConnectionLost();
        return next.value;
      }
      yield next.value;
    }
  } catch (error) {
    throw isAlive() ? error : new ConnectionLost({ cause: error });
  } finally {
    // Without a connection there is nobody to tell that the watching ended.
    if (isAlive()) await iterator.return?.();
  }
}
