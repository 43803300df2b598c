import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHostLog } from './host-log.ts';
import { newReference } from './reference.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'storeroom-log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function written(): string {
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('');
}

test.each([
  ['an address', 'postgres://admin:s3cr3t-word@db.example/shop'],
  ['an address without a user', 'redis://:s3cr3t-word@127.0.0.1:6379/0'],
  ['a password with every separator', 'redis://u:s3cr3t-word/a@b:c@127.0.0.1:6379'],
  ['a connection string', 'host=db user=admin password=s3cr3t-word dbname=shop'],
  ['a quoted connection string', `host=db password='s3cr3t-word and more' dbname=shop`],
  ['our own address', 'http://127.0.0.1:4173/#token=s3cr3t-word'],
])('hides the password of %s wherever it stands', async (_, text) => {
  const { log, flush } = openHostLog(directory);
  log.info(`connecting to ${text}`);
  log.info({ url: text }, 'connecting');
  log.error({ err: new Error(`no answer from ${text}`, { cause: new Error(text) }) }, 'failed');
  await flush();
  expect(written()).toContain('connecting');
  expect(written()).not.toContain('s3cr3t-word');
});

test('hides fields that are named like secrets', async () => {
  const { log, flush } = openHostLog(directory);
  log.info(
    { password: 's3cr3t-word', nested: { token: 's3cr3t-word "quoted"', authorization: 'Bearer s3cr3t-word' } },
    'x',
  );
  await flush();
  expect(written()).not.toContain('s3cr3t-word');
});

test('hides a registered secret in each form it takes', async () => {
  const secret = 'päss"w\\ord/1';
  const { log, flush, addSecret } = openHostLog(directory);
  addSecret(secret);
  log.info(
    { plain: secret, encoded: `x=${encodeURIComponent(secret)}`, json: JSON.stringify({ secret }) },
    `text ${secret}`,
  );
  await flush();
  const text = written();
  expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
  expect(text).not.toContain(encodeURIComponent(secret));
});

test('finds an entry again by its reference, with the stack on lines of its own', async () => {
  const { log, read } = openHostLog(directory);
  const reference = newReference();
  log.info('before');
  log.error({ reference, err: new TypeError('undefined is not a store') }, 'call failed');
  const text = await read(reference);
  expect(reference).toMatch(/^[0-9A-Z]{8}$/);
  expect(text).toContain(`reference=${reference}`);
  expect(text).toMatch(/ERROR\s+call failed/);
  expect(text).toMatch(/\n {4}TypeError: undefined is not a store\n {8}at /);
  expect(text).not.toContain('before');
});

test('keeps a few files of limited size and reads over their borders', async () => {
  const { log, flush, read } = openHostLog(directory, { maxFileBytes: 2000, keptFiles: 3 });
  for (let index = 0; index < 100; index++) {
    log.info({ index }, 'x'.repeat(100));
    await flush();
  }
  const sizes = readdirSync(directory).map((name) => statSync(join(directory, name)).size);
  expect(readdirSync(directory).sort()).toEqual([
    'storeroom.1.log',
    'storeroom.2.log',
    'storeroom.3.log',
    'storeroom.log',
  ]);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2000);
  const indexes = [...(await read()).matchAll(/index=(\d+)/g)].map((match) => Number(match[1]));
  expect(indexes.at(-1)).toBe(99);
  expect(indexes).toEqual(indexes.toSorted((a, b) => a - b));
  expect(indexes.length).toBeGreaterThan(25);
});

test('appends to the log of the run before', async () => {
  for (const text of ['first run', 'second run']) {
    const { log, flush } = openHostLog(directory);
    log.info(text);
    await flush();
  }
  expect(await openHostLog(directory).read()).toMatch(/first run.*second run/s);
});

test('writes what waits when the process has no time left', () => {
  const { log, flushSync } = openHostLog(directory);
  log.error('last words');
  flushSync();
  expect(written()).toContain('last words');
});
