import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { protocolVersion, rpcPath } from '../../shared/transport/protocol.ts';
import { temporaryDirectory } from '../../test/support/temporary-directory.ts';
import { takeDataFolder } from '../host/local-state/data-lock.ts';
import { migrations } from '../host/local-state/migrations.ts';

const entry = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Stripping the types of some hundred files is half of a start from sources; it is done once for all of them. */
const env: NodeJS.ProcessEnv = {
  ...process.env,
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../.cache/compile', import.meta.url)),
};

interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  output(): string;
  errors(): string;
  /** Resolves with the address once it is printed. */
  address(): Promise<string>;
  ended(): Promise<{ code: number | null; signal: string | null }>;
}

/** The renderer comes from its sources, so that this needs no build. */
function start(...given: string[]): Program {
  const child = spawn(process.execPath, [entry, '--dev', '--no-open', ...given], { env });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const exit = once(child, 'close').then(([code, signal]: (number | string | null)[]) => ({
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
  }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return {
    child,
    output: () => output,
    errors: () => errors,
    ended: () => exit,
    address: async () => {
      while (!output.includes('\n')) {
        const gone = await Promise.race([once(child.stdout, 'data').then(() => null), exit]);
        if (gone && !output.includes('\n')) throw new Error(`Ended with ${gone.code} before it was ready: ${errors}`);
      }
      return output.trim();
    },
  };
}

async function makePlace() {
  const directory = await temporaryDirectory();
  const database = join(directory, 'shop.db');
  const connection = new Sqlite(database);
  connection.exec('CREATE TABLE t (a)');
  connection.close();
  return { directory, database, data: join(directory, 'data') };
}

/** Asks the running program which projects it has open. */
async function openProjects(address: string): Promise<unknown> {
  const { origin, hash } = new URL(address.replace('Storeroom: ', ''));
  const socket = new WebSocket(origin.replace('http', 'ws') + rpcPath, { origin });
  await once(socket, 'open');
  socket.send(JSON.stringify({ kind: 'hello', protocol: protocolVersion, token: hash.replace('#token=', '') }));
  await once(socket, 'message');
  socket.send('{"i":"1","p":{"u":"/projects/list","b":{}}}');
  const [reply] = await once(socket, 'message');
  socket.terminate();
  // The shape is the contract's; a wrong one fails the comparison.
  return (JSON.parse(String(reply)) as { p: { b: { json: unknown } } }).p.b.json;
}

test('prints exactly one line when it is ready, and nothing else', async () => {
  const { database, data } = await makePlace();
  const program = start(database, '--data', data);
  expect(await program.address()).toMatch(/^Storeroom: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/);
  expect(await openProjects(program.output().trim())).toEqual([{ id: expect.stringMatching(/^shop-/), name: 'shop' }]);
  expect([program.output().split('\n').length, program.errors()]).toEqual([2, '']);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'takes the given token, and ends within a second of %s with nothing left behind',
  // The best of three: other test processes share both cores, and a second is short.
  { retry: 2 },
  async (signal) => {
    const { database, data } = await makePlace();
    const program = start(database, '--data', data, '--token', 'my-own-token');
    const address = await program.address();
    expect(address).toMatch(/#token=my-own-token$/);
    await openProjects(address);
    program.child.kill(signal);
    // By itself: what has not closed within a second ends itself by SIGKILL (end-in-time.ts).
    expect(await program.ended()).toEqual({ code: 0, signal: null });
    expect(existsSync(join(data, 'storeroom.lock'))).toBe(false);
    expect(existsSync(join(data, 'storeroom.db-wal'))).toBe(false);
  },
);

test('refuses what can never work in one line, with exit code 2', async () => {
  const { directory, database, data } = await makePlace();
  writeFileSync(join(directory, 'file'), '');
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';

  // One of each place that refuses; what a path is refused for is told by examine-target.test.ts.
  const cases: readonly (readonly [RegExp, ...string[]])[] = [
    [/^No such file or folder: /, join(directory, 'gone')],
    [/^Port \d+ is in use/, database, '--port', port],
    [/^Unknown option --porridge/, '--porridge'],
    [/^The data folder .* can't be used/, database, '--data', join(directory, 'file')],
  ];
  for (const [message, ...given] of cases) {
    const program = start('--data', data, ...given);
    expect((await program.ended()).code).toBe(2);
    expect(program.output()).toBe('');
    expect(program.errors().trimEnd()).toMatch(message);
    expect(program.errors().trimEnd()).not.toContain('\n');
  }
  // None of them keeps the data folder.
  expect(takeDataFolder(data).kind).toBe('owned');
});

test('refuses a data folder that a newer Storeroom wrote', async () => {
  const { database, data } = await makePlace();
  mkdirSync(data);
  const newer = new Sqlite(join(data, 'storeroom.db'));
  newer.pragma(`user_version = ${migrations.length + 1}`);
  newer.close();
  const program = start(database, '--data', data);
  expect((await program.ended()).code).toBe(2);
  expect(program.errors()).toMatch(/^The data folder belongs to a newer Storeroom.*\n$/);
});

test('hands a second start over to the first, which opens what was asked for', async () => {
  const { directory, database, data } = await makePlace();
  const first = start(database, '--data', data);
  const address = await first.address();
  mkdirSync(join(directory, 'other'));
  writeFileSync(join(directory, 'other', 'storeroom.json'), '{"version":1,"name":"Other"}');

  const second = start(join(directory, 'other'), '--data', data);
  expect((await second.ended()).code).toBe(0);
  expect(second.output().trim()).toBe(address);
  expect(await openProjects(address)).toMatchObject([{ name: 'Other' }, { name: 'shop' }]);

  const third = start(join(directory, 'gone'), '--data', data);
  expect((await third.ended()).code).toBe(2);
  expect(third.errors()).toMatch(/^No such file or folder: .*\n$/);

  const again = start(database, '--data', data);
  expect((await again.ended()).code).toBe(0);
  expect(await openProjects(address)).toMatchObject([{ name: 'shop' }, { name: 'Other' }]);
});

test('opens an address, also one that nothing answers at, and takes another one over from a second start', async () => {
  const { directory, data } = await makePlace();
  const first = start('postgres://me:first-secret@127.0.0.1:1/shop', '--data', data);
  const address = await first.address();
  expect(await openProjects(address)).toEqual([{ id: expect.stringMatching(/^shop-/), name: 'shop' }]);

  // What the second one's environment says counts, for that is where the person stands.
  writeFileSync(
    join(directory, 'services.conf'),
    '[lumen]\nhost=127.0.0.1\nport=1\ndbname=lumen\npassword=second-secret\n',
  );
  env.PGSERVICEFILE = join(directory, 'services.conf');
  onTestFinished(() => {
    delete env.PGSERVICEFILE;
  });
  const second = start('service=lumen', '--data', data);
  expect([(await second.ended()).code, second.output().trim()]).toEqual([0, address]);
  expect(await openProjects(address)).toMatchObject([{ name: 'lumen' }, { name: 'shop' }]);

  const third = start('postgres://me:third-secret@[::1/shop', '--data', data);
  expect((await third.ended()).code).toBe(2);
  expect(third.errors()).toMatch(/^An address .*\n$/);
  expect(first.errors() + second.errors() + third.errors()).not.toContain('secret');
  first.child.kill('SIGTERM');
  await first.ended();
  expect(readFileSync(join(data, 'logs', 'storeroom.log'), 'utf8')).not.toContain('secret');
});

test('starts again after it was killed', async () => {
  const { database, data } = await makePlace();
  const first = start(database, '--data', data);
  await first.address();
  first.child.kill('SIGKILL');
  await first.ended();
  expect(existsSync(join(data, 'storeroom.lock'))).toBe(true);
  const second = start(database, '--data', data);
  expect(await second.address()).toMatch(/^Storeroom: /);
});

test('says who holds the data folder when that one does not answer', async () => {
  const { database, data } = await makePlace();
  const attempt = takeDataFolder(data);
  onTestFinished(() => (attempt.kind === 'owned' ? attempt.lock.release() : undefined));
  const program = start(database, '--data', data);
  expect((await program.ended()).code).toBe(2);
  expect(program.errors()).toMatch(
    new RegExp(`^The data folder ${data} belongs to process ${process.pid}, which does not answer.*\n$`),
  );
});
