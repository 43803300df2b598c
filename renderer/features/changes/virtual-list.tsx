import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './virtual-list.module.css';

export interface VirtualListProps {
  /** The accessible name. */
  label: string;
  count: number;
  itemKey: (index: number) => string;
  /** A guess; the item itself is measured. */
  estimatePx: (index: number) => number;
  render: (index: number) => ReactNode;
  className?: string | undefined;
  /** Before the first item, scrolling with it. */
  header?: ReactNode;
  /** Called when the last items come near. */
  onEnd?: (() => void) | undefined;
}

/** A list of thousands of items of any height: only those in sight are drawn. */
export function VirtualList(props: VirtualListProps) {
  const { label, count, itemKey, estimatePx, render, className, header, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: estimatePx,
    getItemKey: itemKey,
    overscan: 6,
    scrollMargin: head.current?.offsetHeight ?? 0,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (count > 0 && last >= count - 8) onEnd?.();
  }, [last, count, onEnd]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: what scrolls, not a set of controls.
    <div
      ref={scroller}
      className={[classes.scroller, className].filter(Boolean).join(' ')}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
    >
      <div ref={head}>{header}</div>
      <ul aria-label={label} className={classes.list} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => (
          <li
            key={item.key}
            ref={virtualizer.measureElement}
            aria-setsize={count}
            aria-posinset={item.index + 1}
            className={classes.item}
            data-index={item.index}
            style={{ transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
          >
            {render(item.index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
