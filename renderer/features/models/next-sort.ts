import type { Sort } from '../../../shared/domain/query.ts';

/** A press on a header: ascending, descending, as stored. With `add` the other sorted columns stay. */
export function nextSort(sort: readonly Sort[], field: string, add: boolean): Sort[] {
  const present = sort.find((one) => one.field === field);
  const next: Sort | null =
    present === undefined
      ? { field, direction: 'asc' }
      : present.direction === 'asc'
        ? { field, direction: 'desc' }
        : null;
  if (!add) return next === null ? [] : [next];
  if (present === undefined) return next === null ? [...sort] : [...sort, next];
  return sort.flatMap((one) => (one.field === field ? (next === null ? [] : [next]) : [one]));
}
