import { AppError } from '../../../../shared/domain/app-error.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import type { Operation, PageRequest, StoredPage } from '../connector.ts';
import { skippedFields } from '../query/searched.ts';
import type { Described } from './catalog.ts';
import { cellRows, keyRows } from './cells.ts';
import type { Cursors, Place } from './cursors.ts';
import { indexOf, placeAt } from './locate.ts';
import type { SqlitePool } from './pool.ts';
import { rankedWindow, rankOf } from './ranked.ts';
import type { StoredValue, WindowLayout, WindowRequest, WindowResult } from './protocol.ts';
import { layoutOf, numberedStatement, placeStatement, type Start, windowStatements } from './statements.ts';
import type { OpenView, Views } from './views.ts';

/** A search looks this long, then shows what it found. */
const searchMs = 2000;
/** The same for a filter that no index helps. */
const filterMs = 5000;

/** What reading pages needs of a session. */
export interface PageSources {
  readonly pool: SqlitePool;
  readonly views: Views;
  readonly cursors: Cursors;
  describe(model: string, op: Operation): Promise<Described>;
  /** Counts the changes of the file. */
  generation(): number;
}

interface Reading {
  readonly sources: PageSources;
  readonly opened: OpenView;
  readonly layout: WindowLayout;
  readonly request: PageRequest;
  readonly op: Operation;
  readonly skipped: StoredPage['skipped'];
  readonly generation: number;
}

/** A window as it was read, with what is known of its surroundings. */
interface Window {
  readonly result: WindowResult;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Row number of the first row; `null` when it is still to be found. */
  readonly index: number | null;
  readonly isExact: boolean;
  readonly tookMs: number;
}

/** Reads one page. @throws {AppError} `conflict` for a cursor that is no longer known. */
export async function readPage(sources: PageSources, request: PageRequest, op: Operation): Promise<StoredPage> {
  const described = await sources.describe(request.query.model, op);
  const skipped = request.query.search === '' ? [] : skippedFields(described.model.fields);
  const opened = await sources.views.open(request.query, described, op);
  const reading = (view: OpenView, more: StoredPage['skipped']): Reading => ({
    sources,
    opened: view,
    layout: layoutOf(described.table, request.columns, view.view.order.kind === 'numbered' ? [] : view.view.order.columns),
    request,
    op,
    skipped: [...skipped, ...more],
    generation: sources.generation(),
  });
  if (request.query.search === '' || opened.view.order.kind !== 'sorted') return readFrom(reading(opened, []));
  // A search through rows that must also be sorted has nothing to show before it has seen all of them. When that takes
  // too long the rows come in the order of their key, piece by piece.
  const unsorted: RowQuery = { ...request.query, sort: [] };
  const fallback = await sources.views.open(unsorted, described, op);
  const note = request.query.sort.map(({ field }) => ({ field, reason: 'Not sorted: too many rows to search them all' }));
  if (opened.isTooSlow || placeView(sources, request) === fallback.id) return readFrom(reading(fallback, note));
  const page = await readFrom(reading(opened, []));
  if (page.stopped === null) return page;
  opened.isTooSlow = true;
  return readFrom(reading(fallback, note));
}

function placeView(sources: PageSources, { at }: PageRequest): string | null {
  return at.kind === 'after' || at.kind === 'before' ? (sources.cursors.find(at.cursor)?.view ?? null) : null;
}

async function readFrom(reading: Reading): Promise<StoredPage> {
  const { at } = reading.request;
  if (reading.opened.view.order.kind === 'numbered') return readNumbered(reading);
  const ranked = await readRanked(reading);
  if (ranked !== null) return ranked;
  switch (at.kind) {
    case 'start':
      return finish(reading, await forward(reading, null));
    case 'end':
      return finish(reading, await backward(reading, null));
    case 'after':
      return finish(reading, await forward(reading, placeOf(reading, at.cursor)));
    case 'before':
      return finish(reading, await backward(reading, placeOf(reading, at.cursor)));
    case 'index':
      return finish(reading, await fromIndex(reading, at.index));
    case 'key':
      return finish(reading, await aroundKey(reading, at.key));
  }
}

function placeOf({ sources, opened }: Reading, cursor: string): Place {
  return sources.cursors.get(cursor, opened.id);
}

/** Searches and filters without an index end in time; a sort must see all rows and is only ever given up. */
function deadlineOf({ opened, request, op }: Reading): number | null {
  if (op.timeoutMs !== undefined) return op.timeoutMs;
  if (request.query.search !== '') return searchMs;
  return opened.view.order.kind === 'indexed' && opened.view.condition.text !== '' ? filterMs : null;
}

async function run(reading: Reading, windows: readonly WindowRequest[]): Promise<{ output: readonly WindowResult[]; tookMs: number }> {
  return reading.sources.pool.run('window', { layout: reading.layout, windows, deadlineMs: deadlineOf(reading) }, reading.op);
}

function windowRequest({ opened, layout, sources }: Reading, start: Start, limit: number): WindowRequest {
  return { segments: windowStatements(opened.view, layout, sources.pool.cutToken, start), limit, reversed: start.backwards };
}

async function single(reading: Reading, window: WindowRequest): Promise<{ result: WindowResult; tookMs: number }> {
  const { output, tookMs } = await run(reading, [window]);
  const [result] = output;
  if (!result) throw new Error('A window gave no result');
  return { result, tookMs };
}

/** A page of a sorted order that is known already; `null` when it is not, or the place is not in it. */
async function readRanked(reading: Reading): Promise<StoredPage | null> {
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
  return toPage(reading, { result, tookMs, atStart, atEnd, index, isExact: opened.positions.isCurrent }, index, opened.positions.isCurrent);
}

async function valuesOfKey({ opened, sources, op }: Reading, key: RowKey): Promise<readonly StoredValue[]> {
  const { view } = opened;
  const { output } = await sources.pool.run('seek', { segments: [placeStatement(view, key)], skip: 0, width: view.order.columns.length, deadlineMs: null }, op);
  if (output.values === null) throw new AppError('not_found', `No such row in ${view.table.name}`, { subject: view.table.name });
  return output.values;
}

async function forward(reading: Reading, place: Place | null): Promise<Window> {
  const start = { from: place?.values ?? null, isInclusive: false, backwards: false };
  const { result, tookMs } = await single(reading, windowRequest(reading, start, reading.request.limit));
  const known = place === null ? { index: 0, isExact: true } : { index: place.index === null ? null : place.index + 1, isExact: isExact(reading, place) };
  return { result, tookMs, atStart: place === null, atEnd: !result.hasMore && result.stopped === null, ...known };
}

async function backward(reading: Reading, place: Place | null): Promise<Window> {
  const start = { from: place?.values ?? null, isInclusive: false, backwards: true };
  const { result, tookMs } = await single(reading, windowRequest(reading, start, reading.request.limit));
  const atStart = !result.hasMore && result.stopped === null;
  const window = { result, tookMs, atStart, atEnd: place === null };
  if (atStart) return { ...window, index: 0, isExact: true };
  if (place !== null) {
    const index = place.index === null ? null : place.index - result.rowCount;
    return { ...window, index: index === null || index < 0 ? null : index, isExact: isExact(reading, place) };
  }
  const count = await reading.opened.positions.estimate(reading.op);
  // The last row's number is as certain as the count.
  return { ...window, index: Math.max(0, count.value - result.rowCount), isExact: count.kind === 'exact' };
}

async function fromIndex(reading: Reading, index: number): Promise<Window> {
  const { opened, sources, op } = reading;
  if (index === 0) return forward(reading, null);
  const { count } = opened.positions.state;
  if (count.kind === 'exact' && index >= count.value) return backward(reading, null);
  const located = await placeAt(sources.pool, opened, index, op);
  if (located === null) return backward(reading, null);
  const start = { from: located.values, isInclusive: true, backwards: false };
  const { result, tookMs } = await single(reading, windowRequest(reading, start, reading.request.limit));
  // A guess may lie beyond the last row.
  if (result.rowCount === 0 && result.stopped === null) return backward(reading, null);
  return { result, tookMs, atStart: false, atEnd: !result.hasMore && result.stopped === null, index: located.index, isExact: located.isExact };
}

async function aroundKey(reading: Reading, key: RowKey): Promise<Window> {
  const { opened, sources, op, request } = reading;
  const values = await valuesOfKey(reading, key);
  const before = Math.floor(request.limit / 4);
  const { output, tookMs } = await run(reading, [
    windowRequest(reading, { from: values, isInclusive: false, backwards: true }, before),
    windowRequest(reading, { from: values, isInclusive: true, backwards: false }, request.limit - before),
  ]);
  const [head, tail] = output;
  if (!head || !tail) throw new Error('A window gave no result');
  const atStart = !head.hasMore && head.stopped === null;
  const located = atStart ? { index: head.rowCount, isExact: true } : await indexOf(sources.pool, opened, values, op);
  return {
    result: {
      rowCount: head.rowCount + tail.rowCount,
      cells: [...head.cells, ...tail.cells],
      keys: [...head.keys, ...tail.keys],
      first: head.first ?? tail.first,
      last: tail.last ?? head.last,
      hasMore: tail.hasMore,
      stopped: tail.stopped,
    },
    tookMs,
    atStart,
    atEnd: !tail.hasMore && tail.stopped === null,
    index: located === null ? null : Math.max(0, located.index - head.rowCount),
    isExact: located?.isExact ?? false,
  };
}

function isExact({ generation }: Reading, place: Place): boolean {
  return place.isExact && place.generation === generation;
}

async function finish(reading: Reading, window: Window): Promise<StoredPage> {
  const { opened, op, sources } = reading;
  const { result } = window;
  let { index, isExact: exact } = window;
  if ((index === null || !exact) && result.first !== null) {
    const located = await indexOf(sources.pool, opened, result.first, op);
    if (located !== null && (index === null || located.isExact)) ({ index, isExact: exact } = located);
  }
  if (window.atEnd && exact && index !== null && opened.positions.isCurrent) opened.positions.learnCount(index + result.rowCount);
  return toPage(reading, window, index ?? 0, exact && index !== null);
}

function toPage(reading: Reading, window: Window, index: number, exact: boolean): StoredPage {
  const { request, layout, sources, opened, generation } = reading;
  const { result, atStart, atEnd, tookMs } = window;
  const cursor = (values: readonly StoredValue[] | null, row: number) =>
    sources.cursors.add({ view: opened.id, values, index: row, isExact: exact, generation });
  const hasRows = result.rowCount > 0;
  const isNumbered = opened.view.order.kind === 'numbered';
  const isForward = request.at.kind !== 'before' && request.at.kind !== 'end';
  return {
    rows: cellRows(result.cells, request.columns.length, result.rowCount),
    keys: keyRows(result.keys, layout.key.length, result.rowCount),
    first: hasRows && (result.first || isNumbered) ? cursor(result.first, index) : null,
    last: hasRows && (result.last || isNumbered) ? cursor(result.last, index + result.rowCount - 1) : null,
    atStart,
    atEnd,
    position: { index, exact },
    stopped: result.stopped ? { reason: 'time', scannedRows: result.stopped.scannedRows } : null,
    // Rows found so far have been counted; the place goes on after the last of them.
    resume: result.stopped?.at && isForward ? cursor(result.stopped.at, index + result.rowCount - 1) : null,
    skipped: reading.skipped,
    tookMs,
  };
}

/** A view without a key: rows have numbers only, and every window is counted off from the start. */
async function readNumbered(reading: Reading): Promise<StoredPage> {
  const { opened, request, op, layout, sources } = reading;
  const { at, limit } = request;
  const { positions, view } = opened;
  const needsCount = at.kind === 'end';
  if (needsCount) await positions.complete(op.signal);
  const total = positions.state.count.kind === 'exact' ? positions.state.count.value : null;
  if (needsCount && total === null) {
    throw new AppError('unsupported', `${view.table.name} has no key, and counting its rows takes too long to go to its end`, { subject: view.table.name });
  }
  const offset = numberedOffset(reading, total ?? 0);
  const size = at.kind === 'before' ? Math.min(limit, placeNumber(reading, at.cursor)) : limit;
  const statement = numberedStatement(view, layout, sources.pool.cutToken, offset);
  const { result, tookMs } = await single(reading, { segments: [statement], limit: size, reversed: false });
  const atEnd = !result.hasMore && result.stopped === null;
  if (atEnd && (result.rowCount > 0 || offset === 0)) positions.learnCount(offset + result.rowCount);
  // Past the last row, as after rows were deleted: the end is shown instead.
  if (result.rowCount === 0 && offset > 0 && at.kind === 'index' && result.stopped === null) {
    return readNumbered({ ...reading, request: { ...request, at: { kind: 'end' } } });
  }
  return toPage(reading, { result, tookMs, atStart: offset === 0, atEnd, index: offset, isExact: true }, offset, true);
}

function numberedOffset(reading: Reading, total: number): number {
  const { at, limit } = reading.request;
  switch (at.kind) {
    case 'start':
      return 0;
    case 'end':
      return Math.max(0, total - limit);
    case 'after':
      return placeNumber(reading, at.cursor) + 1;
    case 'before':
      return Math.max(0, placeNumber(reading, at.cursor) - limit);
    case 'index':
      return at.index;
    case 'key':
      throw new AppError('unsupported', `Rows of ${reading.opened.view.table.name} have no key`, { subject: reading.opened.view.table.name });
  }
}

function placeNumber(reading: Reading, cursor: string): number {
  return placeOf(reading, cursor).index ?? 0;
}
