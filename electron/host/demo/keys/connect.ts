import type { Redis } from 'ioredis';
import { openClient } from '../../redis/redis-client.ts';
import { parseRedisEndpoint } from '../../redis/redis-endpoint.ts';

/**
 * A connection for writing the demo's keys. It never reconnects: a seed that was interrupted is started again.
 * @throws {AppError} `connection` when the server can't be reached.
 */
export async function connectForSeeding(url: string): Promise<Redis> {
  const endpoint = parseRedisEndpoint(url, '/');
  const { client } = await openClient(endpoint, endpoint.db);
  return client;
}
