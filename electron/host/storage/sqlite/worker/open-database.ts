import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';

import type { FileEncoding } from '../compare-rows.ts';
import type { OpenedFile, WorkerInput } from '../protocol.ts';
import { whyNotWritable } from '../write/file-access.ts';
import { DamagedFile, ReadableAsCopy, Refusal } from './refusal.ts';

export interface OpenedDatabase {
  readonly database: Database.Database;
  readonly opened: OpenedFile;
}

/**
 * Opens a file for reading only. The file itself is opened by SQLite alone: closing
 * a descriptor of our own would drop SQLite's locks on it.
 */
export function openDatabase({
  path,
  cacheKb,
  mayRecover,
}: Pick<WorkerInput, 'path' | 'cacheKb' | 'mayRecover'>): OpenedDatabase {
  const name = basename(path);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found)
    throw new Refusal('connection', `No file ${name}`, {
      subject: path,
      advice: 'Check the path, or put the file back.',
    });
  if (!found.isFile())
    throw new Refusal('unsupported', `${name} is not a file`, {
      subject: path,
      advice: 'Name an SQLite database file.',
    });
  try {
    return waitingForLock(() => prepareConnection(open(path), cacheKb));
  } catch (first) {
    let error = first;
    if (mayRecover && sqliteCode(first) === 'SQLITE_READONLY_ROLLBACK') {
      try {
        return waitingForLock(() => {
          recover(path);
          return prepareConnection(open(path), cacheKb);
        });
      } catch (second) {
        error = second;
      }
    }
    if (isCorrupt(error)) return openDamaged(path, cacheKb, openError(error, path));
    const refusal = openError(error, path);
    if (isAboutMedium(error) && refusal instanceof Refusal && canBeCopied(path))
      throw new ReadableAsCopy(refusal.code, refusal.message, refusal.detail, { cause: error });
    throw refusal;
  }
}

/**
 * Of a file that is cut short, or whose schema holds entries that can't be read, the rest can be had all the same: for that
 * SQLite has a switch made for repairs, which this connection can't use for writing. @throws `refusal` when nothing is left
 */
function openDamaged(path: string, cacheKb: number, refusal: unknown): OpenedDatabase {
  try {
    const database = open(path);
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    const { opened } = prepareConnection(database, cacheKb);
    const tables = database.prepare(
      "SELECT count(*) FROM pragma_table_list WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    );
    if (tables.pluck().get() === 0n) {
      database.close();
      throw refusal;
    }
    return { database, opened: { ...opened, isDamaged: true } };
  } catch (error) {
    throw error instanceof Database.SqliteError ? refusal : error;
  }
}

/** How long the first read waits for another program's lock; nobody is kept waiting but this thread. */
const lockedForMs = 5000;
const lockPauseMs = 25;

function waitingForLock<Result>(work: () => Result): Result {
  const giveUpAt = performance.now() + lockedForMs;
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!/^SQLITE_(?:BUSY|LOCKED)/.test(sqliteCode(error)) || performance.now() > giveUpAt) throw error;
      Atomics.wait(never, 0, 0, lockPauseMs);
    }
  }
}

function open(filename: string): Database.Database {
  // Waiting for a lock is done in steps of our own, between which the task can be given up.
  return new Database(filename, { readonly: true, fileMustExist: true, timeout: 50 });
}

/** Whoever writes first after a crash takes the unfinished change back: SQLite does, as soon as it reads. */
function recover(path: string): void {
  const database = new Database(path, { fileMustExist: true, timeout: 50 });
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    database.close();
  }
}

function prepareConnection(database: Database.Database, cacheKb: number): OpenedDatabase {
  try {
    database.defaultSafeIntegers(true);
    database.pragma('query_only = ON');
    database.pragma(`cache_size = -${cacheKb}`);
    // A schema made by someone else must not call functions that reach outside of the database.
    database.pragma('trusted_schema = OFF');
    // The first read tells whether this is a database at all, and whether its journal can be read.
    readSchema(database);
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    // SQLite knows these three encodings and no other.
    const encoding = String(database.pragma('encoding', { simple: true })) as FileEncoding;
    const sizeBytes = Number(
      database.prepare('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size').pluck().get(),
    );
    return { database, opened: { version, encoding, sizeBytes, isDamaged: false, isCopy: false } };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A schema with damaged entries fails once; SQLite then goes on with what it could read of it, where it may. */
function readSchema(database: Database.Database): void {
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  }
}

function isCorrupt(error: unknown): boolean {
  return sqliteCode(error).startsWith('SQLITE_CORRUPT');
}

function sqliteCode(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}

function isAboutMedium(error: unknown): boolean {
  return /^SQLITE_(?:CANTOPEN|READONLY)/.test(sqliteCode(error));
}

/**
 * Where the medium refuses everybody the file and what lies beside it stay as they are while they are copied. Where only
 * this account may not write, a log or a journal says that somebody else does.
 */
function canBeCopied(path: string): boolean {
  const refused = whyNotWritable(dirname(path));
  if (refused === null || refused === 'EROFS') return refused !== null;
  return ['-wal', '-journal'].every((end) => (statSync(path + end, { throwIfNoEntry: false })?.size ?? 0) === 0);
}

/** Says what an error of SQLite means for the person who opened this file. */
export function openError(error: unknown, path: string): unknown {
  const name = basename(path);
  const detail = (advice: string) => ({ subject: path, advice });
  const code = sqliteCode(error);
  if (code === 'SQLITE_NOTADB') {
    return new Refusal(
      'unsupported',
      `${name} is not an SQLite database, or it is encrypted`,
      detail('Encrypted databases can’t be opened: decrypt a copy first. Of a damaged file, open a backup.'),
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return new DamagedFile(
      'unsupported',
      `${name} is damaged`,
      detail('Recover it with `sqlite3 FILE .recover`, or open a backup.'),
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new Refusal('connection', `${name} is locked by another program`, detail('It is tried again by itself.'), {
      cause: error,
    });
  }
  if (code === 'SQLITE_READONLY_ROLLBACK') {
    return new Refusal(
      'connection',
      `${name} was left in the middle of a change`,
      detail('Open it once with the program that writes it, which completes or undoes the change.'),
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) {
    return new Refusal(
      'connection',
      `${name} can’t be opened where it lies`,
      detail(
        'Check the permissions of the file and its folder, or copy it and its -wal file to a folder that can be written.',
      ),
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new Refusal(
      'connection',
      `${name} can’t be read: ${messageOf(error)}`,
      detail('Check the medium it lies on.'),
      { cause: error },
    );
  }
  return error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
