/** A place to read rows at. Cursors are opaque and come from {@link LoadedRows}. */
export type RowAnchor =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'after' | 'before'; readonly cursor: string }
  /** As near to this row number (0-based) as the source knows. */
  | { readonly kind: 'index'; readonly index: number }
  /** A little before the row with this id, as {@link RowSource.rowId} gives it. */
  | { readonly kind: 'row'; readonly id: string };

/** Neighbouring rows, in order, without a gap. */
export interface LoadedRows<Row> {
  readonly rows: readonly Row[];
  /** Reads what comes before the first row; `null` when there is nothing. */
  readonly first: string | null;
  /** Reads what comes after the last row; `null` when there is nothing. */
  readonly last: string | null;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Row number (0-based) of the first row, and whether it is known or guessed. */
  readonly index: number;
  readonly indexIsExact: boolean;
  /** The source stopped before the end; it goes on from `last` only when asked to. */
  readonly isPaused?: boolean;
}

/** How many rows there are, as far as is known. */
export interface RowCount {
  readonly kind: 'exact' | 'estimate' | 'atLeast';
  readonly value: number;
}

/** A cursor that the source no longer knows: the place is found again by row or by number. */
export class PlaceLost extends Error {
  constructor(options?: ErrorOptions) {
    super('This place in the rows is no longer known', options);
    this.name = 'PlaceLost';
  }
}

/** A row that is not there, or not in this view. */
export class RowGone extends Error {
  constructor(options?: ErrorOptions) {
    super('This row is not here', options);
    this.name = 'RowGone';
  }
}

/** Where a grid's rows come from: a table, a Redis hash, a list of files. */
export interface RowSource<Row> {
  /**
   * Rejects with {@link PlaceLost} for a cursor of another time, with {@link RowGone} for a row that is not here, and with
   * anything else for a failure to show.
   */
  load(at: RowAnchor, limit: number, signal: AbortSignal): Promise<LoadedRows<Row>>;
  /** Names a row for good, across refreshes; `null` where rows have no name. */
  rowId(row: Row): string | null;
}

/** A source whose rows are addressed by number and whose size comes with each page. */
export function indexedSource<Row>(given: {
  readonly load: (
    offset: number,
    limit: number,
    signal: AbortSignal,
  ) => Promise<{ readonly rows: readonly Row[]; readonly total: number }>;
  readonly rowId: (row: Row) => string | null;
  readonly onTotal?: (total: number) => void;
}): RowSource<Row> {
  let knownTotal: number | null = null;

  async function readAt(offset: number, limit: number, signal: AbortSignal): Promise<LoadedRows<Row>> {
    const { rows, total } = await given.load(offset, limit, signal);
    knownTotal = total;
    given.onTotal?.(total);
    return {
      rows,
      first: rows.length > 0 ? String(offset) : null,
      last: rows.length > 0 ? String(offset + rows.length) : null,
      atStart: offset === 0,
      atEnd: offset + rows.length >= total || rows.length === 0,
      index: offset,
      indexIsExact: true,
    };
  }

  async function load(at: RowAnchor, limit: number, signal: AbortSignal): Promise<LoadedRows<Row>> {
    switch (at.kind) {
      case 'start':
      case 'row':
        return readAt(0, limit, signal);
      case 'end': {
        knownTotal ??= (await given.load(0, 1, signal)).total;
        return readAt(Math.max(0, knownTotal - limit), limit, signal);
      }
      case 'after':
        return readAt(Number(at.cursor), limit, signal);
      case 'before': {
        const end = Number(at.cursor);
        const offset = Math.max(0, end - limit);
        return readAt(offset, end - offset, signal);
      }
      case 'index':
        return readAt(at.index, limit, signal);
    }
  }

  return { load, rowId: given.rowId };
}
