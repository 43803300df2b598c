import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { openForTest, patiently } from '../../../../../test/support/postgres-access.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase();
});

afterAll(() => database.drop());

const open = () => openForTest(database.config, { password: database.password });
const sleep = { text: 'SELECT pg_sleep(30)', values: [] } as const;

async function running(): Promise<number> {
  const rows = await database.run(
    `SELECT count(*) FROM pg_stat_activity
     WHERE datname = $1 AND application_name = 'Storeroom' AND state <> 'idle'`,
    [database.name],
  );
  return Number(rows[0]?.[0]);
}

test('a read that is given up is told at once and ends in the server within 150 ms', async () => {
  const access = await open();
  const took: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const abort = new AbortController();
    const reading = access.read(sleep, { signal: abort.signal }).catch((error: unknown) => error);
    await expect.poll(running, { interval: 5 }).toBe(1);
    const since = performance.now();
    abort.abort();
    expect(await reading).toMatchObject({ code: 'aborted' });
    expect(performance.now() - since).toBeLessThan(50);
    while ((await running()) > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    took.push(performance.now() - since);
  }
  took.sort((a, b) => a - b);
  expect(took[2]).toBeLessThan(150);
});

test('the page that is wanted next does not wait for those that were given up', async () => {
  const access = await open();
  const abort = new AbortController();
  const given = Array.from({ length: 4 }, () => access.read(sleep, { signal: abort.signal }).catch((e: unknown) => e));
  await expect.poll(running, { interval: 5 }).toBe(4);
  abort.abort();
  const since = performance.now();
  expect((await access.read({ text: 'SELECT 1', values: [] }, patiently())).rows).toEqual([['1']]);
  expect(performance.now() - since).toBeLessThan(1000);
  await Promise.all(given);
});

test('a cancel never hits the statement that comes next', async () => {
  const access = await open();
  for (let n = 0; n < 150; n += 1) {
    const abort = new AbortController();
    const given = access
      .read(
        { text: 'SELECT count(*) FROM generate_series(1, $1::int)', values: [String(n * 300)] },
        { signal: abort.signal },
      )
      .catch((error: unknown) => error);
    setTimeout(() => abort.abort(), n % 7);
    const next = await access.read({ text: 'SELECT $1', values: [String(n)] }, patiently());
    expect(next.rows).toEqual([[String(n)]]);
    await given;
  }
});

test('what has not begun yet is given up without being sent', async () => {
  const access = await open();
  await expect(access.read(sleep, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  expect(await running()).toBe(0);
});

test('a statement is ended after its time, and by others', async () => {
  const access = await open();
  await expect(access.read(sleep, { ...patiently(), timeoutMs: 300 })).rejects.toMatchObject({
    code: 'timeout',
    message: 'The database took longer than 300 ms',
  });
  const reading = access.read(sleep, patiently()).catch((error: unknown) => error);
  await expect.poll(running, { interval: 5 }).toBe(1);
  await database.run(
    `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND state <> 'idle' AND application_name = 'Storeroom'`,
    [database.name],
  );
  expect(await reading).toMatchObject({
    code: 'timeout',
    message: 'The statement was ended in the server by somebody else',
  });
});

test('one that does not heed its cancel is dropped after two seconds, and nobody waits for it', async () => {
  const access = await open();
  await database.run(`CREATE OR REPLACE FUNCTION deaf() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN
      FOR n IN 1..60 LOOP
        BEGIN PERFORM pg_sleep(0.1); EXCEPTION WHEN query_canceled THEN NULL; END;
      END LOOP;
      RETURN 1;
    END $$`);
  const abort = new AbortController();
  const reading = access.read({ text: 'SELECT deaf()', values: [] }, { signal: abort.signal }).catch((e: unknown) => e);
  await expect.poll(running, { interval: 5 }).toBe(1);
  abort.abort();
  expect(await reading).toMatchObject({ code: 'aborted' });
  const since = performance.now();
  await access.close();
  expect(performance.now() - since).toBeLessThan(4000);
});
