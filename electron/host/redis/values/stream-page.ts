import { z } from 'zod';
import type { ValuePage } from '../../../../shared/contract/redis.ts';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { lengthCommands } from '../key-details.ts';
import { asBytes, asBytesList, asList, asNumber } from '../reading-connection.ts';
import { toCell } from '../redis-cell.ts';
import { batchSize, mostPageBytes, readAs, type ValueReading } from './value-reading.ts';

const idSchema = z.string().regex(/^\d{1,20}-\d{1,20}$/);
const continuationSchema = z.tuple([idSchema, z.number().int().min(1).max(1000)]);
const largestSequence = 2n ** 64n - 1n;

/** A page of a stream, oldest entry first: `[id, field, value, …]`. */
export async function readStreamPage(reading: ValueReading, next: string | null, limit: number): Promise<ValuePage> {
  let [after, batch] = next === null ? [null, await firstBatch(reading)] : parse(next);
  const elements: Cell[][] = [];
  const at: string[] = [];
  let taken = 0;
  let isEnd = false;
  while (!isEnd && elements.length < limit && taken < mostPageBytes) {
    const wanted = Math.min(batch, limit - elements.length);
    const entries = await readEntries(reading, after === null ? '-' : idAfter(after), '+', wanted);
    for (const { id, parts } of entries) {
      for (const part of parts) taken += part.length;
      elements.push([id, ...parts.map(toCell)]);
      at.push(id);
      after = id;
    }
    isEnd = entries.length < wanted;
  }
  return {
    type: 'stream',
    elements,
    at,
    next: isEnd || after === null ? null : JSON.stringify([after, batch]),
    offset: null,
  };
}

/** The whole bytes of an entry: `[id, field, value, …]`. */
export async function findEntry(reading: ValueReading, name: string): Promise<readonly Buffer[]> {
  const id = idSchema.safeParse(name);
  if (!id.success) throw new AppError('bad_request', 'Malformed name of an entry');
  const [entry] = await readEntries(reading, id.data, id.data, 1);
  if (!entry) throw new AppError('not_found', 'The entry does not exist any more', { subject: name });
  return [Buffer.from(entry.id), ...entry.parts];
}

async function readEntries(
  reading: ValueReading,
  from: string,
  to: string,
  count: number,
): Promise<{ readonly id: string; readonly parts: readonly Buffer[] }[]> {
  const [reply] = await readAs(reading, 'stream', [['XRANGE', reading.key, from, to, 'COUNT', count]]);
  return asList(reply).map((entry) => {
    const [id, parts] = asList(entry);
    return { id: asBytes(id).toString('latin1'), parts: asBytesList(parts) };
  });
}

async function firstBatch(reading: ValueReading): Promise<number> {
  const [length, memory] = await reading.connection.sendAll([
    [lengthCommands.stream, reading.key],
    ['MEMORY USAGE', reading.key],
  ]);
  return batchSize(memory, asNumber(length));
}

/** The smallest id after this one. Redis before 6.2 has no exclusive ranges. */
function idAfter(id: string): string {
  const [time = '0', sequence = '0'] = id.split('-');
  return BigInt(sequence) < largestSequence ? `${time}-${BigInt(sequence) + 1n}` : `${BigInt(time) + 1n}-0`;
}

function parse(next: string): [string | null, number] {
  try {
    return continuationSchema.parse(JSON.parse(next));
  } catch (error) {
    throw new AppError('bad_request', 'Malformed continuation of a value', {}, { cause: error });
  }
}
