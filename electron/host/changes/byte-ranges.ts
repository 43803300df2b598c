/** Which bytes of a file have been written, as sorted ranges that do not touch: `start` inclusive, `end` exclusive. */
export type ByteRanges = readonly { readonly start: number; readonly end: number }[];

/** The ranges with one more. What was there before may be written again. */
export function withRange(ranges: ByteRanges, start: number, end: number): ByteRanges {
  if (end <= start) return ranges;
  const apart = ranges.filter((range) => range.end < start || range.start > end);
  const touching = ranges.filter((range) => range.end >= start && range.start <= end);
  const joined = {
    start: Math.min(start, ...touching.map((range) => range.start)),
    end: Math.max(end, ...touching.map((range) => range.end)),
  };
  return [...apart, joined].sort((a, b) => a.start - b.start);
}

/** The first bytes from 0 to `size` that are missing; `null` when there are none. */
export function firstHole(ranges: ByteRanges, size: number): { readonly start: number; readonly end: number } | null {
  if (size === 0) return null;
  const [first] = ranges;
  if (!first || first.start > 0) return { start: 0, end: Math.min(size, first?.start ?? size) };
  if (first.end >= size) return null;
  return { start: first.end, end: Math.min(size, ranges[1]?.start ?? size) };
}
