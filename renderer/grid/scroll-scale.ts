/**
 * Browsers cap an element near 33.5 million device px; 4,000,000 CSS px stay below that at 3× with 200 % zoom.
 * Above it the scrollbar speaks in fractions of the table while rows keep their height.
 */
export const maximumContentHeight = 4_000_000;

export interface ScrollScale {
  /** Height of the element that gives the scrollbar its length, in CSS px, header included. */
  readonly contentHeight: number;
  readonly maximumScrollTop: number;
  /** The largest logical offset: the last row stands at the bottom. */
  readonly maximumOffset: number;
  /** True when one px of the scrollbar is more than one px of rows. */
  readonly isScaled: boolean;
}

/** @param clientHeight height of the scrolling element without its scrollbar; `headerHeight` of it is not rows. */
export function scrollScale(rowsHeight: number, clientHeight: number, headerHeight: number): ScrollScale {
  const wanted = rowsHeight + headerHeight;
  const contentHeight = Math.max(Math.min(wanted, maximumContentHeight), clientHeight);
  return {
    contentHeight,
    maximumScrollTop: Math.max(0, contentHeight - clientHeight),
    maximumOffset: Math.max(0, wanted - clientHeight),
    isScaled: wanted > maximumContentHeight,
  };
}

export function scrollTopOf(scale: ScrollScale, offset: number): number {
  if (!scale.isScaled) return Math.min(offset, scale.maximumScrollTop);
  if (offset >= scale.maximumOffset) return scale.maximumScrollTop;
  return (offset / scale.maximumOffset) * scale.maximumScrollTop;
}

/** A scaled scrollbar lands on whole rows; both of its ends are the ends of the rows. */
export function offsetOf(scale: ScrollScale, scrollTop: number, rowHeight: number): number {
  if (!scale.isScaled) return Math.min(Math.max(0, scrollTop), scale.maximumOffset);
  // Browsers round scrollTop to device px, so that the exact end may never be reported.
  if (scrollTop >= scale.maximumScrollTop - 1) return scale.maximumOffset;
  const offset = (Math.max(0, scrollTop) / scale.maximumScrollTop) * scale.maximumOffset;
  return Math.round(offset / rowHeight) * rowHeight;
}
