import { parseTsv } from './clipboard.ts';
import type { GridColumn } from './grid-column.ts';
import type { GridPasteTarget } from './grid-editing.ts';
import type { RowWindow } from './row-window.ts';
import type { CellRange } from './selection.ts';

/** Says beside the plain text how cells were copied: one cell may hold tabs and line breaks without being a table. */
export const cellsFormat = 'application/x-storeroom-cells';

/** The clipboard's text, read as the cells that were copied. An empty clipboard is no cell. */
export function pastedTable(text: string, isOneCell: boolean): readonly (readonly string[])[] {
  if (isOneCell) return [[text]];
  return text === '' ? [] : parseTsv(text);
}

/** Which cells are hit by a table that is pasted at the top left of the selection. */
export function pasteTarget<Row>(given: {
  readonly rows: RowWindow<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly range: CellRange;
  /** Rows selected by their headers are no cells to be filled. */
  readonly isByHeader: boolean;
  readonly table: readonly (readonly string[])[];
  readonly text: string;
}): GridPasteTarget<Row> | null {
  const { rows, columns, range, isByHeader, table, text } = given;
  const first = rows.row(range.fromRow);
  const firstColumn = columns[range.fromColumn];
  const lines = table.length;
  const width = Math.max(0, ...table.map((line) => line.length));
  if (first === undefined || firstColumn === undefined || lines === 0 || width === 0) return null;
  const selectedRows = range.toRow - range.fromRow + 1;
  const selectedColumns = range.toColumn - range.fromColumn + 1;
  const fits = isByHeader ? selectedColumns === width : selectedColumns % width === 0;
  const repeats = fits && selectedRows % lines === 0;
  const wantedRows = repeats ? selectedRows : lines;
  const wantedColumns = repeats ? selectedColumns : width;

  const { rowCount } = rows.snapshot();
  const rowsHit = Math.min(wantedRows, rowCount - range.fromRow);
  const columnsHit = columns.slice(range.fromColumn, range.fromColumn + wantedColumns);
  const cells: { row: Row; column: string; text: string }[] = [];
  let missingRows = 0;
  for (let line = 0; line < rowsHit; line += 1) {
    const row = rows.row(range.fromRow + line);
    if (row === undefined) missingRows += 1;
    else
      columnsHit.forEach((column, place) => {
        const cell = table[line % lines]?.[place % width];
        // Lines of other programs may be of different lengths: nothing is pasted where nothing is.
        if (cell !== undefined) cells.push({ row, column: column.id, text: cell });
      });
  }
  return {
    row: first,
    rowIndex: range.fromRow,
    column: firstColumn.id,
    selectedRows,
    selectedColumns,
    text,
    cells,
    linesBeyond: wantedRows - rowsHit,
    columnsBeyond: wantedColumns - columnsHit.length,
    missingRows,
  };
}
