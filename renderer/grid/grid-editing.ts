import type { ReactNode } from 'react';

/** Where the active cell goes when an edit is finished. `next` and `previous` go on in the row after or before. */
export type EditorMove = 'stay' | 'next' | 'previous' | 'down' | 'up';

/** A cell named by its row and its column's id. */
export interface GridCellPlace<Row> {
  readonly row: Row;
  readonly column: string;
}

/**
 * What the editor of the active cell is given.
 *
 * The grid answers the keys that the editor leaves alone (does not `preventDefault`): Esc cancels; Enter, Shift+Enter,
 * Tab and Shift+Tab finish and move; Ctrl+Enter finishes and stays. While text is composed (IME, dead keys) it answers
 * none. A command of the window (Ctrl+S, Ctrl+K) finishes first, so that what was typed is part of what is saved.
 * Arrows, Home, End, Delete and the clipboard belong to the editor. Focus: when the editor has not taken it while
 * mounting, its first field gets it. Popups may be portals: React's tree counts, not the page's.
 */
export interface CellEditor<Row> extends GridCellPlace<Row> {
  /** Of the cell, in CSS px; the editor stands over it and may be larger. It is kept within the grid's edges. */
  readonly width: number;
  readonly height: number;
  /** Room within the grid's edges. */
  readonly maximumWidth: number;
  readonly maximumHeight: number;
  /** The text that began the edit and replaces the value; `null` when the present value is to be edited. */
  readonly typed: string | null;
  /** Calls the registered commit, and when that is true closes the editor and moves. */
  readonly finish: (move: EditorMove) => void;
  /** Closes the editor; nothing is committed. */
  readonly cancel: () => void;
  /**
   * Says how to commit; may be called at every render, the last one counts. The commit stages the value and returns
   * true, or keeps the editor open (a value that can't be staged) with false. The grid calls it once before it closes
   * the editor: on `finish`, on a press elsewhere, when the focus leaves, when the grid goes away. The editor itself
   * never stages anything outside it. Without edits it must do nothing and return true.
   */
  readonly register: (commit: () => boolean) => void;
}

/** Where pasted cells go. */
export interface GridPasteTarget<Row> {
  /** Top left cell of the selection. */
  readonly row: Row;
  readonly rowIndex: number;
  readonly column: string;
  /** Size of the selection; 1 × 1 for a single cell. */
  readonly selectedRows: number;
  readonly selectedColumns: number;
  /** The clipboard as it is: what a single cell takes that may hold line breaks and tabs. */
  readonly text: string;
  /**
   * Every cell that is hit, with its text, in rows that are in memory. Cells that fit into the selection a
   * whole number of times repeat, so one cell fills all of it; anything else goes as far as it reaches.
   */
  readonly cells: readonly (GridCellPlace<Row> & { readonly text: string })[];
  /** Lines that reach below the last row, columns that reach behind the last one, rows that are not in memory. */
  readonly linesBeyond: number;
  readonly columnsBeyond: number;
  readonly missingRows: number;
}

/** How the cells of a grid are edited. The grid knows keys, places and focus; values belong to whoever gives this. */
export interface GridEditing<Row> {
  /** Why this cell can't be edited now, or `null` when it can. Cheap: asked at every key. */
  readonly refusal: (row: Row, column: string) => string | null;
  /** The editor of the active cell. Gives an element of the same type at every call: it keeps its state. */
  readonly render: (editor: CellEditor<Row>) => ReactNode;
  /** F2 or typing on a cell that can't be edited. Enter and a double click open the row instead. */
  readonly onRefused?: (reason: string) => void;
  /** Delete or Backspace on selected cells; `missing` rows of the selection are not in memory. */
  readonly onClear?: (cells: readonly GridCellPlace<Row>[], missing: number) => void;
  /** Delete or Backspace while rows are selected by their headers. */
  readonly onDeleteRows?: (rows: readonly Row[], missing: number) => void;
  /** Ctrl+V: the clipboard read as tab-separated text, exactly as {@link GridHandle.copy} writes it. */
  readonly onPaste?: (table: readonly (readonly string[])[], target: GridPasteTarget<Row>) => void;
}

/** What is staged or was saved in a cell, and in a row. */
export type CellState = 'edited' | 'invalid' | 'conflict';
export type RowState = 'new' | 'edited' | 'deleted' | 'conflict' | 'saved';
