import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';

import type { FileEncoding } from '../compare-rows.ts';
import type { OpenedFile, WorkerInput } from '../protocol.ts';
import { Refusal } from './refusal.ts';

export interface OpenedDatabase {
  readonly database: Database.Database;
  readonly opened: OpenedFile;
}

/**
 * Opens a file for reading only, in the way its medium allows. The file itself is opened by SQLite alone: closing
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
    return waitingForLock(() => prepareConnection(open(path), 'read-only', cacheKb));
  } catch (error) {
    if (mayRecover && sqliteCode(error) === 'SQLITE_READONLY_ROLLBACK') {
      try {
        return waitingForLock(() => {
          recover(path);
          return prepareConnection(open(path), 'read-only', cacheKb);
        });
      } catch (second) {
        throw openError(second, path);
      }
    }
    if (needsImmutable(error) && canBeImmutable(path)) {
      try {
        return prepareConnection(open(`${pathToFileURL(path).href}?mode=ro&immutable=1`), 'immutable', cacheKb);
      } catch (second) {
        throw openError(second, path);
      }
    }
    throw openError(error, path);
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

function prepareConnection(database: Database.Database, mode: OpenedFile['mode'], cacheKb: number): OpenedDatabase {
  try {
    database.defaultSafeIntegers(true);
    database.pragma('query_only = ON');
    database.pragma(`cache_size = -${cacheKb}`);
    // A schema made by someone else must not call functions that reach outside of the database.
    database.pragma('trusted_schema = OFF');
    // The first read tells whether this is a database at all, and whether its journal can be read.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    // SQLite knows these three encodings and no other.
    const encoding = String(database.pragma('encoding', { simple: true })) as FileEncoding;
    const sizeBytes = Number(
      database.prepare('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size').pluck().get(),
    );
    return { database, opened: { version, mode, encoding, sizeBytes } };
  } catch (error) {
    database.close();
    throw error;
  }
}

function sqliteCode(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}

function needsImmutable(error: unknown): boolean {
  return /^SQLITE_(?:CANTOPEN|READONLY)/.test(sqliteCode(error));
}

/** Only where nobody here can write, and no write-ahead log holds rows that would be missed. */
function canBeImmutable(path: string): boolean {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const journal = statSync(`${path}-journal`, { throwIfNoEntry: false });
  return !isWritable(dirname(path)) && (log?.size ?? 0) === 0 && (journal?.size ?? 0) === 0;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
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
      detail('Encrypted databases can’t be opened: decrypt a copy first.'),
      { cause: error },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return new Refusal(
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
