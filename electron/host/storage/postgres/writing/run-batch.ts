import type { PgRows, PgTransaction } from '../connection/access.ts';
import type { PgError } from '../connection/pg-error.ts';
import type { Sql } from '../sql-text.ts';
import { isRowError } from './statement-problem.ts';

/** What became of a statement; one that failed has left nothing behind. */
export type BatchResult = { readonly rows: PgRows } | { readonly error: PgError };

/** Statements that are on their way at once, at most, when each has a savepoint of its own. */
const carefulWindow = 32;

/**
 * Runs statements one after the other without waiting for each. Mostly all succeed: they are tried under one savepoint
 * first, and with one each where any has failed.
 */
export async function runBatch(
  transaction: PgTransaction,
  statements: readonly Sql[],
): Promise<readonly BatchResult[]> {
  if (statements.length === 0) return [];
  try {
    const all = await transaction.savepoint(async () => {
      const settled = await Promise.allSettled(statements.map((sql) => transaction.run(sql)));
      return settled.map((one) => {
        // The first is the cause: those after it find the transaction failed.
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
    });
    return all.map((rows) => ({ rows }));
  } catch (error) {
    if (!isRowError(error)) throw error;
    if (statements.length === 1) return [{ error }];
  }
  return runCarefully(transaction, statements);
}

const lay = { text: 'SAVEPOINT storeroom_row', values: [] };
const release = { text: 'RELEASE SAVEPOINT storeroom_row', values: [] };
const back = { text: 'ROLLBACK TO SAVEPOINT storeroom_row', values: [] };

async function runCarefully(transaction: PgTransaction, statements: readonly Sql[]): Promise<readonly BatchResult[]> {
  const results: BatchResult[] = [];
  const undone: Promise<unknown>[] = [];
  // Where one fails the next may, too, and all that is sent with it is sent in vain.
  let window = 1;
  while (results.length < statements.length) {
    const some = statements.slice(results.length, results.length + window);
    const settled = await Promise.allSettled(
      some.flatMap((sql) => [transaction.run(lay), transaction.run(sql), transaction.run(release)]),
    );
    const failedAt = settled.findIndex(({ status }) => status === 'rejected');
    const good = failedAt < 0 ? some.length : Math.floor(failedAt / 3);
    for (let at = 0; at < good; at += 1) {
      const one = settled[3 * at + 1];
      if (one?.status === 'fulfilled') results.push({ rows: one.value });
    }
    window = failedAt < 0 ? Math.min(2 * window, carefulWindow) : 1;
    if (failedAt < 0) continue;
    const failure = settled[failedAt];
    const error: unknown = failure?.status === 'rejected' ? failure.reason : null;
    if (!isRowError(error)) throw error;
    results.push({ error });
    // Sent along with the next; that they fail would fail those as well.
    const undoing = Promise.all([transaction.run(back), transaction.run(release)]);
    undoing.catch(() => undefined);
    undone.push(undoing);
  }
  await Promise.all(undone);
  return results;
}
