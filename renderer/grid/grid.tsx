import { type MouseEvent, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { isOfEditor } from './cell-editor-host.tsx';
import { gutterWidth, headerHeight, revealColumn, visibleColumns } from './column-layout.ts';
import { noteComposition, useComposesText } from './composition.ts';
import { CompositionField } from './composition-field.tsx';
import classes from './grid.module.css';
import type { GridSort } from './grid-column.ts';
import { GridHeader } from './grid-header.tsx';
import type { GridProps } from './grid-props.ts';
import { GridRows } from './grid-rows.tsx';
import { type CellPlace, cellsIn, headerRow, selectedRange } from './selection.ts';
import { useCellEditor } from './use-cell-editor.tsx';
import { useColumnWidths } from './use-column-widths.ts';
import { useGridClipboard } from './use-grid-clipboard.ts';
import { type GridCommands, useGridCommands } from './use-grid-commands.ts';
import { useGridCursor } from './use-grid-cursor.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useRowWindow } from './use-row-window.ts';
import { useStableCallback } from './use-stable-callback.ts';
import { rowHeight } from './window-state.ts';

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
  const { selection, cursor } = useGridCursor(rows, initialColumn);
  const { active } = selection;
  const range = selectedRange(selection, columns.length);
  const isByHeader = selection.kind === 'rows';
  const { loadText, onCopied, editing } = props;
  const clipboard = useGridClipboard({
    ...{ rows, columns, range, isByHeader, editing, loadText, onCopied },
    selectedCells: () => commands.selectedCells(),
  });

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
  /** Where a column from the address was brought into sight. */
  const broughtTo = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it stays in sight when columns or the window get other widths.
  useLayoutEffect(() => {
    if (!isMeasured || initialColumn <= 0 || isChosen.current) return;
    const at = scroller.current?.scrollLeft ?? 0;
    // A person has scrolled elsewhere.
    if (broughtTo.current !== null && Math.abs(at - broughtTo.current) > 1) return;
    revealActive.current?.(true);
    broughtTo.current = scroller.current?.scrollLeft ?? 0;
  }, [isMeasured, layout, viewport.width]);

  // Rows of a question that was given up are still seen, but nobody means them any more.
  const isActiveStale = snapshot.isStale && active.row >= snapshot.leading.length;
  const activeRow = isActiveStale ? undefined : rows.row(active.row);
  const selectedRows = range === null ? 0 : range.toRow - range.fromRow + 1;
  const selectedCells = range === null ? 0 : cellsIn(range);
  const activeColumn = columns[active.column]?.id ?? '';
  useEffect(() => {
    const at = { row: activeRow, rowIndex: active.row, column: activeColumn };
    const place = { ...at, selectedRows, selectedCells, isByHeader };
    onPlace?.(place, isChosen.current);
  }, [onPlace, activeRow, active.row, activeColumn, selectedRows, selectedCells, isByHeader]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other widths may end before the place scrolled to.
  useLayoutEffect(() => {
    if (scroller.current !== null) setScrollLeft(scroller.current.scrollLeft);
  }, [layout.width, viewport.width]);

  const composes = useComposesText() && editing !== undefined;
  const field = useRef<HTMLTextAreaElement>(null);
  function focus(): void {
    (field.current ?? scroller.current)?.focus({ preventScroll: true });
  }
  const hasFocus = () => [field.current, scroller.current].includes(document.activeElement as HTMLDivElement | null);
  const reveal = () => revealActive.current?.(false);

  const editor = useCellEditor({
    ...{ rows, snapshot, columns, layout, gutter, viewport, scrollLeft, cursor, editing, focus, reveal },
    onMove: (to) => commands.move(to),
  });
  const sortBy = useStableCallback((index: number, add: boolean) => {
    const column = columns[index];
    focus();
    if (column?.isSortable !== true || props.onSort === undefined) return;
    isChosen.current = false;
    cursor.expectRows();
    props.onSort(column.id, add);
  });
  const commands: GridCommands<Row> = useGridCommands({
    ...{ props, rows, columns, cursor, editor, hasFocus, focus, reveal, isChosen, sort: sortBy },
    resizeBy: (index, by) => resize(index, (layout.widths[index] ?? 0) + by, true),
    onCompose: () => {
      flushSync(noteComposition);
      focus();
    },
  });

  const isFieldThere = composes && editor.drawn === null;
  useLayoutEffect(() => {
    // An editor has just given the focus back.
    if (isFieldThere && document.activeElement === scroller.current) field.current?.focus({ preventScroll: true });
  }, [isFieldThere]);

  const pointer = useGridPointer({
    rows,
    scroller,
    layout,
    gutter,
    onSelect: (cell, extend) => {
      commands.forget();
      isChosen.current = true;
      focus();
      cursor.select(cell, { extend, rows: cell.isGutter });
    },
  });

  const resizeColumn = useStableCallback(resize);
  const fitToContent = useStableCallback((index: number) =>
    fitColumn(index, scroller.current?.querySelectorAll(`[aria-colindex="${index + 2}"]`) ?? []),
  );

  useImperativeHandle(props.handle, () => ({
    focus,
    moveRow: (by) => {
      isChosen.current = true;
      if (editor.close()) cursor.move(by < 0 ? 'up' : 'down', false, columns.length);
    },
    copy: clipboard.copyNow,
    selectedRows: commands.selectedRows,
    selectedCells: commands.selectedCells,
    show: (row, column) => commands.act({ kind: 'show', id: row, column, isEdit: false }),
    edit: (row, column) => commands.act({ kind: 'show', id: row, column, isEdit: true }),
    finishEdit: editor.close,
  }));

  function openMenu(event: MouseEvent, cell: CellPlace): void {
    const row = rows.row(cell.row);
    const column = columns[cell.column];
    if (column === undefined) return;
    if (cell.row === headerRow) props.onMenu?.(event, { header: column.id });
    else if (row !== undefined) props.onMenu?.(event, { row, column: column.id });
  }

  function onContextMenu(event: MouseEvent<HTMLElement>): void {
    if (isOfEditor(event)) return;
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
    if (!isInside || selectedCells === 1) cursor.select(cell, { rows: cell.isGutter });
    openMenu(event, cell);
  }

  function onDoubleClick(event: MouseEvent<HTMLElement>): void {
    if (isOfEditor(event) || (event.target instanceof Element && event.target.closest('a, button') !== null)) return;
    const cell = pointer.cellAt(event.nativeEvent);
    const row = cell === null ? undefined : rows.row(cell.row);
    if (cell === null || row === undefined) return;
    if (cell.isGutter) props.onOpen?.(row);
    else commands.act({ kind: 'open' });
  }

  const activeId = `${id}-active`;
  const isActiveDrawn =
    editor.drawn !== null ||
    (active.column >= from &&
      active.column < to &&
      (active.row === headerRow || (active.row >= snapshot.visibleFrom && active.row < snapshot.visibleTo)));
  const drawnColumns = { columns, layout, columnsFrom: from, columnsTo: to, gutter, activeId };
  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        id={id}
        role="grid"
        aria-label={props.label}
        aria-rowcount={snapshot.run === null && snapshot.rowCount === 0 ? -1 : snapshot.rowCount + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable
        aria-busy={snapshot.run === null && snapshot.isLoading ? true : undefined}
        aria-activedescendant={isActiveDrawn ? activeId : undefined}
        aria-readonly={editing === undefined || undefined}
        tabIndex={0}
        className={classes.grid}
        data-idle={selection.kind === 'none' || undefined}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget) commands.onKeyDown(event);
        }}
        onFocus={(event) => {
          if (event.target === event.currentTarget) field.current?.focus({ preventScroll: true });
        }}
        onCopy={clipboard.onCopy}
        onCut={clipboard.onCut}
        onPaste={clipboard.onPaste}
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
              onPointerDown={(event) => {
                // The press itself has closed the editor, unless its value can't be staged.
                if (!isOfEditor(event) && !editor.isOpen()) pointer.onPointerDown(event);
              }}
              onMouseDown={(event) => {
                if (!isOfEditor(event)) event.preventDefault();
              }}
              onDoubleClick={onDoubleClick}
            >
              <GridRows
                {...drawnColumns}
                rows={rows}
                snapshot={snapshot}
                selection={selection}
                rowState={props.rowState}
                rowVersion={props.rowVersion}
                editor={editor.drawn}
              />
            </div>
          </div>
        </div>
      </div>
      {isFieldThere && (
        // Beside the grid, which may hold rows only; it speaks for the grid while it has the focus.
        <CompositionField
          field={field}
          label={props.label}
          gridId={id}
          activeId={isActiveDrawn ? activeId : undefined}
          left={gutter + (layout.starts[active.column] ?? 0) - scrollLeft}
          top={headerHeight + active.row * rowHeight - snapshot.offset}
          width={layout.widths[active.column] ?? 0}
          height={rowHeight}
          onText={(text) => commands.act({ kind: 'type', text })}
          onKeyDown={(event) => {
            if (event.key === 'Tab' && event.shiftKey) stepOver(scroller.current);
            commands.onKeyDown(event);
          }}
          onCopy={clipboard.onCopy}
          onCut={clipboard.onCut}
          onPaste={clipboard.onPaste}
          onContextMenu={onContextMenu}
        />
      )}
      {props.overlay !== undefined && <div className={classes.overlay}>{props.overlay}</div>}
    </div>
  );
}

/** Shift+Tab from the text field leaves the grid; going to the grid itself would lead straight back. */
function stepOver(element: HTMLElement | null): void {
  if (element === null) return;
  element.tabIndex = -1;
  setTimeout(() => {
    element.tabIndex = 0;
  });
}
