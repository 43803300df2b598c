import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRedisEndpoint } from './redis-endpoint.ts';
import { redisLoginPlace, splitRedisUrl } from './redis-url.ts';

test.each([
  ['redis://cache', 'redis://cache', null],
  ['redis://me@cache:1/2', 'redis://me@cache:1/2', null],
  ['redis://:word@cache:6379/0', 'redis://cache:6379/0', 'word'],
  ['rediss://me:word@cache/1', 'rediss://me@cache/1', 'word'],
  ['redis://me:a%2Fb%40c@cache', 'redis://me@cache', 'a/b@c'],
  ['redis://me:a/b@c:d@cache:6379', 'redis://me@cache:6379', 'a/b@c:d'],
  ['redis://me:50%@cache', 'redis://me@cache', '50%'],
  ['unix:/run/redis.sock?db=2', 'unix:/run/redis.sock?db=2', null],
  ['unix:/run/redis.sock?db=2&password=w%26d', 'unix:/run/redis.sock?db=2', 'w&d'],
  ['redis+unix://me:word@/run/redis.sock', 'redis+unix://me@/run/redis.sock', 'word'],
  ['redis+unix://:word@/run/redis.sock?db=1', 'redis+unix:///run/redis.sock?db=1', 'word'],
])('takes the password out of %s', (given, url, password) => {
  expect(splitRedisUrl(given)).toEqual({ url, password });
});

test('leaves an address that is the same but for the password, whatever the password is', () => {
  const user = fc.constantFrom('', 'me');
  fc.assert(
    fc.property(user, fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(15), (name, password, db) => {
      const { url, password: found } = splitRedisUrl(`redis://${name}:${encodeURIComponent(password)}@cache:1/${db}`);
      expect(found).toBe(password);
      expect(parseRedisEndpoint(url, '/')).toEqual({
        ...{ kind: 'network', host: 'cache', port: 1, tls: false, db },
        ...{ username: name || null, password: null },
      });
    }),
  );
});

test('tells servers and users apart, and not databases or passwords', () => {
  const place = (url: string) => redisLoginPlace(url, '/');
  expect(place('redis://me:a@cache/1')).toBe(place('redis://me:b@cache:6379/2'));
  expect(
    new Set(['redis://cache', 'rediss://cache', 'redis://me@cache', 'redis://cache:1', 'unix:/s'].map(place)).size,
  ).toBe(5);
});
