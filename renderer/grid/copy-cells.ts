import { formatTsv } from './clipboard.ts';
import type { GridColumn } from './grid-column.ts';
import type { RowWindow } from './row-window.ts';
import type { CellRange } from './selection.ts';

export const copyLimitRows = 10_000;

export type CopyText =
  | { readonly kind: 'text'; readonly text: string }
  /** Something must be read first. */
  | { readonly kind: 'needsLoading' }
  | { readonly kind: 'refused'; readonly reason: string };

/** The text of the cells when all of it is in memory, whole. */
export function textInMemory<Row>(
  rows: RowWindow<Row>,
  columns: readonly GridColumn<Row>[],
  range: CellRange,
): CopyText {
  if (range.toRow - range.fromRow >= copyLimitRows) {
    return { kind: 'refused', reason: `At most ${copyLimitRows.toLocaleString('en-US')} rows can be copied at once` };
  }
  const table: string[][] = [];
  for (let index = range.fromRow; index <= range.toRow; index += 1) {
    const row = rows.row(index);
    if (row === undefined) return { kind: 'needsLoading' };
    const cells: string[] = [];
    for (const column of columns.slice(range.fromColumn, range.toColumn + 1)) {
      const text = column.copyText(row);
      if (text === null) return { kind: 'needsLoading' };
      cells.push(text);
    }
    table.push(cells);
  }
  return { kind: 'text', text: formatTsv(table) };
}

/** The same, reading rows and cut values that are not in memory. Rejects when one of them can't be read. */
export async function textAfterLoading<Row>(
  rows: RowWindow<Row>,
  columns: readonly GridColumn<Row>[],
  range: CellRange,
  loadText: (row: Row, column: string, signal: AbortSignal) => Promise<string>,
  signal: AbortSignal,
): Promise<CopyText> {
  const found = await rows.collect(range.fromRow, range.toRow + 1, signal);
  if (found === null) return { kind: 'refused', reason: 'These rows can be copied once their row numbers are exact' };
  const chosen = columns.slice(range.fromColumn, range.toColumn + 1);
  const table: string[][] = [];
  for (const row of found) {
    const cells: string[] = [];
    for (const column of chosen) cells.push(column.copyText(row) ?? (await loadText(row, column.id, signal)));
    table.push(cells);
  }
  return { kind: 'text', text: formatTsv(table) };
}
