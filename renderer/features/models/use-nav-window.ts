import { type RefObject, useEffect, useRef, useState } from 'react';
import { useNavSurroundings } from '../../ui/index.ts';

/** Height of a sidebar item, in CSS px. */
const itemHeight = 28;
/** Items drawn beyond what is seen, so that Tab and the arrow keys always find the next one. */
const reach = 8;
/** A short list is drawn whole. */
const wholeList = 60;

export interface NavWindow {
  readonly listRef: RefObject<HTMLDivElement | null>;
  /** Items to draw; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Of the whole list. */
  readonly height: number;
  readonly itemHeight: number;
}

/** Which items of a long list in the sidebar are near what is seen. The sidebar scrolls, the list does not. */
export function useNavWindow(count: number): NavWindow {
  const { scrollElement } = useNavSurroundings();
  const listRef = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ from: 0, to: Math.min(count, wholeList) });
  const isLong = count > wholeList;

  useEffect(() => {
    if (!isLong || scrollElement === null) return;
    const measure = () => {
      const list = listRef.current;
      if (list === null) return;
      const top = scrollElement.getBoundingClientRect().top - list.getBoundingClientRect().top;
      const from = Math.max(0, Math.floor(top / itemHeight) - reach);
      const to = Math.ceil((top + scrollElement.clientHeight) / itemHeight) + reach;
      setRange((known) => (known.from === from && known.to === to ? known : { from, to }));
    };
    measure();
    scrollElement.addEventListener('scroll', measure, { passive: true });
    const observer = new ResizeObserver(measure);
    observer.observe(scrollElement);
    return () => {
      scrollElement.removeEventListener('scroll', measure);
      observer.disconnect();
    };
  }, [isLong, scrollElement]);

  const from = isLong ? Math.min(range.from, Math.max(0, count - 1)) : 0;
  const to = isLong ? Math.max(from, Math.min(count, range.to)) : count;
  return { listRef, from, to, height: count * itemHeight, itemHeight };
}
