import { AppError } from '../../../shared/domain/app-error.ts';
import { openClient } from './redis-client.ts';
import { describeRedisEndpoint, type RedisEndpoint } from './redis-endpoint.ts';
import { toRedisError } from './redis-error.ts';

/** Every command that is ever sent. None of them changes a key, its expiry, or the server. */
export const readingCommands = [
  'PING',
  'INFO',
  'DBSIZE',
  'SELECT',
  'SCAN',
  'TYPE',
  'PTTL',
  'OBJECT ENCODING',
  'MEMORY USAGE',
  'STRLEN',
  'GETRANGE',
  'HLEN',
  'HSCAN',
  'HGET',
  'HSTRLEN',
  'LLEN',
  'LRANGE',
  'SCARD',
  'SSCAN',
  'ZCARD',
  'ZRANGE',
  'XLEN',
  'XRANGE',
] as const;
export type ReadingCommand = (typeof readingCommands)[number];

/** Strings arrive as bytes, integers as numbers; nothing is ever turned into an object or decoded text. */
export type Reply = Buffer | number | null | readonly Reply[];
export type Argument = string | number | Buffer;
export type Request = readonly [ReadingCommand, ...Argument[]];

/** One connection that can only read. It never reconnects by itself: whoever opened it does. */
export interface ReadingConnection {
  readonly isOpen: boolean;
  /** Resolves, with the reason, when the connection has ended. */
  readonly ended: Promise<Error>;
  /** @throws AppError, also when the connection ends before the reply came. */
  send(...request: Request): Promise<Reply>;
  /** Sends all at once. A command that fails gives its error in its place; only a lost connection rejects. */
  sendAll(requests: readonly Request[]): Promise<(Reply | Error)[]>;
  close(): void;
}

const allowed: ReadonlySet<string> = new Set(readingCommands);
/**
 * Opens a connection and chooses the database.
 *
 * @throws AppError `connection`, `auth`, or `not_found` for a database the server does not have.
 */
export async function openReadingConnection(endpoint: RedisEndpoint, db: number): Promise<ReadingConnection> {
  const subject = describeRedisEndpoint(endpoint);
  const { client, ended } = await openClient(endpoint, db);
  return {
    get isOpen() {
      return client.status === 'ready';
    },
    ended,
    send: async (...request) => {
      try {
        // callBuffer gives the reply untransformed: buffers, numbers, null and arrays of them.
        return (await client.callBuffer(...words(request))) as Reply;
      } catch (error) {
        throw toRedisError(error, subject);
      }
    },
    sendAll: async (requests) => {
      if (requests.length === 0) return [];
      const pipeline = client.pipeline();
      for (const request of requests) pipeline.callBuffer(...words(request));
      let results: [Error | null, unknown][] | null;
      try {
        results = await pipeline.exec();
      } catch (error) {
        throw toRedisError(error, subject);
      }
      return (results ?? []).map(([error, reply]) => {
        // As in `send`.
        if (error === null) return reply as Reply;
        const known = toRedisError(error, subject);
        if (known instanceof AppError && (known.code === 'connection' || known.code === 'timeout')) throw known;
        return known instanceof Error ? known : error;
      });
    },
    close: () => client.disconnect(),
  };
}

/** Checked when it runs, too: what reads only by its type could be anything by a mistake. */
function words([command, ...rest]: Request): [string, ...Argument[]] {
  if (!allowed.has(command)) throw new Error(`${command} is not a reading command`);
  const [name = '', ...subcommand] = command.split(' ');
  return [name, ...subcommand, ...rest];
}

/** The reply as a number; commands that give integers do so always. */
export function asNumber(reply: Reply | Error | undefined): number {
  if (typeof reply === 'number') return reply;
  if (reply instanceof Error) throw reply;
  throw new Error('Redis sent no integer where one was expected');
}

export function asBytes(reply: Reply | Error | undefined): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  if (reply instanceof Error) throw reply;
  throw new Error('Redis sent no string where one was expected');
}

export function asList(reply: Reply | Error | undefined): readonly Reply[] {
  if (Array.isArray(reply)) return reply;
  if (reply instanceof Error) throw reply;
  throw new Error('Redis sent no list where one was expected');
}

/** A list of strings; the replies of HSCAN, LRANGE and their like. */
export function asBytesList(reply: Reply | Error | undefined): readonly Buffer[] {
  // One look at the first element: these commands never mix strings with anything else.
  const list = asList(reply);
  if (list.length > 0) asBytes(list[0]);
  return list as readonly Buffer[];
}
