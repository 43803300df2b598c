import type { StoredValue, WindowLayout, WindowRequest } from './protocol.ts';
import { rankedStatement } from './statements.ts';

/** A window cut out of a known order. */
export interface RankedWindow {
  readonly index: number;
  readonly request: WindowRequest;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** The rows from `index` on, looked up one by one: no sort, and the time does not depend on where they are. */
export function rankedWindow(ranks: BigInt64Array, layout: WindowLayout, cutToken: Uint8Array, from: number, limit: number): RankedWindow {
  const index = Math.max(0, Math.min(from, ranks.length));
  const rowids = ranks.subarray(index, index + limit);
  return {
    index,
    request: { segments: Array.from(rowids, (rowid) => rankedStatement(layout, cutToken, rowid)), limit: rowids.length, reversed: false },
    atStart: index === 0,
    atEnd: index + rowids.length >= ranks.length,
  };
}

/** The row number of a place in a known order; `null` when its row is not there. */
export function rankOf(ranks: BigInt64Array, values: readonly StoredValue[]): number | null {
  // A sorted order of a table with row numbers ends with them: they break its ties.
  const rowid = values.at(-1);
  const index = typeof rowid === 'bigint' ? ranks.indexOf(rowid) : -1;
  return index < 0 ? null : index;
}
