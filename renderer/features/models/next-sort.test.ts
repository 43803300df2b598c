import { describe, expect, it } from 'vitest';
import { nextSort } from './next-sort.ts';

describe('nextSort', () => {
  it('goes from ascending to descending to as stored', () => {
    const first = nextSort([], 'a', false);
    expect(first).toEqual([{ field: 'a', direction: 'asc' }]);
    const second = nextSort(first, 'a', false);
    expect(second).toEqual([{ field: 'a', direction: 'desc' }]);
    expect(nextSort(second, 'a', false)).toEqual([]);
  });

  it('replaces other columns, or keeps them in their order', () => {
    const sort = [
      { field: 'a', direction: 'asc' as const },
      { field: 'b', direction: 'desc' as const },
    ];
    expect(nextSort(sort, 'c', false)).toEqual([{ field: 'c', direction: 'asc' }]);
    expect(nextSort(sort, 'a', true)).toEqual([{ field: 'a', direction: 'desc' }, sort[1]]);
    expect(nextSort(sort, 'b', true)).toEqual([sort[0]]);
  });
});
