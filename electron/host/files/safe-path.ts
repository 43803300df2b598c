import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlainName } from './file-id.ts';

/** Why a path below the files folder was not opened. `absent` is no fault; the others are shown to the person. */
export type RefusalReason = 'absent' | 'not-plain' | 'link' | 'not-file' | 'denied' | 'changed' | 'too-big' | 'failed';

/** A path that exists but must not, or can't, be read. The files folder is hostile ground: anyone may have uploaded there. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
    this.reason = reason;
  }
}

/** A regular file that was looked at, with what identifies it when it is opened afterwards. */
export interface Inspected {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

// O_NONBLOCK: opening a FIFO that slipped in must not wait for a writer.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Looks at every step from `root` (a real path) down to the file with `lstat`, so that no symbolic link is followed.
 * Hard links are refused: a second name of the same file may lie outside the folder.
 * @throws Refusal
 */
export function inspect(root: string, segments: readonly string[]): Inspected {
  let path = root;
  for (const [index, segment] of segments.entries()) {
    if (!isPlainName(segment)) throw new Refusal('not-plain', 'The stored file name is not a plain name');
    path = join(path, segment);
    const isLast = index === segments.length - 1;
    const stats = lstat(path);
    if (stats.isSymbolicLink()) throw new Refusal('link', `A symbolic link is not followed: ${segment}`);
    if (isLast) return inspected(path, stats);
    if (!stats.isDirectory()) throw new Refusal('not-file', `Not a folder: ${segment}`);
  }
  throw new Refusal('not-plain', 'The files folder itself is not a file');
}

function inspected(path: string, stats: Stats): Inspected {
  if (!stats.isFile()) throw new Refusal('not-file', 'Not a regular file');
  if (stats.nlink > 1) throw new Refusal('link', 'A file with more than one hard link is not opened');
  return {
    path,
    device: stats.dev,
    inode: stats.ino,
    sizeBytes: stats.size,
    modifiedMs: stats.mtimeMs,
  };
}

/** Opens what {@link inspect} saw and makes sure that it is still the same file. The caller closes it. */
export async function openInspected(file: Inspected): Promise<FileHandle> {
  const handle = await open(file.path, openFlags).catch((error: unknown) => {
    throw refusalOf(error);
  });
  try {
    assertSame(file, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads up to `limitBytes` from the start, at once. @throws Refusal */
export function readInspected(file: Inspected, limitBytes: number): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(file.path, openFlags);
  } catch (error) {
    throw refusalOf(error);
  }
  try {
    assertSame(file, fstatSync(descriptor));
    const buffer = Buffer.allocUnsafe(Math.min(limitBytes, file.sizeBytes));
    let length = 0;
    while (length < buffer.length) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return buffer.subarray(0, length);
  } catch (error) {
    throw error instanceof Refusal ? error : refusalOf(error);
  } finally {
    closeSync(descriptor);
  }
}

function assertSame(file: Inspected, stats: Stats): void {
  const isSame = stats.isFile() && stats.nlink === 1 && stats.dev === file.device && stats.ino === file.inode;
  if (!isSame) throw new Refusal('changed', 'The file was exchanged while it was opened');
}

function lstat(path: string): Stats {
  try {
    return lstatSync(path);
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Turns a file system error into the reason a person is told. */
export function refusalOf(error: unknown): Refusal {
  // Node's file system errors carry `code`; anything else falls through to the last line.
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Refusal('absent', 'Not on disk', { cause: error });
    case 'ELOOP':
      return new Refusal('link', 'A symbolic link is not followed', { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new Refusal('denied', 'Reading is not permitted', { cause: error });
    default:
      return new Refusal('failed', `Can't be read (${code ?? 'unknown reason'})`, { cause: error });
  }
}
