import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import type { ServiceName } from './global-setup.ts';

/** Asks the run for a service. */
export function serviceForTests(name: ServiceName): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(inject('servicesAddress'), () => socket.write(`${name}\n`));
    socket.once('error', reject);
    createInterface({ input: socket }).once('line', (line) => {
      // global-setup.ts answers with exactly one of the two.
      const reply = JSON.parse(line) as { value: string } | { error: string };
      if ('value' in reply) resolve(reply.value);
      else reject(new Error(reply.error));
    });
  });
}

/**
 * The address of the run's Redis (`unix:` and a path, or `TEST_REDIS_URL`), shared by all test files: a test that needs
 * an empty or a special one starts its own with `startRedisServer`.
 */
export function redisForTests(): Promise<string> {
  return serviceForTests('redis');
}

/** The address of the run's PostgreSQL, database `postgres`; tests make databases of their own in it. */
export function postgresForTests(): Promise<string> {
  return serviceForTests('postgres');
}
