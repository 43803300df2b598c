import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  hostileDefaults,
  makeDatabase,
  type TestDatabase,
  type TestRole,
} from '../../../../../test/support/postgres.ts';
import { openForTest, patiently } from '../../../../../test/support/postgres-access.ts';
import { startProxy } from '../../../../../test/support/tcp-proxy.ts';
import { startTransactionPooler } from '../../../../../test/support/transaction-pooler.ts';
import { requestCancel } from './cancel-request.ts';
import { listHosts } from './host-list.ts';

let database: TestDatabase;
let role: TestRole;

beforeAll(async () => {
  database = await makeDatabase({
    sql: `CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL);
          INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 2000) AS n`,
  });
  role = await database.role({ defaults: hostileDefaults });
});

afterAll(() => database.drop());

const select = {
  text: `SELECT 0.1::float8 + 0.2::float8, timestamptz '2026-01-01 00:00+00', '\\xff'::bytea`,
  values: [],
};
const expected = [['0.30000000000000004', '2026-01-01 00:00:00+00', '\\xff']];

test('everything works through a pooler that gives each transaction to another session', async () => {
  const pooler = await startTransactionPooler(role.config, role.password, 3);
  onTestFinished(() => pooler.close());
  const access = await openForTest({ ...role.config, host: '127.0.0.1', port: pooler.port, sslmode: 'prefer' });
  for (let n = 0; n < 10; n += 1) expect((await access.read(select, patiently())).rows).toEqual(expected);
  const together = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      access.read({ text: 'SELECT $1, 0.1::float8 + 0.2::float8', values: [String(n)] }, patiently()),
    ),
  );
  expect(together.map(({ rows }) => rows[0])).toEqual(
    Array.from({ length: 20 }, (_, n) => [String(n), '0.30000000000000004']),
  );
  expect(
    await access.snapshot(async (run) => [(await run(select)).rows, (await run(select)).rows], patiently()),
  ).toEqual([expected, expected]);
  const ids = [];
  for await (const rows of access.stream(
    { text: 'SELECT id FROM public.item ORDER BY id', values: [] },
    300,
    patiently(),
  ))
    ids.push(...rows);
  expect(ids.length).toBe(2000);
  for await (const rows of access.stream(
    { text: 'SELECT id FROM public.item ORDER BY id', values: [] },
    300,
    patiently(),
  )) {
    if (rows.length > 0) break;
  }
  const failed = await access.write?.(async (transaction) => {
    await transaction.savepoint(() =>
      transaction.run({ text: 'UPDATE public.item SET name = $1 WHERE id = 1', values: ['x'] }),
    );
    const error = await transaction
      .savepoint(() => transaction.run({ text: 'INSERT INTO public.item VALUES (1, $1)', values: ['y'] }))
      .catch((caught: unknown) => caught);
    return { commit: true, result: error };
  }, patiently());
  expect(failed).toMatchObject({ sqlState: '23505' });
  expect(await database.run('SELECT name FROM item WHERE id = 1')).toEqual([['x']]);
  await expect(access.read({ text: 'SELECT 1/0', values: [] }, patiently())).rejects.toMatchObject({
    sqlState: '22012',
  });
  expect((await access.read(select, patiently())).rows).toEqual(expected);
  expect(pooler.carried.every((count) => count > 5)).toBe(true);
});

const way = () =>
  database.config.host.startsWith('/')
    ? `${database.config.host}/.s.PGSQL.${database.config.port}`
    : { host: database.config.host, port: Number(database.config.port) };

async function openThrough(proxy: { port: number }) {
  return openForTest(
    { ...database.config, host: '127.0.0.1', port: proxy.port, sslmode: 'disable' },
    { password: database.password },
  );
}

test('connections that were closed while nobody used them are replaced without a word', async () => {
  const proxy = await startProxy(way());
  onTestFinished(() => proxy.close());
  const access = await openThrough(proxy);
  let wasLost = false;
  access.onLost(() => {
    wasLost = true;
  });
  for (let n = 0; n < 4; n += 1) {
    expect((await access.read(select, patiently())).rows).toEqual(expected);
    proxy.closeAll();
    if (n % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  proxy.closeAll();
  const written = await access.write?.(async ({ run }) => {
    await run({ text: 'UPDATE item SET name = $1 WHERE id = 2', values: ['z'] });
    return { commit: true, result: 'kept' };
  }, patiently());
  expect([written, wasLost]).toEqual(['kept', false]);
});

test('connections that all turn out to be dead only when they are used are replaced without a word', async () => {
  const proxy = await startProxy(way());
  onTestFinished(() => proxy.close());
  const access = await openThrough(proxy);
  const { write } = access;
  const stream = async () => {
    const rows = [];
    for await (const batch of access.stream(select, 10, patiently())) rows.push(...batch);
    return rows;
  };
  const uses: readonly (() => Promise<unknown>)[] = [
    async () => (await access.read(select, patiently())).rows,
    () => access.snapshot(async (run) => (await run(select)).rows, patiently()),
    stream,
    async () =>
      write?.(async ({ run }) => {
        await run(select);
        return { commit: true, result: 'kept' };
      }, patiently()),
  ];
  for (const [at, use] of uses.entries()) {
    // Three of them rest, as a router in between forgets them.
    await Promise.all(
      Array.from({ length: 3 }, () => access.read({ ...select, text: `${select.text}, pg_sleep(0.1)` }, patiently())),
    );
    proxy.forgetAll();
    expect(await use()).toEqual(at === 3 ? 'kept' : expected);
  }
});

test('a server that lets in and hangs up at once is lost, also when nobody asks for anything', async () => {
  const proxy = await startProxy(way());
  onTestFinished(() => proxy.close());
  const access = await openThrough(proxy);
  const lost = new Promise((resolve) => access.onLost(resolve));
  proxy.cutAfter((chunk) => chunk.includes('current_setting'));
  proxy.closeAll();
  expect(await lost).toMatchObject({ code: 'connection' });
});

test('a read whose connection breaks on the way is tried once more', async () => {
  const proxy = await startProxy(way());
  onTestFinished(() => proxy.close());
  const access = await openThrough(proxy);
  let cuts = 0;
  proxy.cutAfter((chunk) => {
    if (!chunk.includes('the first time') || cuts > 0) return false;
    cuts += 1;
    return true;
  });
  expect((await access.read({ text: `SELECT 'the first time'`, values: [] }, patiently())).rows).toEqual([
    ['the first time'],
  ]);
  expect(cuts).toBe(1);
});

test('a save whose last answer never comes is told as not known, and nothing runs on', async () => {
  const proxy = await startProxy(way());
  onTestFinished(() => proxy.close());
  const access = await openThrough(proxy);
  proxy.cutAfter((chunk) => chunk.includes('COMMIT') && chunk.length < 20);
  const saving = access.write?.(async ({ run }) => {
    await run({ text: 'UPDATE item SET name = $1 WHERE id = 3', values: ['perhaps'] });
    return { commit: true, result: null };
  }, patiently());
  await expect(saving).rejects.toMatchObject({ code: 'connection', message: expect.stringContaining('not known yet') });
  // It had been kept.
  await expect.poll(() => database.run('SELECT name FROM item WHERE id = 3')).toEqual([['perhaps']]);
});

test('a request to cancel that is answered with a reset does no harm', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    // The request itself is read, and the connection reset instead of closed.
    socket.once('data', () => socket.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // A server that listens on TCP.
  const { port } = server.address() as AddressInfo;
  const [address] = listHosts({ host: '127.0.0.1', port });
  if (!address) throw new Error('It has one host');
  const tls = { mode: 'disable' as const, options: () => ({}) };
  await requestCancel({ address, tls, encryption: null, passedOver: [] }, 1, 2);
});

test('a server that has fallen silent is found out soon, and is not waited for', { timeout: 30_000 }, async () => {
  const proxy = await startProxy(way());
  onTestFinished(() => proxy.close());
  const access = await openThrough(proxy);
  await access.read(select, patiently());
  proxy.swallow(true);
  const since = performance.now();
  await expect(access.read(select, { ...patiently(), timeoutMs: 500 })).rejects.toMatchObject({ code: 'timeout' });
  expect(performance.now() - since).toBeLessThan(7000);
  const abort = new AbortController();
  const given = access.read(select, { signal: abort.signal });
  setTimeout(() => abort.abort(), 100);
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  proxy.swallow(false);
  proxy.closeAll();
  expect((await access.read(select, patiently())).rows).toEqual(expected);
});
