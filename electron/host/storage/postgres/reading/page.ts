import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { Operation, PageRequest, StoredPage } from '../../connector.ts';
import type { Place } from '../../cursors.ts';
import { skippedFields } from '../../query/searched.ts';
import { isTimeout } from './counts.ts';
import { indexOf, placeAt } from './locate.ts';
import { readNumbered } from './numbered-page.ts';
import { type PageSources, placeOf, type Reading, toPage, valuesOfKey, type Window } from './reading.ts';
import { layoutOf } from './row-layout.ts';
import { readInTime } from './scan-window.ts';
import type { PlaceValues } from './segments.ts';
import { fromStart, type Start } from './statements.ts';
import type { OpenView } from './views.ts';

/** Reads one page. @throws AppError `conflict` for a cursor that is no longer known. */
export async function readPage(sources: PageSources, request: PageRequest, op: Operation): Promise<StoredPage> {
  const { model, table } = await sources.describe(request.query.model, op);
  const skipped = request.query.search === '' ? [] : skippedFields(model.fields);
  const opened = await sources.views.open(request.query, table, op);
  const reading = (view: OpenView, more: StoredPage['skipped']): Reading => {
    const { order } = view.view;
    return {
      sources,
      opened: view,
      layout: layoutOf(table, request.columns, order.kind === 'numbered' ? [] : order.columns),
      request,
      op: { signal: op.signal },
      limitMs: op.timeoutMs ?? null,
      skipped: [...skipped, ...more],
      generation: sources.generation(),
    };
  };
  if (request.query.search === '' || opened.view.order.kind !== 'sorted') return readFrom(reading(opened, []));
  // A search through rows that must also be sorted has nothing to show before it has seen all of them. When that takes
  // too long the rows come in the order of their key, piece by piece.
  const fallback = await sources.views.open({ ...request.query, sort: [] }, table, op);
  const note = request.query.sort.map(({ field }) => ({
    field,
    reason: 'Not sorted: too many rows to search them all',
  }));
  if (!opened.isSlow && placeView(sources, request) !== fallback.id) {
    try {
      return await readFrom(reading(opened, []));
    } catch (error) {
      if (!isTimeout(error)) throw error;
      opened.isSlow = true;
    }
  }
  return readFrom(reading(fallback, note));
}

function placeView(sources: PageSources, { at }: PageRequest): string | null {
  return at.kind === 'after' || at.kind === 'before' ? (sources.cursors.find(at.cursor)?.view ?? null) : null;
}

async function readFrom(reading: Reading): Promise<StoredPage> {
  const began = performance.now();
  const { at } = reading.request;
  if (reading.opened.view.order.kind === 'numbered') return readNumbered(reading, began);
  switch (at.kind) {
    case 'start':
      return finish(reading, await forward(reading, null), began);
    case 'end':
      return finish(reading, await backward(reading, null), began);
    case 'after':
      return finish(reading, await forward(reading, placeOf(reading, at.cursor)), began);
    case 'before':
      return finish(reading, await backward(reading, placeOf(reading, at.cursor)), began);
    case 'index':
      return finish(reading, await fromIndex(reading, at.index), began);
    case 'key':
      return finish(reading, await aroundKey(reading, at.key), began);
  }
}

async function forward(reading: Reading, place: Place<PlaceValues> | null): Promise<Window> {
  const start: Start = { from: place?.values ?? null, isInclusive: false, backwards: false };
  const result = await readInTime(reading, start, reading.request.limit);
  const known =
    place === null
      ? { index: 0, isExact: true }
      : { index: place.index === null ? null : place.index + 1, isExact: isExact(reading, place) };
  return { result, atStart: place === null, atEnd: !result.hasMore && result.stopped === null, ...known };
}

async function backward(reading: Reading, place: Place<PlaceValues> | null): Promise<Window> {
  const start: Start = { from: place?.values ?? null, isInclusive: false, backwards: true };
  const result = await readInTime(reading, start, reading.request.limit);
  const atStart = !result.hasMore && result.stopped === null;
  const window = { result, atStart, atEnd: place === null };
  if (atStart) return { ...window, index: 0, isExact: true };
  if (place !== null) {
    const index = place.index === null ? null : place.index - result.rows.length;
    return { ...window, index: index === null || index < 0 ? null : index, isExact: isExact(reading, place) };
  }
  const count = await reading.opened.positions.estimate(reading.op);
  // The last row's number is as certain as the count.
  return { ...window, index: Math.max(0, count.value - result.rows.length), isExact: count.kind === 'exact' };
}

async function fromIndex(reading: Reading, index: number): Promise<Window> {
  const { opened, sources, op, request } = reading;
  if (index === 0) return forward(reading, null);
  const { count } = opened.positions.state;
  if (count.kind === 'exact' && index >= count.value) return backward(reading, null);
  const located = await placeAt(sources.access, opened, index, op);
  if (located === null) return backward(reading, null);
  const start: Start = { from: located.values, isInclusive: true, backwards: false };
  const result = await readInTime(reading, start, request.limit);
  // A guess may lie beyond the last row.
  if (result.rows.length === 0 && result.stopped === null) return backward(reading, null);
  return {
    result,
    atStart: false,
    atEnd: !result.hasMore && result.stopped === null,
    index: located.index,
    isExact: located.isExact,
  };
}

async function aroundKey(reading: Reading, key: RowKey): Promise<Window> {
  const { opened, sources, op, request } = reading;
  const before = Math.floor(request.limit / 4);
  const values = await valuesOfKey(reading, key);
  // Two windows that meet at the place share no row, whatever changes in between.
  const [head, tail] = await Promise.all([
    readInTime(reading, { ...fromStart, from: values, backwards: true }, before),
    readInTime(reading, { ...fromStart, from: values, isInclusive: true }, request.limit - before),
  ]);
  const atStart = !head.hasMore && head.stopped === null;
  const located = atStart
    ? { index: head.rows.length, isExact: true }
    : await indexOf(sources.access, opened, values, op);
  return {
    result: { rows: [...head.rows, ...tail.rows], hasMore: tail.hasMore, stopped: tail.stopped },
    atStart,
    atEnd: !tail.hasMore && tail.stopped === null,
    index: located === null ? null : Math.max(0, located.index - head.rows.length),
    isExact: located?.isExact ?? false,
  };
}

function isExact({ generation }: Reading, place: Place<PlaceValues>): boolean {
  return place.isExact && place.generation === generation;
}

async function finish(reading: Reading, window: Window, began: number): Promise<StoredPage> {
  const { opened, op, sources, layout } = reading;
  const [firstRow] = window.result.rows;
  let { index, isExact: exact } = window;
  // A number that is only about right is not worth a search, as long as that gives no better one.
  const canBeExact = opened.positions.isCurrent && opened.positions.state.positions === 'complete';
  if ((index === null || (!exact && canBeExact)) && firstRow) {
    const located = await indexOf(sources.access, opened, layout.place(firstRow), op);
    if (located !== null && (index === null || located.isExact)) ({ index, isExact: exact } = located);
  }
  if (window.atEnd && exact && index !== null && opened.positions.isCurrent)
    opened.positions.learnCount(index + window.result.rows.length);
  return toPage(reading, window, index ?? 0, exact && index !== null, began);
}
