import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { openForTest, patiently } from '../../../../../test/support/postgres-access.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase({
    sql: `CREATE TABLE item (id int PRIMARY KEY, text text);
          INSERT INTO item SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) AS n`,
  });
});

afterAll(() => database.drop());

const open = () => openForTest(database.config, { password: database.password });
const all = { text: 'SELECT id, text FROM item WHERE id > $1 ORDER BY id', values: ['0'] };

const busy = async () =>
  (
    await database.run(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'Storeroom' AND state <> 'idle'`,
      [database.name],
    )
  )[0]?.[0];

test('all rows come in batches, in order', async () => {
  const access = await open();
  const sizes: number[] = [];
  let last = 0;
  for await (const rows of access.stream(all, 3000, patiently())) {
    sizes.push(rows.length);
    for (const [id] of rows) {
      expect(Number(id)).toBe(last + 1);
      last = Number(id);
    }
  }
  expect(sizes).toEqual([3000, 3000, 3000, 3000, 3000, 3000, 2000]);
  const none = [];
  for await (const rows of access.stream({ ...all, values: ['20000'] }, 10, patiently())) none.push(rows);
  expect(none).toEqual([]);
});

test('the server gives no more than was asked for, and whoever stops leaves nothing behind', async () => {
  const access = await open();
  for (let n = 0; n < 5; n += 1) {
    for await (const rows of access.stream(all, 10, patiently())) {
      expect(rows).toHaveLength(10);
      break;
    }
    expect(await busy()).toBe('0');
  }
  expect((await access.read({ text: 'SELECT 1', values: [] }, patiently())).rows).toEqual([['1']]);
});

test('it is given up between two batches and within one', async () => {
  const access = await open();
  const between = new AbortController();
  const reading = async () => {
    for await (const rows of access.stream(all, 100, { signal: between.signal })) {
      if (rows.length > 0) between.abort();
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'aborted' });
  const within = new AbortController();
  setTimeout(() => within.abort(), 200);
  const sleeping = async () => {
    const slow = { text: 'SELECT pg_sleep(30)', values: [] };
    for await (const rows of access.stream(slow, 100, { signal: within.signal })) expect(rows).toEqual([]);
  };
  await expect(sleeping()).rejects.toMatchObject({ code: 'aborted' });
  await expect.poll(busy).toBe('0');
});

test('a statement that the server refuses is told, first or in between', async () => {
  const access = await open();
  const drain = async (text: string) => {
    let count = 0;
    try {
      for await (const rows of access.stream({ text, values: [] }, 100, patiently())) count += rows.length;
    } catch (error) {
      return [count, error instanceof Error && 'sqlState' in error ? error.sqlState : error];
    }
    return [count, null];
  };
  expect(await drain('SELECT * FROM nothing')).toEqual([0, '42P01']);
  expect(await drain('SELECT 1000 / (1000 - id) FROM item ORDER BY id')).toEqual([900, '22012']);
  expect(await drain('SELECT 1 WHERE false')).toEqual([0, null]);
  expect(await busy()).toBe('0');
});

test('several go on side by side, and pages are read meanwhile', async () => {
  const access = await open();
  const count = async () => {
    let rows = 0;
    for await (const batch of access.stream(all, 500, patiently())) rows += batch.length;
    return rows;
  };
  const counts = Promise.all([count(), count(), count(), count()]);
  expect((await access.read({ text: 'SELECT 1', values: [] }, patiently())).rows).toEqual([['1']]);
  expect(await counts).toEqual([20_000, 20_000, 20_000, 20_000]);
});
