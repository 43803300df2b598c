import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { PostgresConfig } from '../../../../shared/domain/postgres-config.ts';
import { manifestSchema, type PartState } from '../../../../shared/domain/project.ts';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { makeDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { patiently } from '../../../../test/support/postgres-access.ts';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/services/postgres-server.ts';
import { startProxy } from '../../../../test/support/tcp-proxy.ts';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { openStorage, type StoragePart } from '../storage-part.ts';

let server: TestPostgres;
let database: TestDatabase;

beforeAll(async () => {
  server = await startTestPostgres({
    listen: 'tcp',
    settings: { synchronous_commit: 'on' },
    authentication: ['host all postgres all trust', 'host all all all scram-sha-256'],
  });
  database = await makeDatabase({
    server: server.url,
    sql: `CREATE TABLE item (id int PRIMARY KEY, name text); INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 50) n`,
  });
});

afterAll(() => server.stop());

interface Opened {
  readonly part: StoragePart;
  readonly states: PartState[];
}

async function open(config: PostgresConfig, password: () => string | null = () => null): Promise<Opened> {
  const directory = await temporaryDirectory();
  const part = openStorage('main', config, {
    environment: testEnvironment(directory),
    projectId: 'test',
    projectDirectory: directory,
    manifest: manifestSchema.parse({ version: 1, name: 'Test' }),
    readOnly: false,
    password: (name) => Promise.resolve(name === 'storages.main' ? password() : null),
  });
  onTestFinished(() => part.close());
  const states: PartState[] = [];
  part.onStateChange(() => void states.push(part.state));
  return { part, states };
}

const kind = (part: StoragePart) => () => part.state.kind;

async function firstRow(part: StoragePart) {
  const session = await part.session();
  const page = await session.page(
    {
      query: { model: 'public.item', filter: null, search: '', sort: [] },
      columns: ['id', 'name'],
      at: { kind: 'start' },
      limit: 1,
    },
    patiently(),
  );
  return page.rows[0];
}

test.each(['KILL', 'INT'] as const)('a server that ends by SIG%s is waited for without failing', async (signal) => {
  const { part, states } = await open(database.config);
  await expect.poll(kind(part)).toBe('ready');
  expect(await firstRow(part)).toEqual([1n, 'item 1']);

  await server.halt(signal);
  // Nobody has asked for anything: it is found out all the same.
  await expect.poll(kind(part), { timeout: 5000 }).toBe('reconnecting');
  await expect.poll(() => states.length, { timeout: 5000 }).toBeGreaterThan(2);
  const since = performance.now();
  const refused: unknown = await firstRow(part).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ code: 'connection', detail: { advice: 'It is tried again by itself.' } });
  expect(performance.now() - since).toBeLessThan(2000);

  await server.start();
  await expect.poll(kind(part), { timeout: 15_000 }).toBe('ready');
  expect(await firstRow(part)).toEqual([1n, 'item 1']);
  expect(states.map((state) => state.kind)).not.toContain('failed');
});

test('a server that is down at first is failed, tried again, and ready when it is up', async () => {
  await server.halt('INT');
  const { part } = await open(database.config);
  await expect.poll(kind(part)).toBe('failed');
  expect(part.state).toEqual({
    kind: 'failed',
    message: `127.0.0.1:${server.port} refused the connection`,
    advice: 'Check that PostgreSQL runs there, listens on this address and uses this port.',
  });
  await server.start();
  await expect.poll(kind(part), { timeout: 15_000 }).toBe('ready');
});

test('a wrong password is asked for and not tried again by itself', async () => {
  const role = await database.role();
  let password: string | null = 'wrong';
  let asked = 0;
  const { part, states } = await open(role.config, () => {
    asked += 1;
    return password;
  });
  await expect.poll(kind(part)).toBe('failed');
  expect(part.state).toEqual({
    kind: 'failed',
    message: `The server did not accept the password of ${role.name}`,
    advice: 'Check user and password.',
    needs: 'password',
  });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect([asked, states.length]).toEqual([1, 1]);
  await expect(part.session()).rejects.toMatchObject({ code: 'connection' });

  password = null;
  part.reconnect();
  await expect.poll(() => asked).toBe(2);
  await expect.poll(() => part.state).toMatchObject({ kind: 'failed', needs: 'password' });

  ({ password } = role);
  part.reconnect();
  await expect.poll(kind(part)).toBe('ready');
  expect(await firstRow(part)).toEqual([1n, 'item 1']);

  // Changed while it was open: what is connected stays, what must connect again asks.
  await database.run(`ALTER ROLE ${role.name} PASSWORD 'another'`);
  await database.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1`, [role.name]);
  await expect.poll(() => part.state, { timeout: 5000 }).toMatchObject({ kind: 'failed', needs: 'password' });
});

test('whoever asks first after a crash is told that there is no connection, and the store comes back by itself', async () => {
  const { part } = await open(database.config);
  await expect.poll(kind(part)).toBe('ready');
  await server.halt('KILL');
  await expect(firstRow(part)).rejects.toMatchObject({ code: 'connection' });
  await server.start();
  await expect.poll(kind(part), { timeout: 15_000 }).toBe('ready');
  expect(await firstRow(part)).toEqual([1n, 'item 1']);
});

test('what is closed by a network in between does not disturb anybody', async () => {
  const proxy = await startProxy({ host: '127.0.0.1', port: server.port });
  onTestFinished(() => proxy.close());
  const { part, states } = await open({ ...database.config, port: proxy.port });
  await expect.poll(kind(part)).toBe('ready');
  for (let n = 0; n < 3; n += 1) {
    expect(await firstRow(part)).toEqual([1n, 'item 1']);
    proxy.closeAll();
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  expect(await firstRow(part)).toEqual([1n, 'item 1']);
  expect(states.map((state) => state.kind)).toEqual(['ready']);
});

test('closing while it connects ends the attempt', async () => {
  const { part } = await open({ ...database.config, host: '203.0.113.1' });
  const since = performance.now();
  await part.close();
  expect(performance.now() - since).toBeLessThan(1000);
});
