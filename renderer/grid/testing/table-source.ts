import type { LoadedRows, RowAnchor, RowSource } from '../row-source.ts';
import type { FakeRow } from './fake-source.ts';

export interface TableSource extends RowSource<FakeRow> {
  /** What is stored, ascending. Tests change it as another program would. */
  places: number[];
  isExact: boolean;
  /** While true, reads wait for {@link TableSource.release}. */
  isHeld: boolean;
  /** Answers every read that waits. */
  release(): void;
}

/** A keyset over rows that come and go: cursors name places between rows, as those of a database do. */
export function tableSource(places: readonly number[]): TableSource {
  const held: (() => void)[] = [];

  function between(at: RowAnchor, limit: number): { from: number; to: number } {
    const stored = source.places;
    const firstFrom = (wanted: number) => {
      const found = stored.findIndex((place) => place >= wanted);
      return found === -1 ? stored.length : found;
    };
    switch (at.kind) {
      case 'start':
        return { from: 0, to: limit };
      case 'end':
        return { from: stored.length - limit, to: stored.length };
      case 'after': {
        const from = firstFrom(Number(at.cursor) + 1);
        return { from, to: from + limit };
      }
      case 'before': {
        const to = firstFrom(Number(at.cursor));
        return { from: to - limit, to };
      }
      case 'index': {
        const from = Math.min(at.index, stored.length - 1);
        return { from, to: from + limit };
      }
      case 'row': {
        const from = firstFrom(Number(at.id)) - 10;
        return { from, to: from + limit };
      }
    }
  }

  function answer(at: RowAnchor, limit: number): LoadedRows<FakeRow> {
    const wanted = between(at, limit);
    const from = Math.max(0, wanted.from);
    const to = Math.max(from, Math.min(wanted.to, source.places.length));
    const rows = source.places.slice(from, to).map((place) => ({ place }));
    return {
      rows,
      first: rows.length > 0 ? String(rows[0]?.place) : null,
      last: rows.length > 0 ? String(rows.at(-1)?.place) : null,
      atStart: from === 0,
      atEnd: to === source.places.length,
      index: from,
      indexIsExact: source.isExact || from === 0,
    };
  }

  const source: TableSource = {
    places: [...places],
    isExact: true,
    isHeld: false,
    release: () => {
      for (const give of held.splice(0)) give();
    },
    rowId: (row) => String(row.place),
    load: (at, limit, signal) => {
      // The answer is that of the moment it is asked for, however long it takes.
      const loaded = answer(at, limit);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        if (source.isHeld) held.push(() => resolve(loaded));
        else resolve(loaded);
      });
    },
  };
  return source;
}
