import type { LoadedRows, RowAnchor, RowSource } from '../row-source.ts';

/** A row that knows its true place, so that tests see what is skipped. */
export interface FakeRow {
  readonly place: number;
}

export interface FakeSource extends RowSource<FakeRow> {
  readonly requests: { readonly at: RowAnchor; readonly limit: number; readonly signal: AbortSignal }[];
  /** From now on positions are exact, as after a boundary pass. */
  isExact: boolean;
  rowCount: number;
  /** Answers the oldest read that waits; without `isHeld` reads answer at once. */
  release(): void;
  readonly waiting: number;
}

/**
 * Rows 0…rowCount-1 in memory. `guess` is what the source makes of a row number while positions are not exact:
 * the true place it lands on when asked for an index.
 */
export function fakeSource(given: {
  readonly rowCount: number;
  readonly isExact?: boolean;
  readonly guess?: (index: number) => number;
  readonly isHeld?: boolean;
  readonly pauseAt?: number;
}): FakeSource {
  const held: (() => void)[] = [];

  function answer(at: RowAnchor, limit: number): LoadedRows<FakeRow> {
    const size = source.rowCount;
    let start = 0;
    let end = 0;
    let isKnown = source.isExact;
    switch (at.kind) {
      case 'start':
        end = limit;
        isKnown = true;
        break;
      case 'end':
        start = size - limit;
        end = size;
        break;
      case 'after':
        start = Number(at.cursor) + 1;
        end = start + limit;
        break;
      case 'before':
        end = Number(at.cursor);
        start = end - limit;
        break;
      case 'index':
        start = source.isExact ? at.index : Math.round(given.guess?.(at.index) ?? at.index);
        start = Math.min(start, Math.max(0, size - 1));
        end = start + limit;
        break;
      case 'row':
        start = Number(at.id) - 10;
        end = start + limit;
        break;
    }
    start = Math.max(0, Math.min(start, size));
    end = Math.max(start, Math.min(end, size, at.kind === 'after' ? end : (given.pauseAt ?? Number.POSITIVE_INFINITY)));
    const rows = Array.from({ length: end - start }, (_, index) => ({ place: start + index }));
    return {
      rows,
      first: rows.length > 0 ? String(start) : null,
      last: rows.length > 0 ? String(end - 1) : null,
      atStart: start === 0,
      atEnd: end === size,
      index: isKnown || start === 0 ? start : at.kind === 'index' ? at.index : start + 7,
      indexIsExact: isKnown || start === 0,
      isPaused: given.pauseAt === end && end < size,
    };
  }

  const source: FakeSource = {
    requests: [],
    isExact: given.isExact ?? true,
    rowCount: given.rowCount,
    release: () => held.shift()?.(),
    get waiting() {
      return held.length;
    },
    rowId: (row) => String(row.place),
    load: (at, limit, signal) => {
      source.requests.push({ at, limit, signal });
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        const give = () => resolve(answer(at, limit));
        if (given.isHeld === true) held.push(give);
        else give();
      });
    },
  };
  return source;
}

/** Lets every read that can answer do so, until the window asks for nothing more. */
export async function settle(source: FakeSource): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    source.release();
    const before = source.requests.length;
    await answered();
    if (source.requests.length === before && source.waiting === 0) return;
  }
  throw new Error('The window never stops reading');
}

/** Long enough for a promise chain of the window to run to its end. */
export async function answered(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
