import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PostgresConfig } from '../../../../../shared/domain/postgres-config.ts';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { openForTest, patiently } from '../../../../../test/support/postgres-access.ts';
import { startTestPostgres, type TestPostgres } from '../../../../../test/support/services/postgres-server.ts';
import { probePostgres } from './probe-server.ts';

let server: TestPostgres;
let database: TestDatabase;
const password = 'open sesame ü';

beforeAll(async () => {
  server = await startTestPostgres({
    listen: 'tcp',
    authentication: [
      'host all postgres all trust',
      'host all scram all scram-sha-256',
      'host all md5 all md5',
      'host all clear all password',
      'host all free all trust',
      'host all full all trust',
      'host all ident all ident',
    ],
  });
  database = await makeDatabase({
    server: server.url,
    sql: `CREATE ROLE scram LOGIN PASSWORD '${password}'; SET password_encryption = 'md5';
      CREATE ROLE md5 LOGIN PASSWORD '${password}'; RESET password_encryption;
      CREATE ROLE clear LOGIN PASSWORD '${password}'; CREATE ROLE free LOGIN; CREATE ROLE outsider LOGIN;
      CREATE ROLE full LOGIN CONNECTION LIMIT 1;
      CREATE SCHEMA open; CREATE SCHEMA shut; GRANT USAGE ON SCHEMA open TO PUBLIC;
      CREATE TABLE open.t (a int); GRANT SELECT ON open.t TO PUBLIC`,
  });
});

afterAll(() => server.stop());

function config(changes: Partial<PostgresConfig>): PostgresConfig {
  return { ...database.config, ...changes };
}

async function probe(changes: Partial<PostgresConfig>, given: string | null = null) {
  return probePostgres(config(changes), given, { projectDirectory: '/' }, { signal: AbortSignal.timeout(15_000) });
}

/** @returns code, message and the field of the form to look at */
async function failure(changes: Partial<PostgresConfig>, given: string | null = null): Promise<unknown[]> {
  const error: unknown = await probe(changes, given).catch((caught: unknown) => caught);
  if (!(error instanceof AppError)) return [error];
  const all = `${error.message} ${JSON.stringify(error.detail)} ${error.stack} ${String(error.cause)}`;
  expect(all).not.toContain(given ?? 'open sesame');
  expect(error.detail.advice).toMatch(/\.$/);
  return [error.code, error.message, error.detail.subject];
}

async function refusedPort(): Promise<number> {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const address = closed.address();
  await new Promise((resolve) => closed.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

test('a test says what worked: version, time, encryption, databases, schemas, rights', async () => {
  const result = await probe({ user: 'free' });
  expect(result).toEqual({
    version: expect.stringMatching(/^PostgreSQL \d+\.\d+/),
    tookMs: expect.any(Number),
    notes: ['Not encrypted', 'free may only read', 'free may not use one schema'],
    databases: [database.name, 'postgres'].sort(),
    schemas: ['open', 'public'],
  });
  expect((await probe({})).notes).toEqual(['Not encrypted']);
});

test.each(['scram', 'md5', 'clear'])('the password of a role that logs in with %s is checked', async (user) => {
  expect((await probe({ user }, password)).version).toMatch(/^PostgreSQL/);
  expect(await failure({ user }, 'wrong password')).toEqual([
    'auth',
    `The server did not accept the password of ${user}`,
    'password',
  ]);
});

test('a password that is missing is asked for, whatever the environment has', async () => {
  expect(await failure({ user: 'scram' })).toEqual(['auth', 'scram needs a password', 'password']);
  expect(await failure({ user: 'md5' })).toEqual(['auth', 'The server did not accept the password of md5', 'password']);
});

test('each way to fail has its own words and its own field', async () => {
  const port = await refusedPort();
  expect(await failure({ host: 'no-such-host.invalid' })).toMatchObject([
    'connection',
    expect.stringMatching(/no-such-host/),
    'host',
  ]);
  expect(await failure({ port })).toEqual(['connection', `127.0.0.1:${port} refused the connection`, 'port']);
  expect(await failure({ host: '/no/such/folder' })).toEqual([
    'connection',
    `There is no socket for port ${server.port} in /no/such/folder`,
    'host',
  ]);
  expect(await failure({ database: 'nope' })).toEqual(['connection', 'The server has no database “nope”', 'databases']);
  expect(await failure({ database: 'template0' })).toMatchObject(['connection', expect.any(String), 'databases']);
  expect(await failure({ user: 'outsider' })).toMatchObject(['auth', expect.stringMatching(/pg_hba/), 'user']);
  expect(await failure({ port: '70000' })).toMatchObject(['bad_request', expect.any(String), 'port']);
  expect(await failure({ host: 'a,b,c', port: '1,2' })).toEqual(['bad_request', '3 hosts and 2 ports', 'port']);
  expect(await failure({ sslmode: 'require' })).toEqual([
    'connection',
    `The server at 127.0.0.1:${server.port} offers no encryption`,
    'sslMode',
  ]);
});

test('a database the role may not connect to is named', async () => {
  await database.run(`REVOKE CONNECT ON DATABASE ${database.name} FROM PUBLIC`);
  expect(await failure({ user: 'free' })).toEqual([
    'auth',
    `free may not connect to the database “${database.name}”`,
    'databases',
  ]);
  await database.run(`GRANT CONNECT ON DATABASE ${database.name} TO PUBLIC`);
});

test('hosts are tried in their order; who was reached and said no has the last word', async () => {
  const port = await refusedPort();
  const result = await probe({ host: '127.0.0.1,127.0.0.1', port: `${port},${server.port}` });
  expect(result.notes).toEqual([
    'Not encrypted',
    `127.0.0.1:${server.port} answered; 127.0.0.1:${port} refused the connection`,
  ]);
  expect(await failure({ host: '127.0.0.1,127.0.0.1', port: `${port},${port}` })).toEqual([
    'connection',
    `127.0.0.1:${port} refused the connection · 127.0.0.1:${port} refused the connection`,
    'port',
  ]);
  expect(
    await failure({ host: '127.0.0.1,127.0.0.1', port: `${server.port},${port}`, user: 'scram' }, 'wrong'),
  ).toEqual(['auth', 'The server did not accept the password of scram', 'password']);
});

test('a host that does not answer is given up, and so is the attempt when nobody wants it any more', async () => {
  const silent = createServer((socket) => socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    silent.close();
  });
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 100);
  const since = performance.now();
  await expect(
    probePostgres(config({ port: address.port }), null, { projectDirectory: '/' }, { signal: abort.signal }),
  ).rejects.toMatchObject({ code: 'aborted' });
  expect(performance.now() - since).toBeLessThan(1000);
  // Ten seconds pass in a tenth of one.
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms === 10_000 ? 100 : ms));
  onTestFinished(() => spy.mockRestore());
  expect(await failure({ port: address.port })).toEqual([
    'connection',
    `127.0.0.1:${address.port} did not answer in time (10 s)`,
    'host',
  ]);
});

test('where a role may have one connection only, all takes turns on it', async () => {
  const access = await openForTest(config({ user: 'full' }));
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      access.read({ text: 'SELECT $1 FROM pg_sleep(0.05)', values: [String(n)] }, patiently(), {
        lane: n % 2 === 0 ? 'page' : 'background',
      }),
    ),
  );
  expect(answers.map(({ rows }) => rows[0]?.[0])).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('a standby is read, and says why it can’t be written to', async () => {
  const standby = await startTestPostgres({ files: { 'standby.signal': '' } });
  onTestFinished(() => standby.stop());
  const place = { host: standby.host, port: standby.port, database: 'postgres', user: 'postgres' };
  const access = await openForTest(config(place));
  expect(access.server.readOnlyReason).toBe('The server is a standby: it repeats what another one writes');
  expect(access.write).toBeUndefined();
  expect((await access.read({ text: 'SELECT 1', values: [] }, patiently())).rows).toEqual([['1']]);
  expect((await probe(place)).notes).toContain('The server is a standby: it repeats what another one writes');
});

test('nothing of the environment leaks into a connection', async () => {
  const nonsense = {
    PGHOST: 'wrong.invalid',
    PGHOSTADDR: '203.0.113.1',
    PGPORT: '1',
    PGDATABASE: 'wrong',
    PGUSER: 'wrong',
    PGPASSWORD: password,
    PGPASSFILE: '/no/such/file',
    PGSERVICE: 'wrong',
    PGOPTIONS: '-c DateStyle=German -c nonsense=1',
    PGAPPNAME: 'wrong',
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/no/such/file',
    PGSSLNEGOTIATION: 'wrong',
    PGREPLICATION: 'database',
    PGCLIENTENCODING: 'LATIN1',
    PGCLIENT_ENCODING: 'LATIN1',
    PGCONNECT_TIMEOUT: '0',
    PGTZ: 'Asia/Kathmandu',
    PGDATESTYLE: 'German',
    PGBINARY: 'true',
    PGFALLBACK_APPLICATION_NAME: 'wrong',
    PGTARGETSESSIONATTRS: 'standby',
  };
  const before = { ...process.env };
  onTestFinished(() => {
    for (const name of Object.keys(nonsense)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
  Object.assign(process.env, nonsense);
  const access = await openForTest(config({ user: 'free' }));
  expect(
    (
      await access.read(
        {
          text: `SELECT CURRENT_USER::text, current_database()::text, current_setting('application_name'),
            current_setting('DateStyle'), current_setting('TimeZone'), current_setting('client_encoding'), 'ü🎞'`,
          values: [],
        },
        patiently(),
      )
    ).rows,
  ).toEqual([['free', database.name, 'Storeroom', 'ISO, MDY', 'UTC', 'UTF8', 'ü🎞']]);
  // Not even the right password is taken from there.
  expect(await failure({ user: 'scram' })).toEqual(['auth', 'scram needs a password', 'password']);
});
