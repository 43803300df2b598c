import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { openForTest, patiently } from '../../../../../test/support/postgres-access.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess, PgTransaction } from './access.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase({
    sql: `CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL,
            parent int REFERENCES item DEFERRABLE INITIALLY IMMEDIATE)`,
  });
});

beforeEach(async () => {
  await database.run(`TRUNCATE item; INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 5) AS n`);
});

afterAll(() => database.drop());

const open = () => openForTest(database.config, { password: database.password });

const update = (id: number, name: string) => ({
  text: 'UPDATE item SET name = $1 WHERE id = $2',
  values: [name, String(id)],
});

const names = async () => (await database.run('SELECT name FROM item ORDER BY id')).map(([name]) => name);

async function save<Result>(
  access: PgAccess,
  work: (transaction: PgTransaction) => Promise<Result>,
  { commit = true, op = patiently() }: { commit?: boolean; op?: Operation } = {},
): Promise<Result> {
  if (!access.write) throw new Error('It can’t be written to');
  return access.write(async (transaction) => ({ commit, result: await work(transaction) }), op);
}

const openTransactions = async () =>
  (
    await database.run(
      `SELECT count(*) FROM pg_stat_activity
       WHERE datname = $1 AND application_name = 'Storeroom' AND state LIKE 'idle in transaction%'`,
      [database.name],
    )
  )[0]?.[0];

test('a transaction keeps what its savepoints let stand', async () => {
  const access = await open();
  const refused = await save(access, async (transaction) => {
    expect((await transaction.run(update(1, 'A'))).changed).toBe(1);
    const error = await transaction
      .savepoint(async () => {
        await transaction.run(update(2, 'undone'));
        await transaction.savepoint(() => transaction.run(update(3, 'undone too')));
        await transaction.run({ text: 'UPDATE item SET id = 2 WHERE id = $1', values: ['4'] });
      })
      .catch((caught: unknown) => caught);
    await transaction.savepoint(() => transaction.run(update(5, 'E')));
    return error;
  });
  expect(refused).toMatchObject({ name: 'PgError', sqlState: '23505', constraint: 'item_pkey', table: 'item' });
  expect(await names()).toEqual(['A', 'item 2', 'item 3', 'item 4', 'E']);
});

test('what is not to be kept, fails or is given up leaves nothing and no transaction open', async () => {
  const access = await open();
  await save(access, (transaction) => transaction.run(update(1, 'no')), { commit: false });
  await expect(
    save(access, async (transaction) => {
      await transaction.run(update(1, 'no'));
      throw new Error('not after all');
    }),
  ).rejects.toThrow('not after all');
  const abort = new AbortController();
  const given = save(
    access,
    async (transaction) => {
      await transaction.run(update(1, 'no'));
      setTimeout(() => abort.abort(), 100);
      await transaction.run({ text: 'SELECT pg_sleep(30)', values: [] });
    },
    { op: { signal: abort.signal } },
  );
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  // Also when nothing was running as it was given up.
  const later = new AbortController();
  const between = save(
    access,
    async (transaction) => {
      await transaction.run(update(1, 'no'));
      later.abort();
    },
    { op: { signal: later.signal } },
  );
  await expect(between).rejects.toMatchObject({ code: 'aborted' });
  expect(await names()).toEqual(['item 1', 'item 2', 'item 3', 'item 4', 'item 5']);
  expect(await openTransactions()).toBe('0');
  await save(access, (transaction) => transaction.run(update(1, 'yes')));
  expect((await names())[0]).toBe('yes');
});

test('transactions take turns, while reading goes on', async () => {
  const access = await open();
  const order: string[] = [];
  const one = (name: string) =>
    save(access, async (transaction) => {
      order.push(`${name} begins`);
      await transaction.run({ text: 'SELECT pg_sleep(0.3)', values: [] });
      order.push(`${name} ends`);
    });
  const writing = Promise.all([one('first'), one('second')]);
  await expect.poll(() => order, { interval: 5 }).toEqual(['first begins']);
  await access.read({ text: 'SELECT 1', values: [] }, patiently());
  order.push('read');
  await writing;
  expect(order).toEqual(['first begins', 'read', 'first ends', 'second begins', 'second ends']);
});

test('one that waits for its turn can be given up, and ends with the connection', async () => {
  const access = await open();
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const first = save(access, async (transaction) => {
    await transaction.run(update(1, 'first'));
    begun.resolve();
    await end.promise;
  });
  await begun.promise;
  const abort = new AbortController();
  let hasBegun = false;
  const begin = async () => {
    hasBegun = true;
  };
  const given = save(access, begin, { op: { signal: abort.signal } });
  const late = save(access, begin).catch((error: unknown) => error);
  abort.abort();
  // The first one is still under way.
  await expect(given).rejects.toMatchObject({ code: 'aborted', message: 'The save was given up' });
  const closing = access.close();
  expect(await late).toMatchObject({
    code: 'connection',
    message: 'The database was closed before the changes were kept',
  });
  end.resolve();
  await first;
  await closing;
  expect([(await names())[0], hasBegun]).toEqual(['first', false]);
});

test('constraints that can wait are checked at the end; one that is broken then is told, and nothing is kept', async () => {
  const access = await open();
  await save(access, async (transaction) => {
    await transaction.run({ text: `INSERT INTO item VALUES ($1, 'child', $2)`, values: ['10', '11'] });
    await transaction.run({ text: `INSERT INTO item VALUES ($1, 'parent', NULL)`, values: ['11'] });
  });
  await expect(
    save(access, (transaction) =>
      transaction.run({ text: 'UPDATE item SET parent = $1 WHERE id = 1', values: ['99'] }),
    ),
  ).rejects.toMatchObject({ name: 'PgError', sqlState: '23503' });
  expect(await openTransactions()).toBe('0');
});

test('a lock of somebody else is waited for two seconds', async () => {
  const access = await open();
  const outside = await database.connect();
  await outside.run(`BEGIN; UPDATE item SET name = 'theirs' WHERE id = 1`);
  const since = performance.now();
  await expect(save(access, (transaction) => transaction.run(update(1, 'mine')))).rejects.toMatchObject({
    sqlState: '55P03',
  });
  expect(performance.now() - since).toBeGreaterThan(1900);
  await outside.run('COMMIT');
  await outside.end();
});

test('a transaction that swallowed an error can’t be mistaken for one that was kept', async () => {
  const access = await open();
  await expect(
    save(access, async (transaction) => {
      await transaction.run(update(1, 'lost'));
      await transaction.run({ text: 'SELECT 1/0', values: [] }).catch(() => undefined);
    }),
  ).rejects.toThrow();
  expect((await names())[0]).toBe('item 1');
});

test('a connection that is ended under a transaction says that nothing was kept', async () => {
  const access = await open();
  await expect(
    save(access, async (transaction) => {
      await transaction.run(update(1, 'no'));
      await database.run(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND state LIKE 'idle in tr%'`,
        [database.name],
      );
      await transaction.run(update(2, 'no'));
    }),
  ).rejects.toMatchObject({
    code: 'connection',
    message: 'The connection to the server broke before anything was kept',
  });
  await save(access, (transaction) => transaction.run(update(3, 'yes')));
  expect(await names()).toEqual(['item 1', 'item 2', 'yes', 'item 4', 'item 5']);
});

test('closing lets a save come to its end, and takes no more', async () => {
  const access = await open();
  const saving = save(access, async (transaction) => {
    await transaction.run({ text: 'SELECT pg_sleep(0.3)', values: [] });
    await transaction.run(update(1, 'kept'));
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const closing = access.close();
  const late = save(access, (transaction) => transaction.run(update(2, 'late'))).catch((error: unknown) => error);
  await saving;
  await closing;
  expect(await late).toMatchObject({ code: 'connection' });
  expect(await names()).toEqual(['kept', 'item 2', 'item 3', 'item 4', 'item 5']);
});
