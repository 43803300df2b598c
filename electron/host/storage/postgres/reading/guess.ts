import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { type Distribution, readDistribution, readRange } from './distribution.ts';
import type { OrderColumn } from './order-plan.ts';
import type { PlaceValues } from './segments.ts';
import type { View } from './view.ts';
import type { OpenView } from './views.ts';

export interface Guessed {
  readonly values: PlaceValues;
  readonly index: number;
  readonly isExact: false;
}

/** Numbers with fewer gaps than rows: where a row lies follows from its number. */
const denseShare = 0.7;

/** True where something is known of how the rows are spread. */
export function canGuess({ order, isFiltered }: View): boolean {
  return order.kind !== 'numbered' && !isFiltered;
}

/** About where a row number lies; `null` when nothing is known. */
export async function guessPlace(
  access: PgAccess,
  { view, positions }: OpenView,
  index: number,
  op: Operation,
): Promise<Guessed | null> {
  const [leading] = view.order.columns;
  if (!leading || !canGuess(view)) return null;
  const total = Math.max((await positions.estimate(op)).value, index + 1);
  const share = index / total;
  const dense = await denseRange(access, view, total, op);
  if (dense) return { values: [numberAt(leading, dense, share)], index, isExact: false };
  const spread = await readDistribution(access, view.table, leading, null, op);
  if (spread === null) return null;
  const found = valueAt(spread, leading, share);
  if (found === null) return null;
  const inner = found.inGroup === null ? null : await tieRange(access, view, op);
  const [, tie] = view.order.columns;
  const values = inner && tie ? [found.value, numberAt(tie, inner, found.inGroup ?? 0)] : [found.value];
  return { values, index, isExact: false };
}

/** About which row number a place has; `null` when nothing is known. */
export async function guessIndex(
  access: PgAccess,
  { view, positions }: OpenView,
  values: PlaceValues,
  op: Operation,
): Promise<{ readonly index: number; readonly isExact: false } | null> {
  const [leading, tie] = view.order.columns;
  const [value = null] = values;
  if (!leading || !canGuess(view)) return null;
  const total = (await positions.estimate(op)).value;
  const at = (share: number) => ({
    index: Math.max(0, Math.round(share * Math.max(0, total - 1))),
    isExact: false as const,
  });
  const dense = value === null ? null : await denseRange(access, view, total, op);
  if (dense && value !== null) return at(shareIn(leading, dense, BigInt(value)));
  const spread = await readDistribution(access, view.table, leading, value, op);
  if (spread === null) return null;
  const { before, group } = shareBefore(spread, leading, value);
  const inner = group > 0 ? await tieRange(access, view, op) : null;
  const within = inner && tie && values[1] ? shareIn(tie, inner, BigInt(values[1])) : 0.5;
  return at(before + group * within);
}

interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

/** The range of a key that is one number with few gaps. */
async function denseRange(access: PgAccess, view: View, total: number, op: Operation): Promise<Range | null> {
  const { columns } = view.order;
  const [leading] = columns;
  if (view.order.kind !== 'indexed' || columns.length > 1 || leading?.column.kind !== 'integer') return null;
  const range = await readRange(access, view.table, leading, op);
  if (range === null) return null;
  return total >= Number(range.max - range.min + 1n) * denseShare ? range : null;
}

/** The range of a number that puts rows in order which tie in the leading column; `null` where no index begins with it. */
async function tieRange(access: PgAccess, view: View, op: Operation): Promise<Range | null> {
  const [, tie] = view.order.columns;
  const isIndexed = view.table.indexes.some(({ columns, isPartial, method }) => {
    return method === 'btree' && !isPartial && columns[0]?.column === tie?.column.name;
  });
  if (tie?.column.kind !== 'integer' || !isIndexed) return null;
  return readRange(access, view.table, tie, op);
}

function numberAt({ isDescending }: OrderColumn, { min, max }: Range, share: number): string {
  const forwards = isDescending ? 1 - share : share;
  return (min + BigInt(Math.round(Number(max - min) * forwards))).toString();
}

function shareIn({ isDescending }: OrderColumn, { min, max }: Range, value: bigint): number {
  if (max === min) return 0;
  const forwards = Math.min(1, Math.max(0, Number(value - min) / Number(max - min)));
  return isDescending ? 1 - forwards : forwards;
}

/** The value so many rows in; within rows that share one value also how far in them. */
function valueAt(
  { shares, nullShare }: Distribution,
  leading: OrderColumn,
  share: number,
): { readonly value: string | null; readonly inGroup: number | null } | null {
  let left = share;
  if (leading.isDescending) {
    if (left < nullShare) return { value: null, inGroup: left / nullShare };
    left -= nullShare;
  }
  let below: string | null = null;
  for (const { value, share: here, isCommon } of shares) {
    if (left < here) {
      if (isCommon) return { value, inGroup: left / here };
      return { value: between(leading, below, value, left / here), inGroup: null };
    }
    left -= here;
    if (!isCommon) below = value;
  }
  if (!leading.isDescending && nullShare > 0) return { value: null, inGroup: Math.min(1, left / nullShare) };
  const last = shares.at(-1);
  return last ? { value: last.value, inGroup: null } : null;
}

/** The share of rows before a value, and of those that hold it. */
function shareBefore(
  { shares, nullShare }: Distribution,
  leading: OrderColumn,
  value: string | null,
): { readonly before: number; readonly group: number } {
  const notNull = 1 - nullShare;
  if (value === null) return { before: leading.isDescending ? 0 : notNull, group: nullShare };
  let before = leading.isDescending ? nullShare : 0;
  let below: string | null = null;
  let group = 0;
  let isInBucket = false;
  for (const { value: bound, share, isCommon, isBefore, isEqual } of shares) {
    if (isEqual && isCommon) group = share;
    else if (isBefore) before += share;
    else if (!isCommon && !isInBucket) {
      isInBucket = true;
      before += share * partOf(leading, below, bound, value);
    }
    if (isBefore && !isCommon) below = bound;
  }
  return { before, group };
}

/** A number that lies so far between two; of other values the nearer one. */
function between({ column }: OrderColumn, from: string | null, to: string, part: number): string {
  if (from === null) return to;
  if (column.kind === 'integer')
    return (BigInt(from) + BigInt(Math.round(Number(BigInt(to) - BigInt(from)) * part))).toString();
  return part < 0.5 ? from : to;
}

function partOf({ column }: OrderColumn, from: string | null, to: string, value: string): number {
  if (from === null) return 0;
  const numbers = column.kind === 'integer' || column.kind === 'real' || column.kind === 'decimal';
  const part = numbers ? (Number(value) - Number(from)) / (Number(to) - Number(from)) : 0.5;
  return Number.isFinite(part) ? Math.min(1, Math.max(0, part)) : 0.5;
}
