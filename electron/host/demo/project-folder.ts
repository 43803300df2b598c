import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { seedVersion } from './seed-version.ts';

const seedStateSchema = z.object({ version: z.number(), scale: z.number(), files: z.boolean() });

/** How far the demo project in a folder was made. Kept beside its manifest, in `.seed.json`. */
export type SeedState = z.infer<typeof seedStateSchema>;

const stateFile = '.seed.json';

/** Where the parts of the demo project lie below its folder. */
export function demoPaths(directory: string) {
  return {
    manifest: join(directory, 'storeroom.json'),
    database: join(directory, 'studio.db'),
    filesRoot: join(directory, '.storage', 'files'),
  };
}

/** The finished parts of one seed version below the cache directory. */
export function cachePaths(cacheDirectory: string, scale: number) {
  const root = join(cacheDirectory, scale === 1 ? `lumen-${seedVersion}` : `lumen-${seedVersion}-${scale}`);
  return { root, database: join(root, 'studio.db'), files: join(root, 'files') };
}

/** @returns `null` when the folder holds no demo project, or one whose rows were never finished. */
export async function readSeedState(directory: string): Promise<SeedState | null> {
  try {
    return seedStateSchema.parse(JSON.parse(await readFile(join(directory, stateFile), 'utf8')));
  } catch (error) {
    if (isMissing(error)) return null;
    throw new Error(`${join(directory, stateFile)} can't be read`, { cause: error });
  }
}

export async function writeSeedState(directory: string, state: SeedState): Promise<void> {
  await writeWhole(join(directory, stateFile), `${JSON.stringify(state)}\n`);
}

/** Written beside and renamed, so that a reader or a crash sees the old text or the new, nothing between. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = temporaryBeside(path);
  await writeFile(temporary, text);
  await rename(temporary, path);
}

/** A name that no other process uses, on the same file system as `path`. */
export function temporaryBeside(path: string): string {
  return `${path}.${process.pid}-${Math.random().toString(36).slice(2, 10)}.tmp`;
}

/**
 * Moves a finished file or folder to its place. Another process may have been faster with the same content: then
 * that one stays.
 */
export async function moveIntoPlace(temporary: string, path: string): Promise<void> {
  try {
    await rename(temporary, path);
  } catch (error) {
    if (!(await exists(path))) throw error;
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A copy that shares its blocks with the original where the file system can. */
export async function cloneFile(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

/** Content first, then its name: after a power cut a finished name never holds an unfinished file. */
export async function flushToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

const staleAfterMs = 60 * 60 * 1000;

/** Removes what a killed run left half made: temporary names beside `path` that nobody touched for an hour. */
export async function removeStaleTemporaries(path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.tmp')) continue;
    const stale = join(folder, name);
    const found = await stat(stale).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (found !== null && Date.now() - found.mtimeMs > staleAfterMs) await rm(stale, { recursive: true, force: true });
  }
}
