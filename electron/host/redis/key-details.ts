import type { KeyDetails, KeySummary } from '../../../shared/contract/redis.ts';
import { redisTypes } from '../../../shared/contract/redis.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import { keyLabel } from '../../../shared/domain/redis-name.ts';
import {
  asBytes,
  asNumber,
  type ReadingCommand,
  type ReadingConnection,
  type Reply,
  type Request,
} from './reading-connection.ts';

export type RedisType = KeySummary['type'];

/** How a key's label reads at most; names may have megabytes. */
const labelBytes = 4_000;

export const lengthCommands = {
  string: 'STRLEN',
  hash: 'HLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  stream: 'XLEN',
} as const satisfies Partial<Record<RedisType, ReadingCommand>>;

const knownTypes: ReadonlySet<string> = new Set(redisTypes);

/** The type by the server's word; types of modules are `other`. */
export function toType(typeName: string): RedisType {
  // A member of the set is one of the types.
  return knownTypes.has(typeName) && typeName !== 'other' ? (typeName as RedisType) : 'other';
}

export function keyIsGone(key: Buffer): AppError {
  return new AppError('not_found', 'The key does not exist any more', {
    subject: keyLabel(key, labelBytes),
    advice: 'It expired, or something deleted it. Scan again to refresh the tree.',
  });
}

/** Type and expiry of each key, in their order, in one round trip. A key that is gone has the type `none`. */
export async function readSummaries(connection: ReadingConnection, keys: readonly Buffer[]): Promise<KeySummary[]> {
  const requests = keys.flatMap((key): Request[] => [
    ['TYPE', key],
    ['PTTL', key],
  ]);
  const replies = await connection.sendAll(requests);
  return keys.map((key, index) => {
    const typeReply = replies[index * 2];
    // A user whose permissions end before this key sees that there is one, not what it is.
    const typeName = Buffer.isBuffer(typeReply) ? typeReply.toString('latin1') : 'no permission';
    return { key: key.toString('base64url'), type: toType(typeName), typeName, ttlMs: toTtl(replies[index * 2 + 1]) };
  });
}

/**
 * What the head of the value panel shows, in two round trips. `OBJECT` and `MEMORY` may be forbidden or missing.
 * @throws AppError `not_found` when the key is gone
 */
export async function readDetails(connection: ReadingConnection, key: Buffer): Promise<KeyDetails> {
  const [typeReply, ttl, encoding, memory] = await connection.sendAll([
    ['TYPE', key],
    ['PTTL', key],
    ['OBJECT ENCODING', key],
    // Default samples: 5 µs on a hash of a million fields, where `SAMPLES 0` takes 116 ms.
    ['MEMORY USAGE', key],
  ]);
  const typeName = asBytes(typeReply).toString('latin1');
  const type = toType(typeName);
  if (type === 'none') throw keyIsGone(key);
  const length = type === 'other' ? 0 : asNumber(await connection.send(lengthCommands[type], key));
  return {
    key: key.toString('base64url'),
    type,
    typeName,
    ttlMs: toTtl(ttl),
    label: keyLabel(key, labelBytes),
    encoding: Buffer.isBuffer(encoding) ? encoding.toString('latin1') : '',
    length,
    memoryBytes: typeof memory === 'number' ? memory : null,
  };
}

/** PTTL answers -1 for a key without expiry and -2 for no key. */
function toTtl(reply: Reply | Error | undefined): number | null {
  return typeof reply === 'number' && reply >= 0 ? reply : null;
}
