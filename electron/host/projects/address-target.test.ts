import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { addressTarget } from './address-target.ts';
import { addressKind, foreignScheme } from './address-text.ts';
import { accepted, type ProjectTarget } from './project-files.ts';
import { isSameAddress } from './same-address.ts';

const nowhere = { environment: {}, home: '/nowhere', user: 'somebody' };

async function open(text: string, place = nowhere): Promise<ProjectTarget> {
  const kind = addressKind(text);
  if (kind === null) throw new Error(`${text} was taken for a path`);
  return accepted(await addressTarget(kind, text, place));
}

describe('an address of PostgreSQL', () => {
  test.each([
    ['postgres://me@db/shop', 'postgresql://me@db:5432/shop'],
    ['postgres://me:word@db:5433/shop?sslmode=verify-full', 'postgresql://me@db:5433/shop?sslmode=verify-full'],
    ['host=db user=me dbname=shop', 'postgresql://me@db:5432/shop'],
    ['postgres://me@/shop?host=/run/pg', 'postgresql://me@/shop?host=/run/pg&port=5432'],
    ['postgres://me@a:1,b:2/shop', 'postgresql://me@/shop?host=a,b&port=1,2'],
    ['postgres://me@[::1]/shop', 'postgresql://me@/shop?host=::1&port=5432'],
    ['postgres://', 'postgresql://somebody@localhost:5432/somebody'],
    ['postgres://m%40e@db/sh%2Fop%3F', 'postgresql://m%40e@db:5432/sh%2Fop%3F'],
  ])('%s is known by %s', async (given, path) => {
    const target = await open(given);
    expect(target.path).toBe(path);
    expect(await open(path)).toEqual({ ...target, passwords: undefined });
    expect(isSameAddress(path, `${path}${path.includes('?') ? '&' : '?'}sslrootcert=/ca.pem`)).toBe(true);
  });

  test('is the same one again whatever its names hold and the environment says', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'));
    const environment = {
      PGHOST: 'elsewhere',
      PGDATABASE: 'other',
      PGUSER: 'other',
      PGSSLMODE: 'require',
      PGPORT: '1',
    };
    await fc.assert(
      fc.asyncProperty(name, name, async (user, database) => {
        const url = `postgres://${encodeURIComponent(user)}:word@db/${encodeURIComponent(database)}`;
        const target = await open(url);
        expect(Object.values(target.manifest.storages)).toMatchObject([{ user, database, host: 'db' }]);
        expect(Object.values(target.passwords ?? {})).toEqual(['word']);
        const again = await open(target.path, { ...nowhere, environment: { PGHOST: environment.PGHOST } });
        expect([again.id, again.path, again.manifest]).toEqual([target.id, target.path, target.manifest]);
      }),
    );
  });

  test('is refused in one line when it can’t be read', async () => {
    for (const text of ['postgres://me@[::1/x', 'service=nowhere', 'host=']) {
      const kind = addressKind(text);
      const target = await addressTarget(kind ?? 'redis', text, nowhere);
      if (target.kind === 'refused') expect(target.message).not.toContain('\n');
    }
    expect((await addressTarget('redis', 'redis://cache/not-a-number', nowhere)).kind).toBe('refused');
  });
});

test.each([
  ['redis://:word@cache', 'redis://cache:6379/0'],
  ['rediss://me:word@cache:1/2', 'rediss://me@cache:1/2'],
  ['unix:/run/redis.sock?db=3', 'redis+unix:///run/redis.sock?db=3'],
])('the Redis %s is a project known by %s', async (given, path) => {
  const target = await open(given);
  expect([target.path, target.manifest.redis]).toEqual([path, { redis: { url: path } }]);
  expect(await open(path)).toEqual({ ...target, passwords: undefined });
});

test('tells addresses from paths', async () => {
  const directory = await temporaryDirectory();
  mkdirSync(join(directory, 'host=x'));
  for (const path of ['/a/b', './host=x', 'C:\\shop.db', 'shop.db', 'postgres', 'host', 'file:///a', '~/x', ''])
    expect([addressKind(path), foreignScheme(path)]).toEqual([null, null]);
  expect(foreignScheme('mysql://db')).toBe('mysql');
  expect([addressKind('PostgreSQL://db'), addressKind(' host = db')]).toEqual(['postgresql', 'postgresql']);
});
