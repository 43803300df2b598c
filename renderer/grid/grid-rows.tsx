import { useState } from 'react';
import type { ColumnLayout } from './column-layout.ts';
import classes from './grid.module.css';
import type { GridColumn } from './grid-column.ts';
import { GridRow } from './grid-row.tsx';
import type { RowWindow, RowWindowSnapshot } from './row-window.ts';
import { headerRow, type Selection, selectedRange } from './selection.ts';
import { rowHeight } from './window-state.ts';

/** Positions inside the layer stay small: beyond this it is anchored anew. */
const farthest = 20_000;

/**
 * Row numbers are keys relative to an epoch. Scrolling keeps it, so that rows that stay in sight stay untouched; a jump
 * moves it by as much, so that every row of the screen is filled with other values instead of being built again.
 */
function createSlots() {
  let epoch = 0;
  let last = { from: 0, to: 0 };
  return (from: number, to: number): number => {
    const isJump = from >= last.to || to <= last.from;
    if (isJump) epoch += from - last.from;
    if (Math.abs(from - epoch) > farthest) epoch = from;
    last = { from, to };
    return epoch;
  };
}

export interface GridRowsProps<Row> {
  readonly rows: RowWindow<Row>;
  readonly snapshot: RowWindowSnapshot<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly layout: ColumnLayout;
  readonly columnsFrom: number;
  readonly columnsTo: number;
  readonly gutter: number;
  readonly selection: Selection;
  readonly activeId: string;
}

export function GridRows<Row>(props: GridRowsProps<Row>) {
  const { rows, snapshot, columns, selection } = props;
  const { visibleFrom, visibleTo, offset } = snapshot;
  const [epochFor] = useState(createSlots);
  const epoch = epochFor(visibleFrom, visibleTo);
  const range = selectedRange(selection, columns.length);
  const isSingle = range !== null && range.fromRow === range.toRow && range.fromColumn === range.toColumn;
  const { active } = selection;

  const drawn = [];
  for (let index = visibleFrom; index < visibleTo; index += 1) {
    const isInRange = range !== null && index >= range.fromRow && index <= range.toRow;
    const hasCells = isInRange && !isSingle && selection.kind === 'cells';
    drawn.push(
      <GridRow
        key={index - epoch}
        row={rows.row(index)}
        index={index}
        top={(index - epoch) * rowHeight}
        columns={columns}
        layout={props.layout}
        columnsFrom={props.columnsFrom}
        columnsTo={props.columnsTo}
        gutter={props.gutter}
        isNumberExact={snapshot.run?.isExact ?? true}
        isSelected={isInRange && (index === active.row || selection.kind === 'rows')}
        isRowSelected={isInRange && selection.kind === 'rows'}
        activeColumn={index === active.row && active.row !== headerRow ? active.column : -1}
        activeId={props.activeId}
        selectedFrom={hasCells ? range.fromColumn : -1}
        selectedTo={hasCells ? range.toColumn : -1}
      />,
    );
  }
  // Whole device px keep text sharp while a trackpad moves by fractions.
  const ratio = window.devicePixelRatio || 1;
  const shift = Math.round((epoch * rowHeight - offset) * ratio) / ratio;
  return (
    <div className={classes.rows} style={{ transform: `translate3d(0, ${shift}px, 0)` }} role="rowgroup">
      {drawn}
    </div>
  );
}
