import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing NUL included. */
const socketPathLimit = 103;

/**
 * Makes a folder only this user can enter, or takes one that is theirs already.
 *
 * @throws AppError `auth` when another user owns the path or it is not a folder: in a shared temporary folder somebody
 * may have been there first.
 */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  const userId = process.getuid?.();
  if (!found.isDirectory() || (userId !== undefined && found.uid !== userId)) {
    throw new AppError('auth', `${path} belongs to somebody else`, { subject: path });
  }
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) await chmod(path, 0o700);
}

/**
 * A path for a Unix socket that only this user can reach: in `directory` where its name is short enough for a socket
 * address, else in a private folder among the temporary files, the same one for the same directory.
 */
export async function privateSocketPath(directory: string, fileName: string): Promise<string> {
  const wanted = join(directory, fileName);
  if (Buffer.byteLength(wanted) <= socketPathLimit) {
    await makePrivateDirectory(directory);
    return wanted;
  }
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const short = join(tmpdir(), `storeroom-${userInfo().uid}-${digest}`);
  await makePrivateDirectory(short);
  return join(short, fileName);
}
