import { expect, test } from 'vitest';
import { startOwnRedis } from '../redis/testing/own-redis.ts';
import { makeProjectPlace } from './testing/project-host.ts';

test('a Redis that wants a password asks for it, is not tried again by itself, and connects with it', async () => {
  await using redis = await startOwnRedis();
  await redis.client.call('CONFIG', 'SET', 'requirepass', 'right-word');
  const { calls, part, project, host } = await (await makeProjectPlace()).start();
  const id = await calls.open({ kind: 'url', url: redis.url });
  expect(await part(id, 'redis', 'failed')).toMatchObject({ needs: 'password' });
  let changes = 0;
  const stop = host.context.projects.onChange(id, () => {
    changes += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  stop();
  expect(changes).toBe(0);
  await calls.setPassword(id, 'redis.redis', 'wrong-word', false);
  expect(await part(id, 'redis', 'failed')).toMatchObject({ needs: 'password' });
  await calls.setPassword(id, 'redis.redis', 'right-word', false);
  await part(id, 'redis', 'ready');
  await expect(calls.setPassword(id, 'redis.gone', 'x', false)).rejects.toMatchObject({ code: 'not_found' });

  // The same address with a password that was typed for it: the running project takes it.
  await redis.client.call('CONFIG', 'SET', 'requirepass', 'other-word');
  await calls.close(id);
  expect(await calls.open({ kind: 'url', url: redis.url })).toBe(id);
  await part(id, 'redis', 'failed');
  const url = redis.url.replace('unix:', 'redis+unix://:other-word@');
  expect(await calls.open({ kind: 'url', url })).toBe(id);
  await part(id, 'redis', 'ready');
  expect((await project(id)).path).not.toContain('word');
});
