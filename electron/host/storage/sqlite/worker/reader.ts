import type { Database, Statement } from 'better-sqlite3';
import type { WorkerInput } from '../protocol.ts';
import type { CellRules, DriverValue } from './decode.ts';
import { LiveProbe } from './live.ts';
import { createProbedViews, type ProbedViews } from './probed-views.ts';

type ReadStatement = Statement<unknown[], DriverValue[]>;

/** Statements kept prepared: a view uses a handful, a person has a few views open. */
const preparedLimit = 300;

/** One read-only connection with its prepared statements and its probe. */
export interface Reader extends CellRules {
  readonly database: Database;
  readonly live: LiveProbe;
  readonly cutToken: Buffer;
  readonly probedViews: ProbedViews;
  /** Lets go of all that was made for the schema as it was. */
  schemaChanged(): void;
  /** A prepared statement that gives rows as arrays; kept for the next time. */
  prepare(sql: string): ReadStatement;
  /** Runs `work` in one read transaction, so that all its statements see the same state. */
  reading<Result>(work: () => Result): Result;
}

export type ReaderInput = CellRules & Pick<WorkerInput, 'control' | 'cutToken'>;

export function createReader(database: Database, given: ReaderInput): Reader {
  const prepared = new Map<string, ReadStatement>();
  const begin = database.prepare('BEGIN');
  const end = database.prepare('COMMIT');
  const live = new LiveProbe(database, given.control);
  const probedViews = createProbedViews(database);

  function compile(sql: string): ReadStatement {
    try {
      return database.prepare<unknown[], DriverValue[]>(sql).raw();
    } catch (error) {
      // The host has seen on another connection that the view can be copied; here it may not have been yet.
      const missing = /^no such table: temp\.(.*)$/s.exec(error instanceof Error ? error.message : '');
      if (missing?.[1] === undefined || !probedViews.make(missing[1])) throw error;
      return database.prepare<unknown[], DriverValue[]>(sql).raw();
    }
  }

  return {
    database,
    live,
    encoding: given.encoding,
    previewCharacters: given.previewCharacters,
    probedViews,
    schemaChanged: () => {
      prepared.clear();
      probedViews.forget();
    },
    cutToken: Buffer.from(given.cutToken),
    prepare: (sql) => {
      const known = prepared.get(sql);
      if (known) {
        prepared.delete(sql);
        prepared.set(sql, known);
        return known;
      }
      const statement = compile(sql);
      prepared.set(sql, statement);
      const oldest = prepared.keys().next();
      if (prepared.size > preparedLimit && !oldest.done) prepared.delete(oldest.value);
      return statement;
    },
    reading: (work) => {
      begin.run();
      try {
        return work();
      } finally {
        // A read transaction has nothing to lose: ending it is all there is to do, also after an error.
        if (database.inTransaction) end.run();
      }
    },
  };
}
