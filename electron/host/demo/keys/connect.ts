import { Redis } from 'ioredis';
import { AppError } from '../../../../shared/domain/app-error.ts';

/** `unix:/path` and `redis+unix:///path` name a socket; everything else is an address ioredis reads itself. */
function socketPath(url: string): string | null {
  const found = /^(?:redis\+unix|unix):(?:\/\/)?(\/.*)$/.exec(url);
  return found?.[1] === undefined ? null : decodeURIComponent(found[1]);
}

/**
 * A connection for writing many keys at once: it fails instead of trying again, because a seed that was interrupted
 * is started again as a whole.
 * @throws {AppError} `connection` when the server can't be reached.
 */
export async function connectForSeeding(url: string): Promise<Redis> {
  const path = socketPath(url);
  const options = {
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    connectTimeout: 5000,
    enableAutoPipelining: false,
  } as const;
  const redis = path === null ? new Redis(url, options) : new Redis(path, options);
  // Without a listener ioredis writes connection errors to the console; each command rejects with them anyway.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new AppError('connection', 'The demo’s Redis can’t be reached', { subject: 'redis' }, { cause: error });
  }
  return redis;
}
