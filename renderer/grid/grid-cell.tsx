import { memo, type ReactNode } from 'react';
import classes from './grid.module.css';
import type { GridColumn } from './grid-column.ts';
import type { RowState } from './grid-editing.ts';
import { cellStateText, joinTexts, rowStateText } from './state-text.ts';

/** Space left and right of a cell's content, and the line at its end, in CSS px. */
export const cellPadding = 21;

export interface GridCellProps<Row> {
  readonly column: GridColumn<Row>;
  readonly columnIndex: number;
  readonly row: Row | undefined;
  /** Room of the columns before it that are not drawn; 0 but for the first drawn one. */
  readonly before: number;
  readonly width: number;
  /** Set on the active cell only. */
  readonly id: string | undefined;
  readonly isSelected: boolean;
  readonly rowState: RowState | null;
  /** Another value than at the last time draws the cell again. */
  readonly version: unknown;
  /** The open editor, in the place of the value. */
  readonly editor: ReactNode;
}

function Cell<Row>(props: GridCellProps<Row>) {
  const { column, columnIndex, row, before, width, id, isSelected, editor } = props;
  const state = row === undefined ? null : (column.state?.(row) ?? null);
  const names = [classes.cell];
  if (column.alignsEnd === true) names.push(classes.alignsEnd);
  if (isSelected) names.push(classes.selectedCell);
  if (id !== undefined) names.push(classes.activeCell);
  if (editor !== null) names.push(classes.editedCell);
  // With every cell it would be too much; the active one is read out.
  const rowText = id === undefined || props.rowState === null ? null : rowStateText[props.rowState];
  const texts = [row === undefined ? null : column.describe?.(row), state && cellStateText[state], rowText];
  return (
    // The grid itself has the focus and points at its active cell.
    <div
      id={id}
      role="gridcell"
      aria-colindex={columnIndex + 2}
      aria-selected={isSelected || undefined}
      aria-description={joinTexts(texts)}
      aria-invalid={state === 'invalid' || undefined}
      data-state={state ?? undefined}
      className={names.join(' ')}
      style={before === 0 ? { width } : { width, marginLeft: before }}
    >
      {editor !== null ? (
        editor
      ) : row === undefined ? (
        <Blank width={width} seed={columnIndex} />
      ) : (
        column.render(row, { width: width - cellPadding })
      )}
    </div>
  );
}

/** The shape of a value that is on its way, in its final place; invisible for the first 150 ms. */
function Blank({ width, seed }: { width: number; seed: number }): ReactNode {
  const share = 0.4 + ((seed * 37) % 40) / 100;
  return <span className={classes.blank} style={{ width: Math.max(16, (width - cellPadding) * share) }} />;
}

// memo() loses the type parameter; the props are the same.
export const GridCell = memo(Cell) as typeof Cell;
