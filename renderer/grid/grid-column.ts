import type { ReactNode } from 'react';
import type { CellState } from './grid-editing.ts';

export interface CellSurroundings {
  /** Width of the column's content, without the cell's padding, in CSS px. */
  readonly width: number;
}

/** One column of a grid: how a row's value is drawn, described and copied. */
export interface GridColumn<Row> {
  readonly id: string;
  /** The column header's exact name. */
  readonly title: string;
  readonly width: number;
  readonly alignsEnd?: boolean;
  /** A small sign behind the title, such as a key; decoration only. */
  readonly mark?: ReactNode;
  /** More about the column, on hover. */
  readonly hint?: string;
  readonly isSortable?: boolean;
  /** Stable between renders: cells are drawn again only when row, its version, width or column change. */
  readonly render: (row: Row, cell: CellSurroundings) => ReactNode;
  /** What a screen reader adds to the value: the caption of a referenced row, the size of a cut value. */
  readonly describe?: (row: Row) => string | undefined;
  /** What is staged in this cell; asked whenever the cell is drawn. */
  readonly state?: (row: Row) => CellState | null;
  /** What copying gives, or `null` when the value must be loaded first. */
  readonly copyText: (row: Row) => string | null;
  /** Goes where the value points to: a referenced row, a file. */
  readonly follow?: (row: Row) => void;
}

export interface GridSort {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}
