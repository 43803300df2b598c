import type { StoredPage } from '../connector.ts';
import type { StoredValue, WindowLayout, WindowRequest } from './protocol.ts';
import { placeOf, type Reading, single, toPage, valuesOfKey } from './reading.ts';
import { rankedStatement } from './statements.ts';

/** A page of a sorted order that is known already; `null` when it is not, or the place is not in it. */
export async function readRanked(reading: Reading): Promise<StoredPage | null> {
  const { opened, request, layout, sources, op } = reading;
  const { at, limit } = request;
  if (at.kind === 'index' && opened.view.order.kind === 'sorted') await opened.positions.complete(op.signal);
  const { ranks } = opened.positions;
  if (ranks === null) return null;
  let from = 0;
  let size = limit;
  switch (at.kind) {
    case 'start':
      break;
    case 'end':
      from = ranks.length - limit;
      break;
    case 'index':
      from = at.index < ranks.length ? at.index : ranks.length - limit;
      break;
    case 'after':
    case 'before': {
      const rank = rankOf(ranks, placeOf(reading, at.cursor).values ?? []);
      if (rank === null) return null;
      from = at.kind === 'after' ? rank + 1 : rank - limit;
      if (from < 0) size = limit + from;
      break;
    }
    case 'key': {
      const rank = rankOf(ranks, await valuesOfKey(reading, at.key));
      if (rank === null) return null;
      from = rank - Math.floor(limit / 4);
    }
  }
  const { index, request: window, atStart, atEnd } = rankedWindow(ranks, layout, sources.pool.cutToken, from, size);
  const { result, tookMs } = await single(reading, window);
  return toPage(
    reading,
    { result, tookMs, atStart, atEnd, index, isExact: opened.positions.isCurrent },
    index,
    opened.positions.isCurrent,
  );
}

/** A window cut out of a known order. */
interface RankedWindow {
  readonly index: number;
  readonly request: WindowRequest;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** The rows from `index` on, looked up one by one: no sort, and the time does not depend on where they are. */
function rankedWindow(
  ranks: BigInt64Array,
  layout: WindowLayout,
  cutToken: Uint8Array,
  from: number,
  limit: number,
): RankedWindow {
  const index = Math.max(0, Math.min(from, ranks.length));
  const rowids = ranks.subarray(index, index + limit);
  return {
    index,
    request: {
      segments: Array.from(rowids, (rowid) => rankedStatement(layout, cutToken, rowid)),
      limit: rowids.length,
      reversed: false,
    },
    atStart: index === 0,
    atEnd: index + rowids.length >= ranks.length,
  };
}

/** The row number of a place in a known order; `null` when its row is not there. */
function rankOf(ranks: BigInt64Array, values: readonly StoredValue[]): number | null {
  // A sorted order of a table with row numbers ends with them: they break its ties.
  const rowid = values.at(-1);
  const index = typeof rowid === 'bigint' ? ranks.indexOf(rowid) : -1;
  return index < 0 ? null : index;
}
