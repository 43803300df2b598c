import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostContext } from '../api/context.ts';
import { redisBytes } from './redis-bytes.ts';
import type { RedisPart } from './redis-part.ts';
import { type OwnRedis, openTestPart, startOwnRedis } from './testing/own-redis.ts';

let redis: OwnRedis;
let part: RedisPart;

beforeAll(async () => {
  redis = await startOwnRedis();
  part = openTestPart(redis.url);
});
afterAll(async () => {
  await part.close();
  await redis[Symbol.asyncDispose]();
});

function get(key: Buffer | string, init: RequestInit = {}, segments?: string[]): Promise<Response> {
  // The route looks only for the Redis of a project.
  const context = { projects: { get: () => ({ redis: new Map([['main', part]]) }) } } as unknown as HostContext;
  const path = segments ?? ['demo', 'main', '0', Buffer.from(key).toString('base64url')];
  return redisBytes(new Request('http://127.0.0.1/', init), path, context);
}

describe('whole strings as bytes', () => {
  it('sends megabytes exactly, with their size and a name made of the key', async () => {
    const value = Buffer.from(Array.from({ length: 1_700_000 }, (_, index) => (index * 31) & 0xff));
    await redis.client.set('album:blob', value);
    const response = await get('album:blob');
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '1700000']);
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="album_blob.bin"; filename*=UTF-8''album_blob.bin`,
    );
    expect(Buffer.from(await response.arrayBuffer()).equals(value)).toBe(true);
  });

  it('sends a part of it, and only the head when asked for no more', async () => {
    await redis.client.set('page', '{"a":1}');
    const partial = await get('page', { headers: { range: 'bytes=2-4' } });
    expect([partial.status, partial.headers.get('content-range'), await partial.text()]).toEqual([
      206,
      'bytes 2-4/7',
      'a":',
    ]);
    const head = await get('page', { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['7', '']);
    expect(head.headers.get('content-disposition')).toContain('page.json');
  });

  it('sends an empty string', async () => {
    await redis.client.set('empty', '');
    expect(await (await get('empty')).text()).toBe('');
  });

  it('breaks off when the value changes while it is sent', async () => {
    await redis.client.set('moving', Buffer.alloc(3_000_000, 'a'));
    const response = await get('moving');
    const reader = response.body?.getReader();
    await reader?.read();
    await redis.client.append('moving', 'b');
    await expect(
      (async () => {
        while (!(await reader?.read())?.done);
      })(),
    ).rejects.toMatchObject({ code: 'conflict', message: 'The value changed while it was read' });
  });

  it('has nothing for other types, missing keys and malformed addresses', async () => {
    await redis.client.rpush('list', 'a');
    await expect(get('list')).rejects.toMatchObject({ code: 'conflict' });
    await expect(get('missing')).rejects.toMatchObject({ code: 'not_found' });
    await expect(get('', {}, ['demo', 'main', 'x', 'YQ'])).rejects.toMatchObject({ code: 'not_found' });
    await expect(get('', {}, ['demo', 'other', '0', 'YQ'])).rejects.toMatchObject({ code: 'not_found' });
  });
});
