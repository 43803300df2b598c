import { z } from 'zod';
import type { ValuePage } from '../../../../shared/contract/redis.ts';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { lengthCommands } from '../key-details.ts';
import { asBytesList, asNumber, type Request } from '../reading-connection.ts';
import { toCell } from '../redis-cell.ts';
import { digestOf } from './scan-page.ts';
import { batchSize, mostPageBytes, readAs, type ValueReading } from './value-reading.ts';

type Ranked = 'list' | 'zset';

const continuationSchema = z.tuple([z.number().int().nonnegative(), z.number().int().min(1).max(1000)]);

/** A page of a list, or of a sorted set by rank; both have positions, so a page can begin anywhere. */
export async function readRankedPage(
  reading: ValueReading,
  type: Ranked,
  place: { readonly next: string | null; readonly offset: number | null },
  limit: number,
): Promise<ValuePage> {
  const [start, batch] = place.next === null || place.offset !== null ? [place.offset ?? 0, 0] : parse(place.next);
  const [lengthReply, memory] = await reading.connection.sendAll([
    [lengthCommands[type], reading.key],
    ['MEMORY USAGE', reading.key],
  ]);
  // Counted anew for each page: the list may have grown meanwhile.
  const length = lengthReply instanceof Error ? 0 : asNumber(lengthReply);
  const step = batch || batchSize(memory, length);
  const elements: Cell[][] = [];
  const at: string[] = [];
  let taken = 0;
  let isEnd = false;
  while (!isEnd && elements.length < limit && taken < mostPageBytes) {
    const from = start + elements.length;
    const wanted = Math.min(step, limit - elements.length);
    const found = await readRange(reading, type, from, wanted);
    for (const [index, element] of found.entries()) {
      for (const bytes of element) taken += bytes.length;
      elements.push(cellsOf(type, element));
      at.push(nameOf(type, from + index, element));
    }
    isEnd = found.length < wanted;
  }
  const end = start + elements.length;
  const next = isEnd || end >= length ? null : JSON.stringify([end, step]);
  return { type, elements, at, next, offset: start };
}

/** The whole bytes of an element by the name that its page gave it: `[value]` or `[member, score]`. */
export async function findRanked(reading: ValueReading, type: Ranked, name: string): Promise<readonly Buffer[]> {
  const match = /^(\d{1,15})(?:\.([\w-]{22}))?$/.exec(name);
  if (!match) throw new AppError('bad_request', 'Malformed name of an element');
  const [element] = await readRange(reading, type, Number(match[1]), 1);
  const isMoved = type === 'zset' && element?.[0] && digestOf(element[0]) !== match[2];
  if (!element || isMoved) {
    throw new AppError('not_found', 'The element is not where it was', { advice: 'Load the value again.' });
  }
  return element;
}

async function readRange(reading: ValueReading, type: Ranked, start: number, count: number): Promise<Buffer[][]> {
  const stop = start + count - 1;
  const request: Request =
    type === 'list' ? ['LRANGE', reading.key, start, stop] : ['ZRANGE', reading.key, start, stop, 'WITHSCORES'];
  const [reply] = await readAs(reading, type, [request]);
  const flat = asBytesList(reply);
  const width = type === 'list' ? 1 : 2;
  return Array.from({ length: flat.length / width }, (_, index) => flat.slice(index * width, (index + 1) * width));
}

/** A score is the text the server made of it, digit for digit. */
function cellsOf(type: Ranked, [first, score]: readonly Buffer[]): Cell[] {
  const value = toCell(first ?? Buffer.alloc(0));
  return type === 'list' ? [value] : [value, { kind: 'real', text: score?.toString('latin1') ?? '' }];
}

function nameOf(type: Ranked, rank: number, [first]: readonly Buffer[]): string {
  return type === 'list' ? String(rank) : `${rank}.${digestOf(first ?? Buffer.alloc(0))}`;
}

function parse(next: string): [number, number] {
  try {
    return continuationSchema.parse(JSON.parse(next));
  } catch (error) {
    throw new AppError('bad_request', 'Malformed continuation of a value', {}, { cause: error });
  }
}
