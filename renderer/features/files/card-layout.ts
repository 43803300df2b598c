/** Space around and between cards. */
const padding = 12;
const gap = 12;
const minCardWidth = 180;
const captionHeight = 31;
const border = 2;

/** Cards of equal size that fill the width. All lengths in CSS px. */
export interface CardLayout {
  readonly columns: number;
  readonly cardWidth: number;
  readonly cardHeight: number;
  /** From the top of one row of cards to the top of the next. */
  readonly rowHeight: number;
  readonly left: (index: number) => number;
}

export const cardPadding = padding;

export function cardLayout(width: number): CardLayout {
  const room = Math.max(width - 2 * padding, 60);
  const columns = Math.max(1, Math.floor((room + gap) / (minCardWidth + gap)));
  const cardWidth = Math.floor((room - (columns - 1) * gap) / columns);
  const cardHeight = Math.round(((cardWidth - border) * 3) / 4) + captionHeight + border;
  return {
    columns,
    cardWidth,
    cardHeight,
    rowHeight: cardHeight + gap,
    left: (index) => padding + (index % columns) * (cardWidth + gap),
  };
}

/** Index the key leads to, or `null` when it means nothing here. `rowsShown` is what PageDown skips. */
export function keyTarget(
  key: string,
  index: number,
  total: number,
  { columns }: CardLayout,
  rowsShown: number,
): number | null {
  if (total === 0) return null;
  const last = total - 1;
  const page = Math.max(1, rowsShown) * columns;
  switch (key) {
    case 'ArrowRight':
      return Math.min(index + 1, last);
    case 'ArrowLeft':
      return Math.max(index - 1, 0);
    case 'ArrowDown':
      // From the row above an incomplete last row, down leads to its last card.
      return index + columns <= last
        ? index + columns
        : Math.floor(index / columns) < Math.floor(last / columns)
          ? last
          : index;
    case 'ArrowUp':
      return index - columns >= 0 ? index - columns : index;
    case 'PageDown':
      return Math.min(index + page, last);
    case 'PageUp':
      return index - page >= 0 ? index - page : index % columns;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
