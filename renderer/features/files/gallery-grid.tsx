import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { FileItem } from '../../../shared/contract/files.ts';
import { useTabMemory } from '../../ui/index.ts';
import { type CardLayout, cardLayout, cardPadding, keyTarget } from './card-layout.ts';
import { FileCard, fileDescription } from './file-card.tsx';
import { fileLabel } from './file-kind.ts';
import classes from './gallery-grid.module.css';
import { type ShownRange, wholePages } from './use-gallery-items.ts';

/** Kept free at the right, also where scroll bars lie over the content. */
const scrollbarWidth = 12;

export interface GalleryGridProps {
  /** The accessible name: the storage or the album. */
  label: string;
  /** Names the place in the tab's memory where the scroll offset is kept. */
  memoryKey: string;
  /** Of the place the grid fills, in CSS px. */
  width: number;
  total: number;
  item: (index: number) => FileItem | undefined;
  /** `null`: nothing is selected. */
  selected: number | null;
  onSelect: (index: number | null) => void;
  onPreview: (index: number) => void;
  onContextMenu: (event: MouseEvent, index: number) => void;
  onShow: (range: ShownRange) => void;
}

/** Cards in rows, of which only the visible ones exist. One stop for Tab; arrows select. */
export function GalleryGrid(props: GalleryGridProps) {
  const { label, width, total, item, selected, onSelect, onPreview, onContextMenu, onShow } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const memory = useTabMemory<number>(`gallery:${props.memoryKey}`);
  const layout = useMemo(() => cardLayout(width - scrollbarWidth), [width]);
  const rows = Math.ceil(total / layout.columns);

  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => layout.rowHeight,
    paddingStart: cardPadding,
    scrollPaddingStart: cardPadding,
    scrollPaddingEnd: cardPadding,
    overscan: 2,
    initialOffset: memory.initial ?? 0,
  });

  useKeepPlace(virtualizer, layout, selected);

  const shown = virtualizer.getVirtualItems();
  const first = (shown[0]?.index ?? 0) * layout.columns;
  const last = ((shown.at(-1)?.index ?? 0) + 1) * layout.columns - 1;
  const pages = wholePages({ first, last });
  useEffect(() => onShow({ first: pages.first, last: pages.last }), [onShow, pages.first, pages.last]);

  const previewSelected = useCallback(() => {
    if (selected !== null) onPreview(selected);
  }, [selected, onPreview]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && selected !== null) onSelect(null);
    else if ((event.key === ' ' || event.key === 'Enter') && selected !== null) onPreview(selected);
    else {
      const rowsShown = Math.floor((scroller.current?.clientHeight ?? 0) / layout.rowHeight);
      const isMove = keyTarget(event.key, 0, 1, layout, 1) !== null;
      // The first key selects what is in view, it does not yet move.
      const firstSelected = event.key === 'End' ? total - 1 : event.key === 'Home' ? 0 : Math.min(first, total - 1);
      const target =
        selected === null ? (isMove ? firstSelected : null) : keyTarget(event.key, selected, total, layout, rowsShown);
      if (target === null || target < 0) return;
      onSelect(target);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const optionId = (index: number) => `${id}-${index}`;
  const isActiveShown = selected !== null && selected >= first && selected <= last && item(selected) !== undefined;
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="listbox"
      aria-label={label}
      aria-activedescendant={isActiveShown ? optionId(selected) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => memory.save(event.currentTarget.scrollTop)}
    >
      <div className={classes.content} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {shown.flatMap((row) =>
          Array.from({ length: Math.min(layout.columns, total - row.index * layout.columns) }, (_, column) => {
            const index = row.index * layout.columns + column;
            const file = item(index);
            const place = {
              left: layout.left(index),
              top: row.start,
              width: layout.cardWidth,
              height: layout.cardHeight,
            };
            if (!file) {
              return (
                <div key={index} className={classes.place} style={place} aria-hidden>
                  <FileCard file={undefined} index={index} width={layout.cardWidth} />
                </div>
              );
            }
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active option
              <div
                key={index}
                id={optionId(index)}
                className={classes.place}
                style={place}
                role="option"
                aria-label={fileLabel(file)}
                aria-description={fileDescription(file)}
                aria-selected={index === selected}
                aria-setsize={total}
                aria-posinset={index + 1}
              >
                <FileCard
                  file={file}
                  index={index}
                  width={layout.cardWidth}
                  isSelected={index === selected}
                  onSelect={onSelect}
                  onPreview={previewSelected}
                  onContextMenu={onContextMenu}
                />
              </div>
            );
          }),
        )}
      </div>
    </div>
  );
}

interface Scrolled {
  readonly scrollOffset: number | null;
  measure(): void;
  scrollToOffset(offset: number): void;
  scrollToIndex(index: number, options: { align: 'auto' | 'center' }): void;
}

/** When the width changes, the cards in view stay in view; what is selected, from wherever, is scrolled to. */
function useKeepPlace(virtualizer: Scrolled, layout: CardLayout, selected: number | null): void {
  const before = useRef(layout);
  const shown = useRef<number | null>(null);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = layout;
    if (old.rowHeight === layout.rowHeight && old.columns === layout.columns) return;
    const offset = (virtualizer.scrollOffset ?? 0) - cardPadding;
    const firstIndex = Math.max(0, offset / old.rowHeight) * old.columns;
    virtualizer.measure();
    if (offset > 0)
      virtualizer.scrollToOffset(Math.round((firstIndex / layout.columns) * layout.rowHeight) + cardPadding);
    if (selected !== null) virtualizer.scrollToIndex(Math.floor(selected / layout.columns), { align: 'auto' });
  }, [layout, virtualizer, selected]);
  useLayoutEffect(() => {
    if (shown.current === selected) return;
    shown.current = selected;
    if (selected !== null) virtualizer.scrollToIndex(Math.floor(selected / layout.columns), { align: 'auto' });
  }, [layout, selected, virtualizer]);
}

/** What is coming, in its final geometry. */
export function WaitingCards({ width }: { width: number }) {
  const layout = cardLayout(width - scrollbarWidth);
  return (
    <div className={classes.waiting} aria-busy>
      {Array.from({ length: layout.columns * 4 }, (_, index) => {
        const top = cardPadding + Math.floor(index / layout.columns) * layout.rowHeight;
        const place = { left: layout.left(index), top, width: layout.cardWidth, height: layout.cardHeight };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the places are all there is
          <div key={index} className={classes.place} style={place}>
            <FileCard file={undefined} index={index} width={layout.cardWidth} />
          </div>
        );
      })}
    </div>
  );
}
