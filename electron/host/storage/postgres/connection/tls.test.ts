import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PostgresConfig, SslMode } from '../../../../../shared/domain/postgres-config.ts';
import { type Authority, makeAuthority } from '../../../../../test/support/certificates.ts';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { openForTest, patiently } from '../../../../../test/support/postgres-access.ts';
import { startTestPostgres, type TestPostgres } from '../../../../../test/support/services/postgres-server.ts';
import { makeTemporaryDirectory } from '../../../../../test/support/temporary-directory.ts';
import { probePostgres } from './probe-server.ts';

let authority: Authority;
let server: TestPostgres;
let database: TestDatabase;
let folder: { path: string; remove(): Promise<void> };

beforeAll(async () => {
  authority = makeAuthority('Storeroom test authority');
  const own = authority.issue('server', ['localhost', 'db.example.org']);
  server = await startTestPostgres({
    listen: 'tcp',
    settings: { ssl: 'on', ssl_ca_file: 'root.crt', password_encryption: 'scram-sha-256' },
    authentication: [
      'host all postgres all trust',
      'hostssl all certain all cert',
      'hostssl all secret all scram-sha-256',
      'hostnossl all plain all trust',
      'hostssl all encrypted all trust',
    ],
    files: { 'server.crt': own.certificate, 'server.key': own.key, 'root.crt': authority.certificate },
  });
  database = await makeDatabase({
    server: server.url,
    sql: `CREATE ROLE certain LOGIN; CREATE ROLE secret LOGIN PASSWORD 'open sesame'; CREATE ROLE plain LOGIN;
          CREATE ROLE encrypted LOGIN`,
  });
  folder = await makeTemporaryDirectory();
  const client = authority.issue('certain');
  const other = makeAuthority('Another authority');
  const write = (name: string, text: string) => writeFile(join(folder.path, name), text, { mode: 0o600 });
  await write('root.crt', authority.certificate);
  await write('other.crt', other.certificate);
  await write('client.crt', client.certificate);
  await write('client.key', client.key);
  await write('stranger.key', other.key);
  await write('words.txt', 'no certificate');
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  });
  await write('locked.key', privateKey);
});

afterAll(async () => {
  await server.stop();
  await folder.remove();
});

interface Wish {
  readonly host?: string;
  readonly user?: string;
  readonly root?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly password?: string;
  readonly port?: number;
  readonly database?: string;
}

/** @returns what the server says of the connection, or why there is none */
async function attempt(sslmode: SslMode, wish: Wish = {}): Promise<string | readonly (string | undefined)[]> {
  const config: PostgresConfig = {
    ...database.config,
    sslmode,
    host: wish.host ?? 'localhost',
    port: wish.port ?? server.port,
    user: wish.user ?? 'postgres',
    database: wish.database ?? database.name,
    ...(wish.root === undefined ? {} : { sslrootcert: wish.root }),
    ...(wish.cert === undefined ? {} : { sslcert: wish.cert }),
    ...(wish.key === undefined ? {} : { sslkey: wish.key }),
  };
  try {
    const { notes } = await probePostgres(
      config,
      wish.password ?? null,
      { projectDirectory: folder.path },
      { signal: AbortSignal.timeout(10_000) },
    );
    return notes[0] ?? '';
  } catch (error) {
    return error instanceof AppError ? [error.code, error.message, error.detail.subject] : String(error);
  }
}

test('disable, prefer and require mean what libpq means by them', async () => {
  expect(await attempt('disable')).toBe('Not encrypted');
  expect(await attempt('prefer')).toBe('TLS 1.3');
  // No root certificate: encrypted, and the server’s certificate is not looked at.
  expect(await attempt('require')).toBe('TLS 1.3');
  expect(await attempt('require', { host: '127.0.0.1' })).toBe('TLS 1.3');
  // With one it checks as verify-ca does.
  expect(await attempt('require', { host: '127.0.0.1', root: 'root.crt' })).toBe('TLS 1.3');
  expect(await attempt('require', { root: 'other.crt' })).toEqual([
    'connection',
    `The certificate of localhost:${server.port} was not signed by an authority that is trusted`,
    'rootCertificate',
  ]);
});

test('verify-ca checks who signed, verify-full also for whom', async () => {
  expect(await attempt('verify-ca', { host: '127.0.0.1', root: 'root.crt' })).toBe('TLS 1.3');
  expect(await attempt('verify-ca', { root: 'other.crt' })).toMatchObject([
    'connection',
    expect.any(String),
    'rootCertificate',
  ]);
  expect(await attempt('verify-full', { root: 'root.crt' })).toBe('TLS 1.3');
  expect(await attempt('verify-full', { host: '127.0.0.1', root: 'root.crt' })).toEqual([
    'connection',
    `The certificate of 127.0.0.1:${server.port} is for another host than “127.0.0.1”`,
    'host',
  ]);
  // The authorities of the system did not sign it.
  expect(await attempt('verify-full')).toMatchObject(['connection', expect.any(String), 'rootCertificate']);
  expect(await attempt('verify-full', { root: 'system' })).toMatchObject([
    'connection',
    expect.any(String),
    'rootCertificate',
  ]);
  expect(await attempt('require', { root: 'system' })).toMatchObject(['bad_request', expect.any(String), 'sslMode']);
  expect(await attempt('verify-ca')).toMatchObject(['bad_request', expect.any(String), 'rootCertificate']);
});

test('prefer goes on without encryption where that is all the server lets in', async () => {
  expect(await attempt('prefer', { user: 'plain' })).toBe('Not encrypted');
  expect(await attempt('require', { user: 'plain' })).toMatchObject(['auth', expect.any(String), 'user']);
  expect(await attempt('disable', { user: 'encrypted' })).toMatchObject(['auth', expect.any(String), 'user']);
  // A handshake that fails is one.
  expect(await attempt('prefer', { root: 'other.crt' })).toBe('Not encrypted');
});

test('a name in a certificate without alternative names is a host’s, also when it is an address', async () => {
  const named = authority.issue('127.0.0.1');
  const own = await startTestPostgres({
    listen: 'tcp',
    settings: { ssl: 'on' },
    files: { 'server.crt': named.certificate, 'server.key': named.key },
  });
  onTestFinished(() => own.stop());
  const place = { root: 'root.crt', port: own.port, database: 'postgres' };
  expect(await attempt('verify-full', { ...place, host: '127.0.0.1' })).toBe('TLS 1.3');
  expect(await attempt('verify-full', { ...place, host: 'localhost' })).toMatchObject([
    'connection',
    expect.any(String),
    'host',
  ]);
});

test('a client certificate lets its owner in', async () => {
  const mine = { user: 'certain', cert: 'client.crt', key: 'client.key' };
  expect(await attempt('require', mine)).toBe('TLS 1.3');
  expect(await attempt('require', { user: 'certain' })).toMatchObject(['auth', expect.any(String), 'user']);
});

test('files that are no certificates are named', async () => {
  const told = async (wish: Wish) => attempt('require', wish);
  expect(await told({ root: 'none.crt' })).toEqual([
    'bad_request',
    `The file ${folder.path}/none.crt does not exist`,
    'rootCertificate',
  ]);
  expect(await told({ root: 'words.txt' })).toEqual([
    'bad_request',
    `The file ${folder.path}/words.txt holds no certificate in the PEM format`,
    'rootCertificate',
  ]);
  expect(await told({ cert: 'client.crt' })).toMatchObject(['bad_request', expect.any(String), 'key']);
  expect(await told({ cert: 'client.crt', key: 'words.txt' })).toMatchObject([
    'bad_request',
    expect.any(String),
    'key',
  ]);
  expect(await told({ cert: 'client.crt', key: 'locked.key' })).toEqual([
    'bad_request',
    `The key ${folder.path}/locked.key is encrypted with a passphrase`,
    'key',
  ]);
  expect(await told({ cert: 'client.crt', key: 'stranger.key' })).toEqual([
    'bad_request',
    'The key stranger.key does not belong to the certificate client.crt',
    'key',
  ]);
});

test('a password goes over an encrypted connection, and a statement is cancelled over one', async () => {
  expect(await attempt('verify-full', { root: 'root.crt', user: 'secret', password: 'open sesame' })).toBe('TLS 1.3');
  const config = { ...database.config, host: 'localhost', sslmode: 'verify-full' as const };
  const access = await openForTest({ ...config, sslrootcert: join(folder.path, 'root.crt') });
  expect(
    (
      await access.read(
        { text: 'SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()', values: [] },
        patiently(),
      )
    ).rows,
  ).toEqual([['true']]);
  const abort = new AbortController();
  const sleeping = access
    .read({ text: 'SELECT pg_sleep(30)', values: [] }, { signal: abort.signal })
    .catch((e: unknown) => e);
  const running = async () =>
    (
      await database.run(`SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active'
      AND pid <> pg_backend_pid()`)
    )[0]?.[0];
  await expect.poll(running, { interval: 5 }).toBe('1');
  const since = performance.now();
  abort.abort();
  expect(await sleeping).toMatchObject({ code: 'aborted' });
  while ((await running()) !== '0') await new Promise((resolve) => setTimeout(resolve, 2));
  expect(performance.now() - since).toBeLessThan(150);
});

/** A server that answers the first packet with these bytes. */
async function answering(bytes: string | Buffer): Promise<number> {
  const stranger: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.write(bytes));
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    stranger.close();
  });
  const address = stranger.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

test('what is no PostgreSQL, or was tampered with, is told', async () => {
  const http = await answering('HTTP/1.1 400 Bad Request\r\n\r\n');
  expect(await attempt('prefer', { port: http, host: '127.0.0.1' })).toEqual([
    'connection',
    `What answers at 127.0.0.1:${http} is no PostgreSQL server`,
    'port',
  ]);
  const stuffed = await answering(Buffer.concat([Buffer.from('S'), Buffer.alloc(20)]));
  expect(await attempt('require', { port: stuffed, host: '127.0.0.1' })).toMatchObject([
    'connection',
    `The answer of 127.0.0.1:${stuffed} was tampered with`,
    {},
  ]);
  const without = await answering('N');
  expect(await attempt('require', { port: without, host: '127.0.0.1' })).toMatchObject([
    'connection',
    `The server at 127.0.0.1:${without} offers no encryption`,
    'sslMode',
  ]);
  // MySQL’s greeting, in the clear.
  const mysql = await answering(Buffer.from('4a0000000a352e372e33312d6c6f670004000000', 'hex'));
  expect(await attempt('disable', { port: mysql, host: '127.0.0.1' })).toMatchObject([
    'connection',
    expect.any(String),
    'port',
  ]);
});
