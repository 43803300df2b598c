export const narrowestColumn = 40;
export const widestColumn = 1600;
export const headerHeight = 32;

/** Where columns stand: `starts[i]` is the left edge of column i behind the gutter, in CSS px. */
export interface ColumnLayout {
  readonly widths: readonly number[];
  readonly starts: readonly number[];
  readonly width: number;
}

export function layOutColumns(widths: readonly number[]): ColumnLayout {
  const starts: number[] = [];
  let width = 0;
  for (const column of widths) {
    starts.push(width);
    width += column;
  }
  return { widths, starts, width };
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(widestColumn, Math.max(narrowestColumn, width)));
}

/** Index of the column that covers `x`; the last one for what lies behind it, -1 without columns. */
export function columnAt(layout: ColumnLayout, x: number): number {
  let low = 0;
  let high = layout.starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((layout.starts[middle] ?? 0) <= x) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}

/** Columns to draw for a viewport `width` px wide at `scrollLeft`, with a little more on either side; `to` is exclusive. */
export function visibleColumns(layout: ColumnLayout, scrollLeft: number, width: number): { from: number; to: number } {
  if (layout.starts.length === 0) return { from: 0, to: 0 };
  const reach = 240;
  return {
    from: columnAt(layout, Math.max(0, scrollLeft - reach)),
    to: columnAt(layout, scrollLeft + width + reach) + 1,
  };
}

/** scrollLeft that shows the column whole, moving as little as possible. */
export function revealColumn(layout: ColumnLayout, column: number, scrollLeft: number, width: number): number {
  const start = layout.starts[column] ?? 0;
  const end = start + (layout.widths[column] ?? 0);
  if (start < scrollLeft || end - start > width) return start;
  return end > scrollLeft + width ? end - width : scrollLeft;
}

/** Wide enough for the longest row number, with `≈` before it. */
export function gutterWidth(rowCount: number): number {
  const digits = Math.max(3, String(rowCount).length);
  return Math.ceil(digits * 7.5 + 18);
}
