import { copyFile, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { HostEnvironment } from '../../environment.ts';

/** A copy of a database that SQLite can't open where it lies. */
export interface AsideCopy {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bigger files are not copied without being asked. */
const copiedBytes = 2 * 1024 ** 3;

/** What belongs to a database beside the file itself; the index of the log is made anew. */
const sideFiles = ['', '-wal', '-journal'];

/** Copies that are in use by this process. The data folder is its own: everything else there was left by a crash. */
const inUse = new Set<string>();

/**
 * Copies a database into the data folder, with what lies beside it.
 * @throws {AppError} `connection` when it is too big, or can't be copied
 */
export async function copyAside(environment: HostEnvironment, path: string, signal: AbortSignal): Promise<AsideCopy> {
  const parent = join(environment.dataDirectory, 'cache', 'unwritable');
  await mkdir(parent, { recursive: true });
  for (const left of await readdir(parent))
    if (!inUse.has(left)) await rm(join(parent, left), { recursive: true, force: true });
  const directory = await mkdtemp(join(parent, 'copy-'));
  inUse.add(basename(directory));
  const remove = async () => {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    inUse.delete(basename(directory));
  };
  try {
    const files = await Promise.all(
      sideFiles.map(async (end) => ({ end, size: (await stat(path + end).catch(() => null))?.size ?? null })),
    );
    if (files.reduce((sum, { size }) => sum + (size ?? 0), 0) > copiedBytes)
      throw refusal(path, 'Copy it and its -wal file to a folder that can be written, and open it there.');
    for (const { end, size } of files) {
      if (signal.aborted) throw new AppError('aborted', 'Opening the database was given up');
      if (size !== null) await copyFile(path + end, join(directory, basename(path) + end));
    }
    return { path: join(directory, basename(path)), remove };
  } catch (error) {
    await remove();
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw refusal(path, `A copy could not be made to read it from: ${reason}.`, error);
  }
}

function refusal(path: string, advice: string, cause?: unknown): AppError {
  return new AppError(
    'connection',
    `${basename(path)} can’t be opened where it lies`,
    { subject: path, advice },
    { cause },
  );
}
