import type { MouseEvent, ReactNode, Ref } from 'react';
import type { GridColumn, GridSort } from './grid-column.ts';
import type { GridCellPlace, GridEditing, RowState } from './grid-editing.ts';
import type { RowWindow } from './row-window.ts';
import type { CopyResult } from './use-grid-clipboard.ts';

/** What a screen can make a grid do. */
export interface GridHandle<Row = unknown> {
  focus(): void;
  /** Moves the active row, as next and previous do beside the grid. */
  moveRow(by: number): void;
  /** Copies the selected cells, as Ctrl+C does. */
  copy(): void;
  selectedRows(): SelectedRows<Row>;
  /** The selected cells of rows in memory, row by row; of `missing` rows more none is known. */
  selectedCells(): { readonly cells: readonly GridCellPlace<Row>[]; readonly missing: number };
  /**
   * Selects the cell of this row (and column; else the active one), scrolls to it and takes the focus. A row that is not
   * in memory yet, such as one that is added at this moment, is waited for, for three seconds.
   */
  show(id: string, column?: string): void;
  /** The same, and begins to edit. */
  edit(id: string, column?: string): void;
  /**
   * Commits the open editor and closes it; true when none is open afterwards.
   */
  finishEdit(): boolean;
}

/** The rows that are touched by the selection. */
export interface SelectedRows<Row> {
  /** Those in memory, in order. */
  readonly rows: readonly Row[];
  /** How many more are selected without being in memory. */
  readonly missing: number;
  /** Selected by their headers: whole rows are meant. */
  readonly isByHeader: boolean;
}

/** Where the active cell is, and how much is selected. */
export interface GridPlace<Row> {
  readonly row: Row | undefined;
  readonly rowIndex: number;
  readonly column: string;
  /** Selected rows and cells; both 1 for a single cell. */
  readonly selectedRows: number;
  readonly selectedCells: number;
  /** Rows are selected by their headers. */
  readonly isByHeader: boolean;
}

export interface GridProps<Row> {
  /** The accessible name. */
  readonly label: string;
  readonly rows: RowWindow<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly sort?: readonly GridSort[] | undefined;
  /** Asked to sort by a column; `add` keeps the columns sorted by before. */
  readonly onSort?: ((column: string, add: boolean) => void) | undefined;
  /** A person set a width. */
  readonly onResize?: ((column: string, width: number) => void) | undefined;
  /** Enter or a double click where nothing can be edited. */
  readonly onOpen?: ((row: Row) => void) | undefined;
  /** Space. Default: as Enter. */
  readonly onPreview?: ((row: Row) => void) | undefined;
  /** The active cell or the selection changed, or the active row arrived; `isChosen` when a person did it. */
  readonly onPlace?: ((place: GridPlace<Row>, isChosen: boolean) => void) | undefined;
  /** Reads a value that is not whole; for copying. */
  readonly loadText?: ((row: Row, column: string, signal: AbortSignal) => Promise<string>) | undefined;
  readonly onCopied?: ((result: CopyResult) => void) | undefined;
  readonly onMenu?:
    | ((event: MouseEvent, at: { readonly row: Row; readonly column: string } | { readonly header: string }) => void)
    | undefined;
  readonly initialColumn?: string | undefined;
  readonly handle?: Ref<GridHandle<Row>> | undefined;
  /** Without it the grid is for reading. */
  readonly editing?: GridEditing<Row> | undefined;
  /** What is staged for a row, or was just saved: its tint, the mark beside its number, and its description. */
  readonly rowState?: ((row: Row) => RowState | null) | undefined;
  /**
   * Anything that the cells of a row show besides the row itself, such as its staged edits: when the value given for a
   * row is another one, its cells are drawn again. Compared with `Object.is`.
   */
  readonly rowVersion?: ((row: Row) => unknown) | undefined;
  /** Instead of the rows: nothing matches, reading failed. */
  readonly overlay?: ReactNode;
}
