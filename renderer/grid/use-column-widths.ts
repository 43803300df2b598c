import { useMemo, useState } from 'react';
import { type ColumnLayout, clampWidth, layOutColumns } from './column-layout.ts';
import { cellPadding } from './grid-cell.tsx';
import type { GridColumn } from './grid-column.ts';

export interface ColumnWidths {
  readonly layout: ColumnLayout;
  /** While an edge is dragged only this grid knows; when it is let go the screen is told. */
  readonly resize: (column: number, width: number, isDone: boolean) => void;
  /** As wide as the widest of these cells. */
  readonly fitColumn: (column: number, cells: Iterable<Element>) => void;
}

export function useColumnWidths<Row>(
  columns: readonly GridColumn<Row>[],
  onResize: ((column: string, width: number) => void) | undefined,
): ColumnWidths {
  const [dragged, setDragged] = useState<{ readonly column: string; readonly width: number } | null>(null);
  const layout = useMemo(
    () => layOutColumns(columns.map((column) => (dragged?.column === column.id ? dragged.width : column.width))),
    [columns, dragged],
  );

  function resize(index: number, width: number, isDone: boolean): void {
    const column = columns[index];
    if (column === undefined) return;
    setDragged(isDone ? null : { column: column.id, width: clampWidth(width) });
    if (isDone) onResize?.(column.id, clampWidth(width));
  }

  return { layout, resize, fitColumn: (index, cells) => resize(index, widestContent(cells) + cellPadding, true) };
}

/** The content of a cell is one line that may be cut off; scrollWidth tells its whole length. */
function widestContent(cells: Iterable<Element>): number {
  let widest = 24;
  for (const cell of cells) {
    for (const part of cell.children) widest = Math.max(widest, part.scrollWidth);
  }
  return Math.ceil(widest) + 2;
}
