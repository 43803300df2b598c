import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { ProjectSettings } from '../../../../shared/domain/project-settings.ts';
import { router } from '../../api/router.ts';
import { startOwnRedis } from '../../redis/testing/own-redis.ts';
import { keepAll, nothing } from '../testing/empty-form.ts';
import { makeProjectPlace } from '../testing/project-host.ts';

function sqlite(path: string): ProjectSettings['database'] {
  return { kind: 'sqlite', path, attached: [] };
}

const hasRights = process.getuid?.() === 0;

test('says of an SQLite file what it holds, or why it can’t be opened', async () => {
  const { directory, start } = await makeProjectPlace();
  const { calls } = await start();
  const path = join(directory, 'shop.db');
  const database = new Sqlite(path);
  onTestFinished(() => void database.close());
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE a (x); CREATE TABLE b (x)');
  writeFileSync(
    join(directory, 'text.db'),
    'no database, but long enough for a header of one hundred bytes '.repeat(3),
  );
  const of = async (file: string) => (await calls.test(null, { ...nothing, database: sqlite(file) }))[0];
  expect(await of(path)).toMatchObject({
    ...{ kind: 'worked', part: 'database', version: expect.stringMatching(/^SQLite 3/) },
    notes: ['2 tables and views', 'Changes wait in its write-ahead log'],
  });
  expect(await of(join(directory, 'gone.db'))).toMatchObject({
    ...{ kind: 'failed', field: 'path', message: `There is no file ${join(directory, 'gone.db')}` },
  });
  expect(await of(directory)).toMatchObject({ kind: 'failed', field: 'path' });
  expect(await of(join(directory, 'text.db'))).toMatchObject({ kind: 'failed', field: 'path', message: /./ });
  const other = join(directory, 'other.db');
  new Sqlite(other).exec('CREATE TABLE c (x)').close();
  const attached = [{ name: 'other', path: other }];
  expect((await calls.test(null, { ...nothing, database: { kind: 'sqlite', path, attached } }))[0]).toMatchObject({
    notes: expect.arrayContaining(['3 tables and views']),
  });
  const gone = [{ name: 'other', path: '/gone.db' }];
  expect((await calls.test(null, { ...nothing, database: { kind: 'sqlite', path, attached: gone } }))[0]).toMatchObject(
    {
      ...{ kind: 'failed', field: 'attached' },
    },
  );
  if (hasRights) return;
  chmodSync(path, 0o400);
  expect(await of(path)).toMatchObject({ notes: expect.arrayContaining(['The file can’t be written']) });
});

test('counts stored files, and finds them where they lie', async () => {
  const { directory, start } = await makeProjectPlace();
  const { calls } = await start();
  const root = join(directory, 'app', '.storage', 'files');
  for (const name of ['ab', 'cd', 'ef'])
    mkdirSync(join(root, 'shop.images', name, '01', '0123456789abcdef0123456789ab'), { recursive: true });
  const of = async (filesRoot: string) => (await calls.test(null, { ...nothing, filesRoot }))[0];
  expect(await of(root)).toMatchObject({ kind: 'worked', part: 'files', version: '3 files', notes: [] });
  expect(await of(join(directory, 'app'))).toMatchObject({
    ...{ kind: 'failed', field: 'filesRoot', advice: `Give ${root} instead.` },
  });
  expect(await of(join(directory, 'gone'))).toMatchObject({ kind: 'failed', field: 'filesRoot' });
  expect(await of(directory)).toMatchObject({ kind: 'worked', version: 'No stored files yet' });
});

test('says of a Redis which one it is, and who may not enter', async () => {
  await using redis = await startOwnRedis();
  await redis.client.set('a', '1');
  const { calls } = await (await makeProjectPlace()).start();
  const of = async (redisUrl: string) => (await calls.test(null, { ...nothing, redisUrl }))[0];
  expect(await of(redis.url)).toMatchObject({
    ...{ kind: 'worked', part: 'redis', version: /^(Redis|Valkey) \d/, notes: ['Local socket', 'One key'] },
  });
  await redis.client.call('CONFIG', 'SET', 'requirepass', 'secret-word');
  expect(await of(redis.url)).toMatchObject({ kind: 'failed', field: 'redisUrl', message: /login|NOAUTH/ });
  expect(await of(redis.url.replace('unix:', 'redis+unix://:secret-word@'))).toMatchObject({ kind: 'worked' });
  expect(await of('redis://127.0.0.1:1')).toMatchObject({
    ...{ kind: 'failed', field: 'redisUrl', message: 'Nothing answers at 127.0.0.1:1' },
    advice: 'Start Redis there, or correct the address.',
  });
});

test('tries all parts at the same time, and ends with the call', async () => {
  const { directory, start } = await makeProjectPlace();
  const { host, calls } = await start();
  const settings = { ...nothing, database: sqlite('/gone.db'), filesRoot: directory, redisUrl: 'redis://127.0.0.1:1' };
  expect((await calls.test(null, settings)).map(({ part, kind }) => [part, kind])).toEqual([
    ['database', 'failed'],
    ['files', 'worked'],
    ['redis', 'failed'],
  ]);
  // An address where nobody ever answers (TEST-NET-1, RFC 5737).
  const controller = new AbortController();
  const input = { id: null, settings: { ...nothing, redisUrl: 'redis://192.0.2.1' }, secrets: keepAll };
  const since = performance.now();
  const test = call(router.projects.connection.start, input, { context: host.context, signal: controller.signal });
  controller.abort();
  await expect(test).rejects.toMatchObject({ code: 'aborted' });
  expect(performance.now() - since).toBeLessThan(5000);
});

test('says of a password that is locked away that it is, and tries the other parts all the same', async () => {
  const { directory, start } = await makeProjectPlace();
  const settings = { ...nothing, filesRoot: directory, redisUrl: 'redis://127.0.0.1:1' };
  const first = await start();
  await first.calls.setPassphrase('correct horse');
  const secrets = { ...keepAll, redis: { kind: 'set' as const, value: 'word' } };
  const { id } = await first.calls.save(null, settings, secrets);
  await first.close();
  const { calls } = await start();
  expect(await calls.test(id, settings)).toMatchObject([
    { kind: 'worked', part: 'files' },
    { kind: 'failed', part: 'redis', message: 'The password is locked by the passphrase' },
  ]);
});

test('puts what an address means into the form', async () => {
  const { directory, home, start } = await makeProjectPlace();
  const { calls } = await start({ environment: { PGHOST: 'db.example.org', PGPASSWORD: 'word' } });
  expect(await calls.describe('rediss://me:word@cache:1/2')).toMatchObject({
    ...{ part: 'redis', redisUrl: 'rediss://me@cache:1/2', password: 'word', database: null },
  });
  expect(await calls.describe('')).toMatchObject({
    ...{ part: 'database', password: 'word', filesRoot: null },
    database: { kind: 'postgresql', host: 'db.example.org', user: 'somebody' },
    origins: { host: { kind: 'environment', text: 'PGHOST' } },
  });
  new Sqlite(join(home, 'shop.db')).exec('CREATE TABLE a (x)').close();
  expect(await calls.describe('~/shop.db')).toMatchObject({
    ...{ part: 'database', database: sqlite(join(home, 'shop.db')), notes: [] },
  });
  expect(await calls.describe(join(directory, 'gone.db'))).toMatchObject({
    ...{ part: 'database', notes: [`No such file or folder: ${join(directory, 'gone.db')}`] },
  });
  await expect(calls.describe('mysql://me:word@db/shop')).rejects.toMatchObject({
    ...{ code: 'bad_request', message: 'Addresses of this kind are not known' },
  });
});
