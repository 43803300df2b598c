import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readSummaries } from './key-details.ts';
import type { Keyspace } from './keyspace/keyspace.ts';
import type { RedisPart } from './redis-part.ts';
import { type OwnRedis, openTestPart, startOwnRedis, until } from './testing/own-redis.ts';

let redis: OwnRedis;
let part: RedisPart;

beforeAll(async () => {
  redis = await startOwnRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  await redis.client.flushall();
  part = openTestPart(redis.url);
});
afterEach(() => part.close());

const root = new Uint8Array();
const isOver = (keyspace: Keyspace) => ['complete', 'failed'].includes(keyspace.progress.state);

async function sweep(keyspace: Keyspace): Promise<void> {
  keyspace.restart();
  await until(
    (listener) => keyspace.onChange(listener),
    () => isOver(keyspace),
  );
}

async function fill(count: number, name: (index: number) => string | Buffer): Promise<void> {
  for (let start = 0; start < count; start += 5000) {
    const pairs: (string | Buffer)[] = [];
    for (let index = start; index < Math.min(count, start + 5000); index++) pairs.push(name(index), 'v');
    await redis.client.mset(pairs);
  }
}

/** Every key below a folder, by walking the tree as a person would who opens everything. */
async function walk(keyspace: Keyspace, path: Uint8Array = root): Promise<string[]> {
  const names: string[] = [];
  for (let offset = 0; ; ) {
    const page = await keyspace.page(path, offset, 1000);
    for (const node of page.nodes) {
      if (node.kind === 'key') names.push(node.path);
      else {
        const below = await walk(keyspace, Buffer.from(node.path, 'base64url'));
        expect(below.length).toBe(node.keys);
        names.push(...below);
      }
    }
    offset += page.nodes.length;
    if (offset >= page.total) return names;
  }
}

describe('a Redis of a project', () => {
  it('knows 100,000 keys exactly, binary names included', async () => {
    const name = (index: number) =>
      index % 5 === 0
        ? Buffer.from([0, 0xff, index & 0xff, index >> 8, index >> 16])
        : Buffer.from(`user:${index % 300}:item:${index}`);
    await fill(100_000, name);
    const { keyspace } = part.database(0);
    await sweep(keyspace);
    expect(keyspace.progress).toMatchObject({ state: 'complete', found: 100_000, total: 100_000, message: '' });
    const expected = new Set(Array.from({ length: 100_000 }, (_, index) => name(index).toString('base64url')));
    const found = await walk(keyspace);
    expect(found.length).toBe(100_000);
    expect(new Set(found)).toEqual(expected);
  });

  it('has every key that was there throughout, each once, while others come and go during the sweep', async () => {
    await fill(60_000, (index) => `steady:${index}`);
    await fill(60_000, (index) => `leaving:${index}`);
    const { keyspace } = part.database(0);
    keyspace.restart();
    // Deleting half of the keys makes the server shrink its table: SCAN then gives names again.
    for (let start = 0; !isOver(keyspace) && start < 60_000; start += 2000) {
      await redis.client.unlink(Array.from({ length: 2000 }, (_, index) => `leaving:${start + index}`));
      await redis.client.mset(Array.from({ length: 400 }, (_, index) => `coming:${start}:${index % 200}`));
    }
    await until(
      (listener) => keyspace.onChange(listener),
      () => isOver(keyspace),
    );
    const found = await walk(keyspace);
    expect(new Set(found).size).toBe(found.length);
    expect(keyspace.progress.found).toBe(found.length);
    const steady = found.filter((name) => Buffer.from(name, 'base64url').toString().startsWith('steady:'));
    expect(steady.length).toBe(60_000);
  });

  it('shows a growing tree while it sweeps, never more than there is', async () => {
    await fill(80_000, (index) => `folder:${index}`);
    const { keyspace } = part.database(0);
    const seen: number[] = [];
    keyspace.onChange(() => seen.push(keyspace.progress.found));
    await sweep(keyspace);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(80_000);
  });

  it('pauses, keeps what it found readable, and goes on where it stopped', async () => {
    await fill(80_000, (index) => `folder:${index}`);
    const { keyspace } = part.database(0);
    keyspace.join();
    await until(
      (listener) => keyspace.onChange(listener),
      () => keyspace.progress.found > 5000,
    );
    keyspace.pause();
    const paused = keyspace.progress;
    expect(paused.state).toBe('paused');
    const page = await keyspace.page(root, 0, 10);
    expect(page.isComplete).toBe(false);
    expect(page.nodes[0]?.keys).toBeGreaterThanOrEqual(5000);
    expect(page.nodes[0]?.keys).toBeLessThan(80_000);
    keyspace.join();
    expect(keyspace.progress.state).toBe('paused');
    keyspace.resume();
    await until(
      (listener) => keyspace.onChange(listener),
      () => isOver(keyspace),
    );
    expect(keyspace.progress).toMatchObject({ state: 'complete', found: 80_000 });
  });

  it('keeps the known tree until a new sweep is complete', async () => {
    await fill(50_000, (index) => `old:${index}`);
    const { keyspace } = part.database(0);
    await sweep(keyspace);
    const before = keyspace.progress.generation;
    await redis.client.flushall();
    await fill(50_000, (index) => `new:${index}`);
    keyspace.restart();
    expect((await keyspace.page(root, 0, 10)).nodes.map(({ label }) => label)).toEqual(['old']);
    await until(
      (listener) => keyspace.onChange(listener),
      () => isOver(keyspace),
    );
    expect((await keyspace.page(root, 0, 10)).nodes.map(({ label }) => label)).toEqual(['new']);
    expect(keyspace.progress.generation).toBeGreaterThan(before);
  });

  it('finds keys by a part of their name', async () => {
    await redis.client.mset(
      'user:Ada',
      'v',
      'user:bob',
      'v',
      'cache:ADA:1',
      'v',
      Buffer.from('\xffada', 'latin1'),
      'v',
    );
    const { keyspace } = part.database(0);
    await sweep(keyspace);
    const { total, nodes } = await keyspace.search(Buffer.from('ada'), 0, 10);
    expect([total, nodes.map(({ label }) => label)]).toEqual([3, ['cache:ADA:1', 'user:Ada', '\\xffada']]);
  });

  it('reads an empty database', async () => {
    const { keyspace } = part.database(0);
    await sweep(keyspace);
    expect(keyspace.progress).toMatchObject({ state: 'complete', found: 0, total: 0 });
    expect(await keyspace.page(root, 0, 10)).toMatchObject({ total: 0, isComplete: true, nodes: [] });
  });

  it('lists the databases that hold keys and tells a database that is not there', async () => {
    await redis.client.set('a', '1');
    await redis.client.select(3);
    await redis.client.mset('b', '1', 'c', '1');
    await redis.client.select(0);
    await part.database(0).connection();
    expect(await part.describe()).toMatchObject({
      id: 'main',
      address: 'redis.sock',
      state: { kind: 'ready', version: expect.stringMatching(/^(Redis|Valkey) \d/) },
      databases: [
        { db: 0, keys: 1 },
        { db: 3, keys: 2 },
      ],
    });
    await sweep(part.database(3).keyspace);
    expect(part.database(3).keyspace.progress.found).toBe(2);
    await expect(part.database(99).connection()).rejects.toMatchObject({
      code: 'not_found',
      message: 'Redis has no such database',
    });
    expect(() => part.database(-1)).toThrow('Redis has no such database');
    // A name is not asked for twice: the failed connection is forgotten.
    await expect(part.database(99).connection()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('says that the server is gone, keeps the tree, and sweeps again when it is back', async () => {
    await fill(1000, (index) => `key:${index}`);
    const { keyspace } = part.database(0);
    await sweep(keyspace);
    await redis.stop();
    await until(
      (listener) => part.onStateChange(listener),
      () => part.state.kind === 'reconnecting',
    );
    expect((await keyspace.page(root, 0, 10)).nodes[0]?.keys).toBe(1000);
    await expect(part.database(0).connection()).rejects.toMatchObject({ code: 'connection' });
    keyspace.restart();
    await until(
      (listener) => keyspace.onChange(listener),
      () => isOver(keyspace),
    );
    expect(keyspace.progress.state).toBe('failed');
    expect(keyspace.progress.message).not.toBe('');
    expect((await keyspace.page(root, 0, 10)).nodes[0]?.keys).toBe(1000);

    await redis.start();
    await redis.client.set('later', 'v');
    part.reconnect();
    await until(
      (listener) => keyspace.onChange(listener),
      () => keyspace.progress.state === 'complete',
    );
    expect(part.state.kind).toBe('ready');
    expect(keyspace.progress.found).toBe(1001);
    await part.database(0).connection();
  });

  it('reads as a user who may neither ask about the server nor see all keys', async () => {
    await redis.client.mset('open:1', 'v', 'closed:1', 'v');
    await redis.client.call(
      'ACL',
      'SETUSER',
      'guest',
      'on',
      '>pw',
      '~open:*',
      'resetchannels',
      '-@all',
      '+scan',
      '+type',
      '+pttl',
      '+ping',
      '+select',
      '+get',
      '+getrange',
      '+strlen',
    );
    const guest = openTestPart(`redis+unix://guest:pw@${redis.path}`);
    try {
      const { keyspace } = guest.database(0);
      await sweep(keyspace);
      expect(guest.state).toEqual({ kind: 'ready', version: 'Redis' });
      expect(keyspace.progress).toMatchObject({ state: 'complete', found: 2, total: 2 });
      expect((await guest.describe()).databases).toEqual([{ db: 0, keys: 0 }]);
      const summaries = await readSummaries(await guest.database(0).connection(), [
        Buffer.from('open:1'),
        Buffer.from('closed:1'),
      ]);
      expect(summaries.map(({ type, typeName }) => [type, typeName])).toEqual([
        ['string', 'string'],
        ['other', 'no permission'],
      ]);
    } finally {
      await guest.close();
    }
  });

  it('fails a sweep that is not permitted and says so', async () => {
    await redis.client.call('ACL', 'SETUSER', 'blind', 'on', '>pw', '~*', '-@all', '+ping');
    const blind = openTestPart(`redis+unix://blind:pw@${redis.path}`);
    try {
      await sweep(blind.database(0).keyspace);
      expect(blind.database(0).keyspace.progress.state).toBe('failed');
      expect(blind.database(0).keyspace.progress.message).toContain('NOPERM');
    } finally {
      await blind.close();
    }
  });

  it('fails with a login that is not accepted, and never tells the password', async () => {
    const wrong = openTestPart(`redis+unix://nobody:topsecret@${redis.path}`);
    await until(
      (listener) => wrong.onStateChange(listener),
      () => wrong.state.kind === 'failed',
    );
    expect(wrong.state).toMatchObject({ kind: 'failed', message: 'Redis does not accept the login' });
    expect(JSON.stringify(wrong.state)).not.toContain('topsecret');
    await wrong.close();
  });

  it('fails at an address where nothing is, and connects as soon as something is', async () => {
    await redis.stop();
    const early = openTestPart(redis.url);
    await until(
      (listener) => early.onStateChange(listener),
      () => early.state.kind === 'failed',
    );
    expect(early.state).toMatchObject({
      message: expect.stringMatching(/There is no socket redis.sock|Nothing answers at redis.sock/),
    });
    await redis.start();
    early.reconnect();
    await until(
      (listener) => early.onStateChange(listener),
      () => early.state.kind === 'ready',
    );
    await early.close();
  });

  it('asks for the address of a server it has to wait for once, until somebody asks again', async () => {
    let asked = 0;
    const waiting = openTestPart(async () => {
      asked++;
      if (asked < 2) throw Object.assign(new Error('Command not found'), { code: 'ENOENT' });
      return redis.url;
    });
    await until(
      (listener) => waiting.onStateChange(listener),
      () => waiting.state.kind === 'failed',
    );
    expect(asked).toBe(1);
    waiting.reconnect();
    await until(
      (listener) => waiting.onStateChange(listener),
      () => waiting.state.kind === 'ready',
    );
    expect(asked).toBe(2);
    await waiting.close();
  });

  it('closes in the middle of a sweep', async () => {
    await fill(60_000, (index) => `key:${index}`);
    const { keyspace } = part.database(0);
    keyspace.join();
    await until(
      (listener) => keyspace.onChange(listener),
      () => keyspace.progress.found > 1000,
    );
    await part.close();
    // The server notices a closed socket in its own time.
    await expect
      .poll(
        async () =>
          String(await redis.client.client('LIST'))
            .trim()
            .split('\n').length,
        { timeout: 5000 },
      )
      .toBe(1);
  });
});
