import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ValuePage } from '../../../../shared/contract/redis.ts';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { type Cell, cellSchema } from '../../../../shared/domain/cell.ts';
import { lengthCommands } from '../key-details.ts';
import { asBytes, asBytesList, asList, asNumber } from '../reading-connection.ts';
import { toCell } from '../redis-cell.ts';
import { batchSize, mostPageBytes, mostPageMs, readAs, type ValueReading } from './value-reading.ts';

/** More than this is not carried in the continuation: the step is asked for again and the front passed over. */
const mostCarriedElements = 64;
/** Longer names are found again by their digest, near the cursor that gave them. */
const longestNameBytes = 1024;

const cursor = z.string().regex(/^\d{1,20}$/);
const continuationSchema = z.strictObject({
  /** The cursor to go on with; `null` when only carried elements are left. */
  cursor: cursor.nullable(),
  /** Elements of the step at `cursor` that were given already. */
  skip: z.number().int().nonnegative(),
  batch: z.number().int().min(1).max(1000),
  /** COUNT is a hint: what a step gave beyond the page, so that no step has to give it again. */
  carried: z.array(z.tuple([z.string(), z.array(cellSchema)])).max(mostCarriedElements),
});
type Continuation = z.infer<typeof continuationSchema>;

const scans = { hash: { command: 'HSCAN', width: 2 }, set: { command: 'SSCAN', width: 1 } } as const;
type Scanned = keyof typeof scans;

/** A page of a hash or a set, in the order of its table. */
export async function readScanPage(
  reading: ValueReading,
  type: Scanned,
  next: string | null,
  limit: number,
): Promise<ValuePage> {
  const state = next === null ? await begin(reading, type) : parseContinuation(next);
  const elements: Cell[][] = [];
  const at: string[] = [];
  const give = (name: string, cells: Cell[]) => {
    at.push(name);
    elements.push(cells);
  };
  for (const [name, cells] of state.carried.slice(0, limit)) give(name, cells);
  let carried = state.carried.slice(limit);
  let { cursor, skip } = state;
  let taken = 0;
  const until = performance.now() + mostPageMs;
  while (cursor !== null && elements.length < limit && taken < mostPageBytes && performance.now() < until) {
    const step = await scan(reading, type, cursor, Math.min(state.batch, limit - elements.length));
    const found = step.elements.slice(skip);
    const fitting = found.slice(0, limit - elements.length);
    for (const bytes of fitting) {
      for (const part of bytes) taken += part.length;
      give(nameOf(bytes, cursor), bytes.map(toCell));
    }
    const surplus = found.slice(fitting.length);
    if (surplus.length > mostCarriedElements) {
      skip += fitting.length;
      break;
    }
    // Only the last step of a page can have a surplus.
    carried = surplus.map((bytes): [string, Cell[]] => [nameOf(bytes, cursor ?? '0'), bytes.map(toCell)]);
    skip = 0;
    cursor = step.next === '0' ? null : step.next;
  }
  const isEnd = cursor === null && carried.length === 0;
  const rest: Continuation = { cursor, skip, batch: state.batch, carried };
  return { type, elements, at, next: isEnd ? null : JSON.stringify(rest), offset: null };
}

/** The whole bytes of an element: `[field]` or `[member]`, found by the name that its page gave it. */
export async function findScanned(reading: ValueReading, type: Scanned, name: string): Promise<Buffer> {
  const [kind, rest] = [name.slice(0, 1), name.slice(1)];
  if (kind === 'n') return Buffer.from(rest, 'base64url');
  const [cursor = '', digest = ''] = rest.split('.');
  if (kind !== 'd' || !/^\d{1,20}$/.test(cursor)) throw new AppError('bad_request', 'Malformed name of an element');
  const { elements } = await scan(reading, type, cursor, 1000);
  const found = elements.find(([first]) => first && digestOf(first) === digest)?.[0];
  if (!found) throw new AppError('not_found', 'The element is not where it was', { advice: 'Load the value again.' });
  return found;
}

async function begin(reading: ValueReading, type: Scanned): Promise<Continuation> {
  const [length, memory] = await reading.connection.sendAll([
    [lengthCommands[type], reading.key],
    ['MEMORY USAGE', reading.key],
  ]);
  return { cursor: '0', skip: 0, batch: batchSize(memory, asNumber(length)), carried: [] };
}

async function scan(
  reading: ValueReading,
  type: Scanned,
  cursor: string,
  count: number,
): Promise<{ next: string; elements: Buffer[][] }> {
  const { command, width } = scans[type];
  const [reply] = await readAs(reading, type, [[command, reading.key, cursor, 'COUNT', count]]);
  const [nextCursor, list] = asList(reply);
  const flat = asBytesList(list);
  const elements = Array.from({ length: flat.length / width }, (_, index) =>
    flat.slice(index * width, (index + 1) * width),
  );
  return { next: asBytes(nextCursor).toString('latin1'), elements };
}

function parseContinuation(text: string): Continuation {
  try {
    return continuationSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError('bad_request', 'Malformed continuation of a value', {}, { cause: error });
  }
}

function nameOf([first]: readonly Buffer[], cursor: string): string {
  const bytes = first ?? Buffer.alloc(0);
  return bytes.length <= longestNameBytes ? `n${bytes.toString('base64url')}` : `d${cursor}.${digestOf(bytes)}`;
}

export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
}
