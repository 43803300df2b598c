import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from 'vitest';
import { isProgram } from '../../electron/host/services/find-program.ts';
import { chromiumForTests } from './chromium.ts';
import { postgresForTests, redisForTests } from './services.ts';

test('one Redis answers all test files of a run', async () => {
  const url = await redisForTests();
  expect(await redisForTests()).toBe(url);
  const client = url.startsWith('unix:') ? new Redis({ path: url.slice('unix:'.length) }) : new Redis(url);
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
});

test('one PostgreSQL answers all test files of a run', async () => {
  const url = await postgresForTests();
  expect(await postgresForTests()).toBe(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
});

test('a browser of the Chromium family is there', async () => {
  expect(await isProgram(await chromiumForTests())).toBe(true);
});
