import { AppError } from '../../../../shared/domain/app-error.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import type { Operation, PageRequest, StoredPage } from '../connector.ts';
import type { Cursors, Place } from '../cursors.ts';
import type { Described } from './catalog.ts';
import type { SqlitePool } from './pool.ts';
import type { StoredValue, WindowLayout, WindowRequest, WindowResult } from './protocol.ts';
import { placeStatement } from './statements.ts';
import type { OpenView, Views } from './views.ts';
import { windowRows } from './window-rows.ts';

/** A search looks this long, then shows what it found. */
const searchMs = 2000;
/** The same for a filter that no index helps. */
const filterMs = 5000;

/** What reading pages needs of a session. */
export interface PageSources {
  readonly pool: SqlitePool;
  readonly views: Views;
  readonly cursors: Cursors<readonly StoredValue[]>;
  describe(model: string, op: Operation): Promise<Described>;
  /** Counts the changes of the file. */
  generation(): number;
}

/** One page in the making. */
export interface Reading {
  readonly sources: PageSources;
  readonly opened: OpenView;
  readonly layout: WindowLayout;
  readonly request: PageRequest;
  readonly op: Operation;
  readonly skipped: StoredPage['skipped'];
  readonly generation: number;
}

/** A window as it was read, with what is known of its surroundings. */
export interface Window {
  readonly result: WindowResult;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Row number of the first row; `null` when it is still to be found. */
  readonly index: number | null;
  readonly isExact: boolean;
  readonly tookMs: number;
}

/** @throws {AppError} `conflict` for a cursor of another view, or one that is no longer known. */
export function placeOf({ sources, opened }: Reading, cursor: string): Place<readonly StoredValue[]> {
  return sources.cursors.get(cursor, opened.id);
}

/** Searches and filters without an index end in time; a sort must see all rows and is only ever given up. */
function deadlineOf({ opened, request, op }: Reading): number | null {
  if (op.timeoutMs !== undefined) return op.timeoutMs;
  if (request.query.search !== '') return searchMs;
  return opened.view.order.kind === 'indexed' && opened.view.condition.text !== '' ? filterMs : null;
}

export async function run(
  reading: Reading,
  windows: readonly WindowRequest[],
): Promise<{ output: readonly WindowResult[]; tookMs: number }> {
  return reading.sources.pool.run(
    'window',
    { layout: reading.layout, windows, deadlineMs: deadlineOf(reading) },
    reading.op,
  );
}

export async function single(
  reading: Reading,
  window: WindowRequest,
): Promise<{ result: WindowResult; tookMs: number }> {
  const { output, tookMs } = await run(reading, [window]);
  const [result] = output;
  if (!result) throw new Error('A window gave no result');
  return { result, tookMs };
}

/** The order values of the row with this key. @throws {AppError} `not_found` when there is no such row. */
export async function valuesOfKey({ opened, sources, op }: Reading, key: RowKey): Promise<readonly StoredValue[]> {
  const { view } = opened;
  const { output } = await sources.pool.run(
    'seek',
    { segments: [placeStatement(view, key)], skip: 0, width: view.order.columns.length, deadlineMs: null },
    op,
  );
  if (output.values === null)
    throw new AppError('not_found', `No such row in ${view.table.name}`, { subject: view.table.name });
  return output.values;
}

/** The page as it is sent, with cursors for its ends. */
export function toPage(reading: Reading, window: Window, index: number, exact: boolean): StoredPage {
  const { request, layout, sources, opened, generation } = reading;
  const { result, atStart, atEnd, tookMs } = window;
  const cursor = (values: readonly StoredValue[] | null, row: number) =>
    sources.cursors.add({ view: opened.id, values, index: row, isExact: exact, generation });
  const hasRows = result.rowCount > 0;
  const isNumbered = opened.view.order.kind === 'numbered';
  const isForward = request.at.kind !== 'before' && request.at.kind !== 'end';
  const { rows, keys } = windowRows(result, layout);
  return {
    rows,
    keys,
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
