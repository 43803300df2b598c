import type { ValuePage } from '../../../../shared/contract/redis.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { indexedSource, type LoadedRows, type RowAnchor, type RowCount, type RowSource } from '../../../grid/index.ts';

/** One element of a value: a field with its value, an item, a member with its score, an entry. */
export interface ElementRow {
  /** Names it for `values.get`. */
  readonly at: string;
  readonly cells: readonly Cell[];
}

export interface PlaceInValue {
  readonly next: string | null;
  readonly offset: number | null;
}
export type LoadPage = (place: PlaceInValue, limit: number, signal: AbortSignal) => Promise<ValuePage>;

const rowsPerRead = 200;

function rowsOf({ elements, at }: ValuePage): ElementRow[] {
  return elements.map((cells, index) => ({ cells, at: at[index] ?? '' }));
}

/** Lists and sorted sets have positions: any part can be read, and both ends. */
export function rankedSource(load: LoadPage, length: number): RowSource<ElementRow> {
  return indexedSource<ElementRow>({
    load: async (offset, limit, signal) => {
      const page = await load({ next: null, offset }, limit, signal);
      const end = offset + page.elements.length;
      // The value may have grown or shrunk since its length was read.
      return { rows: rowsOf(page), total: page.next === null ? end : Math.max(length, end + 1) };
    },
    rowId: ({ at }) => at,
  });
}

/**
 * Hashes, sets and streams can only be walked from their beginning. What was walked stays, so that scrolling back is
 * free; what a walk gives twice because the server's table changed is left out.
 */
export function walkedSource(load: LoadPage, onCount: (count: RowCount) => void): RowSource<ElementRow> {
  let walked: ElementRow[] = [];
  let seen = new Set<string>();
  let next: string | null = null;
  let isOver = false;
  let walking: Promise<void> | null = null;

  function startOver(): void {
    walked = [];
    seen = new Set();
    next = null;
    isOver = false;
  }

  async function step(signal: AbortSignal): Promise<void> {
    const page = await load({ next, offset: null }, rowsPerRead, signal);
    for (const row of rowsOf(page)) {
      if (seen.has(row.at)) continue;
      seen.add(row.at);
      walked.push(row);
    }
    next = page.next;
    isOver = page.next === null;
    onCount({ kind: isOver ? 'exact' : 'atLeast', value: walked.length });
  }

  async function walkTo(end: number, signal: AbortSignal): Promise<void> {
    while (walked.length < end && !isOver) {
      signal.throwIfAborted();
      // Two steps at once would both go on from the same place.
      walking ??= step(signal).finally(() => {
        walking = null;
      });
      await walking;
    }
  }

  function part(from: number, to: number): LoadedRows<ElementRow> {
    const end = Math.min(to, walked.length);
    const start = Math.min(from, end);
    return {
      rows: walked.slice(start, end),
      first: String(start),
      last: String(end),
      atStart: start === 0,
      atEnd: isOver && end === walked.length,
      index: start,
      indexIsExact: true,
    };
  }

  return {
    rowId: ({ at }) => at,
    load: async (at: RowAnchor, limit: number, signal: AbortSignal) => {
      switch (at.kind) {
        case 'start':
          startOver();
          await walkTo(limit, signal);
          return part(0, limit);
        case 'row': {
          const index = Math.max(
            0,
            walked.findIndex((row) => row.at === at.id),
          );
          await walkTo(index + limit, signal);
          return part(index, index + limit);
        }
        case 'index': {
          const index = Math.min(at.index, Math.max(0, walked.length - 1));
          await walkTo(index + limit, signal);
          return part(index, index + limit);
        }
        case 'after': {
          const from = Number(at.cursor);
          await walkTo(from + limit, signal);
          return part(from, from + limit);
        }
        case 'before': {
          const end = Number(at.cursor);
          return part(Math.max(0, end - limit), end);
        }
        // The end of what was walked: the true one may be a million elements away.
        case 'end':
          await walkTo(walked.length + 1, signal);
          return part(Math.max(0, walked.length - limit), walked.length);
      }
    },
  };
}
