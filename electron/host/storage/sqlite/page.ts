import type { RowQuery } from '../../../../shared/domain/query.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import type { Operation, PageRequest, StoredPage } from '../connector.ts';
import type { Place } from '../cursors.ts';
import { skippedFields } from '../query/searched.ts';
import { indexOf, placeAt } from './locate.ts';
import { readNumbered } from './numbered-page.ts';
import { joinPacked } from './packed-cells.ts';
import type { StoredValue, WindowRequest } from './protocol.ts';
import { readRanked } from './ranked-page.ts';
import { type PageSources, placeOf, type Reading, run, single, toPage, valuesOfKey, type Window } from './reading.ts';
import { layoutOf, type Start, windowStatements } from './statements.ts';
import type { OpenView } from './views.ts';

/** Reads one page. @throws {AppError} `conflict` for a cursor that is no longer known. */
export async function readPage(sources: PageSources, request: PageRequest, op: Operation): Promise<StoredPage> {
  const described = await sources.describe(request.query.model, op);
  const skipped = request.query.search === '' ? [] : skippedFields(described.model.fields);
  const opened = await sources.views.open(request.query, described, op);
  const reading = (view: OpenView, more: StoredPage['skipped']): Reading => ({
    sources,
    opened: view,
    layout: layoutOf(
      described.table,
      request.columns,
      view.view.order.kind === 'numbered' ? [] : view.view.order.columns,
    ),
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
  const note = request.query.sort.map(({ field }) => ({
    field,
    reason: 'Not sorted: too many rows to search them all',
  }));
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

function windowRequest({ opened, layout, sources }: Reading, start: Start, limit: number): WindowRequest {
  return {
    segments: windowStatements(opened.view, layout, sources.pool.cutToken, start),
    limit,
    reversed: start.backwards,
  };
}

async function forward(reading: Reading, place: Place<readonly StoredValue[]> | null): Promise<Window> {
  const start = { from: place?.values ?? null, isInclusive: false, backwards: false };
  const { result, tookMs } = await single(reading, windowRequest(reading, start, reading.request.limit));
  const known =
    place === null
      ? { index: 0, isExact: true }
      : { index: place.index === null ? null : place.index + 1, isExact: isExact(reading, place) };
  return { result, tookMs, atStart: place === null, atEnd: !result.hasMore && result.stopped === null, ...known };
}

async function backward(reading: Reading, place: Place<readonly StoredValue[]> | null): Promise<Window> {
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
  return {
    result,
    tookMs,
    atStart: false,
    atEnd: !result.hasMore && result.stopped === null,
    index: located.index,
    isExact: located.isExact,
  };
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
      cells: joinPacked(head.cells, tail.cells),
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

function isExact({ generation }: Reading, place: Place<readonly StoredValue[]>): boolean {
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
  if (window.atEnd && exact && index !== null && opened.positions.isCurrent)
    opened.positions.learnCount(index + result.rowCount);
  return toPage(reading, window, index ?? 0, exact && index !== null);
}
