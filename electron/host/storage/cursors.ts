import { AppError } from '../../../shared/domain/app-error.ts';

/** A place in a view. */
export interface Place<Values> {
  /** The view it belongs to. */
  readonly view: string;
  /** Order values of its row; `null` in a view without a key, where the row number is all there is. */
  readonly values: Values | null;
  readonly index: number | null;
  readonly isExact: boolean;
  /** Counts the changes of the store: a row number is exact only as long as nothing was written. */
  readonly generation: number;
}

/** Cursors in use at a time: two for each page a window holds, many windows over. */
const kept = 20_000;
/** Sort columns may be long. */
const keptSize = 32_000_000;

/** Places by opaque cursor. The values stay here, whole and exact, and never travel. */
export interface Cursors<Values> {
  add(place: Place<Values>): string;
  /** @throws {AppError} `conflict` when it is not known (any more). */
  get(cursor: string, view: string): Place<Values>;
  /** The same without a check; `null` when it is not known. */
  find(cursor: string): Place<Values> | null;
  clear(): void;
}

/** @param sizeOf about how many bytes values take; the oldest places are forgotten first. */
export function createCursors<Values>(sizeOf: (values: Values) => number = () => 0): Cursors<Values> {
  const places = new Map<string, { readonly place: Place<Values>; readonly size: number }>();
  let last = 0;
  let size = 0;
  return {
    add: (place) => {
      last += 1;
      const cursor = last.toString(36);
      const added = place.values === null ? 0 : sizeOf(place.values);
      size += added;
      places.set(cursor, { place, size: added });
      for (const [oldest, entry] of places) {
        if (places.size <= kept && (size <= keptSize || places.size <= 2)) break;
        places.delete(oldest);
        size -= entry.size;
      }
      return cursor;
    },
    get: (cursor, view) => {
      const found = places.get(cursor);
      if (found?.place.view !== view)
        throw new AppError('conflict', 'This place in the rows is no longer known', {
          advice: 'Refresh to read the rows again.',
        });
      return found.place;
    },
    find: (cursor) => places.get(cursor)?.place ?? null,
    clear: () => {
      places.clear();
      size = 0;
    },
  };
}
