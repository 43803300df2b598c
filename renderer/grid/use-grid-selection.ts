import { type Dispatch, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import type { RowWindow } from './row-window.ts';
import {
  type CellPlace,
  type Motion,
  noSelection,
  reduceSelection,
  type Selection,
  type SelectionAction,
} from './selection.ts';
import { rowHeight } from './window-state.ts';

export interface GridSelection {
  readonly selection: Selection;
  readonly dispatch: Dispatch<SelectionAction>;
  readonly move: (motion: Motion, extend: boolean) => void;
  readonly select: (cell: CellPlace, options?: { readonly extend?: boolean; readonly rows?: boolean }) => void;
}

/**
 * The selected cells of a grid. They are row numbers here, and stay with their rows when those get other numbers: while
 * positions are guessed, and when rows are read again.
 */
export function useGridSelection<Row>(rows: RowWindow<Row>, columnCount: number, initialColumn: number): GridSelection {
  const [selection, dispatch] = useReducer(reduceSelection, Math.max(0, initialColumn), noSelection);
  const latest = useRef(selection);
  /** Identity of the active row, as long as it is in memory. */
  const activeId = useRef<string | null>(null);
  /** The last row was asked for: where that is, is known when it is read. */
  const goesToEnd = useRef(false);

  useLayoutEffect(() => {
    latest.current = selection;
    activeId.current = rows.idOf(selection.active.row) ?? activeId.current;
  });

  useEffect(
    () =>
      rows.onEvent((event) => {
        const { active } = latest.current;
        const goTo = (row: number) =>
          dispatch({ kind: 'select', cell: { row, column: active.column }, extend: false, rows: false });
        switch (event.kind) {
          case 'renumbered':
            dispatch(event);
            break;
          case 'located':
            goTo(event.index);
            break;
          case 'arrivedAtEnd':
            if (goesToEnd.current) goTo(event.index);
            goesToEnd.current = false;
            break;
          case 'reloaded': {
            const index = activeId.current === null ? -1 : rows.indexOf(activeId.current);
            if (index !== -1 && index !== active.row) goTo(index);
            break;
          }
          case 'replaced':
            activeId.current = null;
            dispatch({ kind: 'clear' });
            break;
        }
      }),
    [rows],
  );

  function select(cell: CellPlace, options: { readonly extend?: boolean; readonly rows?: boolean } = {}): void {
    goesToEnd.current = false;
    activeId.current = null;
    dispatch({ kind: 'select', cell, extend: options.extend === true, rows: options.rows === true });
  }

  function move(motion: Motion, extend: boolean): void {
    const { active } = selection;
    const { rowCount } = rows.snapshot();
    const rowsPerPage = rows.rowsPerPage;
    const isPage = motion === 'pageUp' || motion === 'pageDown';
    goesToEnd.current = motion === 'lastRow' || motion === 'lastCell';
    activeId.current = null;
    if (isPage && active.row >= 0) {
      const isSeen = rows.isRevealed(active.row);
      rows.scrollBy((motion === 'pageDown' ? 1 : -1) * rowsPerPage * rowHeight);
      if (!isSeen && !extend) {
        // The active cell was scrolled away: the page turns where one looks, and the cell comes along.
        const { offset } = rows.snapshot();
        select({ row: Math.min(Math.max(0, rowCount - 1), Math.ceil(offset / rowHeight)), column: active.column });
        return;
      }
    }
    dispatch({ kind: 'move', motion, extend, extent: { rowCount, columnCount, rowsPerPage } });
  }

  return { selection, dispatch, move, select };
}
