import type { ValuePage } from '../../../../shared/contract/redis.ts';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { keyIsGone, type RedisType, toType } from '../key-details.ts';
import { asBytes, type ReadingConnection, type Reply, type Request } from '../reading-connection.ts';

/** Whoever reads a value: the connection, the key, and whether anybody still waits for it. */
export interface ValueReading {
  readonly connection: ReadingConnection;
  readonly key: Buffer;
  readonly signal: AbortSignal | undefined;
}

/** Part of a page: the elements and their names for `values.get`. */
export type Elements = Pick<ValuePage, 'elements' | 'at'>;

/** A page grows no further than this, however many elements are wanted. */
export const mostPageBytes = 8 << 20;
/** What one reply should not exceed, judged by the average size of the elements. */
const replyBytes = 2 << 20;
/** A page that is not full by then is given as it is: scanning a table that was emptied finds little for long. */
export const mostPageMs = 1000;
/** A single value over this is not sent on RPC. */
export const mostValueBytes = 8 << 20;

/**
 * Sends `TYPE` before the requests and gives the replies to the requests. Commands are answered in order, so a reply
 * that is no error belongs to the type that was seen, or to a key that was replaced in the same instant.
 *
 * @throws AppError `not_found` when the key is gone, `conflict` when its type is another now
 */
export async function readAs(reading: ValueReading, type: RedisType, requests: readonly Request[]): Promise<Reply[]> {
  reading.signal?.throwIfAborted();
  const [typeReply, ...replies] = await reading.connection.sendAll([['TYPE', reading.key], ...requests]);
  reading.signal?.throwIfAborted();
  const now = toType(asBytes(typeReply).toString('latin1'));
  if (now === 'none') throw keyIsGone(reading.key);
  if (now !== type) throw new AppError('conflict', 'The key has another type now', { advice: 'Open it again.' });
  return replies.map((reply) => {
    if (reply instanceof Error) throw reply;
    return reply;
  });
}

/** How many elements to ask for at a time, so that a reply stays small even where the elements are big. */
export function batchSize(memoryBytes: Reply | Error | undefined, length: number): number {
  // Where MEMORY is forbidden, a small number: sixteen values of a few megabytes are still bearable.
  if (typeof memoryBytes !== 'number') return 16;
  const average = Math.max(1, memoryBytes / Math.max(1, length));
  return Math.min(1000, Math.max(1, Math.floor(replyBytes / average)));
}
