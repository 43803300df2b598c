import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ValuePage } from '../../../../shared/contract/redis.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { readDetails } from '../key-details.ts';
import { type ReadingConnection, readingCommands } from '../reading-connection.ts';
import type { RedisPart } from '../redis-part.ts';
import { type OwnRedis, openTestPart, startOwnRedis } from '../testing/own-redis.ts';
import { readValuePage, readWholeValue } from './value-page.ts';

let redis: OwnRedis;
let part: RedisPart;
let connection: ReadingConnection;
const key = Buffer.from([0, 0xff, 0x6b]);

beforeAll(async () => {
  redis = await startOwnRedis();
  part = openTestPart(redis.url);
  connection = await part.database(0).connection();
});
afterAll(async () => {
  await part.close();
  await redis[Symbol.asyncDispose]();
});
beforeEach(() => redis.client.flushall());

const reading = (signal?: AbortSignal) => ({ connection, key, signal });
const page = (next: string | null = null, limit = 100, offset: number | null = null) =>
  readValuePage(reading(), { next, offset }, limit);

async function allPages(limit: number): Promise<ValuePage[]> {
  const pages = [await page(null, limit)];
  for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null)
    pages.push(await page(next, limit));
  return pages;
}

const elementsOf = (pages: readonly ValuePage[]) => pages.flatMap(({ elements }) => elements);
const bytesOf = (cell: Cell | undefined): Buffer => {
  if (typeof cell === 'string') return Buffer.from(cell);
  if (cell && typeof cell === 'object' && cell.kind === 'bytes') return Buffer.from(cell.hex, 'hex');
  throw new Error('no whole cell');
};

describe('values of a Redis', () => {
  it('gives any string back byte for byte, window after window', async () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(Buffer.from('山'), Buffer.from('👩‍💻'), Buffer.from([0xe5, 0xb1])),
    );
    await fc.assert(
      fc.asyncProperty(
        unit,
        fc.integer({ min: 65_520, max: 65_540 }),
        fc.integer({ min: 0, max: 3 }),
        async (tail, lead, shift) => {
          const value = Buffer.concat([
            Buffer.alloc(shift, 'a'),
            Buffer.alloc(lead, '日本'),
            tail,
            Buffer.alloc(40_000, '山'),
          ]);
          await redis.client.set(key, value);
          const cells = elementsOf(await allPages(1)).map(([cell]) => bytesOf(cell));
          expect(Buffer.concat(cells).equals(value)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never cuts a character of a text, and calls what is no text bytes', async () => {
    await redis.client.set(key, Buffer.alloc(300_000, '山田'));
    const pages = await allPages(1);
    expect(pages.length).toBe(5);
    expect(elementsOf(pages).every(([cell]) => typeof cell === 'string' && /^[山田]+$/.test(cell))).toBe(true);
    await redis.client.set(key, Buffer.from([1, 0, 2]));
    expect((await page()).elements).toEqual([[{ kind: 'bytes', hex: '010002' }]]);
    await redis.client.set(key, '');
    expect(await page()).toEqual({ type: 'string', elements: [['']], at: [''], next: null, offset: 0 });
  });

  it('gives exact bytes at any position of a string', async () => {
    const value = Buffer.alloc(200_000, '山');
    await redis.client.set(key, value);
    const { elements, offset } = await page(null, 1, 65_536);
    expect(offset).toBe(65_536);
    expect(bytesOf(elements[0]?.[0]).equals(value.subarray(65_536, 131_072))).toBe(true);
    expect(await page(null, 1, 300_000)).toMatchObject({ elements: [[{ kind: 'bytes', hex: '' }]], next: null });
  });

  it('pages through a hash of 50,000 fields and gives each exactly once', async () => {
    for (let start = 0; start < 50_000; start += 5000) {
      await redis.client.hset(
        key,
        ...Array.from({ length: 5000 }, (_, index) => [`field ${start + index}`, `value ${start + index}`]).flat(),
      );
    }
    const pages = await allPages(500);
    expect(pages.every(({ elements, at }) => elements.length <= 500 && elements.length === at.length)).toBe(true);
    const elements = elementsOf(pages);
    expect(elements.length).toBe(50_000);
    expect(new Set(elements.map(([field]) => field)).size).toBe(50_000);
    expect(elements.every(([field, value]) => String(value).slice(6) === String(field).slice(6))).toBe(true);
  });

  it.each([
    ['a small hash that the server always gives whole', 300, 7],
    ['a hash with a surplus too big to carry', 400, 10],
  ])('caps the page of %s', async (_, fields, limit) => {
    await redis.client.config('SET', 'hash-max-listpack-entries', '1000');
    await redis.client.hset(key, ...Array.from({ length: fields }, (_, index) => [`f${index}`, `v${index}`]).flat());
    await redis.client.config('SET', 'hash-max-listpack-entries', '128');
    expect((await readDetails(connection, key)).encoding).toBe('listpack');
    const pages = await allPages(limit);
    expect(pages.every(({ elements }) => elements.length <= limit)).toBe(true);
    expect(elementsOf(pages).map(([field]) => field)).toEqual(
      Array.from({ length: fields }, (_, index) => `f${index}`),
    );
  });

  it('keeps binary fields and values apart and exact', async () => {
    const fields = [Buffer.from([0xff, 0xfe]), Buffer.from([0xff, 0xfd]), Buffer.from('__proto__'), Buffer.from('')];
    for (const [index, field] of fields.entries()) await redis.client.hset(key, field, Buffer.from([index, 0]));
    const { elements, at } = await page();
    expect(elements).toEqual([
      [
        { kind: 'bytes', hex: 'fffe' },
        { kind: 'bytes', hex: '0000' },
      ],
      [
        { kind: 'bytes', hex: 'fffd' },
        { kind: 'bytes', hex: '0100' },
      ],
      ['__proto__', { kind: 'bytes', hex: '0200' }],
      ['', { kind: 'bytes', hex: '0300' }],
    ]);
    for (const [index, name] of at.entries()) {
      expect(await readWholeValue(reading(), name, 1)).toEqual({
        kind: 'bytes',
        hex: Buffer.from([index, 0]).toString('hex'),
      });
    }
  });

  it('cuts big elements and loads them whole by their name', async () => {
    const bigField = Buffer.alloc(3000, 'field ');
    const bigValue = Buffer.alloc(100_002, '山田');
    await redis.client.hset(key, bigField, bigValue, 'small', 'v');
    const { elements, at } = await page();
    const place = elements.findIndex(([, value]) => value !== 'v');
    expect(elements[place]).toEqual([
      { kind: 'cut', of: 'text', preview: bigField.toString().slice(0, 256), sizeBytes: 3000 },
      { kind: 'cut', of: 'text', preview: bigValue.toString().slice(0, 256), sizeBytes: 100_002 },
    ]);
    expect(await readWholeValue(reading(), at[place] ?? '', 0)).toBe(bigField.toString());
    expect(bytesOf(await readWholeValue(reading(), at[place] ?? '', 1)).equals(bigValue)).toBe(true);

    await redis.client.del(key);
    await redis.client.rpush(key, 'small', bigValue);
    const list = await page();
    expect(bytesOf(await readWholeValue(reading(), list.at[1] ?? '', 0)).equals(bigValue)).toBe(true);

    await redis.client.del(key);
    await redis.client.xadd(key, '7-1', 'name', bigValue);
    const stream = await page();
    expect(bytesOf(await readWholeValue(reading(), stream.at[0] ?? '', 2)).equals(bigValue)).toBe(true);

    await redis.client.del(key);
    await redis.client.sadd(key, bigValue);
    expect(bytesOf(await readWholeValue(reading(), (await page()).at[0] ?? '', 0)).equals(bigValue)).toBe(true);
  });

  it('gives a value over 8 MB only as its size', async () => {
    await redis.client.set(key, Buffer.alloc(9 << 20, 'x'));
    expect(await readWholeValue(reading(), '', 0)).toEqual({
      kind: 'cut',
      of: 'bytes',
      preview: '',
      sizeBytes: 9 << 20,
    });
    await redis.client.del(key);
    await redis.client.hset(key, 'f', Buffer.alloc(9 << 20, 'x'));
    expect(await readWholeValue(reading(), (await page()).at[0] ?? '', 1)).toMatchObject({
      kind: 'cut',
      sizeBytes: 9 << 20,
    });
  });

  it('ends a page early when its elements are big', async () => {
    for (let index = 0; index < 8; index++) await redis.client.rpush(key, Buffer.alloc(3 << 20, String(index)));
    const pages = await allPages(100);
    expect(pages.length).toBeGreaterThan(2);
    expect(elementsOf(pages).map(([cell]) => (cell as { preview: string }).preview[0])).toEqual([...'01234567']);
  });

  it('pages through sets, integers and large ones alike', async () => {
    await redis.client.sadd(key, ...Array.from({ length: 400 }, (_, index) => String(index)));
    const integers = elementsOf(await allPages(33)).map(([member]) => Number(member));
    expect(integers.sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, index) => index));
    await redis.client.sadd(key, ...Array.from({ length: 4000 }, (_, index) => `member ${index}`));
    expect(new Set(elementsOf(await allPages(100)).map(([member]) => member)).size).toBe(4400);
  });

  it('gives the scores of a sorted set exactly as the server writes them, by rank', async () => {
    await redis.client.zadd(
      key,
      '9007199254740993',
      'a',
      '0.1',
      'b',
      '-inf',
      'c',
      '1.7976931348623157e308',
      'd',
      '3.5',
      'e',
    );
    const { elements, offset, next } = await page();
    expect([offset, next]).toEqual([0, null]);
    expect(elements.map(([member, score]) => [member, (score as { text: string }).text])).toEqual(
      await Promise.all(
        ['c', 'b', 'e', 'a', 'd'].map(async (member) => [member, await redis.client.zscore(key, member)]),
      ),
    );
    for (let index = 0; index < 1000; index++) await redis.client.zadd(key, String(index), `m${index}`);
    const ranked = elementsOf(await allPages(64)).map(([member]) => member);
    expect(ranked).toEqual(await redis.client.zrange(key, '0', '-1'));
    expect((await page(null, 3, 500)).elements.map(([member]) => member)).toEqual(ranked.slice(500, 503));
  });

  it('pages through a list and begins anywhere in it', async () => {
    await redis.client.rpush(key, ...Array.from({ length: 2500 }, (_, index) => `item ${index}`));
    expect(elementsOf(await allPages(400)).map(([item]) => item)).toEqual(await redis.client.lrange(key, 0, -1));
    const middle = await page(null, 2, 1200);
    expect([middle.offset, middle.elements, middle.at]).toEqual([
      1200,
      [['item 1200'], ['item 1201']],
      ['1200', '1201'],
    ]);
    expect((await page(middle.next, 1)).elements).toEqual([['item 1202']]);
    expect(await page(null, 10, 9999)).toMatchObject({ elements: [], next: null });
  });

  it('pages through a stream with its largest ids', async () => {
    const ids = Array.from(
      { length: 250 },
      (_, index) => `${1000 + Math.floor(index / 2)}-${index % 2 ? '18446744073709551615' : '0'}`,
    );
    for (const id of ids) await redis.client.xadd(key, id, 'kind', 'order', 'bytes', Buffer.from([0xff]));
    const elements = elementsOf(await allPages(40));
    expect(elements.map(([id]) => id)).toEqual(ids);
    expect(elements[0]?.slice(1)).toEqual(['kind', 'order', 'bytes', { kind: 'bytes', hex: 'ff' }]);
  });

  it('says that a key is gone, or became another type while it was walked', async () => {
    await expect(page()).rejects.toMatchObject({ code: 'not_found', message: 'The key does not exist any more' });
    await expect(readDetails(connection, key)).rejects.toMatchObject({
      code: 'not_found',
      detail: { subject: '\\x00\\xffk' },
    });
    await redis.client.rpush(key, 'a', 'b', 'c');
    const first = await page(null, 1);
    await redis.client.set(key, 'now a string');
    await expect(page(first.next, 1)).rejects.toMatchObject({
      code: 'conflict',
      message: 'The key has another type now',
    });
    await redis.client.del(key);
    await expect(page(first.next, 1)).rejects.toMatchObject({ code: 'not_found' });
    await redis.client.zadd(key, '1', 'a', '2', 'b');
    const { at } = await page();
    await redis.client.zrem(key, 'a');
    await expect(readWholeValue(reading(), at[0] ?? '', 0)).rejects.toMatchObject({
      code: 'not_found',
      message: 'The element is not where it was',
    });
  });

  it('refuses continuations and names that it never made', async () => {
    await redis.client.hset(key, 'a', 'b');
    for (const next of ['x', 'hash {}', 'hash {"cursor":"-1"}', 'string 1e9', 'list [0]', 'stream ["1",2]']) {
      await expect(page(next)).rejects.toMatchObject({ code: 'bad_request' });
    }
    await expect(readWholeValue(reading(), 'd*.x', 0)).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('stops for nobody', async () => {
    await redis.client.set(key, 'v');
    await expect(
      readValuePage(reading(AbortSignal.abort(new Error('left'))), { next: null, offset: null }, 1),
    ).rejects.toThrow('left');
  });

  it('tells type, expiry, encoding, length and memory', async () => {
    await redis.client.hset(key, 'a', '1', 'b', '2');
    await redis.client.pexpire(key, 60_000);
    const details = await readDetails(connection, key);
    expect(details).toMatchObject({
      key: key.toString('base64url'),
      type: 'hash',
      typeName: 'hash',
      label: '\\x00\\xffk',
      encoding: 'listpack',
      length: 2,
    });
    expect(details.ttlMs).toBeGreaterThan(50_000);
    expect(details.memoryBytes).toBeGreaterThan(10);
  });

  it('sends reading commands only', async () => {
    const monitor = await redis.client.monitor();
    const commands = new Set<string>();
    monitor.on('monitor', (_time: string, [command = '']: string[]) => void commands.add(command.toUpperCase()));
    const filling = redis.client.pipeline();
    filling
      .hset('h', 'f', 'v')
      .rpush('l', 'v')
      .sadd('s', 'v')
      .zadd('z', '1', 'v')
      .xadd('x', '1-1', 'f', 'v')
      .set('t', 'v');
    await filling.exec();
    await new Promise((resolve) => setTimeout(resolve, 100));
    commands.clear();

    const other = openTestPart(redis.url);
    const { keyspace } = other.database(2);
    await other.database(2).connection();
    keyspace.join();
    await other.describe();
    for (const name of ['h', 'l', 's', 'z', 'x', 't']) {
      const one = { connection, key: Buffer.from(name), signal: undefined };
      await readDetails(connection, one.key);
      const { at } = await readValuePage(one, { next: null, offset: null }, 10);
      for (const column of [0, 1]) await readWholeValue(one, at[0] ?? '', column).catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    await other.close();
    monitor.disconnect();
    const sent = [...commands].sort();
    const facts = await redis.client.call('COMMAND', 'INFO', ...sent);
    // Each entry: name, arity, flags, …
    const writing = (facts as [string, number, string[]][]).filter(([, , flags]) => flags.includes('write'));
    expect(writing).toEqual([]);
    const expected = readingCommands.map((command) => command.replace(/ .*/, ''));
    expect(sent).toEqual(expected.filter((command) => command !== 'PING').sort());
  });
});
