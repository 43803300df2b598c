import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';

const holderSchema = z.object({
  pid: z.number().int(),
  /** `http://127.0.0.1:PORT`; `null` while it starts, and for a form without an address. */
  origin: z.string().nullable(),
  /** Shown by a second start, so that only who can read this file can hand something over. */
  secret: z.string(),
});

/** Who owns a data folder, as its lock file says. */
export type DataHolder = z.infer<typeof holderSchema>;

export interface DataLock {
  readonly secret: string;
  /** Says where the owner can be reached. */
  announce(origin: string): void;
  release(): void;
}

export type LockAttempt =
  | { readonly kind: 'owned'; readonly lock: DataLock }
  /** `holder` is `null` when its lock file can't be read (yet). */
  | { readonly kind: 'held'; readonly holder: DataHolder | null };

/**
 * Takes the data folder for this process, making it if needed. `storeroom.lock` says who has it, but what counts is an
 * operating system lock that ends with its process, however that ended: a stale file, or a process id that now
 * belongs to another program, never locks anyone out. SQLite is used for it because Node has no file locks.
 *
 * @throws when the folder can't be made or written
 */
export function takeDataFolder(directory: string): LockAttempt {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const owner = lockFile(join(directory, 'owner.lock'));
  if (!owner) return { kind: 'held', holder: readHolder(directory) };
  const secret = randomBytes(32).toString('base64url');
  const write = (origin: string | null) => writeHolder(directory, { pid: process.pid, origin, secret });
  write(null);
  return {
    kind: 'owned',
    lock: {
      secret,
      announce: write,
      release: () => {
        rmSync(holderPath(directory), { force: true });
        owner.close();
      },
    },
  };
}

/** @returns the open database that holds the lock, or `null` when another process has it. */
function lockFile(path: string): Sqlite.Database | null {
  const database = new Sqlite(path, { timeout: 0 });
  try {
    chmodSync(path, 0o600);
    // Nothing is ever written: the open transaction alone holds the lock, and needs no journal on disk.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}

function holderPath(directory: string): string {
  return join(directory, 'storeroom.lock');
}

/** Reads who has the folder; `null` when the file is missing or unreadable. */
export function readHolder(directory: string): DataHolder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(holderPath(directory), 'utf8')));
  } catch {
    // Written in this moment, removed in this moment, or another user's: in each case there is nothing to tell.
    return null;
  }
}

/** Written beside and renamed: a reader sees the old text or the new. */
function writeHolder(directory: string, holder: DataHolder): void {
  const temporary = `${holderPath(directory)}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(temporary, holderPath(directory));
}
