import type { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation } from '../../connector.ts';
import type { Sql } from '../sql-text.ts';

/** What a statement gave, every value as the server's own text under the pinned settings. */
export interface PgRows {
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows written (or given), as the command tag says. */
  readonly changed: number;
  /** Type of each column, by oid. */
  readonly types: readonly number[];
}

/** `page`: a person waits for it. `background`: it may take long, and must keep nobody waiting. */
export type Lane = 'page' | 'background';

export interface ReadOptions {
  /** Default: `page`. */
  readonly lane?: Lane;
  /** `statement_timeout`; where `op.timeoutMs` is shorter, that. `null`: none. Default: 30 s. */
  readonly timeoutMs?: number | null;
}

export interface PgServer {
  /** For the status bar, such as `PostgreSQL 18.4`. */
  readonly version: string;
  /** As `server_version_num` gives it: 180004. */
  readonly versionNumber: number;
  readonly user: string;
  readonly database: string;
  /** A standby, or a server whose administrator allows no writing: why, in one sentence without a full stop; else `null`. */
  readonly readOnlyReason: string | null;
}

/**
 * One database of one server. Reading and writing have connections of their own; none holds a lock, a transaction or any
 * state of a session while nothing runs, so that everything works through a pooler of transactions. Each transaction pins
 * the settings that decide how values look (`SET LOCAL`, see pinned-settings.ts). A signal that fires cancels the statement
 * in the server through a connection of its own.
 *
 * Methods reject with `PgError` (pg-error.ts) when the server refuses a statement, and with `AppError` `aborted`, `timeout`,
 * `connection` or `auth` for the rest. A read whose connection breaks is tried once more on a new one.
 */
export interface PgAccess {
  readonly server: PgServer;
  /** One statement in a read-only transaction of its own. */
  read(sql: Sql, op: Operation, options?: ReadOptions): Promise<PgRows>;
  /** Several statements that see the same state of the database (REPEATABLE READ, READ ONLY). */
  snapshot<Result>(
    work: (run: (sql: Sql) => Promise<PgRows>) => Promise<Result>,
    op: Operation,
    options?: ReadOptions,
  ): Promise<Result>;
  /** All rows of a statement in batches, on a connection of its own, without holding them all. */
  stream(sql: Sql, batchRows: number, op: Operation): AsyncIterable<PgRows['rows']>;
  /**
   * One transaction for writing, READ COMMITTED, constraints deferred, with `lock_timeout`; one at a time. Committed when
   * `work` resolves to `commit: true`, else rolled back.
   * Absent where nothing may be written.
   */
  readonly write?: <Result>(
    work: (transaction: PgTransaction) => Promise<{ readonly commit: boolean; readonly result: Result }>,
    op: Operation,
  ) => Promise<Result>;
  /** Called when the server can't be reached any more: whoever holds this closes it and opens another one. */
  onLost(listener: (error: AppError) => void): void;
  /** Ends what runs; a transaction that writes is finished or rolled back first. */
  close(): Promise<void>;
}

export interface PgTransaction {
  run(sql: Sql): Promise<PgRows>;
  /** Runs `work` under a savepoint: when it rejects, what it has done is undone and the transaction goes on. */
  savepoint<Result>(work: () => Promise<Result>): Promise<Result>;
}
