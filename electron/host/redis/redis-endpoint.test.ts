import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/domain/app-error.ts';
import { describeRedisEndpoint, parseRedisEndpoint } from './redis-endpoint.ts';

const none = { username: null, password: null, db: 0 };

describe('addresses of a Redis', () => {
  it.each([
    ['redis://localhost', { kind: 'network', host: 'localhost', port: 6379, tls: false, ...none }],
    [
      'redis://me:p%40ss@db.example:6380/3',
      { kind: 'network', host: 'db.example', port: 6380, tls: false, username: 'me', password: 'p@ss', db: 3 },
    ],
    [
      'rediss://:secret@[::1]:7000?db=2',
      { kind: 'network', host: '::1', port: 7000, tls: true, username: null, password: 'secret', db: 2 },
    ],
    ['unix:/run/redis.sock', { kind: 'socket', path: '/run/redis.sock', ...none }],
    ['unix:///run/redis.sock?db=4', { kind: 'socket', path: '/run/redis.sock', ...none, db: 4 }],
    ['redis+unix://:secret@/run/redis.sock', { kind: 'socket', path: '/run/redis.sock', ...none, password: 'secret' }],
    ['unix:data/redis.sock', { kind: 'socket', path: '/project/data/redis.sock', ...none }],
  ])('reads %s', (text, endpoint) => {
    expect(parseRedisEndpoint(text, '/project')).toEqual(endpoint);
  });

  it.each([
    'http://:topsecret@localhost',
    'localhost:topsecret',
    'redis://:topsecret@host/abc',
    'unix:',
    'redis+unix://:topsecret@',
    '',
  ])('refuses %j and repeats no secret', (text) => {
    try {
      parseRedisEndpoint(text, '/project');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'bad_request' });
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('topsecret');
    }
  });

  it('describes without user, password or database', () => {
    expect(describeRedisEndpoint(parseRedisEndpoint('redis://me:secret@db.example/5', '/'))).toBe('db.example:6379');
    expect(describeRedisEndpoint(parseRedisEndpoint('rediss://[::1]', '/'))).toBe('[::1]:6379');
    expect(describeRedisEndpoint(parseRedisEndpoint('unix:/run/redis.sock', '/'))).toBe('redis.sock');
  });
});
