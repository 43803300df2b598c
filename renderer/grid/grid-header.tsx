import { memo, type PointerEvent as ReactPointerEvent } from 'react';
import type { ColumnLayout } from './column-layout.ts';
import classes from './grid.module.css';
import type { GridColumn, GridSort } from './grid-column.ts';

export interface GridHeaderProps<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly layout: ColumnLayout;
  readonly columnsFrom: number;
  /** Exclusive. */
  readonly columnsTo: number;
  readonly gutter: number;
  readonly sort: readonly GridSort[];
  readonly activeColumn: number;
  readonly activeId: string;
  readonly onSort: (column: number, add: boolean) => void;
  /** While the edge is dragged (`isDone` false) and when it is let go. */
  readonly onResize: (column: number, width: number, isDone: boolean) => void;
  readonly onFit: (column: number) => void;
}

function Header<Row>(props: GridHeaderProps<Row>) {
  const { columns, layout, columnsFrom, columnsTo, gutter, sort } = props;
  const cells = [];
  for (let index = columnsFrom; index < columnsTo; index += 1) {
    const column = columns[index];
    if (column === undefined) break;
    const place = sort.findIndex((one) => one.column === column.id);
    const direction = sort[place]?.direction;
    const names = [classes.header];
    if (column.alignsEnd === true) names.push(classes.alignsEnd);
    if (index === props.activeColumn) names.push(classes.activeCell);
    if (column.isSortable === true) names.push(classes.sortable);
    cells.push(
      // The keyboard sorts through the grid, whose active cell this can be.
      <div
        key={column.id}
        id={index === props.activeColumn ? props.activeId : undefined}
        role="columnheader"
        aria-label={column.title}
        aria-colindex={index + 2}
        aria-sort={
          direction === undefined
            ? column.isSortable === true
              ? 'none'
              : undefined
            : direction === 'asc'
              ? 'ascending'
              : 'descending'
        }
        title={column.hint}
        className={names.join(' ')}
        style={{ width: layout.widths[index], marginLeft: index === columnsFrom ? layout.starts[index] : 0 }}
        onClick={(event) => props.onSort(index, event.shiftKey)}
      >
        <span className={classes.headerTitle}>{column.title}</span>
        {column.mark !== undefined && <span className={classes.headerMark}>{column.mark}</span>}
        {direction !== undefined && <SortArrow direction={direction} rank={sort.length > 1 ? place + 1 : null} />}
        <Edge
          width={layout.widths[index] ?? 0}
          onResize={(width, isDone) => props.onResize(index, width, isDone)}
          onFit={() => props.onFit(index)}
        />
      </div>,
    );
  }
  return (
    <div role="row" aria-rowindex={1} className={classes.headerRow}>
      <div className={classes.corner} style={{ width: gutter }} aria-hidden />
      {cells}
    </div>
  );
}

function SortArrow({ direction, rank }: { direction: 'asc' | 'desc'; rank: number | null }) {
  return (
    <span className={classes.sortArrow} aria-hidden>
      <svg width="10" height="10" viewBox="0 0 10 10" role="presentation">
        <path d={direction === 'asc' ? 'M5 2v6M2.5 4.5 5 2l2.5 2.5' : 'M5 2v6M2.5 5.5 5 8l2.5-2.5'} />
      </svg>
      {rank}
    </span>
  );
}

/** The edge that is dragged; from the keyboard Shift with ← and → does the same. */
function Edge({
  width,
  onResize,
  onFit,
}: {
  width: number;
  onResize: (width: number, isDone: boolean) => void;
  onFit: () => void;
}) {
  function onPointerDown(event: ReactPointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const edge = event.currentTarget;
    const start = event.clientX;
    edge.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => onResize(width + moved.clientX - start, false);
    const end = (ended: PointerEvent) => {
      edge.removeEventListener('pointermove', move);
      edge.removeEventListener('pointerup', end);
      edge.removeEventListener('pointercancel', end);
      if (ended.clientX !== start) onResize(width + ended.clientX - start, true);
    };
    edge.addEventListener('pointermove', move);
    edge.addEventListener('pointerup', end);
    edge.addEventListener('pointercancel', end);
  }
  return (
    <span
      className={classes.edge}
      aria-hidden
      onPointerDown={onPointerDown}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => {
        event.stopPropagation();
        onFit();
      }}
    />
  );
}

// memo() loses the type parameter; the props are the same.
export const GridHeader = memo(Header) as typeof Header;
