import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type ColumnLayout, columnAt, headerHeight } from './column-layout.ts';
import type { RowWindow } from './row-window.ts';
import type { CellPlace } from './selection.ts';
import { rowHeight } from './window-state.ts';

export interface PointedCell extends CellPlace {
  readonly isGutter: boolean;
}

/** In CSS px of the page, as mouse and pointer events have it. */
export interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

export interface GridPointer {
  readonly onPointerDown: (event: ReactPointerEvent<HTMLElement>) => void;
  /** The cell under the pointer; `null` below the last row. */
  readonly cellAt: (point: Point) => PointedCell | null;
}

interface Given<Row> {
  readonly rows: RowWindow<Row>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly layout: ColumnLayout;
  readonly gutter: number;
  readonly onSelect: (cell: PointedCell, extend: boolean) => void;
}

/** Presses and drags on the rows. Cells carry no listeners: a point and the logical offset say which cell is meant. */
export function useGridPointer<Row>({ rows, scroller, layout, gutter, onSelect }: Given<Row>): GridPointer {
  const latest = useRef({ layout, gutter, onSelect });
  useEffect(() => {
    latest.current = { layout, gutter, onSelect };
  });

  function cellAt(event: Point): PointedCell | null {
    const element = scroller.current;
    if (element === null) return null;
    const box = element.getBoundingClientRect();
    const x = event.clientX - box.left;
    const { offset, rowCount } = rows.snapshot();
    const row = Math.floor((event.clientY - box.top - headerHeight + offset) / rowHeight);
    if (row < 0 || row >= rowCount) return null;
    const isGutter = x < latest.current.gutter;
    const inColumns = Math.max(0, x - latest.current.gutter + element.scrollLeft);
    return { row, column: isGutter ? 0 : Math.max(0, columnAt(latest.current.layout, inColumns)), isGutter };
  }

  function onPointerDown(event: ReactPointerEvent<HTMLElement>): void {
    if (event.button !== 0) return;
    // A link acts on its own: selecting may move it away from under the pointer.
    if (event.target instanceof Element && event.target.closest('a, button') !== null) return;
    const start = cellAt(event.nativeEvent);
    if (start === null) return;
    latest.current.onSelect(start, event.shiftKey);
    if (event.pointerType !== 'touch') dragFrom(start);
  }

  /** Extends the selection until the button is let go; outside the rows they scroll along. */
  function dragFrom(start: PointedCell): void {
    let point = { clientX: 0, clientY: 0 };
    let last: CellPlace = start;
    let frame = 0;
    const extendTo = () => {
      const element = scroller.current;
      if (element === null) return;
      const box = element.getBoundingClientRect();
      const above = box.top + headerHeight - point.clientY;
      const below = point.clientY - (box.top + element.clientHeight);
      const beyond = below > 0 ? below : above > 0 ? -above : 0;
      if (beyond !== 0) {
        rows.scrollBy(Math.sign(beyond) * Math.min(rowHeight, Math.ceil(Math.abs(beyond) / 4)));
        frame = requestAnimationFrame(extendTo);
      }
      const clientY = Math.min(Math.max(point.clientY, box.top + headerHeight + 1), box.top + element.clientHeight - 1);
      const cell = cellAt({ clientX: point.clientX, clientY });
      if (cell === null || (cell.row === last.row && cell.column === last.column)) return;
      last = cell;
      latest.current.onSelect({ ...cell, isGutter: start.isGutter }, true);
    };
    const move = (event: PointerEvent) => {
      point = event;
      cancelAnimationFrame(frame);
      extendTo();
    };
    const end = () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  }

  return { onPointerDown, cellAt };
}
