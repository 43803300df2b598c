import { basename } from 'node:path';
import Database, { type Statement } from 'better-sqlite3';
import type { FileEncoding } from '../../compare-rows.ts';
import type { WriterInput } from '../../write/writer-protocol.ts';
import type { DriverValue } from '../decode.ts';
import { openError } from '../open-database.ts';
import { Refusal } from '../refusal.ts';

/** Bound values; what is no JavaScript value goes as bytes, with a cast in the SQL. */
export type Bound = null | string | bigint | number | Uint8Array;

export type WriteStatement = Statement<Bound[], DriverValue[]>;

/** How long another program's lock is waited for, in steps between which the task can be given up. */
const lockedForMs = 5000;
const lockStepMs = 50;

/** A change set uses a statement or two for each shape of a row. */
const preparedLimit = 500;

/** Thrown when the task is no longer wanted. */
export class WriteAborted extends Error {
  constructor() {
    super('The save was given up');
    this.name = 'WriteAborted';
  }
}

/** The one connection that writes to a file. */
export interface WriteConnection {
  readonly database: Database.Database;
  readonly encoding: FileEncoding;
  readonly version: string;
  readonly path: string;
  /** A prepared statement; one that gives rows gives them as arrays. */
  prepare(sql: string): WriteStatement;
  /** Lets go of statements that were made for an earlier schema. */
  forget(): void;
  begin(task: number): void;
  /** @throws {WriteAborted} */
  check(): void;
  /** Runs `work` again and again while another program holds a lock. @param isWanted set when it can't be given up any more. */
  waitingForLock<Result>(work: () => Result, isWanted?: boolean): Result;
}

/** Opens the file for writing. @throws {Refusal} `read_only`, `connection` */
export function openForWriting({ path, control }: WriterInput): WriteConnection {
  let database: Database.Database;
  try {
    database = new Database(path, { fileMustExist: true, timeout: lockStepMs });
  } catch (error) {
    throw writeError(error, path);
  }
  let task = 0;
  const check = () => {
    if (Atomics.load(control, 0) === task) throw new WriteAborted();
  };
  const waitingForLock = <Result>(work: () => Result, isWanted = false): Result => {
    const giveUpAt = performance.now() + lockedForMs;
    for (;;) {
      const began = performance.now();
      try {
        return work();
      } catch (error) {
        if (!isLocked(error) || began > giveUpAt) throw error;
        if (!isWanted) check();
        // The driver has waited by itself, unless SQLite knew that waiting is in vain.
        const left = lockStepMs - (performance.now() - began);
        if (left > 1) Atomics.wait(control, 0, Atomics.load(control, 0), left);
      }
    }
  };
  const prepared = new Map<string, WriteStatement>();
  try {
    database.defaultSafeIntegers(true);
    database.pragma('foreign_keys = ON');
    // Code in a schema made by someone else must not reach outside of the database.
    database.pragma('trusted_schema = OFF');
    // What the journal calls saved must outlast a power cut; with a write-ahead log the driver's own default does not.
    database.pragma('synchronous = FULL');
    const encoding = waitingForLock(
      // SQLite knows these three encodings and no other.
      () => String(database.pragma('encoding', { simple: true })) as FileEncoding,
    );
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    return {
      database,
      encoding,
      version,
      path,
      check,
      waitingForLock,
      begin: (id) => {
        task = id;
      },
      forget: () => prepared.clear(),
      prepare: (sql) => {
        const known = prepared.get(sql);
        if (known) return known;
        const statement = database.prepare<Bound[], DriverValue[]>(sql);
        if (statement.reader) statement.raw();
        const oldest = prepared.keys().next();
        if (prepared.size >= preparedLimit && !oldest.done) prepared.delete(oldest.value);
        prepared.set(sql, statement);
        return statement;
      },
    };
  } catch (error) {
    database.close();
    throw writeError(error, path);
  }
}

export function sqliteCode(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}

export function isLocked(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED)/.test(sqliteCode(error));
}

/** Says what an error of SQLite means for the person who saves. */
export function writeError(error: unknown, path: string): unknown {
  const name = basename(path);
  const code = sqliteCode(error);
  const refuse = (kind: 'read_only' | 'connection', message: string, advice: string) =>
    new Refusal(kind, message, { subject: path, advice }, { cause: error });
  if (isLocked(error))
    return refuse(
      'connection',
      `${name} is locked by another program`,
      'Nothing was written. Try again when it is done.',
    );
  if (code.startsWith('SQLITE_FULL'))
    return refuse(
      'connection',
      `The disk that holds ${name} is full`,
      'Nothing was written. Make room, then save again.',
    );
  if (code.startsWith('SQLITE_READONLY'))
    return refuse('read_only', `${name} can’t be written to`, 'Check the permissions of the file and of its folder.');
  if (code.startsWith('SQLITE_CANTOPEN'))
    return refuse(
      'read_only',
      `${name} can’t be written to: no journal can be made beside it`,
      'Check the permissions of the file and of its folder.',
    );
  if (code.startsWith('SQLITE_IOERR') && error instanceof Error)
    return refuse('connection', `${name} can’t be written: ${error.message}`, 'Check the medium it lies on.');
  return openError(error, path);
}
