import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTemporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { type RunningRedis, startRedisServer } from '../../services/redis-server.ts';
import { TaskCancelled, type TaskControl } from '../demo-task.ts';
import { buildKeys, plannedKeys } from './build-keys.ts';
import { demoKeysSeeded, seedMarkerKey } from './seed-marker.ts';

const control: TaskControl = { report: () => undefined, checkCancelled: () => undefined };

let server: RunningRedis;
let redis: Redis;
let close: () => Promise<void>;

beforeAll(async () => {
  const directory = await makeTemporaryDirectory();
  const started = await startRedisServer({
    directory: directory.path,
    signal: new AbortController().signal,
    report: () => undefined,
  });
  if (!('url' in started)) throw new Error(`${started.missing}. ${started.advice}`);
  server = started;
  redis = new Redis(server.url.replace(/^unix:/, ''));
  close = async () => {
    redis.disconnect();
    await server.stop();
    await directory.remove();
  };
});

afterAll(() => close());

// Writing and reading back 20,000 keys takes seconds on a machine that does other things too.
describe('the demo keys', { timeout: 60_000 }, () => {
  it('are planned the same each time', () => {
    expect([...plannedKeys(0.1)]).toEqual([...plannedKeys(0.1)]);
  });

  it('have 20,000 different names', () => {
    const names = new Set([...plannedKeys(1)].map((key) => Buffer.from(key.name).toString('hex')));
    expect(names.size).toBe(20_000);
  });

  it('are not there before, then all of them with the planned types and lives', async () => {
    expect(await demoKeysSeeded(server.url)).toBe(false);
    let last = 0;
    await buildKeys(server.url, 1, { ...control, report: ({ done }) => (last = done) });
    expect(last).toBe(20_000);
    expect(await redis.dbsize()).toBe(20_000);
    expect(await demoKeysSeeded(server.url)).toBe(true);
    const planned = [...plannedKeys(1)];
    const pipeline = redis.pipeline();
    for (const key of planned) pipeline.call('TYPE', key.name).call('PTTL', key.name);
    const replies = (await pipeline.exec()) ?? [];
    const wrong = planned.filter((key, index) => {
      const life = Number(replies[index * 2 + 1]?.[1]);
      const isAlive = key.ttlMs === null ? life === -1 : life > key.ttlMs - 120_000 && life <= key.ttlMs;
      return replies[index * 2]?.[1] !== key.type || !isAlive;
    });
    expect(wrong).toEqual([]);
    expect(await redis.strlen('report:annual:2025')).toBeGreaterThan(1_000_000);
    expect(await redis.hlen('search:terms')).toBe(5000);
    expect(await redis.xlen('events:orders')).toBe(3000);
  });

  it('live at least an hour, so that a day’s work finds them', () => {
    expect([...plannedKeys(1)].filter((key) => key.ttlMs !== null && key.ttlMs < 3_600_000)).toEqual([]);
  });

  it('are whole after an attempt that was interrupted', async () => {
    await redis.flushall();
    let checks = 0;
    const stopping: TaskControl = {
      report: () => undefined,
      checkCancelled: () => {
        checks += 1;
        if (checks === 3) throw new TaskCancelled();
      },
    };
    await expect(buildKeys(server.url, 0.1, stopping)).rejects.toThrow(TaskCancelled);
    expect(await redis.exists(seedMarkerKey)).toBe(0);
    await buildKeys(server.url, 0.1, control);
    expect(await redis.dbsize()).toBe(2000);
    const lengths = [...plannedKeys(0.1)].filter((key) => key.type === 'list');
    for (const key of lengths) {
      const items = key.commands.reduce((sum, command) => sum + command.length - 1, 0);
      expect(await redis.llen(key.name as string)).toBe(items); // list names are text
    }
  });

  it('say so when the server can’t be reached', async () => {
    await expect(buildKeys('unix:/nowhere/redis.sock', 0.1, control)).rejects.toMatchObject({ code: 'connection' });
  });
});
