import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import { temporaryDirectory } from '../../../../../test/support/temporary-directory.ts';
import { readConnectionText } from './connection-text.ts';
import { findPassword } from './password-file.ts';
import { type ResolvePlace, resolveConnection } from './resolve-connection.ts';

const nowhere: ResolvePlace = { environment: {}, home: '/nowhere', user: 'ada', directory: '/work' };

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

async function shortly(text: string, place: ResolvePlace = nowhere) {
  const { settings, password, origins, notes } = await resolveConnection(text, place);
  const { host, port, databases, user, sslMode } = settings;
  return { host, port, databases, user, sslMode, password, origins, notes };
}

test('without a word everything is libpq’s default, and says so', async () => {
  expect(await resolveConnection('', nowhere)).toEqual({
    settings: {
      kind: 'postgresql',
      host: 'localhost',
      port: '5432',
      databases: ['ada'],
      user: 'ada',
      sslMode: 'prefer',
      rootCertificate: '',
      certificate: '',
      key: '',
      schemas: [],
    },
    password: null,
    origins: {
      host: { kind: 'default', text: 'libpq’s default' },
      port: { kind: 'default', text: 'libpq’s default' },
      user: { kind: 'default', text: 'Your name on this computer' },
      database: { kind: 'default', text: 'The name of the user' },
      sslMode: { kind: 'default', text: 'libpq’s default' },
    },
    notes: [],
  });
});

test.each([
  ['postgres://', {}],
  ['postgresql://localhost', { host: 'localhost' }],
  ['postgresql://db.example.org:5433/lumen', { host: 'db.example.org', port: '5433', dbname: 'lumen' }],
  ['postgres://ada@db/lumen', { user: 'ada', host: 'db', dbname: 'lumen' }],
  ['postgres://ada:s%20%2F@db', { user: 'ada', password: 's /', host: 'db' }],
  ['postgres://ada:p@ss:w#rd@db/x', { user: 'ada', password: 'p@ss:w#rd', host: 'db', dbname: 'x' }],
  ['postgres://ada:what?@db/x', { user: 'ada', password: 'what?', host: 'db', dbname: 'x' }],
  ['postgres://db?user=a@b&password=x', { host: 'db', user: 'a@b', password: 'x' }],
  ['postgresql:///lumen?host=/run/pg&port=5434', { dbname: 'lumen', host: '/run/pg', port: '5434' }],
  ['postgresql://%2Frun%2Fpg/lumen', { host: '/run/pg', dbname: 'lumen' }],
  ['postgresql://a:1,b:2/x?sslmode=require', { host: 'a,b', port: '1,2', dbname: 'x', sslmode: 'require' }],
  ['postgresql://a,b:5433/x', { host: 'a,b', port: ',5433', dbname: 'x' }],
  ['postgresql://[2001:db8::1]:5433/x', { host: '2001:db8::1', port: '5433', dbname: 'x' }],
  ['postgresql://[::1]/x', { host: '::1', dbname: 'x' }],
  ['jdbc:postgresql://db/x?ssl=true', { host: 'db', dbname: 'x', sslmode: 'require' }],
  ['postgresql+psycopg2://db/x', { host: 'db', dbname: 'x' }],
  ['POSTGRES://db/山田', { host: 'db', dbname: '山田' }],
  ['postgres://db/x?options=-c%20a%3Db', { host: 'db', dbname: 'x', options: '-c a=b' }],
  ['host=db port = 5433 dbname=lumen', { host: 'db', port: '5433', dbname: 'lumen' }],
  [`user='ada novák' password='it\\'s \\\\'`, { user: 'ada novák', password: `it's \\` }],
  ['password=a\\ b user=x', { password: 'a b', user: 'x' }],
  [`host='' user=ada`, { user: 'ada' }],
  ['  service=lumen  ', { service: 'lumen' }],
  ['lumen', { dbname: 'lumen' }],
])('reads %s as libpq does', (text, expected) => {
  expect(Object.fromEntries(readConnectionText(text))).toEqual(expected);
});

test.each([
  ['postgres://ada:%zz@db', '%25'],
  ['postgres://ada:secret@[::1', '[::1]'],
  ['host=db password', 'password='],
  [`password='open user=x`, 'password='],
  ['postgres://db/x?sslmode', 'name=value'],
])('refuses %s without repeating what may be a password', (text, advice) => {
  const error = caught(() => readConnectionText(text));
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'bad_request', detail: { subject: 'url' } });
  if (!(error instanceof AppError)) return;
  expect(error.detail.advice).toContain(advice);
  expect(error.message).not.toMatch(/secret|%zz|open user/);
});

test('what a connection string says comes back, whatever it holds', () => {
  const value = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'));
  const record = fc.record({ host: value, user: value, password: value, dbname: value });
  fc.assert(
    fc.property(record, (parameters) => {
      const quoted = Object.entries(parameters).map(([name, text]) => `${name}='${text.replace(/[\\']/g, '\\$&')}'`);
      expect(Object.fromEntries(readConnectionText(quoted.join(' ')))).toEqual(parameters);
    }),
  );
});

test('what a URL says comes back, whatever it holds', () => {
  const value = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(value, value, value, (user, password, dbname) => {
      const [person, secret, name] = [user, password, dbname].map(encodeURIComponent);
      expect(Object.fromEntries(readConnectionText(`postgres://${person}:${secret}@db/${name}`))).toEqual({
        user,
        password,
        dbname,
        host: 'db',
      });
    }),
  );
});

test('the text comes before its service, the service before the environment', async () => {
  const home = await temporaryDirectory();
  await writeFile(
    join(home, '.pg_service.conf'),
    '# ours\n[other]\nhost=wrong\n\n[lumen]\nhost = service-host\nport=5499\ndbname=lumen\nservice=loop\nnonsense\n[lumen]\nuser=second\n',
  );
  const environment = { PGHOST: 'env-host', PGUSER: 'env-user', PGPASSWORD: 'pw', PGDATABASE: 'env', PGPORT: '' };
  expect(await shortly('service=lumen port=5500', { ...nowhere, home, environment })).toEqual({
    host: 'service-host',
    port: '5500',
    databases: ['lumen'],
    user: 'env-user',
    sslMode: 'prefer',
    password: 'pw',
    origins: {
      host: { kind: 'service', text: 'service “lumen” in ~/.pg_service.conf' },
      port: { kind: 'url', text: 'Connection string' },
      database: { kind: 'service', text: 'service “lumen” in ~/.pg_service.conf' },
      user: { kind: 'environment', text: 'PGUSER' },
      password: { kind: 'environment', text: 'PGPASSWORD' },
      sslMode: { kind: 'default', text: 'libpq’s default' },
    },
    notes: ['Line 9 of ~/.pg_service.conf was not understood', 'Line 10 of ~/.pg_service.conf was not understood'],
  });
});

test('a service is looked for in PGSERVICEFILE, then in the system’s folder; one nobody knows is refused', async () => {
  const home = await temporaryDirectory();
  await writeFile(join(home, 'mine.conf'), '[a]\nhost=mine\n');
  await writeFile(join(home, 'pg_service.conf'), '[a]\nhost=system\n[b]\nhost=system-b\n');
  const environment = { PGSERVICEFILE: join(home, 'mine.conf'), PGSYSCONFDIR: home };
  expect((await shortly('service=a', { ...nowhere, environment })).host).toBe('mine');
  expect((await shortly('', { ...nowhere, environment: { ...environment, PGSERVICE: 'b' } })).host).toBe('system-b');
  await expect(shortly('service=c', { ...nowhere, home, environment })).rejects.toMatchObject({
    code: 'bad_request',
    message: 'No service “c” was found',
    detail: { advice: 'It was looked for in ~/mine.conf and ~/pg_service.conf.' },
  });
});

test('a missing password is looked up in the password file, which nobody else may read', async () => {
  const home = await temporaryDirectory();
  const file = join(home, '.pgpass');
  await writeFile(file, '# all\nother:*:*:*:wrong\n*:5432:lumen:ada:it\\:s \\\\ me\n*:*:*:*:last\n', { mode: 0o600 });
  const url = 'postgres://ada@db/lumen';
  const found = await shortly(url, { ...nowhere, home });
  expect([found.password, found.origins.password, found.notes]).toEqual([
    'it:s \\ me',
    { kind: 'passfile', text: '~/.pgpass, line 3' },
    [],
  ]);
  expect((await shortly('postgres://ada:own@db/lumen', { ...nowhere, home })).password).toBe('own');
  expect((await shortly('postgres://ada@db:1/lumen', { ...nowhere, home })).password).toBe('last');

  await chmod(file, 0o644);
  expect(await shortly(url, { ...nowhere, home })).toMatchObject({
    password: null,
    notes: ['~/.pgpass was not read: others may read it too (chmod 600 helps)'],
  });
  const environment = { PGPASSFILE: join(home, 'none') };
  expect((await shortly(url, { ...nowhere, home, environment })).notes).toEqual(['There is no password file ~/none']);
});

test('a password file calls the usual sockets localhost', () => {
  const text = 'localhost:5432:*:ada:a\n/srv/pg:5432:*:ada:b\n';
  const place = { port: '5432', database: 'x', user: 'ada' };
  expect(findPassword(text, { ...place, host: 'localhost' })).toEqual({ password: 'a', line: 1 });
  expect(findPassword(text, { ...place, host: '/srv/pg' })).toEqual({ password: 'b', line: 2 });
  expect(findPassword('a:b:c', { ...place, host: 'a' })).toBeNull();
});

test('sslmode has libpq’s meaning, and what is left out is told', async () => {
  expect(await shortly('postgres://db/x?sslmode=allow')).toMatchObject({
    sslMode: 'prefer',
    notes: ['sslmode=allow was taken as “prefer”'],
  });
  expect((await shortly('postgres://db/x?sslmode=no-verify')).sslMode).toBe('require');
  expect((await shortly('postgres://db/x?sslrootcert=system')).sslMode).toBe('verify-full');
  const environment = { PGSSLMODE: 'verify-ca', PGSSLROOTCERT: 'certs/root.pem', PGCHANNELBINDING: 'require' };
  const { settings, notes, origins } = await resolveConnection('postgres://db/x?target_session_attrs=read-write', {
    ...nowhere,
    environment,
  });
  expect(settings).toMatchObject({ sslMode: 'verify-ca', rootCertificate: '/work/certs/root.pem' });
  expect(origins.rootCertificate).toEqual({ kind: 'environment', text: 'PGSSLROOTCERT' });
  expect(notes).toEqual([
    'target_session_attrs was left out: the first host that answers is taken',
    'channel_binding (PGCHANNELBINDING) was left out: check the server’s certificate instead (verify-full)',
  ]);
  expect((await shortly('host=a hostaddr=10.0.0.1')).notes).toEqual([
    'hostaddr was left out: the host’s name is looked up',
  ]);
  expect((await shortly('hostaddr=10.0.0.1')).host).toBe('10.0.0.1');
});

test('certificates in libpq’s folder are taken where they are', async () => {
  const home = await temporaryDirectory();
  await mkdir(join(home, '.postgresql'));
  await writeFile(join(home, '.postgresql', 'root.crt'), '');
  const { settings, origins } = await resolveConnection('postgres://db/x', { ...nowhere, home });
  expect(settings.rootCertificate).toBe(join(home, '.postgresql', 'root.crt'));
  expect(origins.rootCertificate).toEqual({ kind: 'default', text: '~/.postgresql/root.crt, where libpq looks' });
  expect(
    (await resolveConnection('postgres://db/x?sslmode=disable', { ...nowhere, home })).settings.rootCertificate,
  ).toBe('');
});
