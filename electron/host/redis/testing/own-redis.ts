import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import type { PartContext } from '../../projects/part.ts';
import { type RunningRedis, startRedisServer } from '../../services/redis-server.ts';
import { openRedis, type RedisAddress, type RedisPart } from '../redis-part.ts';

/** A real server of one test file, which may fill, stop and damage it as it likes. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string;
  readonly path: string;
  /** For filling the server; reconnects after a restart. */
  readonly client: Redis;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startOwnRedis(): Promise<OwnRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-redis-'));
  const launch = async (): Promise<RunningRedis> => {
    const server = await startRedisServer({ directory, signal: AbortSignal.timeout(60_000), report: () => {} });
    if ('missing' in server) throw new Error(`${server.missing}. ${server.advice}`);
    return server;
  };
  let server = await launch();
  const path = server.url.replace(/^unix:/, '');
  const client = new Redis({ path, protocol: 2 });
  client.on('error', () => {
    // The server is stopped on purpose in some tests.
  });
  return {
    url: server.url,
    path,
    client,
    stop: () => server.stop(),
    start: async () => {
      server = await launch();
    },
    [Symbol.asyncDispose]: async () => {
      client.disconnect();
      await server.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A part over an address; only what a Redis uses of its context is there. */
export function openTestPart(url: RedisAddress): RedisPart {
  const context = { environment: { log: pino({ level: 'silent' }) }, projectDirectory: tmpdir() };
  return openRedis('main', { url }, context as PartContext);
}

/** Resolves when the condition holds, looking whenever `subscribe` says something changed. */
export async function until(subscribe: (listener: () => void) => () => void, holds: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    if (holds()) return resolve();
    const unsubscribe = subscribe(() => {
      if (!holds()) return;
      unsubscribe();
      resolve();
    });
  });
}
