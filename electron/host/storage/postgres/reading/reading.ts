import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { Operation, PageRequest, StoredPage } from '../../connector.ts';
import type { Cursors, Place } from '../../cursors.ts';
import type { PgAccess, PgRows } from '../connection/access.ts';
import type { PgDescribed } from '../table.ts';
import { isBadValue } from './bad-value.ts';
import { isKeyValue } from './read-values.ts';
import type { RowLayout } from './row-layout.ts';
import type { PlaceValues } from './segments.ts';
import { placeStatement, type Start, windowStatement } from './statements.ts';
import type { OpenView, Views } from './views.ts';

export type TextRow = PgRows['rows'][number];

/** What reading pages needs of a session. */
export interface PageSources {
  readonly access: PgAccess;
  readonly views: Views;
  readonly cursors: Cursors<PlaceValues>;
  describe(model: string, op: Operation): Promise<PgDescribed>;
  /** Counts what is known to have changed. */
  generation(): number;
}

/** One page in the making. */
export interface Reading {
  readonly sources: PageSources;
  readonly opened: OpenView;
  readonly layout: RowLayout;
  readonly request: PageRequest;
  /** Its signal alone: a row number that is looked up beside the rows must not end with their time. */
  readonly op: Pick<Operation, 'signal'>;
  /** How long whoever asked wants to wait for the rows; `null` when that was not said. */
  readonly limitMs: number | null;
  readonly skipped: StoredPage['skipped'];
  readonly generation: number;
}

/** Rows as they were read, in the view's order. */
export interface WindowRows {
  readonly rows: readonly TextRow[];
  readonly hasMore: boolean;
  readonly stopped: { readonly scannedRows: number; readonly at: PlaceValues } | null;
}

/** A window with what is known of its surroundings. */
export interface Window {
  readonly result: WindowRows;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Row number of the first row; `null` when it is still to be found. */
  readonly index: number | null;
  readonly isExact: boolean;
}

/** @throws AppError `conflict` for a cursor of another view, or one that is no longer known. */
export function placeOf({ sources, opened }: Reading, cursor: string): Place<PlaceValues> {
  return sources.cursors.get(cursor, opened.id);
}

/** One window by one statement. @param timeoutMs `null`: that of every read. */
export async function readWindow(
  { opened, layout, sources, op }: Reading,
  start: Start,
  limit: number,
  timeoutMs: number | null,
): Promise<WindowRows> {
  const { rows } = await sources.access.read(
    windowStatement(opened.view, layout, start, limit + 1),
    op,
    timeoutMs === null ? {} : { timeoutMs },
  );
  return cutWindow(rows, limit, start.backwards);
}

/** @param rows at most one more than belong to the window. */
export function cutWindow(rows: readonly TextRow[], limit: number, backwards: boolean): WindowRows {
  const shown = rows.slice(0, limit);
  return { rows: backwards ? shown.toReversed() : shown, hasMore: rows.length > limit, stopped: null };
}

/** The order values of the row with this key. @throws AppError `not_found` when there is no such row. */
export async function valuesOfKey({ opened, sources, op }: Reading, key: RowKey): Promise<PlaceValues> {
  const { view } = opened;
  const found = await sources.access.read(placeStatement(view, key), op).catch(async (error: unknown) => {
    if (!isBadValue(error) || (await isKeyValue(sources.access, view.table, key, op))) throw error;
    return { rows: [] };
  });
  const [values] = found.rows;
  if (!values) throw new AppError('not_found', `No such row in ${view.table.name}`, { subject: view.table.id });
  return values;
}

/** The page as it is sent, with cursors for its ends. */
export function toPage(reading: Reading, window: Window, index: number, exact: boolean, began: number): StoredPage {
  const { request, layout, sources, opened, generation } = reading;
  const { result, atStart, atEnd } = window;
  const isNumbered = opened.view.order.kind === 'numbered';
  const cursor = (values: PlaceValues | null, row: number) =>
    sources.cursors.add({ view: opened.id, values, index: row, isExact: exact, generation });
  const placeIn = (row: TextRow | undefined) => (row && !isNumbered ? layout.place(row) : null);
  const { rows } = result;
  const isForward = request.at.kind !== 'before' && request.at.kind !== 'end';
  return {
    rows: rows.map(layout.cells),
    keys: rows.map(layout.key),
    first: rows.length > 0 ? cursor(placeIn(rows[0]), index) : null,
    last: rows.length > 0 ? cursor(placeIn(rows.at(-1)), index + rows.length - 1) : null,
    atStart,
    atEnd,
    position: { index, exact },
    stopped: result.stopped ? { reason: 'time', scannedRows: result.stopped.scannedRows } : null,
    // Rows found so far have been counted; the place goes on after the last row that was looked at.
    resume: result.stopped && isForward ? cursor(result.stopped.at, index + rows.length - 1) : null,
    skipped: reading.skipped,
    tookMs: performance.now() - began,
  };
}
