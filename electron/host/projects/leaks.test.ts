import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresSettings } from '../../../shared/domain/project-settings.ts';
import { makeDatabase, type TestDatabase } from '../../../test/support/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../../../test/support/services/postgres-server.ts';
import { router } from '../api/router.ts';
import { startOwnRedis } from '../redis/testing/own-redis.ts';
import { nothing } from './testing/empty-form.ts';
import { makeProjectPlace, type ProjectHost } from './testing/project-host.ts';

/** Nothing else in the data folder can look like one of these. */
const passwords = {
  database: 'geheim/W0rt:ö@%&"\\\'x',
  wrong: 'falsches/W0rt @%y',
  redis: 'redis-W0rt+/=&z',
  passphrase: 'lange Passphrase "q"',
};

let server: TestPostgres;
let shop: TestDatabase;

beforeAll(async () => {
  server = await startTestPostgres({
    listen: 'tcp',
    authentication: ['host all postgres 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256'],
  });
  shop = await makeDatabase({
    server: server.url,
    sql: `CREATE TABLE album (id int PRIMARY KEY, title text); INSERT INTO album VALUES (1, 'First')`,
  });
  const literal = `'${passwords.database.replaceAll("'", "''")}'`;
  await shop.run(`CREATE ROLE clerk LOGIN PASSWORD ${literal}; GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk`);
});

afterAll(async () => {
  await server.stop();
});

function formsOf(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret, 'utf8');
  const forms = [
    ...[secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)],
    ...[secret.replaceAll(/[\\']/g, '\\$&'), secret.replaceAll(/[\\:]/g, '\\$&'), secret.replaceAll("'", "''")],
    // Without the last letters, which depend on what follows.
    ...[bytes.toString('base64').replace(/.{0,3}=*$/, ''), bytes.toString('base64url').slice(0, -3)],
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
  ];
  return [...forms.map((form) => Buffer.from(form, 'utf8')), Buffer.from(secret, 'utf16le')];
}

function leaksIn(content: Buffer): string[] {
  return Object.entries(passwords).flatMap(([name, secret]) =>
    formsOf(secret).flatMap((form, index) => (content.includes(form) ? [`${name} (form ${index})`] : [])),
  );
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('finds a password in each form that it looks for', () => {
  for (const form of formsOf(passwords.database)) {
    const content = Buffer.concat([Buffer.from('before'), form, Buffer.from('after')]);
    expect(leaksIn(content).length).toBeGreaterThan(0);
  }
  expect(leaksIn(Buffer.from(`x${Buffer.from(passwords.redis).toString('base64')}x`)).length).toBeGreaterThan(0);
});

test('passwords get into no file of the data folder, no answer, no error and no address', async () => {
  await using redis = await startOwnRedis();
  await redis.client.call('CONFIG', 'SET', 'requirepass', passwords.redis);
  const place = await makeProjectPlace();
  const said: string[] = [];
  /** Everything that a window could show of it, errors included. */
  const tell = async <Result>(answer: Promise<Result>): Promise<Result | null> => {
    try {
      const result = await answer;
      said.push(JSON.stringify([result], (_, value) => (typeof value === 'bigint' ? String(value) : value)));
      return result;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      said.push(`${error.message} ${JSON.stringify(error)}`);
      return null;
    }
  };
  const form: PostgresSettings = {
    ...{ kind: 'postgresql', host: '127.0.0.1', port: String(server.port), databases: [shop.name], user: 'clerk' },
    ...{ sslMode: 'prefer', rootCertificate: '', certificate: '', key: '', schemas: [] },
  };
  const address = `127.0.0.1:${server.port}/${shop.name}`;
  const set = (value: string) => ({ kind: 'set' as const, value });
  const keep = { kind: 'keep' as const };
  const redisUrl = redis.url.replace('unix:', `redis+unix://:${encodeURIComponent(passwords.redis)}@`);

  const first = await place.start({ environment: { PGPASSFILE: '/nowhere' } });
  const { calls } = first;
  // Addresses with the right and the wrong password, encoded or not, and such as nobody can read.
  const urls = [
    `postgres://clerk:${encodeURIComponent(passwords.database)}@${address}`,
    `postgres://clerk:${encodeURIComponent(passwords.wrong)}@${address}?sslmode=disable`,
    `postgres://clerk:${passwords.database}@${address}`,
    `postgres://clerk:${encodeURIComponent(passwords.database)}@[::1`,
    `host=127.0.0.1 password='${passwords.wrong.replaceAll(/[\\']/g, '\\$&')}' sslmode=verify-full port=1 user=x dbname=y`,
    redisUrl,
    `redis://me:${encodeURIComponent(passwords.redis)}@127.0.0.1:1/x`,
    `mysql://me:${encodeURIComponent(passwords.wrong)}@db/x`,
  ];
  const opened: string[] = [];
  for (const url of urls) {
    const id = await tell(calls.open({ kind: 'url', url }));
    if (id !== null) opened.push(id);
    const target = await first.host.examine(url);
    // What is not refused carries its password on; nothing of it is shown.
    if (target.kind === 'refused') said.push(target.message);
  }
  const [id = ''] = opened;
  await first.part(id, 'storages', 'ready');
  for (const one of opened) await expect.poll(() => isSettled(first, one), { timeout: 15_000 }).toBe(true);

  // A project that is saved, tried with a wrong password, and edited.
  await tell(
    calls.test(null, { ...nothing, database: form, redisUrl }, { database: set(passwords.wrong), redis: keep }),
  );
  const made = await calls.save(
    null,
    { ...nothing, database: form, redisUrl },
    { database: set(passwords.wrong), redis: keep },
  );
  await tell(calls.open({ kind: 'known', id: made.id }));
  await first.part(made.id, 'storages', 'failed');
  const [storage] = (await first.project(made.id)).storages;
  await tell(calls.setPassword(made.id, `storages.${storage?.id}`, passwords.database, true));
  await first.part(made.id, 'storages', 'ready');
  await first.part(made.id, 'redis', 'ready');
  await tell(calls.setPassphrase(passwords.passphrase));
  await tell(calls.unlock(`${passwords.passphrase}?`));
  await tell(calls.duplicate(made.id, 'Copy'));

  // A file that somebody wrote a password into: it works, and loses it when it is saved.
  const folder = join(place.directory, 'by-hand');
  mkdirSync(folder);
  const file = join(folder, 'storeroom.json');
  writeFileSync(file, JSON.stringify({ version: 1, name: 'By hand', redis: { main: { url: redisUrl } } }));
  const byHand = (await tell(calls.open({ kind: 'path', path: folder }))) ?? '';
  await first.part(byHand, 'redis', 'ready');
  const settings = await tell(calls.settings(byHand));
  expect(settings).toMatchObject({
    hasPassword: { redis: true },
    settings: { redisUrl: `redis+unix://${redis.path}` },
  });
  if (settings) await tell(calls.save(byHand, { ...settings.settings, name: 'Not by hand' }));
  await first.part(byHand, 'redis', 'ready');
  expect(leaksIn(readFileSync(file))).toEqual([]);

  // The journal and drafts of a project with a password.
  const { context } = first.host;
  const change = {
    ...{ kind: 'update' as const, id: 'a', model: 'public.album', key: [1n] },
    fields: [
      { field: 'title', value: { kind: 'cell' as const, cell: 'New' }, base: { kind: 'cell' as const, cell: 'First' } },
    ],
  };
  const target = { project: made.id, storage: storage?.id ?? '' };
  await tell(call(router.changes.apply, { ...target, changes: [change] }, { context }));
  await context.drafts.write(context.projects.get(made.id).path, 'window', {
    ...{ value: '[]', inserted: 1, updated: 0, deleted: 0 },
  });
  // What fails on the way to a server is logged with its cause.
  await server.halt('INT');
  await expect.poll(async () => (await first.project(made.id)).storages[0]?.state.kind).not.toBe('ready');
  context.log.error({ err: new Error(`no answer for ${urls[0]}`), config: { password: passwords.database } }, urls[2]);
  await server.start();
  for (const one of [...opened, made.id, byHand]) await tell(first.project(one));
  await tell(calls.known());
  await tell(calls.list());
  await tell(calls.vault());
  for (const one of await calls.known()) await tell(calls.settings(one.id));
  await tell(first.log());
  await first.close();

  const second = await place.start();
  await tell(second.calls.open({ kind: 'known', id: made.id }));
  await tell(second.calls.unlock(passwords.passphrase));
  await second.part(made.id, 'storages', 'ready');
  await tell(second.project(made.id));
  await tell(second.log());
  await second.close();

  expect(said.flatMap((text) => leaksIn(Buffer.from(text, 'utf8')).map((leak) => [leak, text]))).toEqual([]);
  const files = filesIn(place.data);
  expect(files.some((path) => path.endsWith('storeroom.db'))).toBe(true);
  expect(files.flatMap((path) => leaksIn(readFileSync(path)).map((leak) => [path, leak]))).toEqual([]);
}, 120_000);

async function isSettled(host: ProjectHost, id: string): Promise<boolean> {
  const { storages, redis } = await host.project(id);
  return [...storages, ...redis].every(({ state }) => state.kind === 'ready' || state.kind === 'failed');
}
