import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PgAccess } from './access.ts';
import { checkSql } from './check-text.ts';
import { isBrokenConnection } from './connection.ts';
import { beginText } from './pinned-settings.ts';
import type { Lease, PgPool } from './pool.ts';
import { brokenTwice, expectSoonAnswer, interrupted } from './run-cancellable.ts';

const lockTimeoutMs = 5000;
/** How long whoever takes the rows may pause before the server takes its transaction back. */
const idleTimeoutMs = 300_000;
const firstAnswerMs = 5000;

export function createStreamAccess(pool: PgPool): PgAccess['stream'] {
  return async function* stream(sql, batchRows, op) {
    checkSql(sql);
    const timeoutMs = op.timeoutMs ?? null;
    const begin = beginText({
      isolation: 'read committed',
      access: 'read only',
      statementTimeoutMs: timeoutMs,
      lockTimeoutMs,
      idleTimeoutMs,
    });
    const { connection, giveBack } = await borrowBegun(pool, begin, op.signal);
    const since = performance.now();
    const cancel = () => void connection.cancel();
    op.signal.addEventListener('abort', cancel, { once: true });
    try {
      const cursor = connection.openCursor(sql);
      try {
        for (;;) {
          if (op.signal.aborted) throw given();
          const rows = await cursor.read(batchRows);
          if (rows.length > 0) yield rows;
          if (rows.length < batchRows) return;
        }
      } finally {
        if (connection.isUsable) await cursor.close();
      }
    } catch (error) {
      throw op.signal.aborted ? given() : brokenTwice(interrupted(error, timeoutMs, since));
    } finally {
      op.signal.removeEventListener('abort', cancel);
      await connection.calm();
      if (connection.isUsable) {
        const ended = connection.command('ROLLBACK');
        expectSoonAnswer(connection, ended, firstAnswerMs);
        await ended.catch(() => undefined);
      }
      giveBack();
    }
  };
}

function given(): AppError {
  return new AppError('aborted', 'The read was given up');
}

type Borrowed = Lease & { giveBack(): void };

/** A connection with a transaction that has begun; another one where the first had died of age. */
async function borrowBegun(pool: PgPool, begin: string, signal: AbortSignal): Promise<Borrowed> {
  for (let isSecond = false; ; isSecond = true) {
    const lease = await borrow(pool, signal);
    try {
      const started = lease.connection.command(begin);
      expectSoonAnswer(lease.connection, started, firstAnswerMs);
      await started;
      return lease;
    } catch (error) {
      lease.giveBack();
      if (signal.aborted) throw given();
      if (isSecond || !isBrokenConnection(error)) throw brokenTwice(error);
      pool.discardIdle();
    }
  }
}

/** A connection that is held between two steps of a generator. */
async function borrow(pool: PgPool, signal: AbortSignal): Promise<Borrowed> {
  return new Promise((resolve, reject) => {
    pool
      .use('stream', signal, (lease) => new Promise<void>((giveBack) => resolve({ ...lease, giveBack })))
      .catch(reject);
  });
}
