import { AppError } from '../../../../shared/domain/app-error.ts';
import type { StoredValue } from './protocol.ts';

/** A place in a view. */
export interface Place {
  /** The view it belongs to. */
  readonly view: string;
  /** Order values of its row; `null` in a view without a key, where the row number is all there is. */
  readonly values: readonly StoredValue[] | null;
  readonly index: number | null;
  readonly isExact: boolean;
  /** Counts the changes of the file: a row number is exact only as long as nothing was written. */
  readonly generation: number;
}

/** Cursors in use at a time: two for each page a window holds, many windows over. */
const kept = 20_000;

/** Places by opaque cursor. The values stay here, whole and exact, and never travel. */
export interface Cursors {
  add(place: Place): string;
  /** @throws {AppError} `conflict` when it is not known (any more). */
  get(cursor: string, view: string): Place;
  /** The same without a check; `null` when it is not known. */
  find(cursor: string): Place | null;
  clear(): void;
}

export function createCursors(): Cursors {
  const places = new Map<string, Place>();
  let last = 0;
  return {
    add: (place) => {
      last += 1;
      const cursor = last.toString(36);
      places.set(cursor, place);
      const oldest = places.keys().next();
      if (places.size > kept && !oldest.done) places.delete(oldest.value);
      return cursor;
    },
    get: (cursor, view) => {
      const place = places.get(cursor);
      if (place?.view !== view)
        throw new AppError('conflict', 'This place in the rows is no longer known', {
          advice: 'Refresh to read the rows again.',
        });
      return place;
    },
    find: (cursor) => places.get(cursor) ?? null,
    clear: () => places.clear(),
  };
}
