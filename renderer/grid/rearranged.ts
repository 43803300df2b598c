/** Rows came, went or changed places among each other. */
export interface Rearranged {
  readonly kind: 'rearranged';
  /** Where the row with this number stands now; for one that is gone, its neighbour. */
  readonly placeOf: (index: number) => NewPlace;
}

export interface NewPlace {
  readonly index: number;
  readonly isGone: boolean;
}

/** @param removed numbers of rows that are taken out, in ascending order; `rowCount` counts them. */
export function afterRemoval(removed: readonly number[], rowCount: number): Rearranged {
  const gone = new Set(removed);
  const remaining = rowCount - gone.size;
  return {
    kind: 'rearranged',
    placeOf: (index) => {
      // The next row that is left moves up into the place of the first one that is gone.
      const below = countBelow(removed, index);
      return { index: Math.max(0, Math.min(index - below, remaining - 1)), isGone: gone.has(index) };
    },
  };
}

/** Other rows stand first: those that were there before keep their identity, the stored ones behind them move along. */
export function afterLeading<Row>(
  before: readonly Row[],
  after: readonly Row[],
  rowId: (row: Row) => string | null,
): Rearranged {
  const identity = (row: Row) => rowId(row) ?? row;
  const places = new Map(after.map((row, index) => [identity(row), index]));
  const placeOf = (index: number): NewPlace => {
    const row = before[index];
    if (index < 0 || row === undefined) return { index: index + after.length - before.length, isGone: false };
    const place = places.get(identity(row));
    if (place !== undefined) return { index: place, isGone: false };
    // The first stored row stands behind the last leading one: there is always a place to go on to.
    for (let next = index + 1; next <= before.length; next += 1) {
      const neighbour = before[next];
      if (neighbour === undefined) break;
      const found = places.get(identity(neighbour));
      if (found !== undefined) return { index: found, isGone: true };
    }
    return { index: Math.max(0, after.length), isGone: true };
  };
  return { kind: 'rearranged', placeOf };
}

function countBelow(ascending: readonly number[], index: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
