import { useEffect, useState, useSyncExternalStore } from 'react';
import { GridCursor } from './grid-cursor.ts';
import type { RowWindow } from './row-window.ts';
import type { Selection } from './selection.ts';

export interface GridSelection<Row> {
  readonly selection: Selection;
  readonly cursor: GridCursor<Row>;
}

/** The selected cells of a grid, for as long as it is mounted; other rows keep the place. */
export function useGridCursor<Row>(rows: RowWindow<Row>, initialColumn: number): GridSelection<Row> {
  const [cursor] = useState(() => new GridCursor(rows, initialColumn));
  useEffect(() => cursor.attach(rows), [cursor, rows]);
  const selection = useSyncExternalStore(cursor.subscribe, cursor.selection);
  return { selection, cursor };
}
