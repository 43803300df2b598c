import { isTimeout } from './counts.ts';
import { cutWindow, type Reading, readWindow, type TextRow, type WindowRows } from './reading.ts';
import type { PlaceValues } from './segments.ts';
import { type Start, seekStatement, windowStatement } from './statements.ts';
import { planView } from './view.ts';

/** A search looks this long, then shows what it found. */
const searchMs = 2000;
/** The same for a filter that no index helps. */
const filterMs = 5000;
/** A piece of rows is looked through in about this time. */
const pieceMs = 300;
const firstPieceRows = 5000;
const smallestPieceRows = 100;

/** Searches and filters end in time; a sort must see all rows and is only ever given up. `null`: no special limit. */
function deadlineOf({ opened, request, limitMs }: Reading): number | null {
  if (limitMs !== null) return limitMs;
  if (request.query.search !== '') return searchMs;
  return opened.view.order.kind === 'indexed' && opened.view.isFiltered ? filterMs : null;
}

/**
 * A window within the time a person waits. It is asked for in one statement first, which the server answers by whatever
 * index helps. When that takes too long, rows are looked through in the view's order piece by piece: what was found so far
 * can then be shown, and it can be gone on from there.
 */
export async function readInTime(reading: Reading, start: Start, limit: number): Promise<WindowRows> {
  const { opened } = reading;
  const limitMs = deadlineOf(reading);
  const isScanned = opened.view.order.kind === 'indexed' && opened.view.isFiltered && limitMs !== null;
  if (!isScanned) return readWindow(reading, start, limit, limitMs);
  const deadline = performance.now() + limitMs;
  if (!opened.isSlow) {
    try {
      return await readWindow(reading, start, limit, Math.max(1, limitMs / 2));
    } catch (error) {
      if (!isTimeout(error)) throw error;
      opened.isSlow = true;
    }
  }
  return readPieces(reading, start, limit, deadline);
}

async function readPieces(reading: Reading, start: Start, limit: number, deadline: number): Promise<WindowRows> {
  const { opened, layout, sources, op } = reading;
  const { view } = opened;
  const all = planView(view.table, { ...view.query, filter: null, search: '' });
  const found: TextRow[] = [];
  let at: PlaceValues | null = start.from;
  let isInclusive = start.isInclusive;
  let pieceRows = firstPieceRows;
  let scannedRows = 0;
  for (;;) {
    const began = performance.now();
    const here: Start = { from: at, isInclusive, backwards: start.backwards };
    // One piece is always allowed to end: else nothing would ever be gone on from.
    const timeoutMs = Math.max(deadline - began, 2 * pieceMs);
    try {
      const ends = await sources.access.read(seekStatement(all, here, pieceRows - 1), op, { timeoutMs });
      const end = ends.rows[0] ?? null;
      const piece = end === null ? here : { ...here, upTo: end };
      const window = windowStatement(view, layout, piece, limit + 1 - found.length);
      const { rows } = await sources.access.read(window, op, { timeoutMs });
      found.push(...rows);
      if (found.length > limit || end === null) return cutWindow(found, limit, start.backwards);
      at = end;
      isInclusive = false;
      scannedRows += pieceRows;
    } catch (error) {
      if (!isTimeout(error) || pieceRows <= smallestPieceRows) throw error;
      pieceRows = smallestPieceRows;
      if (at === null || scannedRows === 0) continue;
      return { ...cutWindow(found, limit, start.backwards), stopped: { scannedRows, at } };
    }
    const now = performance.now();
    if (now >= deadline) return { ...cutWindow(found, limit, start.backwards), stopped: { scannedRows, at } };
    pieceRows = Math.round(pieceRows * Math.min(4, Math.max(0.25, pieceMs / (now - began))));
  }
}
