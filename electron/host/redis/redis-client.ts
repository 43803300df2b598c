import { Redis } from 'ioredis';
import { describeRedisEndpoint, type RedisEndpoint } from './redis-endpoint.ts';
import { toRedisError } from './redis-error.ts';

const connectTimeoutMs = 10_000;
/** After so long without a reply a command fails as timed out. */
export const commandTimeoutMs = 30_000;

export interface OpenClient {
  readonly client: Redis;
  /** Resolves, with the reason, when the connection has ended. */
  readonly ended: Promise<Error>;
}

/**
 * One connection, logged in, with its database chosen. It never reconnects by itself.
 *
 * @throws AppError `connection`, `auth`, or `not_found` for a database the server does not have.
 */
export async function openClient(endpoint: RedisEndpoint, db: number): Promise<OpenClient> {
  let lastError: Error | null = null;
  const client = new Redis({
    ...(endpoint.kind === 'socket'
      ? { path: endpoint.path }
      : { host: endpoint.host, port: endpoint.port, ...(endpoint.tls ? { tls: { servername: endpoint.host } } : {}) }),
    ...(endpoint.username === null ? {} : { username: endpoint.username }),
    ...(endpoint.password === null ? {} : { password: endpoint.password }),
    // RESP2 gives the score of a sorted set as the text the server made of it.
    protocol: 2,
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A command that was lost is repeated by the one who still wants it, not behind its back.
    retryStrategy: null,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // Its INFO may be forbidden; `server-facts.ts` asks and bears a refusal.
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  client.on('error', (error: Error) => {
    lastError = error;
  });
  const ended = new Promise<Error>((resolve) => {
    client.once('end', () => resolve(lastError ?? new Error('Connection is closed')));
  });
  try {
    await client.connect();
    // Not ioredis' own `db`: where SELECT is refused it would go on in database 0.
    if (db !== 0) await client.callBuffer('SELECT', db);
  } catch (error) {
    client.disconnect();
    throw toRedisError(lastError ?? error, describeRedisEndpoint(endpoint));
  }
  return { client, ended };
}
