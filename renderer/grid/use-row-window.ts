import {
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { scrollsItself } from './cell-editor-host.tsx';
import { headerHeight } from './column-layout.ts';
import type { RowWindow } from './row-window.ts';
import { offsetOf, type ScrollScale, scrollScale, scrollTopOf } from './scroll-scale.ts';
import { wheelDistance } from './wheel.ts';
import type { RowWindowSnapshot } from './window-snapshot.ts';
import { rowHeight } from './window-state.ts';

export interface Viewport {
  /** Of the scrolling element, without its scrollbars, in CSS px. */
  readonly width: number;
  readonly height: number;
}

export interface RowWindowView<Row> {
  readonly snapshot: RowWindowSnapshot<Row>;
  readonly scale: ScrollScale;
  readonly viewport: Viewport;
  readonly onScroll: () => void;
}

/**
 * Ties a {@link RowWindow} to a scrolling element: its scrollbar speaks of the logical offset, its wheel moves whole rows,
 * its size says how many rows are seen. The logical offset is the truth; scrollTop follows it.
 */
export function useRowWindow<Row>(
  rows: RowWindow<Row>,
  scroller: RefObject<HTMLDivElement | null>,
): RowWindowView<Row> {
  const snapshot = useSyncExternalStore(rows.subscribe, rows.snapshot);
  const [viewport, setViewport] = useState<Viewport>({ width: 0, height: 0 });
  const scale = useMemo(
    () => scrollScale(snapshot.rowCount * rowHeight, viewport.height, headerHeight),
    [snapshot.rowCount, viewport.height],
  );
  /** What was written to scrollTop last; a scroll event that reports it is our own. */
  const written = useRef(0);
  const isDragging = useRef(false);
  const latest = useRef({ rows, scale });
  useLayoutEffect(() => {
    latest.current = { rows, scale };
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      const { clientWidth, clientHeight } = element;
      setViewport((known) =>
        known.width === clientWidth && known.height === clientHeight
          ? known
          : { width: clientWidth, height: clientHeight },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  useEffect(() => {
    rows.setViewportHeight(Math.max(0, viewport.height - headerHeight));
  }, [rows, viewport.height]);

  useEffect(() => {
    rows.start();
    return () => rows.stop();
  }, [rows]);

  // At the next frame, when the rows are laid out anyway: moving the scrollbar any earlier would lay them out twice.
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => {
      const element = scroller.current;
      // While the thumb is held the pointer decides where it is.
      if (element === null || isDragging.current) return;
      const wanted = scrollTopOf(scale, snapshot.offset);
      if (Math.abs(wanted - written.current) < 1) return;
      element.scrollTop = wanted;
      // Browsers round to device px.
      written.current = element.scrollTop;
    });
    return () => cancelAnimationFrame(frame);
  }, [scroller, scale, snapshot.offset]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      // With Ctrl the browser zooms; with Shift, or sideways, it scrolls the columns.
      if (event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      if (scrollsItself(event.target, event.deltaY)) return;
      event.preventDefault();
      // Chromium still reports the ticks of the wheel here; other browsers leave it out.
      const { wheelDeltaY } = event as WheelEvent & { readonly wheelDeltaY?: number };
      const turn = { deltaY: event.deltaY, deltaMode: event.deltaMode, wheelDeltaY };
      const pageHeight = Math.max(rowHeight, element.clientHeight - headerHeight);
      if (event.deltaX !== 0) element.scrollLeft += event.deltaX;
      latest.current.rows.scrollBy(wheelDistance(turn, rowHeight, pageHeight, window.devicePixelRatio));
    };
    const onPointerDown = (event: PointerEvent) => {
      // Only the scrollbars belong to the scrolling element itself.
      isDragging.current = event.target === element;
    };
    const onPointerUp = () => {
      isDragging.current = false;
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onPointerDown);
    window.addEventListener('pointerup', onPointerUp);
    window.addEventListener('pointercancel', onPointerUp);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onPointerDown);
      window.removeEventListener('pointerup', onPointerUp);
      window.removeEventListener('pointercancel', onPointerUp);
    };
  }, [scroller]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null || Math.abs(element.scrollTop - written.current) < 1) return;
    written.current = element.scrollTop;
    const { rows: current, scale: known } = latest.current;
    current.scrollTo(offsetOf(known, element.scrollTop, rowHeight));
  }, [scroller]);

  return { snapshot, scale, viewport, onScroll };
}
