import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasDebianPackages } from './debian-packages.ts';
import { type RunningRedis, startRedisServer } from './redis-server.ts';
import { userCacheDirectory } from './user-cache.ts';

let directory: string;
const running: RunningRedis[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storeroom-redis-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await rm(directory, { recursive: true, force: true });
});

async function start(given: Partial<Parameters<typeof startRedisServer>[0]> = {}): Promise<RunningRedis> {
  const server = await startRedisServer({
    directory: join(directory, 'redis'),
    signal: new AbortController().signal,
    report: () => {},
    ...given,
  });
  if ('missing' in server) throw new Error(`${server.missing}. ${server.advice}`);
  running.push(server);
  return server;
}

function socketOf(server: RunningRedis): string {
  return server.url.slice('unix:'.length);
}

async function withClient<T>(server: RunningRedis, act: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ path: socketOf(server), retryStrategy: () => null });
  try {
    return await act(client);
  } finally {
    client.disconnect();
  }
}

test('keeps what was written over a stop and a new start', async () => {
  const first = await start();
  await withClient(first, (client) => client.set(Buffer.from([0xff, 0x00]), Buffer.from([0x80, 0x0d, 0x0a])));
  const begun = performance.now();
  await first.stop();
  expect(performance.now() - begun).toBeLessThan(1000);

  const second = await start();
  const kept = await withClient(second, (client) => client.getBuffer(Buffer.from([0xff, 0x00])));
  expect(kept).toEqual(Buffer.from([0x80, 0x0d, 0x0a]));
});

test('listens on a socket in a folder of mode 0700 and on no port', async () => {
  const server = await start();
  expect((await stat(dirname(socketOf(server)))).mode & 0o777).toBe(0o700);
  const port = await withClient(server, (client) => client.config('GET', 'port'));
  expect(port).toEqual(['port', '0']);
});

test('finds a short socket path for a folder whose name is too long for a socket address', async () => {
  const server = await start({ directory: join(directory, 'long'.repeat(40), 'redis') });
  expect(Buffer.byteLength(socketOf(server))).toBeLessThan(104);
  expect((await stat(dirname(socketOf(server)))).mode & 0o777).toBe(0o700);
  expect(await withClient(server, (client) => client.ping())).toBe('PONG');
});

test('takes the package of the distribution where the machine has no program', async (context) => {
  if (!(await hasDebianPackages())) context.skip('only Debian and its relatives have apt-get and dpkg');
  const steps: string[] = [];
  // The user's own cache: fetched once for each machine, not for each run.
  const server = await start({ programFolders: [], report: ({ step }) => steps.push(step) });
  expect(server.program.startsWith(userCacheDirectory())).toBe(true);
  expect(await withClient(server, (client) => client.ping())).toBe('PONG');
  expect(steps.at(-1)).toBe('Starting Redis');
}, 180_000);

test('unpacks the package again when what lies in the cache does not run any more', async (context) => {
  if (!(await hasDebianPackages())) context.skip('only Debian and its relatives have apt-get and dpkg');
  const cacheDirectory = join(directory, 'cache');
  const first = await start({ programFolders: [], cacheDirectory });
  await first.stop();
  // As when a library it was linked with was removed from the system.
  await rm(first.program);
  await writeFile(first.program, '#!/bin/sh\nexit 127\n', { mode: 0o755 });
  const server = await start({ programFolders: [], cacheDirectory });
  expect(await withClient(server, (client) => client.ping())).toBe('PONG');
}, 180_000);

test('says what is missing where neither a program nor packages can be had', async () => {
  // Nothing can be unpacked below a file.
  const cacheDirectory = join(directory, 'no-folder');
  await writeFile(cacheDirectory, '');
  const request = { directory, signal: new AbortController().signal, report: () => {}, programFolders: [] };
  expect(await startRedisServer({ ...request, cacheDirectory })).toEqual({
    missing: expect.stringMatching(/^No redis-server/),
    advice: expect.stringContaining('Install'),
  });
});

test('a cancelled start ends with the code aborted and leaves no server behind', async () => {
  const cancel = new AbortController();
  const started = startRedisServer({
    directory: join(directory, 'redis'),
    signal: cancel.signal,
    report: ({ step }) => {
      if (step === 'Starting Redis') cancel.abort();
    },
  });
  await expect(started).rejects.toMatchObject({ code: 'aborted' });
});

test('ends with a process that is killed without notice', async () => {
  const module = pathToFileURL(join(import.meta.dirname, 'redis-server.ts')).href;
  const script = `
    import { startRedisServer } from ${JSON.stringify(module)};
    const server = await startRedisServer({
      directory: ${JSON.stringify(join(directory, 'redis'))},
      signal: new AbortController().signal,
      report: () => {},
    });
    console.log(server.url);
    setInterval(() => {}, 1000);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(owner.stdout, 'data');
  const socket = String(url).trim().slice('unix:'.length);
  const serverId = await withClient({ url: `unix:${socket}` } as RunningRedis, async (client) =>
    Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]),
  );
  owner.kill('SIGKILL');
  const isRunning = () =>
    readFile(`/proc/${serverId}/stat`, 'utf8')
      .then((line) => !/\) Z /.test(line))
      .catch(() => false);
  const limit = performance.now() + 5000;
  while ((await isRunning()) && performance.now() < limit) await pause(20);
  expect(await isRunning()).toBe(false);
});
