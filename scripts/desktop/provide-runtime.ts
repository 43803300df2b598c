import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setGlobalProxyFromEnv } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { type ElectronPackage, findRuntime, installerTools, programPath } from './electron-package.ts';
import { downloadUnlessStalled } from './stall-limited-download.ts';

/** Everything the outcome depends on; tests give other places and another server. */
export interface RuntimeRequest {
  readonly electron: ElectronPackage;
  /** Holds the note about a download that failed. */
  readonly cacheDirectory: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly now: () => number;
  /** Default 20 s. */
  readonly stallMs?: number;
  /** Instead of Electron's releases, or of `ELECTRON_MIRROR`. */
  readonly mirror?: string;
  /** Where archives are kept; default: Electron's own cache, which all programs of this person share. */
  readonly archives?: string;
  readonly progress: Progress;
}

export interface Progress {
  received(bytes: number, total: number | null): void;
  unpacking(): void;
  /** Called in any case once something was shown. */
  done(): void;
}

/** Why there is no runtime, in words that complete "The desktop window can't open: …". */
export class RuntimeUnavailable extends Error {}

const noteSchema = z.object({ version: z.string(), failedAt: z.number(), reason: z.string() });
const retryAfterMs = 24 * 60 * 60 * 1000;
const defaultStallMs = 20_000;

/**
 * The path of Electron's program: the one that is there, else downloaded now. A download that failed is not tried again
 * for a day, so that a machine without the network starts at once. What is unpacked appears as a whole or not at all.
 * @throws RuntimeUnavailable
 */
export async function provideRuntime(request: RuntimeRequest): Promise<string> {
  const { electron, platform } = request;
  const found = findRuntime(electron, platform);
  if (found !== null) return found;
  const notePath = join(request.cacheDirectory, 'electron-download.json');
  const note = await readNote(notePath);
  const age = note === null ? Number.POSITIVE_INFINITY : request.now() - note.failedAt;
  if (note !== null && note.version === electron.version && age >= 0 && age < retryAfterMs) {
    const hours = Math.max(1, Math.ceil((retryAfterMs - age) / 3_600_000));
    throw new RuntimeUnavailable(
      `its runtime could not be downloaded (${note.reason}); tried again in ${hours} ${hours === 1 ? 'hour' : 'hours'}`,
    );
  }
  try {
    await download(request);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    await mkdir(request.cacheDirectory, { recursive: true, mode: 0o700 });
    await writeFile(notePath, JSON.stringify({ version: electron.version, failedAt: request.now(), reason }));
    throw new RuntimeUnavailable(`its runtime could not be downloaded (${reason}); tried again in a day`, {
      cause: error,
    });
  } finally {
    request.progress.done();
  }
  await rm(notePath, { force: true });
  const program = findRuntime(electron, platform);
  if (program === null)
    throw new RuntimeUnavailable('the runtime that was downloaded is not the one that was asked for');
  return program;
}

async function download(request: RuntimeRequest): Promise<void> {
  const { arch, electron, platform, progress } = request;
  const name = `electron-v${electron.version}-${platform}-${arch}.zip`;
  // Never without: an archive nobody vouches for would be run.
  if (electron.checksums[name] === undefined) throw new Error(`Electron has no release for ${platform} on ${arch}`);
  const tools = await installerTools();
  const restoreProxy = setGlobalProxyFromEnv();
  let archive: string;
  try {
    archive = await tools.downloadArtifact({
      version: electron.version,
      artifactName: 'electron',
      platform,
      arch,
      checksums: { ...electron.checksums },
      downloader: {
        download: (url, target) =>
          downloadUnlessStalled(url, target, {
            stallMs: request.stallMs ?? defaultStallMs,
            onProgress: (bytes, total) => progress.received(bytes, total),
          }),
      },
      ...(request.archives === undefined ? {} : { cacheRoot: request.archives }),
      ...(request.mirror === undefined ? {} : { mirrorOptions: { mirror: request.mirror } }),
    });
  } finally {
    restoreProxy();
  }
  progress.unpacking();
  await unpack(tools.extract, archive, electron, platform);
}

/** Unpacked beside and renamed: who is interrupted leaves a folder nobody looks at. */
async function unpack(
  extract: (archive: string, options: { dir: string }) => Promise<void>,
  archive: string,
  electron: ElectronPackage,
  platform: NodeJS.Platform,
): Promise<void> {
  const dist = join(electron.directory, 'dist');
  const fresh = `${dist}.${process.pid}.new`;
  const old = `${dist}.${process.pid}.old`;
  try {
    await rm(fresh, { recursive: true, force: true });
    await extract(archive, { dir: fresh });
    if (!existsSync(join(fresh, programPath(platform)))) throw new Error('the archive holds no Electron');
    if (existsSync(dist)) await rename(dist, old);
    await rename(fresh, dist);
    // Where the package's own `electron` command looks.
    await writeFile(join(electron.directory, 'path.txt'), programPath(platform));
  } finally {
    await Promise.all([fresh, old].map((path) => rm(path, { recursive: true, force: true })));
  }
}

async function readNote(path: string): Promise<z.infer<typeof noteSchema> | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // None, or not ours: then it is tried.
    return null;
  }
}
