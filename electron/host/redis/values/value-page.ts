import type { ValuePage } from '../../../../shared/contract/redis.ts';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { keyIsGone, type RedisType, toType } from '../key-details.ts';
import { asBytes, asNumber } from '../reading-connection.ts';
import { toWholeCell } from '../redis-cell.ts';
import { findRanked, readRankedPage } from './ranked-page.ts';
import { findScanned, readScanPage } from './scan-page.ts';
import { findEntry, readStreamPage } from './stream-page.ts';
import { readStringPage } from './string-page.ts';
import { mostValueBytes, readAs, type ValueReading } from './value-reading.ts';

export interface PlaceInValue {
  /** From the page before; `null` for the first. */
  readonly next: string | null;
  /** For types with positions: begin here instead. */
  readonly offset: number | null;
}

/**
 * Part of a value. What is asked of the server is bounded for every type, so a value of any size opens at once.
 *
 * @throws AppError `not_found` when the key is gone, `conflict` when it became another type while it was walked
 */
export async function readValuePage(reading: ValueReading, place: PlaceInValue, limit: number): Promise<ValuePage> {
  // A continuation carries its type: going on in a key that became another must fail, not start over.
  const [type, next] = place.next === null ? [await readType(reading), null] : splitContinuation(place.next);
  const page = await readPageAs(reading, type, { next, offset: place.offset }, limit);
  return page.next === null ? page : { ...page, next: `${type} ${page.next}` };
}

/** One value whole. Over 8 MB it comes as a cut cell without a preview. */
export async function readWholeValue(reading: ValueReading, name: string, column: number): Promise<Cell> {
  const type = await readType(reading);
  switch (type) {
    case 'string': {
      const [length] = await readAs(reading, 'string', [['STRLEN', reading.key]]);
      if (asNumber(length) > mostValueBytes) return tooBig(asNumber(length));
      const [reply] = await readAs(reading, 'string', [['GETRANGE', reading.key, 0, mostValueBytes]]);
      return whole(asBytes(reply));
    }
    case 'hash': {
      const field = await findScanned(reading, 'hash', name);
      if (column === 0) return whole(field);
      const [length] = await readAs(reading, 'hash', [['HSTRLEN', reading.key, field]]);
      if (asNumber(length) > mostValueBytes) return tooBig(asNumber(length));
      const [reply] = await readAs(reading, 'hash', [['HGET', reading.key, field]]);
      if (!Buffer.isBuffer(reply)) throw new AppError('not_found', 'The field does not exist any more');
      return whole(reply);
    }
    case 'set':
      return whole(await findScanned(reading, 'set', name));
    case 'list':
    case 'zset':
      return columnOf(await findRanked(reading, type, name), column);
    case 'stream':
      return columnOf(await findEntry(reading, name), column);
    case 'none':
    case 'other':
      throw new AppError('unsupported', 'Values of this type can not be read');
  }
}

function readPageAs(
  reading: ValueReading,
  type: RedisType,
  place: PlaceInValue,
  limit: number,
): Promise<ValuePage> | ValuePage {
  switch (type) {
    case 'string':
      return readStringPage(reading, place.offset ?? Number(place.next ?? 0), place.offset !== null);
    case 'hash':
    case 'set':
      return readScanPage(reading, type, place.next, limit);
    case 'list':
    case 'zset':
      return readRankedPage(reading, type, place, limit);
    case 'stream':
      return readStreamPage(reading, place.next, limit);
    case 'none':
    case 'other':
      // The value of a module's type has no form that is known here; its head still tells type, size and expiry.
      return { type, elements: [], at: [], next: null, offset: null };
  }
}

async function readType(reading: ValueReading): Promise<RedisType> {
  reading.signal?.throwIfAborted();
  const type = toType(asBytes(await reading.connection.send('TYPE', reading.key)).toString('latin1'));
  if (type === 'none') throw keyIsGone(reading.key);
  return type;
}

function splitContinuation(text: string): [RedisType, string] {
  const match = /^(string|hash|set|list|zset|stream) (.+)$/s.exec(text);
  if (!match || (match[1] === 'string' && !/^\d{1,15}$/.test(match[2] ?? ''))) {
    throw new AppError('bad_request', 'Malformed continuation of a value');
  }
  return [toType(match[1] ?? ''), match[2] ?? ''];
}

function columnOf(element: readonly Buffer[], column: number): Cell {
  const bytes = element[column];
  if (!bytes) throw new AppError('not_found', 'The element has no such part');
  return whole(bytes);
}

function whole(bytes: Buffer): Cell {
  return bytes.length > mostValueBytes ? tooBig(bytes.length) : toWholeCell(bytes);
}

function tooBig(sizeBytes: number): Cell {
  return { kind: 'cut', of: 'bytes', preview: '', sizeBytes };
}
