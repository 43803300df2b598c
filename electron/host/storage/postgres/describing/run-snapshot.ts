import type { PgRows } from '../connection/access.ts';
import { PgError } from '../connection/pg-error.ts';
import type { Sql } from '../sql-text.ts';

export type Run = (sql: Sql) => Promise<PgRows>;

/**
 * Runs statements of which some may fail without harm: a refusal of the server is given back, and the snapshot can be used
 * further.
 */
export interface Snapshot {
  readonly run: Run;
  /** `null` when the server refuses the statement; why is in the error given to `refused`. */
  attempt(sql: Sql, refused?: (error: PgError) => void): Promise<PgRows | null>;
  /** Rejects with `PgError` when the server refuses the statement; the snapshot can be used further. */
  orThrow(sql: Sql): Promise<PgRows>;
  /** As `attempt`, for several statements, and only where the refusal is of a kind that was expected. */
  attemptAll<Result>(
    work: (run: Run) => Promise<Result>,
    isExpected: (error: PgError) => boolean,
  ): Promise<Result | null>;
}

/** Nothing of a person stands in it, and nothing is lost by going back: the transaction only reads. */
const savepoint: Sql = { text: 'SAVEPOINT looking', values: [] };
const back: Sql = { text: 'ROLLBACK TO SAVEPOINT looking', values: [] };

/** Errors that say nothing of the statement: they end the work. */
const fatal = /^(?:57|08|53|58|XX|25)/;

export function createSnapshot(run: Run): Snapshot {
  async function orThrow(sql: Sql): Promise<PgRows> {
    // Both are on their way at once.
    const [, result] = await Promise.allSettled([run(savepoint), run(sql)]);
    if (result.status === 'fulfilled') return result.value;
    const reason: unknown = result.reason;
    if (reason instanceof PgError && !fatal.test(reason.sqlState)) await run(back);
    throw reason;
  }
  return {
    run,
    orThrow,
    attempt: async (sql, refused) => {
      try {
        return await orThrow(sql);
      } catch (error) {
        if (!(error instanceof PgError) || fatal.test(error.sqlState)) throw error;
        refused?.(error);
        return null;
      }
    },
    attemptAll: async (work, isExpected) => {
      await run(savepoint);
      try {
        return await work(run);
      } catch (error) {
        if (!(error instanceof PgError) || !isExpected(error)) throw error;
        await run(back);
        return null;
      }
    },
  };
}

/** Statements that are tried again with fewer items, in search of the item that the server refuses. */
const moreAttempts = 40;

/**
 * Runs one statement for many items; where the server refuses it, in halves, so that one bad item does not hide the
 * others. Items whose statement was refused alone, or that were not reached, are left out.
 */
export async function attemptMany<Item, Result>(
  snapshot: Snapshot,
  items: readonly Item[],
  statement: (items: readonly Item[]) => Sql,
  read: (rows: PgRows['rows'], items: readonly Item[]) => readonly Result[],
  refused?: (item: Item, error: PgError) => void,
): Promise<readonly Result[]> {
  const found: Result[] = [];
  const waiting: (readonly Item[])[] = items.length === 0 ? [] : [items];
  for (let left = moreAttempts; waiting.length > 0 && left > 0; left -= 1) {
    const some = waiting.pop() ?? [];
    const [only] = some;
    const answer = await snapshot.attempt(statement(some), (error) => {
      if (some.length === 1 && only !== undefined) refused?.(only, error);
    });
    if (answer) for (const result of read(answer.rows, some)) found.push(result);
    else if (some.length > 1) {
      const middle = some.length >> 1;
      waiting.push(some.slice(middle), some.slice(0, middle));
    }
  }
  return found;
}

/** A table, a column, a type or a function is not there, or is another one than when the plan was made. */
export class OutdatedPlan extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'OutdatedPlan';
  }
}

const outdated = /^42(?:P01|703|704|804|883)$|^3F000$|^0A000$/;

/** Does `work`, and once more when the tables have been changed from outside since they were looked at. */
export async function onPresentTables<Result>(forget: () => void, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutdatedPlan) && !(error instanceof PgError && outdated.test(error.sqlState))) throw error;
    forget();
    return await work();
  }
}
