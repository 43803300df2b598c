import { type SpawnOptions, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, cp, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { userCacheDirectory } from '../../../electron/host/services/user-cache.ts';

/** Who the server runs as, where that is not this process's user. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export const programEnding = process.platform === 'win32' ? '.exe' : '';

/**
 * What is made once and kept for later runs. Several processes may ask at once: each makes its own, and the first one
 * finished is taken by all. What another user put there is not trusted.
 *
 * @param make fills the folder it is given, which is not there yet
 */
async function madeOnce(target: string, owner: Owner | null, make: (place: string) => Promise<void>): Promise<string> {
  const isMade = async () => {
    const found = await lstat(target).catch(() => null);
    return found?.isDirectory() === true && (owner === null || found.uid === owner.uid);
  };
  if (await isMade()) return target;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(`${target}-`);
  try {
    if (owner !== null) await chown(draft, owner.uid, owner.gid);
    await make(join(draft, 'made'));
    await rename(join(draft, 'made'), target);
  } catch (error) {
    if (!(await isMade())) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

/** PostgreSQL refuses to run as root, and `nobody` can't read what lies in root's home, be it a checkout or a cache. */
const everybodysCache = '/var/cache/storeroom';

/** The server's files where everybody can read and only root can write. */
export function readableCopy(source: string, version: string): Promise<string> {
  return madeOnce(join(everybodysCache, `postgres-${version}`), { uid: 0, gid: 0 }, (place) =>
    cp(source, place, { recursive: true, verbatimSymlinks: true }),
  );
}

const clusterOptions = ['--encoding=UTF8', '--locale=C', '--no-sync', '--auth=trust', '--username=postgres'];
const staleAfterMs = 24 * 3600 * 1000;

/** Clusters of other versions, and what was left half made. */
async function removeStale(kept: string): Promise<void> {
  const directory = dirname(kept);
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    if (!name.startsWith('postgres-cluster-') || path === kept) continue;
    const found = await lstat(path).catch(() => null);
    if (found && found.mtimeMs < Date.now() - staleAfterMs) await rm(path, { recursive: true, force: true });
  }
}

export interface ClusterOrigin {
  /** Folder of the server's programs, and its version. */
  readonly root: string;
  readonly version: string;
  readonly owner: Owner | null;
  /** How its programs are run. */
  readonly place: SpawnOptions;
}

/**
 * A new cluster at `path`. Making one takes seconds: it is made once and copied from then on. All have the same system
 * identifier, which nothing here asks for.
 */
export async function makeCluster(path: string, { root, version, owner, place }: ClusterOrigin): Promise<void> {
  const kind = createHash('sha256').update(clusterOptions.join(' ')).digest('hex').slice(0, 12);
  const cache = owner === null ? userCacheDirectory() : everybodysCache;
  const target = join(cache, `postgres-cluster-${version}-${kind}`);
  const kept = await madeOnce(target, owner, async (draft) => {
    await run(join(root, 'bin', `initdb${programEnding}`), [...clusterOptions, `--pgdata=${draft}`], place);
    await removeStale(target);
  });
  if (process.platform === 'win32') await cp(kept, path, { recursive: true });
  // By its owner, so that the copy is the owner's, too.
  else await run('cp', ['-R', '-p', kept, path], place);
}

/** Runs to the end; what it printed is part of the error. */
async function run(program: string, parameters: readonly string[], options: SpawnOptions): Promise<void> {
  const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const words: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => words.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => words.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with code ${code}: ${Buffer.concat(words)}`);
}
