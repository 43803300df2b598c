import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation } from '../../connector.ts';
import type { Sql } from '../sql-text.ts';
import type { PgAccess, PgTransaction } from './access.ts';
import { isBrokenConnection, type PgConnection } from './connection.ts';
import { beginText } from './pinned-settings.ts';
import type { PgPool } from './pool.ts';
import { expectSoonAnswer, interrupted } from './run-cancellable.ts';

const statementTimeoutMs = 60_000;
const lockTimeoutMs = 2000;
/** How long the server waits for us between two statements, as while the journal is written. */
const idleTimeoutMs = 60_000;
const firstAnswerMs = 10_000;
/** How long a save under way may still take when the store is closed. */
const closePatienceMs = 10_000;

const begin = `${beginText({
  isolation: 'read committed',
  access: 'read write',
  statementTimeoutMs,
  lockTimeoutMs,
  idleTimeoutMs,
})}SET CONSTRAINTS ALL DEFERRED`;

export interface Writing {
  readonly write: NonNullable<PgAccess['write']>;
  /** Takes no more, and lets what is under way come to its end, or rolls it back when that takes too long. */
  close(): Promise<void>;
}

export function createWriteAccess(pool: PgPool): Writing {
  const underWay = new Set<Promise<unknown>>();
  /** Those that wait for their turn give up. */
  const closing = new AbortController();
  const rollBack = new AbortController();

  async function transact<Result>(
    work: (transaction: PgTransaction) => Promise<{ readonly commit: boolean; readonly result: Result }>,
    op: Operation,
  ): Promise<Result> {
    const stop = AbortSignal.any([op.signal, rollBack.signal]);
    return beginOnce(pool, AbortSignal.any([op.signal, closing.signal]), async (connection) => {
      const transaction = openTransaction(connection, stop);
      let outcome: { readonly commit: boolean; readonly result: Result };
      try {
        outcome = await work(transaction);
        await transaction.settled();
      } catch (error) {
        await undo(connection);
        throw stop.aborted ? abandoned(op) : error;
      }
      if (!outcome.commit) {
        await undo(connection);
        return outcome.result;
      }
      if (stop.aborted) {
        await undo(connection);
        throw abandoned(op);
      }
      await commit(connection);
      return outcome.result;
    });
  }

  return {
    write: async (work, op) => {
      const saving = transact(work, op);
      underWay.add(saving);
      try {
        return await saving;
      } catch (error) {
        // The pool knows nothing but reads.
        throw error instanceof AppError && error.code === 'aborted' ? abandoned(op) : error;
      } finally {
        underWay.delete(saving);
      }
    },
    close: async () => {
      closing.abort();
      const patience = setTimeout(() => rollBack.abort(), closePatienceMs);
      await Promise.allSettled(underWay);
      clearTimeout(patience);
    },
  };
}

/**
 * Begins the transaction. Where that fails because a connection had died of age nothing has been done yet, and a new one
 * is taken.
 */
async function beginOnce<Result>(
  pool: PgPool,
  signal: AbortSignal,
  work: (connection: PgConnection) => Promise<Result>,
): Promise<Result> {
  for (let isSecond = false; ; isSecond = true) {
    const begun = await pool.use('write', signal, async ({ connection, isNew }) => {
      const started = connection.command(begin);
      if (!isNew) expectSoonAnswer(connection, started, firstAnswerMs);
      try {
        await started;
      } catch (error) {
        if (isBrokenConnection(error)) return { kind: 'broken' as const, error };
        await undo(connection);
        throw error;
      }
      return { kind: 'done' as const, result: await work(connection) };
    });
    if (begun.kind === 'done') return begun.result;
    if (isSecond) throw lostBefore(begun.error);
    pool.discardIdle();
  }
}

function openTransaction(connection: PgConnection, signal: AbortSignal): PgTransaction & { settled(): Promise<void> } {
  let depth = 0;
  /** Answers that nobody waits for at once; one that fails makes the transaction fail. */
  let unanswered: Promise<unknown>[] = [];

  async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (signal.aborted) throw new AppError('aborted', 'The save was given up');
    const since = performance.now();
    const cancel = () => void connection.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw new AppError('aborted', 'The save was given up');
      throw isBrokenConnection(error) ? lostBefore(error) : interrupted(error, statementTimeoutMs, since);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  function later(command: string): void {
    const answer = inTime(connection, connection.command(command));
    answer.catch(() => undefined);
    unanswered.push(answer);
  }

  return {
    run: (sql: Sql) => guarded(() => inTime(connection, connection.query(sql))),
    savepoint: async (work) => {
      depth += 1;
      const name = `storeroom_${depth}`;
      // Sent along with the first statement; whatever is wrong with it that statement shows too.
      later(`SAVEPOINT ${name}`);
      try {
        const result = await work();
        later(`RELEASE SAVEPOINT ${name}`);
        return result;
      } catch (error) {
        // A connection that is gone has nothing to go back to.
        if (connection.isUsable) {
          await inTime(connection, connection.command(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`));
        }
        throw error;
      } finally {
        depth -= 1;
      }
    },
    settled: async () => {
      for (const answer of unanswered) await answer.catch((error: unknown) => rethrow(error));
      unanswered = [];
    },
  };
}

function rethrow(error: unknown): never {
  throw isBrokenConnection(error) ? lostBefore(error) : error;
}

async function undo(connection: PgConnection): Promise<void> {
  // With what was cancelled still under way, this would be cancelled too.
  await connection.calm();
  if (!connection.isUsable) return;
  await inTime(connection, connection.command('ROLLBACK')).catch((error: unknown) => {
    // The server rolls back what a connection leaves behind.
    if (!isBrokenConnection(error)) connection.drop('It could not be rolled back');
  });
}

async function commit(connection: PgConnection): Promise<void> {
  let tag: string;
  const since = performance.now();
  try {
    tag = await inTime(connection, connection.command('COMMIT'));
  } catch (error) {
    if (!isBrokenConnection(error)) {
      // A deferred constraint, or a time limit: the server has rolled back.
      throw interrupted(error, statementTimeoutMs, since);
    }
    throw new AppError(
      'connection',
      'The connection broke while the changes were being kept: it is not known yet whether they were',
      { advice: 'When the server can be reached again, the journal says which it was.' },
      { cause: error },
    );
  }
  // A statement failed, and whoever asked for it went on as if it had not.
  if (tag !== 'COMMIT') throw new Error(`The server answered ${tag} to COMMIT: nothing was kept`);
}

/** The server ends a statement in its time: who keeps silent beyond that is gone, and the connection is dropped. */
function inTime<Result>(connection: PgConnection, answer: Promise<Result>): Promise<Result> {
  expectSoonAnswer(connection, answer, statementTimeoutMs + firstAnswerMs);
  return answer;
}

function lostBefore(error: unknown): AppError {
  return new AppError(
    'connection',
    'The connection to the server broke before anything was kept',
    { advice: 'Save again when the server can be reached.' },
    { cause: error },
  );
}

function abandoned({ signal }: Operation): AppError {
  return signal.aborted
    ? new AppError('aborted', 'The save was given up')
    : new AppError('connection', 'The database was closed before the changes were kept');
}
