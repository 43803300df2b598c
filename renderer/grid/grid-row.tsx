import { memo, type ReactNode } from 'react';
import type { ColumnLayout } from './column-layout.ts';
import classes from './grid.module.css';
import { GridCell } from './grid-cell.tsx';
import type { GridColumn } from './grid-column.ts';
import type { RowState } from './grid-editing.ts';
import { rowStateText } from './state-text.ts';
import { rowHeight } from './window-state.ts';

export interface GridRowProps<Row> {
  readonly row: Row | undefined;
  /** Its number among all rows of the grid; `null` for the row of an editor whose place is not known. */
  readonly index: number | null;
  /** Its number among the stored rows; `null` for a row that is not stored there. */
  readonly number: number | null;
  readonly state: RowState | null;
  readonly version: unknown;
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
  /** The open editor and its column; both stay out of other rows. */
  readonly editor: ReactNode;
  readonly editorColumn: number;
}

function Row<Row>(props: GridRowProps<Row>) {
  const { row, index, number, state, top, columns, layout, columnsFrom, columnsTo, gutter } = props;
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
        rowState={state}
        version={props.version}
        editor={column === props.editorColumn ? props.editor : null}
      />,
    );
  }
  const names = [classes.row];
  if (props.isSelected) names.push(classes.selectedRow);
  if (props.editorColumn !== -1) names.push(classes.editedRow);
  return (
    <div
      role="row"
      aria-rowindex={index === null ? undefined : index + 2}
      aria-selected={props.isRowSelected || undefined}
      aria-busy={row === undefined || undefined}
      className={names.join(' ')}
      data-state={state ?? undefined}
      style={{ top, height: rowHeight }}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        aria-description={state === null ? undefined : rowStateText[state]}
        className={classes.gutter}
        style={{ width: gutter }}
      >
        {numberText(index, number, props.isNumberExact)}
      </div>
      {cells}
    </div>
  );
}

function numberText(index: number | null, number: number | null, isExact: boolean): string {
  if (index === null) return '';
  if (number === null) return '+';
  return isExact ? String(number + 1) : `≈${number + 1}`;
}

// memo() loses the type parameter; the props are the same.
export const GridRow = memo(Row) as typeof Row;
