import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import { hostileDefaults, makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { openForTest, patiently } from '../../../../../test/support/postgres-access.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase({
    sql: `CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL);
          INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 5000) AS n`,
  });
});

afterAll(() => database.drop());

const open = (options: { readOnly?: boolean } = {}) =>
  openForTest(database.config, { ...options, password: database.password });

test('a read gives raw text, the types and the number of rows', async () => {
  const access = await open();
  expect(await access.read({ text: 'SELECT 1.50, NULL, $1::text', values: ['x'] }, patiently())).toEqual({
    rows: [['1.50', null, 'x']],
    changed: 1,
    types: [1700, 25, 25],
  });
  expect(access.server).toMatchObject({ database: database.name, readOnlyReason: null });
  expect(access.server.version).toMatch(/^PostgreSQL \d+/);
  expect(access.server.versionNumber).toBeGreaterThanOrEqual(120_000);
});

/** Values whose text depends on a setting. */
const telling = {
  text: `SELECT 0.1::float8 + 0.2::float8, (1.0 / 3)::float4, timestamptz '2026-03-01 12:00:00.123456+00', date '2026-12-31',
    interval '-1 year 2 mons -3 days 04:05:06.7', '\\x00ff5c'::bytea, time '23:59:59.999999', 'infinity'::timestamptz,
    timestamptz '0044-03-15 12:00:00+00 BC', '{NULL,"NULL"}'::text[], xmlelement(name x, '\\xff'::bytea),
    tstzrange('2026-01-01 00:00+00', NULL), pg_typeof(1), $1::text || E'\\\\', '01/02/2026'::date, 'a\\b'`,
  values: ['é山🎞'],
} as const;

test('values look the same for a role whose every default is hostile', async () => {
  const role = await database.role({ defaults: hostileDefaults });
  const plain = await open();
  const hostile = await openForTest(role.config, { password: role.password });
  const expected = await plain.read(telling, patiently());
  expect(await hostile.read(telling, patiently())).toEqual(expected);
  expect(await hostile.snapshot((run) => run(telling), patiently())).toEqual(expected);
  const streamed = [];
  for await (const rows of hostile.stream(telling, 10, patiently())) streamed.push(...rows);
  expect(streamed).toEqual(expected.rows);
  const written = await hostile.write?.(
    async (transaction) => ({ commit: false, result: await transaction.run(telling) }),
    patiently(),
  );
  expect(written).toEqual(expected);
  expect(expected.rows[0]?.slice(0, 7)).toEqual([
    '0.30000000000000004',
    '0.33333334',
    '2026-03-01 12:00:00.123456+00',
    '2026-12-31',
    '-10 mons -3 days +04:05:06.7',
    '\\x00ff5c',
    '23:59:59.999999',
  ]);
  // Its own way of looking for names is left alone.
  expect((await hostile.read({ text: 'SHOW search_path', values: [] }, patiently())).rows).toEqual([['nowhere']]);
});

test('a snapshot sees one state of the database', async () => {
  const access = await open();
  const sizes = await access.snapshot(async (run) => {
    const before = await run({ text: 'SELECT count(*) FROM item', values: [] });
    await database.run(`INSERT INTO item VALUES (10000, 'late')`);
    const after = await run({ text: 'SELECT count(*) FROM item', values: [] });
    return [before.rows, after.rows];
  }, patiently());
  expect(sizes).toEqual([[['5000']], [['5000']]]);
  await database.run('DELETE FROM item WHERE id = 10000');
});

test('a snapshot whose work fails leaves nothing behind', async () => {
  const access = await open();
  await expect(
    access.snapshot(async (run) => {
      await run({ text: 'SELECT 1 FROM item', values: [] });
      throw new Error('changed my mind');
    }, patiently()),
  ).rejects.toThrow('changed my mind');
  expect((await access.read({ text: 'SELECT 1', values: [] }, patiently())).rows).toEqual([['1']]);
});

test('the server refuses what is no reading, more than one statement, and what leaves the transaction', async () => {
  const access = await open();
  const refused = async (text: string) =>
    access.read({ text, values: [] }, patiently()).then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error && 'sqlState' in error ? error.sqlState : error),
    );
  expect(await refused(`UPDATE item SET name = 'x'`)).toBe('25006');
  expect(await refused('SELECT 1; DROP TABLE item')).toBe('42601');
  expect(await refused('COMMIT; DROP TABLE item')).toBe('42601');
  expect(await refused('CREATE TABLE x (a int)')).toBe('25006');
  expect(await database.run('SELECT count(*) FROM item')).toEqual([['5000']]);
});

test('what PostgreSQL can’t store is refused before it is sent, with its place', async () => {
  const access = await open();
  const told = async (value: string) => {
    const error: unknown = await access
      .read({ text: 'SELECT $1', values: [value] }, patiently())
      .catch((e: unknown) => e);
    return error instanceof AppError ? [error.code, error.message] : error;
  };
  expect(await told('a🎞\0b')).toEqual(['bad_request', 'PostgreSQL can’t store U+0000, at character 3 of the text']);
  expect(await told('🎞\uD800')).toEqual([
    'bad_request',
    'PostgreSQL can’t store half of a character (U+D800), at character 2 of the text',
  ]);
  await expect(access.read({ text: 'SELECT \0', values: [] }, patiently())).rejects.toMatchObject({
    code: 'bad_request',
  });
});

test('a project that may only be read has no way to write, and makes no connection for it', async () => {
  const access = await open({ readOnly: true });
  expect(access.write).toBeUndefined();
});

test('a role that is let read only says so', async () => {
  const role = await database.role({ defaults: { default_transaction_read_only: 'on' } });
  const access = await openForTest(role.config, { password: role.password });
  expect(access.server.readOnlyReason).toBe('The server lets this user only read');
  expect(access.write).toBeUndefined();
});

test('a database that does not say how its texts are encoded is refused', async () => {
  const ascii = await makeDatabase({ encoding: 'SQL_ASCII' });
  try {
    await expect(openForTest(ascii.config, { password: ascii.password })).rejects.toMatchObject({
      code: 'unsupported',
      message: `The database “${ascii.name}” does not say how its texts are encoded (SQL_ASCII)`,
    });
  } finally {
    await ascii.drop();
  }
});

test('texts of a database in another encoding come and go whole; what it has no sign for is refused', async () => {
  const latin = await makeDatabase({ encoding: 'LATIN1', sql: 'CREATE TABLE t (a text)' });
  try {
    const access = await openForTest(latin.config, { password: latin.password });
    await access.write?.(async ({ run }) => {
      await run({ text: 'INSERT INTO t VALUES ($1)', values: ['Größe'] });
      return { commit: true, result: null };
    }, patiently());
    expect((await access.read({ text: 'SELECT a, octet_length(a) FROM t', values: [] }, patiently())).rows).toEqual([
      ['Größe', '5'],
    ]);
    await expect(access.read({ text: 'SELECT $1::text', values: ['山'] }, patiently())).rejects.toMatchObject({
      sqlState: '22P05',
    });
    await access.close();
  } finally {
    await latin.drop();
  }
});

test('nothing is locked between two reads: a table that was just read is altered from outside', async () => {
  const access = await open();
  await access.read({ text: 'SELECT * FROM item LIMIT 10', values: [] }, patiently());
  await access.snapshot((run) => run({ text: 'SELECT * FROM item LIMIT 10', values: [] }), patiently());
  for await (const rows of access.stream({ text: 'SELECT * FROM item', values: [] }, 100, patiently())) {
    if (rows.length > 0) break;
  }
  const locks = () =>
    database.run(
      `SELECT l.mode, a.query FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE a.datname = $1 AND a.application_name = 'Storeroom'`,
      [database.name],
    );
  await expect.poll(locks, { interval: 5 }).toEqual([]);
  await database.run(
    `SET lock_timeout = '0.5s'; ALTER TABLE item ADD COLUMN extra int; ALTER TABLE item DROP COLUMN extra`,
  );
});

test('a read waits for nobody’s lock for long', { timeout: 15_000 }, async () => {
  const access = await open();
  const outside = await database.connect();
  await outside.run('BEGIN; LOCK TABLE item IN ACCESS EXCLUSIVE MODE');
  const error: unknown = await access
    .read({ text: 'SELECT * FROM item', values: [] }, { ...patiently(), timeoutMs: 700 })
    .catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'timeout', message: 'The database took longer than 700 ms' });
  await outside.run('ROLLBACK');
  await outside.end();
});

test('no connection is opened that nobody needs, and one is used again and again', async () => {
  const access = await open();
  for (let n = 0; n < 5; n += 1) await access.read({ text: 'SELECT 1', values: [] }, patiently());
  const count = async () =>
    Number(
      (
        await database.run(
          `SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'Storeroom'`,
          [database.name],
        )
      )[0]?.[0],
    );
  expect(await count()).toBe(1);
  await access.close();
  await expect.poll(count).toBe(0);
  await expect(access.read({ text: 'SELECT 1', values: [] }, patiently())).rejects.toMatchObject({
    code: 'connection',
  });
});

test('many reads at once take turns on a few connections', async () => {
  const access = await open();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      access.read({ text: 'SELECT $1, pg_backend_pid() FROM pg_sleep(0.02)', values: [String(n)] }, patiently(), {
        lane: n % 2 === 0 ? 'page' : 'background',
      }),
    ),
  );
  expect(answers.map(({ rows }) => rows[0]?.[0])).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
  expect(new Set(answers.map(({ rows }) => rows[0]?.[1])).size).toBeLessThanOrEqual(6);
});
