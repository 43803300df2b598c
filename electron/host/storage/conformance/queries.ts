import fc from 'fast-check';
import type { Filter, RowQuery, Sort } from '../../../../shared/domain/query.ts';
import { compareOperators } from '../../../../shared/domain/query.ts';
import { anything, type TableSpec } from './tables.ts';

/** What a person may type: also integers that no column holds. */
const typed = fc.oneof({ weight: 9, arbitrary: anything }, fc.constantFrom(2n ** 64n, -(2n ** 65n)));

/** Any filter over the columns of a table, with values of any kind, also such that fit no column. */
export function filterArbitrary(table: TableSpec): fc.Arbitrary<Filter> {
  const field = fc.constantFrom(...table.columns.map(({ name }) => name));
  const { filter } = fc.letrec<{ filter: Filter; leaf: Filter; group: Filter }>((tie) => ({
    filter: fc.oneof({ maxDepth: 2, withCrossShrink: true }, tie('leaf'), tie('group')),
    leaf: fc.oneof(
      fc.record({
        kind: fc.constant('compare' as const),
        field,
        op: fc.constantFrom(...compareOperators),
        value: typed,
      }),
      fc.record({ kind: fc.constant('between' as const), field, from: typed, to: typed }),
      fc.record({ kind: fc.constant('in' as const), field, values: fc.array(typed, { maxLength: 4 }) }),
      fc.record({ kind: fc.constantFrom('isNull' as const, 'isNotNull' as const), field }),
    ),
    group: fc.oneof(
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        filters: fc.array(tie('filter'), { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    ),
  }));
  return filter;
}

export function sortArbitrary(table: TableSpec): fc.Arbitrary<Sort[]> {
  return fc.array(
    fc.record({
      field: fc.constantFrom(...table.columns.map(({ name }) => name)),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
    }),
    { maxLength: 3 },
  );
}

export function queryArbitrary(table: TableSpec): fc.Arbitrary<RowQuery> {
  return fc.record({
    model: fc.constant(table.name),
    filter: fc.option(filterArbitrary(table), { nil: null }),
    sort: sortArbitrary(table),
    search: fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('a', 'AB', 'é', '😀', '%', '5', 'drop') },
    ),
  });
}
