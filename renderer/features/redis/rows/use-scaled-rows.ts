import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { offsetOf, type ScrollScale, scrollScale, scrollTopOf, wheelDistance } from '../../../grid/index.ts';

export interface ScaledRows {
  readonly viewportHeight: number;
  readonly scale: ScrollScale;
  /** Logical offset of the upper edge, in CSS px. */
  readonly offset: number;
  /** Rows that are at least partly seen; `last` is inclusive, and -1 when there are none. */
  readonly first: number;
  readonly last: number;
  readonly onScroll: () => void;
  readonly scrollTo: (offset: number) => void;
  /** Scrolls as little as possible so that the row is seen whole. */
  readonly reveal: (index: number) => void;
  /** Scrolls the row into the middle unless it is seen whole already. */
  readonly center: (index: number) => void;
}

/**
 * Rows of one height, of which only those in sight are drawn, in any number: above four million px the scrollbar speaks
 * in fractions, as the grid's does.
 */
export function useScaledRows(
  scroller: RefObject<HTMLElement | null>,
  rowCount: number,
  rowHeight: number,
  initialOffset = 0,
): ScaledRows {
  const [viewportHeight, setViewportHeight] = useState(0);
  const [wanted, setWanted] = useState(initialOffset);
  const scale = useMemo(
    () => scrollScale(rowCount * rowHeight, viewportHeight, 0),
    [rowCount, rowHeight, viewportHeight],
  );
  const offset = Math.min(wanted, scale.maximumOffset);
  /** What was written to scrollTop last: a scroll event that reports it is our own. */
  const written = useRef(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setViewportHeight(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || viewportHeight === 0) return;
    const top = scrollTopOf(scale, offset);
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
    written.current = element.scrollTop;
  }, [scroller, scale, offset, viewportHeight]);

  const latest = useRef({ scale, offset, viewportHeight });
  useLayoutEffect(() => {
    latest.current = { scale, offset, viewportHeight };
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const { scale: known, offset: before, viewportHeight: page } = latest.current;
      // A plain scrollbar is best moved by the browser itself, with its own smoothness.
      if (!known.isScaled || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const distance = wheelDistance(event, rowHeight, page, window.devicePixelRatio);
      setWanted(Math.min(Math.max(0, before + distance), known.maximumOffset));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller, rowHeight]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element || Math.abs(element.scrollTop - written.current) < 1) return;
    written.current = element.scrollTop;
    setWanted(offsetOf(latest.current.scale, element.scrollTop, rowHeight));
  }, [scroller, rowHeight]);

  const scrollTo = useCallback((to: number) => setWanted(Math.max(0, to)), []);
  const reveal = useCallback(
    (index: number) => {
      const { offset: before, viewportHeight: height } = latest.current;
      const top = index * rowHeight;
      if (before > top) setWanted(top);
      else if (before < top + rowHeight - height) setWanted(top + rowHeight - height);
    },
    [rowHeight],
  );

  const center = useCallback(
    (index: number) => {
      const { offset: before, viewportHeight: height } = latest.current;
      const top = index * rowHeight;
      if (top >= before && top + rowHeight <= before + height) return;
      setWanted(Math.max(0, top - (height - rowHeight) / 2));
    },
    [rowHeight],
  );

  const first = Math.max(0, Math.floor(offset / rowHeight));
  const last = Math.min(rowCount - 1, Math.ceil((offset + viewportHeight) / rowHeight) - 1);
  return { viewportHeight, scale, offset, first, last, onScroll, scrollTo, reveal, center };
}
