import { AppError } from '../../../../../shared/domain/app-error.ts';
import { ConnectionBroken, type PgConnection } from './connection.ts';
import { readPgError } from './pg-error.ts';

export interface Limits {
  readonly signal: AbortSignal;
  /** What the server was told as `statement_timeout`; `null`: none. */
  readonly timeoutMs: number | null;
}

/** How long the server may keep silent beyond the time a statement may take, before it is taken for gone. */
const graceMs = 5000;

/**
 * Waits for work on a connection, but not longer than its signal and its time allow: then it is cancelled in the server,
 * and whoever waits is told at once.
 */
export async function runCancellable<Result>(
  connection: PgConnection,
  { signal, timeoutMs }: Limits,
  work: () => Promise<Result>,
): Promise<Result> {
  if (signal.aborted) throw new AppError('aborted', 'The read was given up');
  const since = performance.now();
  let timer: NodeJS.Timeout | null = null;
  let giveUp = () => {};
  const given = new Promise<never>((_resolve, reject) => {
    giveUp = () => {
      reject(new AppError('aborted', 'The read was given up'));
      void connection.cancel();
    };
    if (timeoutMs !== null) {
      timer = setTimeout(() => {
        reject(silent(timeoutMs + graceMs));
        connection.drop('The server did not answer');
      }, timeoutMs + graceMs);
    }
  });
  // It may lose the race.
  given.catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work(), given]);
  } catch (error) {
    throw signal.aborted ? new AppError('aborted', 'The read was given up') : interrupted(error, timeoutMs, since);
  } finally {
    if (timer) clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** A statement that ended without having been asked to: its time was up, or somebody else ended it. */
export function interrupted(error: unknown, timeoutMs: number | null, since: number): unknown {
  if (readPgError(error)?.sqlState !== '57014') return error;
  const tookMs = performance.now() - since;
  if (timeoutMs !== null && tookMs >= timeoutMs * 0.9) {
    return new AppError(
      'timeout',
      `The database took longer than ${inSeconds(timeoutMs)}`,
      { advice: 'Narrow what is asked for, or try again when the server is less busy.' },
      { cause: error },
    );
  }
  return new AppError(
    'timeout',
    'The statement was ended in the server by somebody else',
    { advice: 'Try again, or ask the administrator of the server.' },
    { cause: error },
  );
}

function silent(afterMs: number): AppError {
  return new AppError('timeout', `The server did not answer within ${inSeconds(afterMs)}`, {
    advice: 'Check the network connection and try again.',
  });
}

function inSeconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/**
 * A connection that has rested may be dead without anybody having noticed, as when the computer slept: the first message is
 * answered at once by a living server, so a silence tells.
 */
export function expectSoonAnswer(connection: PgConnection, answer: Promise<unknown>, withinMs: number): void {
  const timer = setTimeout(() => connection.drop('The server did not answer'), withinMs);
  const stop = () => clearTimeout(timer);
  answer.then(stop, stop);
}

/** Told to whoever asked, when neither the connection at hand nor a new one carried it through. */
export function brokenTwice(error: unknown): unknown {
  if (!(error instanceof ConnectionBroken)) return error;
  return new AppError(
    'connection',
    'The connection to the server broke',
    { advice: 'It is made again with the next attempt.' },
    { cause: error },
  );
}
