import { useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { CellEditing } from './cell-editing.ts';
import { CellEditorHost, type EditorPlace } from './cell-editor-host.tsx';
import { type ColumnLayout, headerHeight } from './column-layout.ts';
import type { GridColumn } from './grid-column.ts';
import type { GridCursor } from './grid-cursor.ts';
import type { CellEditor, EditorMove, GridEditing } from './grid-editing.ts';
import { type DrawnEditor, editorRowIndex } from './grid-rows.tsx';
import type { RowWindow } from './row-window.ts';
import type { CellPlace } from './selection.ts';
import type { Viewport } from './use-row-window.ts';
import { useStableCallback } from './use-stable-callback.ts';
import type { RowWindowSnapshot } from './window-snapshot.ts';
import { rowHeight } from './window-state.ts';

interface Given<Row> {
  readonly rows: RowWindow<Row>;
  readonly snapshot: RowWindowSnapshot<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly layout: ColumnLayout;
  readonly gutter: number;
  readonly viewport: Viewport;
  readonly scrollLeft: number;
  readonly cursor: GridCursor<Row>;
  readonly editing: GridEditing<Row> | undefined;
  readonly focus: () => void;
  /** Brings the active cell into sight. */
  readonly reveal: () => void;
  /** Moves the active cell after an edit. */
  readonly onMove: (move: Exclude<EditorMove, 'stay'>) => void;
}

export interface GridCellEditor<Row> {
  /** What is drawn in the active cell; `null` while nothing is edited. */
  readonly drawn: DrawnEditor<Row> | null;
  readonly isOpen: () => boolean;
  readonly begin: (cell: CellPlace, typed: string | null) => void;
  /** Commits and closes; true when no editor is open afterwards. */
  readonly close: () => boolean;
}

/** The border below a row is not part of its cells. */
const cellHeight = rowHeight - 1;

/** The one editor of a grid: opens it, draws it in its cell, and gives the focus back. */
export function useCellEditor<Row>(given: Given<Row>): GridCellEditor<Row> {
  const { rows, snapshot, columns, layout, gutter, viewport, scrollLeft, cursor, editing, focus } = given;
  const [edit] = useState(() => new CellEditing(rows));
  useEffect(() => edit.attach(rows), [edit, rows]);
  const open = useSyncExternalStore(edit.subscribe, edit.open);

  // Whatever takes the grid away, what was typed is staged first.
  useLayoutEffect(() => () => void edit.close(), [edit]);
  const column = open === null ? -1 : columns.findIndex(({ id }) => id === open.column);
  const isLost = open !== null && (column === -1 || editing === undefined);
  useLayoutEffect(() => {
    // Its column was hidden, or nothing may be edited any more: there is no place to go on typing.
    if (isLost && !edit.close()) edit.cancel();
  }, [edit, isLost]);

  const finish = useStableCallback((move: EditorMove) => {
    if (edit.open() === null) return;
    if (!edit.close()) return;
    focus();
    if (move !== 'stay') given.onMove(move);
  });
  const cancel = useStableCallback(() => {
    edit.cancel();
    focus();
  });
  const leave = useStableCallback((isFocusMine: boolean) => {
    if (edit.open() === null) return true;
    const isClosed = edit.close();
    if (isClosed && isFocusMine) focus();
    return isClosed;
  });
  const onKey = useStableCallback(() => {
    const now = edit.open();
    if (now === null) return;
    if (now.index === null) {
      if (now.id !== null) rows.open(now.id);
    } else {
      if (cursor.selection().active.row !== now.index) cursor.select({ row: now.index, column });
      given.reveal();
    }
  });

  const width = layout.widths[column] ?? 0;
  const shownAt = open === null ? 0 : editorRowIndex(open.index, snapshot);
  const place: EditorPlace = {
    left: gutter + (layout.starts[column] ?? 0) - scrollLeft,
    top: shownAt * rowHeight - snapshot.offset,
    width,
    height: cellHeight,
    bodyWidth: viewport.width,
    bodyHeight: Math.max(0, viewport.height - headerHeight),
    gutter,
  };
  const { register } = edit;
  const content = useContent({
    editor: open === null || isLost ? null : open,
    editing,
    width,
    maximumWidth: place.bodyWidth - gutter,
    maximumHeight: place.bodyHeight,
    finish,
    cancel,
    register,
  });
  const drawn: DrawnEditor<Row> | null =
    open === null || isLost
      ? null
      : {
          open,
          column,
          node: (
            <CellEditorHost
              key={open.serial}
              {...place}
              onFinish={finish}
              onCancel={cancel}
              onLeave={leave}
              onKey={onKey}
            >
              {content}
            </CellEditorHost>
          ),
        };

  return {
    drawn,
    isOpen: () => edit.open() !== null,
    begin: (cell, typed) => {
      const id = columns[cell.column]?.id;
      if (id !== undefined) edit.begin(cell.row, id, typed);
    },
    close: () => edit.close(),
  };
}

interface ContentGiven<Row> extends Pick<CellEditor<Row>, 'finish' | 'cancel' | 'register'> {
  readonly editor: { readonly row: Row; readonly column: string; readonly typed: string | null } | null;
  readonly editing: GridEditing<Row> | undefined;
  readonly width: number;
  readonly maximumWidth: number;
  readonly maximumHeight: number;
}

/** Drawn again only for another row, size or function: not while rows are scrolled. */
function useContent<Row>(given: ContentGiven<Row>) {
  const { editor, editing, width, maximumWidth, maximumHeight, finish, cancel, register } = given;
  const row = editor?.row;
  const column = editor?.column;
  const typed = editor?.typed ?? null;
  const render = editing?.render;
  return useMemo(() => {
    if (row === undefined || column === undefined || render === undefined) return null;
    const size = { width, height: cellHeight, maximumWidth, maximumHeight };
    return render({ row, column, typed, ...size, finish, cancel, register });
  }, [row, column, typed, width, maximumWidth, maximumHeight, render, finish, cancel, register]);
}
