import {
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { gutterWidth, revealColumn, visibleColumns } from './column-layout.ts';
import classes from './grid.module.css';
import type { GridSort } from './grid-column.ts';
import { GridHeader } from './grid-header.tsx';
import type { GridProps } from './grid-props.ts';
import { GridRows } from './grid-rows.tsx';
import { gridCommand } from './keymap.ts';
import { type CellPlace, cellsIn, headerRow, selectedRange } from './selection.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useGridCopy } from './use-grid-copy.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useGridSelection } from './use-grid-selection.ts';
import { useRowWindow } from './use-row-window.ts';
import { useStableCallback } from './use-stable-callback.ts';

const noSort: readonly GridSort[] = [];

/** Rows and columns of any number as DOM cells, of which only those in sight exist. */
export function Grid<Row>(props: GridProps<Row>) {
  const { rows, columns, sort = noSort, onPlace } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { snapshot, scale, viewport, onScroll } = useRowWindow(rows, scroller);
  const { layout, resize, fitColumn } = useColumnWidths(columns, props.onResize);
  /** Grows with the numbers and never shrinks: a filter does not push the columns about. */
  const [gutter, setGutter] = useState(() => gutterWidth(snapshot.rowCount));
  if (gutterWidth(snapshot.rowCount) > gutter) setGutter(gutterWidth(snapshot.rowCount));
  const shownWidth = viewport.width - gutter;
  const [scrollLeft, setScrollLeft] = useState(0);
  const { from, to } = visibleColumns(layout, scrollLeft, shownWidth);

  /** Only what a person did scrolls: rows that get other numbers, or are read again, stay where they are. */
  const isChosen = useRef(false);
  const initialColumn = columns.findIndex((column) => column.id === props.initialColumn);
  const { selection, dispatch, move, select } = useGridSelection(rows, columns.length, initialColumn);
  const { active } = selection;
  const range = selectedRange(selection, columns.length);
  const { onCopy, copyNow } = useGridCopy({ rows, columns, range, loadText: props.loadText, onCopied: props.onCopied });

  const revealActive = useRef<((isColumnOnly: boolean) => void) | null>(null);
  useLayoutEffect(() => {
    revealActive.current = (isColumnOnly) => {
      if (active.row !== headerRow && !isColumnOnly) rows.reveal(active.row);
      // Asking the element itself would lay out the rows once more.
      const wanted = revealColumn(layout, active.column, scrollLeft, shownWidth);
      if (wanted !== scrollLeft && scroller.current !== null) {
        scroller.current.scrollLeft = wanted;
        setScrollLeft(wanted);
      }
    };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step is what scrolls, not another layout or viewport.
  useLayoutEffect(() => {
    if (isChosen.current) revealActive.current?.(false);
  }, [active.row, active.column]);

  // Details that open beside the grid must not hide the cell they were opened from.
  const lastWidth = useRef(0);
  useLayoutEffect(() => {
    if (isChosen.current && viewport.width < lastWidth.current) revealActive.current?.(true);
    lastWidth.current = viewport.width;
  }, [viewport.width]);
  const isMeasured = viewport.width > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a column from the address is brought into sight once.
  useLayoutEffect(() => {
    if (isMeasured && initialColumn > 0) revealActive.current?.(true);
  }, [isMeasured]);

  const activeRow = rows.row(active.row);
  const selectedRows = range === null ? 0 : range.toRow - range.fromRow + 1;
  const selectedCells = range === null ? 0 : cellsIn(range);
  const activeColumn = columns[active.column]?.id ?? '';
  useEffect(() => {
    const place = { row: activeRow, rowIndex: active.row, column: activeColumn, selectedRows, selectedCells };
    onPlace?.(place, isChosen.current);
  }, [onPlace, activeRow, active.row, activeColumn, selectedRows, selectedCells]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other widths may end before the place scrolled to.
  useLayoutEffect(() => {
    if (scroller.current !== null) setScrollLeft(scroller.current.scrollLeft);
  }, [layout.width, viewport.width]);

  function focus(): void {
    scroller.current?.focus({ preventScroll: true });
  }

  const pointer = useGridPointer({
    rows,
    scroller,
    layout,
    gutter,
    onSelect: (cell, extend) => {
      isChosen.current = true;
      focus();
      select(cell, { extend, rows: cell.isGutter });
    },
  });

  const sortBy = useStableCallback((index: number, add: boolean) => {
    const column = columns[index];
    focus();
    if (column?.isSortable === true) props.onSort?.(column.id, add);
  });
  const resizeColumn = useStableCallback(resize);
  const fitToContent = useStableCallback((index: number) =>
    fitColumn(index, scroller.current?.querySelectorAll(`[aria-colindex="${index + 2}"]`) ?? []),
  );

  useImperativeHandle(props.handle, () => ({
    focus,
    moveRow: (by) => {
      isChosen.current = true;
      move(by < 0 ? 'up' : 'down', false);
    },
    copy: copyNow,
  }));

  function openMenu(event: MouseEvent, cell: CellPlace): void {
    const row = rows.row(cell.row);
    const column = columns[cell.column];
    if (column === undefined) return;
    if (cell.row === headerRow) props.onMenu?.(event, { header: column.id });
    else if (row !== undefined) props.onMenu?.(event, { row, column: column.id });
  }

  function onContextMenu(event: MouseEvent<HTMLElement>): void {
    const header = event.target instanceof Element ? event.target.closest('[role="columnheader"]') : null;
    if (header !== null) {
      openMenu(event, { row: headerRow, column: Number(header.getAttribute('aria-colindex')) - 2 });
      return;
    }
    // The menu key has no place: the active cell is meant.
    const isFromKeyboard = event.clientX === 0 && event.clientY === 0;
    const cell = isFromKeyboard ? { ...active, isGutter: false } : pointer.cellAt(event.nativeEvent);
    if (cell === null) return;
    isChosen.current = true;
    const isInside = range !== null && cell.row >= range.fromRow && cell.row <= range.toRow;
    if (!isInside || selectedCells === 1) select(cell, { rows: cell.isGutter });
    openMenu(event, cell);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.target !== event.currentTarget) return;
    const command = gridCommand(event, active.row === headerRow);
    // The browser answers the keys of the menu with a contextmenu event.
    if (command === null || command.kind === 'menu') return;
    if (command.kind === 'collapse' && selectedCells <= 1) return;
    event.preventDefault();
    event.stopPropagation();
    isChosen.current = command.kind !== 'selectAll';
    switch (command.kind) {
      case 'move':
        move(command.motion, command.extend);
        break;
      case 'selectAll':
        dispatch({ kind: 'selectAll', rowCount: snapshot.rowCount });
        break;
      case 'collapse':
        dispatch({ kind: 'collapse' });
        break;
      case 'sort':
        sortBy(active.column, command.add);
        break;
      case 'resize':
        resize(active.column, (layout.widths[active.column] ?? 0) + command.by, true);
        break;
      case 'open':
        if (activeRow !== undefined) props.onOpen?.(activeRow);
        break;
      case 'preview':
        if (activeRow !== undefined) (props.onPreview ?? props.onOpen)?.(activeRow);
        break;
      case 'follow':
        if (activeRow !== undefined) columns[active.column]?.follow?.(activeRow);
        break;
    }
  }

  const activeId = `${id}-active`;
  const isActiveDrawn =
    active.column >= from &&
    active.column < to &&
    (active.row === headerRow || (active.row >= snapshot.visibleFrom && active.row < snapshot.visibleTo));
  const drawnColumns = { columns, layout, columnsFrom: from, columnsTo: to, gutter, activeId };
  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={snapshot.run === null && snapshot.rowCount === 0 ? -1 : snapshot.rowCount + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        aria-busy={snapshot.run === null && snapshot.isLoading ? true : undefined}
        aria-activedescendant={isActiveDrawn ? activeId : undefined}
        tabIndex={0}
        className={classes.grid}
        data-idle={selection.kind === 'none' || undefined}
        onKeyDown={onKeyDown}
        onCopy={onCopy}
        onContextMenu={onContextMenu}
        onScroll={(event) => {
          onScroll();
          setScrollLeft(event.currentTarget.scrollLeft);
        }}
      >
        <div className={classes.content} style={{ height: scale.contentHeight, width: gutter + layout.width }}>
          <div className={classes.viewport} style={{ height: viewport.height }}>
            <GridHeader
              {...drawnColumns}
              sort={sort}
              activeColumn={active.row === headerRow ? active.column : -1}
              onSort={sortBy}
              onResize={resizeColumn}
              onFit={fitToContent}
            />
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the keyboard works on the grid itself. */}
            <div
              className={classes.body}
              onPointerDown={pointer.onPointerDown}
              onMouseDown={(event) => event.preventDefault()}
              onDoubleClick={(event) => {
                const cell = pointer.cellAt(event.nativeEvent);
                const row = cell === null ? undefined : rows.row(cell.row);
                if (row !== undefined) props.onOpen?.(row);
              }}
            >
              <GridRows {...drawnColumns} rows={rows} snapshot={snapshot} selection={selection} />
            </div>
          </div>
        </div>
      </div>
      {props.overlay !== undefined && <div className={classes.overlay}>{props.overlay}</div>}
    </div>
  );
}
