import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation } from '../../connector.ts';
import type { Sql } from '../sql-text.ts';
import type { PgAccess, ReadOptions } from './access.ts';
import { checkSql } from './check-text.ts';
import { isBrokenConnection, type PgConnection } from './connection.ts';
import { beginText, type TransactionKind } from './pinned-settings.ts';
import type { Lease, PgPool } from './pool.ts';
import { brokenTwice, expectSoonAnswer, runCancellable } from './run-cancellable.ts';

const defaultTimeoutMs = 30_000;
/** A read never waits longer for a lock: whoever changes a table's structure is named instead. */
const lockTimeoutMs = 5000;
const idleTimeoutMs = 60_000;
/** A connection that was answered this recently is trusted. */
const restedMs = 5000;
const firstAnswerMs = 5000;

export function createReadAccess(pool: PgPool): Pick<PgAccess, 'read' | 'snapshot'> {
  async function inTransaction<Result>(
    isolation: TransactionKind['isolation'],
    op: Operation,
    { lane = 'page', timeoutMs: asked = defaultTimeoutMs }: ReadOptions,
    work: (connection: PgConnection) => Promise<Result>,
  ): Promise<Result> {
    const timeoutMs = shorter(asked, op.timeoutMs ?? null);
    const begin = beginText({
      isolation,
      access: 'read only',
      statementTimeoutMs: timeoutMs,
      lockTimeoutMs,
      idleTimeoutMs,
    });
    const attempt = ({ connection, isNew }: Lease) => {
      const hasRested = !isNew && performance.now() - connection.answeredAt > restedMs;
      return runCancellable(connection, { signal: op.signal, timeoutMs }, async () => {
        const started = connection.command(begin);
        if (hasRested) expectSoonAnswer(connection, started, firstAnswerMs);
        return afterBeginning(started, work(connection));
      });
    };
    try {
      return await pool.use(lane, op.signal, attempt);
    } catch (error) {
      if (!isBrokenConnection(error)) throw error;
      if (op.signal.aborted) throw new AppError('aborted', 'The read was given up');
      pool.discardIdle();
      try {
        return await pool.use(lane, op.signal, attempt);
      } catch (second) {
        throw brokenTwice(second);
      }
    }
  }

  return {
    read: async (sql, op, options = {}) => {
      checkSql(sql);
      return inTransaction('read committed', op, options, async (connection) => {
        const rows = connection.query(sql);
        // Sent along, so that all of it takes one round trip.
        const ended = end(connection);
        try {
          return await rows;
        } finally {
          await ended;
        }
      });
    },
    snapshot: (work, op, options = {}) =>
      inTransaction('repeatable read', op, options, async (connection) => {
        try {
          return await work((sql: Sql) => connection.query(sql));
        } finally {
          const ended = end(connection);
          expectSoonAnswer(connection, ended, firstAnswerMs);
        }
      }),
  };
}

/** Nothing was written: whether it ends well does not matter, and the connection is not used again before it has ended. */
async function end(connection: PgConnection): Promise<void> {
  if (connection.isUsable) await connection.command('COMMIT').catch(() => undefined);
}

/** A beginning that failed is told first: what followed ran without it. */
async function afterBeginning<Result>(started: Promise<string>, working: Promise<Result>): Promise<Result> {
  const [begun, result] = await Promise.allSettled([started, working]);
  if (begun.status === 'rejected') throw begun.reason;
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

function shorter(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
