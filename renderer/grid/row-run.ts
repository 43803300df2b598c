import type { LoadedRows } from './row-source.ts';

/** One answer of the source as it stands in a run. Only its own ends have cursors. */
export interface RunPage<Row> {
  readonly rows: readonly Row[];
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * The rows that are in memory: pages that follow each other without a gap. `start` is the row number of the first; while
 * `isExact` is false it is a guess, and the whole run moves (never its rows against each other) when more is known.
 */
export interface RowRun<Row> {
  readonly start: number;
  readonly end: number;
  readonly isExact: boolean;
  readonly pages: readonly RunPage<Row>[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** The source stopped early behind the last row and waits to be asked to go on. */
  readonly isPaused: boolean;
}

function pageOf<Row>(loaded: LoadedRows<Row>): RunPage<Row> {
  return { rows: loaded.rows, first: loaded.first, last: loaded.last };
}

export function startRun<Row>(loaded: LoadedRows<Row>, start: number, isExact: boolean): RowRun<Row> {
  return {
    start,
    end: start + loaded.rows.length,
    isExact,
    pages: [pageOf(loaded)],
    atStart: loaded.atStart,
    atEnd: loaded.atEnd,
    isPaused: loaded.isPaused === true,
  };
}

export function appendPage<Row>(run: RowRun<Row>, loaded: LoadedRows<Row>): RowRun<Row> {
  return {
    ...run,
    end: run.end + loaded.rows.length,
    pages: [...run.pages, pageOf(loaded)],
    atEnd: loaded.atEnd,
    isPaused: loaded.isPaused === true,
  };
}

/** The start may become negative while positions are guessed; {@link moveRun} puts that right. */
export function prependPage<Row>(run: RowRun<Row>, loaded: LoadedRows<Row>): RowRun<Row> {
  return {
    ...run,
    start: run.start - loaded.rows.length,
    pages: [pageOf(loaded), ...run.pages],
    atStart: loaded.atStart,
  };
}

export function moveRun<Row>(run: RowRun<Row>, by: number, isExact = run.isExact): RowRun<Row> {
  return by === 0 && isExact === run.isExact ? run : { ...run, start: run.start + by, end: run.end + by, isExact };
}

/** Drops whole pages that lie far from the rows `from`…`to`, so that memory does not grow with scrolling. */
export function trimRun<Row>(run: RowRun<Row>, from: number, to: number, reach: number): RowRun<Row> {
  let { start, end } = run;
  let dropFirst = 0;
  let dropLast = 0;
  for (const page of run.pages) {
    if (start + page.rows.length > from - reach || page.last === null) break;
    start += page.rows.length;
    dropFirst += 1;
  }
  for (const page of run.pages.toReversed()) {
    if (end - page.rows.length < to + reach || page.first === null) break;
    end -= page.rows.length;
    dropLast += 1;
  }
  if (dropFirst + dropLast === 0 || dropFirst + dropLast >= run.pages.length) return run;
  return {
    ...run,
    start,
    end,
    pages: run.pages.slice(dropFirst, run.pages.length - dropLast),
    atStart: run.atStart && dropFirst === 0,
    atEnd: run.atEnd && dropLast === 0,
    isPaused: run.isPaused && dropLast === 0,
  };
}

export function rowAt<Row>(run: RowRun<Row> | null, index: number): Row | undefined {
  if (run === null || index < run.start || index >= run.end) return undefined;
  let start = run.start;
  for (const page of run.pages) {
    if (index < start + page.rows.length) return page.rows[index - start];
    start += page.rows.length;
  }
  return undefined;
}

/** Puts another row in the place of the one with this number. */
export function replaceRow<Row>(run: RowRun<Row>, index: number, row: Row): RowRun<Row> {
  let start = run.start;
  const pages = run.pages.map((page) => {
    const place = index - start;
    start += page.rows.length;
    return place >= 0 && place < page.rows.length ? { ...page, rows: page.rows.with(place, row) } : page;
  });
  return { ...run, pages };
}

/** Takes the rows with these numbers out. Cursors stay: they name places between rows, whether a row is there or not. */
export function dropRows<Row>(run: RowRun<Row>, indexes: readonly number[]): RowRun<Row> {
  const dropped = new Set(indexes);
  let start = run.start;
  let end = run.start;
  const pages = run.pages.map((page) => {
    const first = start;
    start += page.rows.length;
    const rows = page.rows.filter((_, place) => !dropped.has(first + place));
    end += rows.length;
    return rows.length === page.rows.length ? page : { ...page, rows };
  });
  return { ...run, end, pages };
}

/** Row number of the row with this id, or -1 when it is not in memory. */
export function indexOfRow<Row>(run: RowRun<Row> | null, id: string, rowId: (row: Row) => string | null): number {
  if (run === null) return -1;
  let start = run.start;
  for (const page of run.pages) {
    const found = page.rows.findIndex((row) => rowId(row) === id);
    if (found !== -1) return start + found;
    start += page.rows.length;
  }
  return -1;
}

/** An empty page has no cursor; the nearest page that has one stands in for it. */
export function firstCursor<Row>(run: RowRun<Row>): string | null {
  for (const page of run.pages) if (page.first !== null) return page.first;
  return null;
}

export function lastCursor<Row>(run: RowRun<Row>): string | null {
  for (const page of run.pages.toReversed()) if (page.last !== null) return page.last;
  return null;
}
