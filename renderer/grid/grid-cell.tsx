import { memo, type ReactNode } from 'react';
import classes from './grid.module.css';
import type { GridColumn } from './grid-column.ts';

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
}

function Cell<Row>({ column, columnIndex, row, before, width, id, isSelected }: GridCellProps<Row>) {
  const names = [classes.cell];
  if (column.alignsEnd === true) names.push(classes.alignsEnd);
  if (isSelected) names.push(classes.selectedCell);
  if (id !== undefined) names.push(classes.activeCell);
  return (
    // The grid itself has the focus and points at its active cell.
    <div
      id={id}
      role="gridcell"
      aria-colindex={columnIndex + 2}
      aria-selected={isSelected || undefined}
      aria-description={row === undefined ? undefined : column.describe?.(row)}
      className={names.join(' ')}
      style={before === 0 ? { width } : { width, marginLeft: before }}
    >
      {row === undefined ? (
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
