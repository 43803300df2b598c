import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostEnvironment } from '../environment.ts';
import { demoManifest } from './manifest.ts';
import {
  cachePaths,
  cloneFile,
  demoPaths,
  exists,
  flushToDisk,
  moveIntoPlace,
  readSeedState,
  removeStaleTemporaries,
  temporaryBeside,
  writeSeedState,
  writeWhole,
} from './project-folder.ts';
import { type DemoJob, runOnWorker } from './run-on-worker.ts';
import { seedVersion } from './seed-version.ts';

export { demoKeysSeeded } from './keys/seed-marker.ts';
export { demoRedisUrl } from './manifest.ts';
export type { DemoJob } from './run-on-worker.ts';
export { seedVersion } from './seed-version.ts';

/** Where the demo project is made and where finished parts of it are kept for the next data folder. */
export interface DemoPlace {
  readonly environment: HostEnvironment;
  /** Shared by all data folders of this person; holds one folder for each seed version. */
  readonly cacheDirectory: string;
  /** The project's folder; made when it does not exist. Only its parent must exist. */
  readonly directory: string;
  /** Below 1 for tests: this fraction of the rows, files and keys. */
  readonly scale?: number;
}

const silent: DemoJob = { signal: new AbortController().signal, report: () => undefined };

/**
 * Makes the demo project's folder with manifest and rows, or leaves the one that is there as it is.
 * Rows name their files before these exist; {@link seedDemoFiles} brings them.
 * @returns whether files are still to be made.
 */
export async function prepareDemo(
  place: DemoPlace,
  job: DemoJob = silent,
): Promise<{ readonly filesPending: boolean }> {
  const { directory, scale = 1 } = place;
  await removeStaleTemporaries(directory);
  const state = await readSeedState(directory);
  // A finished project belongs to its owner, whatever version it was made by; an unfinished older one can't go on,
  // because the ids of its files belong to another plan.
  if (state !== null && (state.files || (state.version === seedVersion && state.scale === scale))) {
    return { filesPending: !state.files };
  }
  const cache = cachePaths(place.cacheDirectory, scale);
  if (!(await exists(cache.database))) {
    await removeStaleTemporaries(cache.database);
    const temporary = temporaryBeside(cache.database);
    try {
      await runOnWorker(place.environment, { kind: 'rows', databasePath: temporary, scale }, job);
      await flushToDisk(temporary);
      await moveIntoPlace(temporary, cache.database);
    } finally {
      await rm(temporary, { force: true });
    }
  }
  const temporary = temporaryBeside(directory);
  try {
    const paths = demoPaths(temporary);
    await mkdir(paths.filesRoot, { recursive: true });
    await cloneFile(cache.database, paths.database);
    await writeWhole(paths.manifest, `${JSON.stringify(demoManifest, null, 2)}\n`);
    await writeSeedState(temporary, { version: seedVersion, scale, files: false });
    await rm(directory, { recursive: true, force: true });
    await mkdir(dirname(directory), { recursive: true });
    await moveIntoPlace(temporary, directory);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { filesPending: true };
}

/**
 * Makes or copies the files that the rows name; those that are there already stay. Can be stopped at any moment and
 * goes on where it was the next time.
 * @throws {AppError} `aborted` when the job's signal fired.
 */
export async function seedDemoFiles(place: DemoPlace, job: DemoJob): Promise<void> {
  const { directory, scale = 1 } = place;
  const cache = cachePaths(place.cacheDirectory, scale);
  const { filesRoot } = demoPaths(directory);
  await runOnWorker(place.environment, { kind: 'files', cacheRoot: cache.files, filesRoot, scale }, job);
  await writeSeedState(directory, { version: seedVersion, scale, files: true });
}

/**
 * Fills the demo's Redis with its keys unless that was done before ({@link demoKeysSeeded} tells).
 * @param redisUrl `redis://…` or `unix:…`, of the server started for the demo: keys of the same names are replaced.
 * @throws {AppError} `aborted` when the job's signal fired.
 */
export async function seedDemoKeys(
  place: Pick<DemoPlace, 'environment' | 'scale'> & { readonly redisUrl: string },
  job: DemoJob,
): Promise<void> {
  await runOnWorker(place.environment, { kind: 'keys', url: place.redisUrl, scale: place.scale ?? 1 }, job);
}

/** Removes the demo project's folder; the next start makes it anew from the cache. */
export async function resetDemo(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}
