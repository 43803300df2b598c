import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { makeDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { patiently } from '../../../../test/support/postgres-access.ts';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import type { Session, StoreChange } from '../connector.ts';
import { postgresConnector } from './connector.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase({
    sql: `CREATE TABLE album (id int PRIMARY KEY, title text NOT NULL, year int);
          INSERT INTO album SELECT n, 'Album ' || n, 2000 + n FROM generate_series(1, 20) AS n;
          CREATE TABLE secret (id int PRIMARY KEY)`,
  });
});

afterAll(() => database.drop());

async function open(options: { readOnly?: boolean; config?: typeof database.config; password?: string } = {}) {
  const session = await postgresConnector.open(
    options.config ?? database.config,
    {
      environment: testEnvironment(await temporaryDirectory()),
      projectDirectory: '/',
      readOnly: options.readOnly ?? false,
      password: () => Promise.resolve(options.password ?? database.password),
    },
    patiently(),
  );
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

async function titles(session: Session, columns: string[] = ['id', 'title']) {
  const page = await session.page(
    {
      query: { model: 'public.album', filter: null, search: '', sort: [{ field: 'id', direction: 'asc' }] },
      columns,
      at: { kind: 'start' },
      limit: 2,
    },
    patiently(),
  );
  return page.rows;
}

test('a database is listed, described, read and written through one session', async () => {
  const session = await open();
  expect(session.version).toMatch(/^PostgreSQL \d+/);
  expect((await session.list(patiently())).map(({ id }) => id)).toEqual(['public.album', 'public.secret']);
  expect((await session.describe('public.album', patiently())).fields.map(({ name }) => name)).toEqual([
    'id',
    'title',
    'year',
  ]);
  expect(await titles(session)).toEqual([
    [1n, 'Album 1'],
    [2n, 'Album 2'],
  ]);
  const title = await session.write?.base('public.album', [1n], 'title', patiently());
  expect(title).toEqual({ kind: 'cell', cell: 'Album 1' });
  const change: StoreChange = {
    ...{ kind: 'update', id: 'a', model: 'public.album', key: [1n] },
    fields: [{ field: 'title', value: { kind: 'cell', cell: 'Renamed' }, base: { kind: 'cell', cell: 'Album 1' } }],
  };
  const readUpload = () => Promise.reject(new Error('There is none'));
  const saved = await session.write?.apply({ changes: [change], readUpload }, async () => {}, patiently());
  expect(saved).toMatchObject({ kind: 'saved', rows: [{}] });
  expect(await database.run('SELECT title FROM album WHERE id = 1')).toEqual([['Renamed']]);
  await database.run(`UPDATE album SET title = 'Album 1' WHERE id = 1`);
});

test('a read-only project has a session that can’t write', async () => {
  expect((await open({ readOnly: true })).write).toBeUndefined();
});

test('a table that was changed from outside is looked at again', async () => {
  const session = await open();
  await titles(session, ['id', 'year']);
  await database.run('ALTER TABLE album DROP COLUMN year');
  await expect(titles(session, ['id', 'year'])).rejects.toMatchObject({ name: 'AppError' });
  expect(await titles(session)).toHaveLength(2);
  expect((await session.describe('public.album', patiently())).fields.map(({ name }) => name)).toEqual(['id', 'title']);
});

test('what the server says reaches a person as an error of the application', async () => {
  const role = await database.role({ grants: 'GRANT SELECT ON album TO {role}' });
  const session = await open({ config: role.config, password: role.password });
  await expect(session.describe('public.secret', patiently())).rejects.toMatchObject({ code: 'auth' });
  await expect(session.describe('public.nothing', patiently())).rejects.toMatchObject({ code: 'not_found' });
  expect(await titles(session)).toHaveLength(2);
  await database.run(`REVOKE SELECT ON album FROM ${role.name}`);
  await expect(titles(session)).rejects.toMatchObject({ name: 'AppError', code: 'auth' });
});

test('its address names the database and where it is', () => {
  const address = (host: string, port: number | string = 5432) =>
    postgresConnector.address({ kind: 'postgresql', host, port, database: 'lumen', user: 'ada', sslmode: 'prefer' });
  expect([address('db.example.org'), address('a,b', '5432,5433'), address('/run/pg'), address('a,b', '1,2,3')]).toEqual(
    ['lumen on db.example.org', 'lumen on a, b:5433', 'lumen on /run/pg', 'lumen'],
  );
});
