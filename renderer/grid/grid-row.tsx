import { memo } from 'react';
import type { ColumnLayout } from './column-layout.ts';
import classes from './grid.module.css';
import { GridCell } from './grid-cell.tsx';
import type { GridColumn } from './grid-column.ts';
import { rowHeight } from './window-state.ts';

export interface GridRowProps<Row> {
  readonly row: Row | undefined;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly layout: ColumnLayout;
  readonly columnsFrom: number;
  /** Exclusive. */
  readonly columnsTo: number;
  readonly gutter: number;
  readonly isNumberExact: boolean;
  /** The active row, and every row chosen by its header. */
  readonly isSelected: boolean;
  readonly isRowSelected: boolean;
  /** Column of the active cell, or -1. */
  readonly activeColumn: number;
  readonly activeId: string;
  /** Selected cells of a range, inclusive; -1 when there are none in this row. */
  readonly selectedFrom: number;
  readonly selectedTo: number;
}

function Row<Row>(props: GridRowProps<Row>) {
  const { row, index, top, columns, layout, columnsFrom, columnsTo, gutter } = props;
  const cells = [];
  for (let column = columnsFrom; column < columnsTo; column += 1) {
    const definition = columns[column];
    if (definition === undefined) break;
    cells.push(
      <GridCell
        key={definition.id}
        column={definition}
        columnIndex={column}
        row={row}
        before={column === columnsFrom ? (layout.starts[column] ?? 0) : 0}
        width={layout.widths[column] ?? 0}
        id={column === props.activeColumn ? props.activeId : undefined}
        isSelected={column >= props.selectedFrom && column <= props.selectedTo}
      />,
    );
  }
  const names = [classes.row];
  if (props.isSelected) names.push(classes.selectedRow);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.isRowSelected || undefined}
      aria-busy={row === undefined || undefined}
      className={names.join(' ')}
      style={{ top, height: rowHeight }}
    >
      <div role="rowheader" aria-colindex={1} className={classes.gutter} style={{ width: gutter }}>
        {props.isNumberExact ? index + 1 : `≈${index + 1}`}
      </div>
      {cells}
    </div>
  );
}

// memo() loses the type parameter; the props are the same.
export const GridRow = memo(Row) as typeof Row;
