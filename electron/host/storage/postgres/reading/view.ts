import type { RowQuery } from '../../../../../shared/domain/query.ts';
import type { PgTable } from '../table.ts';
import { columnOf, compileFilter, compileSearch } from './compile-filter.ts';
import { type OrderPlan, planOrder } from './order-plan.ts';
import { createParameters, type Parameters } from './parameters.ts';
import { joined } from './segments.ts';

/** A query, planned: everything its statements are made of. */
export interface View {
  readonly table: PgTable;
  readonly query: RowQuery;
  readonly order: OrderPlan;
  /** Filter and search; empty when every row belongs to the view. */
  readonly condition: (parameters: Parameters) => string;
  readonly isFiltered: boolean;
  /** Thousands of rows tie in what the index holds: they are not sorted to show the first of them. */
  readonly splitsGroups: boolean;
}

/** @throws AppError `bad_request` for a field the table does not have. */
export function planView(table: PgTable, query: RowQuery): View {
  for (const { field } of query.sort) columnOf(table, field);
  const condition = (parameters: Parameters) =>
    joined([
      query.filter === null ? '' : compileFilter(table, query.filter, parameters),
      query.search === '' ? '' : compileSearch(table, query.search, parameters),
    ]);
  // Compiled once for its errors: a query that can't be asked is refused before anything is read.
  const isFiltered = condition(createParameters()) !== '';
  return { table, query, order: planOrder(table, query.sort), condition, isFiltered, splitsGroups: false };
}
