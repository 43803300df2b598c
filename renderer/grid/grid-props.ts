import type { MouseEvent, ReactNode, Ref } from 'react';
import type { GridColumn, GridSort } from './grid-column.ts';
import type { RowWindow } from './row-window.ts';
import type { CopyResult } from './use-grid-copy.ts';

/** What a screen can make a grid do. */
export interface GridHandle {
  focus(): void;
  /** Moves the active row, as next and previous do beside the grid. */
  moveRow(by: number): void;
  /** Copies the selected cells, as Ctrl+C does. */
  copy(): void;
}

/** Where the active cell is, and how much is selected. */
export interface GridPlace<Row> {
  readonly row: Row | undefined;
  readonly rowIndex: number;
  readonly column: string;
  /** Selected rows and cells; both 1 for a single cell. */
  readonly selectedRows: number;
  readonly selectedCells: number;
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
  /** Enter or a double click. */
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
  readonly handle?: Ref<GridHandle> | undefined;
  /** Instead of the rows: nothing matches, reading failed. */
  readonly overlay?: ReactNode;
}
