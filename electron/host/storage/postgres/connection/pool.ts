import { AppError } from '../../../../../shared/domain/app-error.ts';
import { connectServer, type Target } from './connect-server.ts';
import { createConnection, type PgConnection } from './connection.ts';
import { readPgError } from './pg-error.ts';
import { brokenTwice } from './run-cancellable.ts';
import { checkPins } from './server-facts.ts';

/** What a connection is wanted for. Each kind has its own share, so that none keeps another one waiting. */
export type PoolLane = 'page' | 'background' | 'stream' | 'write';

export interface PgPool {
  /**
   * A connection for as long as `work` takes. It goes back when everything sent on it has been answered, which may be later:
   * who was cancelled needs not wait for that.
   */
  use<Result>(lane: PoolLane, signal: AbortSignal, work: (lease: Lease) => Promise<Result>): Promise<Result>;
  /** Ends the connections that rest: one that had rested beside them turned out to be dead. */
  discardIdle(): void;
  /** Called once, when no new connection can be made. */
  onLost(listener: (error: AppError) => void): void;
  close(): Promise<void>;
}

export interface Lease {
  readonly connection: PgConnection;
  /** It was made for this turn: that it is broken can't be because it has grown old. */
  readonly isNew: boolean;
}

/** How many may be busy at once, and how many when somebody has waited for {@link growAfterMs}. */
const shares: Readonly<Record<PoolLane, { readonly usual: number; readonly most: number }>> = {
  page: { usual: 2, most: 4 },
  background: { usual: 2, most: 2 },
  stream: { usual: 2, most: 3 },
  write: { usual: 1, most: 1 },
};
const growAfterMs = 60;
const idleCloseMs = 60_000;
/** How long a server that had no connection left is not asked for another one, while there is one to wait for. */
const fullPauseMs = 10_000;

interface Waiting {
  readonly lane: PoolLane;
  readonly start: () => void;
  readonly since: number;
}

/** @param first a connection that has been made already */
export function createPool(target: Target, first: PgConnection): PgPool {
  const all = new Set<PgConnection>();
  const idle: { readonly connection: PgConnection; readonly timer: NodeJS.Timeout }[] = [];
  const busy: Record<PoolLane, number> = { page: 0, background: 0, stream: 0, write: 0 };
  const finishing = new Set<Promise<void>>();
  const closing = new AbortController();
  const lost = new Set<(error: AppError) => void>();
  let queue: Waiting[] = [];
  let fullUntil = 0;
  let freed: (() => void)[] = [];
  let whenLost: AppError | null = null;
  let isProbing = false;

  function adopt(connection: PgConnection): void {
    all.add(connection);
    connection.onBroken((error) => {
      forgetIdle(connection);
      all.delete(connection);
      void look(error);
    });
  }

  function forgetIdle(connection: PgConnection): void {
    const index = idle.findIndex((one) => one.connection === connection);
    if (index === -1) return;
    clearTimeout(idle[index]?.timer);
    idle.splice(index, 1);
  }

  /** Puts a connection back that has nothing to do. */
  function rest(connection: PgConnection): void {
    if (connection.isUsable && !closing.signal.aborted) {
      const timer = setTimeout(() => void retire(connection), idleCloseMs);
      timer.unref();
      idle.push({ connection, timer });
    } else void retire(connection);
    const next = freed.shift();
    next?.();
  }

  async function retire(connection: PgConnection): Promise<void> {
    forgetIdle(connection);
    all.delete(connection);
    await connection.end();
  }

  function lose(error: AppError): void {
    if (whenLost || closing.signal.aborted) return;
    whenLost = error;
    for (const listener of lost) listener(error);
  }

  /**
   * The server closed a connection. A pooler or an idle timeout does that all the time; a shutdown does it once, and
   * whoever looks at the window wants to know, also when nobody asks for anything.
   */
  async function look(error: Error): Promise<void> {
    if (isProbing || closing.signal.aborted || readPgError(error)?.sqlState === '57P05') return;
    isProbing = true;
    try {
      const connection = await open(closing.signal);
      await connection.end();
      all.delete(connection);
    } catch (failure) {
      const told = brokenTwice(failure);
      if (told instanceof AppError && told.code !== 'aborted' && !hasOthers(told)) lose(told);
    } finally {
      isProbing = false;
    }
  }

  async function open(signal: AbortSignal): Promise<PgConnection> {
    const connection = createConnection(await connectServer(target, signal));
    try {
      await checkPins(connection, signal);
    } catch (error) {
      connection.drop('It can’t be used');
      throw error;
    }
    if (closing.signal.aborted) {
      await connection.end();
      throw closed();
    }
    adopt(connection);
    return connection;
  }

  /** The server gives no more connections, and there are some that can be waited for. */
  function hasOthers(error: AppError): boolean {
    return readPgError(error.cause)?.sqlState === '53300' && all.size > 0;
  }

  /** A connection of the idle ones, else a new one; where the server has none left, the next one that is free. */
  async function take(signal: AbortSignal): Promise<Lease> {
    const since = performance.now();
    for (;;) {
      const last = idle.pop();
      if (last) {
        clearTimeout(last.timer);
        if (last.connection.isUsable) return { connection: last.connection, isNew: false };
        continue;
      }
      // Its work is done, and its last answer under way: sooner here than a new connection.
      if (finishing.size > 0) {
        await unlessGivenUp(Promise.race(finishing), signal);
        continue;
      }
      if (performance.now() < fullUntil && all.size > 0) {
        await nextFreed(signal);
        continue;
      }
      try {
        return { connection: await open(AbortSignal.any([signal, closing.signal])), isNew: true };
      } catch (error) {
        if (closing.signal.aborted) throw closed();
        if (!(error instanceof AppError) || error.code === 'aborted') throw error;
        if (hasOthers(error)) {
          if (performance.now() - since > fullPauseMs) throw error;
          fullUntil = performance.now() + fullPauseMs;
          continue;
        }
        lose(error);
        throw error;
      }
    }
  }

  function nextFreed(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    freed.push(resolve);
    // Looked at again after a while: the one that is waited for may have broken.
    const timer = setTimeout(resolve, 500);
    return unlessGivenUp(promise, signal).finally(() => {
      clearTimeout(timer);
      freed = freed.filter((one) => one !== resolve);
    });
  }

  function unlessGivenUp(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, closing.signal]);
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(closing.signal.aborted ? closed() : aborted());
      if (stop.aborted) giveUp();
      stop.addEventListener('abort', giveUp, { once: true });
      waiting.then(resolve, reject).finally(() => stop.removeEventListener('abort', giveUp));
    });
  }

  function mayStart(lane: PoolLane, since: number): boolean {
    const { usual, most } = shares[lane];
    return busy[lane] < (performance.now() - since >= growAfterMs - 1 ? most : usual);
  }

  function startWaiting(): void {
    const later: Waiting[] = [];
    for (const one of queue) {
      if (mayStart(one.lane, one.since)) {
        busy[one.lane] += 1;
        one.start();
      } else later.push(one);
    }
    queue = later;
  }

  async function turn(lane: PoolLane, signal: AbortSignal): Promise<void> {
    if (closing.signal.aborted) throw closed();
    if (whenLost) throw whenLost;
    if (signal.aborted) throw aborted();
    const since = performance.now();
    if (mayStart(lane, since) && !queue.some((one) => one.lane === lane)) {
      busy[lane] += 1;
      return;
    }
    const grow = setTimeout(startWaiting, growAfterMs);
    const stop = AbortSignal.any([signal, closing.signal]);
    try {
      await new Promise<void>((resolve, reject) => {
        const waiting: Waiting = { lane, since, start: resolve };
        queue.push(waiting);
        stop.addEventListener(
          'abort',
          () => {
            if (!queue.includes(waiting)) return;
            queue = queue.filter((one) => one !== waiting);
            reject(closing.signal.aborted ? closed() : aborted());
          },
          { once: true },
        );
      });
    } finally {
      clearTimeout(grow);
    }
  }

  adopt(first);
  rest(first);

  return {
    use: async (lane, signal, work) => {
      await turn(lane, signal);
      let isOver = false;
      const endTurn = () => {
        if (isOver) return;
        isOver = true;
        busy[lane] -= 1;
        startWaiting();
      };
      let lease: Lease;
      try {
        lease = await take(signal);
      } catch (error) {
        endTurn();
        throw error;
      }
      const { connection } = lease;
      try {
        return await work(lease);
      } finally {
        const giveBack = () => {
          rest(connection);
          endTurn();
        };
        // What was cancelled ends in its own time: the next one of the lane takes another connection.
        if (signal.aborted) endTurn();
        if (connection.isSettled) giveBack();
        else {
          const finished = connection.settled().then(() => {
            finishing.delete(finished);
            giveBack();
          });
          if (!signal.aborted) finishing.add(finished);
        }
      }
    },
    discardIdle: () => {
      for (const { connection } of [...idle]) void retire(connection);
    },
    onLost: (listener) => void lost.add(listener),
    close: async () => {
      closing.abort();
      await Promise.all(
        [...all].map(async (connection) => {
          await connection.cancel();
          await retire(connection);
        }),
      );
    },
  };
}

function aborted(): AppError {
  return new AppError('aborted', 'The read was given up');
}

function closed(): AppError {
  return new AppError('connection', 'The connection to the database is closed');
}
