import type { Sort } from '../../../../../shared/domain/query.ts';
import { effectiveSort } from '../../query/order.ts';
import type { PgColumn, PgIndex, PgTable } from '../table.ts';
import { hasOwnOrder } from './compared-column.ts';

export interface OrderColumn {
  readonly column: PgColumn;
  /** NULLs come last when ascending and first when descending, as PostgreSQL's indexes hold them. */
  readonly isDescending: boolean;
}

/** How the rows of a query are put in order. */
export interface OrderPlan {
  /**
   * `indexed`: an index holds the rows in the order asked for; windows are searches in it.
   * `sorted`: every window is a scan that keeps its best rows.
   * `numbered`: there is no key to hold on to: windows are counted off from the start.
   */
  readonly kind: 'indexed' | 'sorted' | 'numbered';
  /** The sort, then what makes the order total; numbered: the sort only. */
  readonly columns: readonly OrderColumn[];
  /** So many of the columns does the index hold; rows that tie in them are put in order when they are read. */
  readonly held: number;
}

interface Candidate {
  readonly columns: readonly OrderColumn[];
  readonly held: number;
}

/**
 * Finds an index that holds the rows in the order asked for. Where it goes on to columns that tell all rows apart, the
 * order goes on with it; else rows that tie come in the order of the key.
 */
export function planOrder(table: PgTable, sort: readonly Sort[]): OrderPlan {
  const wanted = orderColumns(table, sort.length > 0 ? effectiveSort(sort) : keySort(table));
  if (table.key.kind === 'none') return { kind: 'numbered', columns: wanted, held: 0 };
  const [best] = table.indexes
    .flatMap((index) => matching(table, index, wanted) ?? [])
    .sort((a, b) => missing(a) - missing(b) || a.columns.length - b.columns.length);
  return best ? { kind: 'indexed', ...best } : { kind: 'sorted', columns: withKey(table, wanted), held: 0 };
}

function missing({ columns, held }: Candidate): number {
  return columns.length - held;
}

function keySort(table: PgTable): readonly Sort[] {
  return table.key.fields.map((field) => ({ field, direction: 'asc' }));
}

function orderColumns(table: PgTable, sort: readonly Sort[]): readonly OrderColumn[] {
  return sort.flatMap(({ field, direction }) => {
    const column = table.columns.get(field);
    return column ? [{ column, isDescending: direction === 'desc' }] : [];
  });
}

/** Nothing after the whole key can change the order; the key's columns that are not there break its ties. */
function withKey(table: PgTable, columns: readonly OrderColumn[]): readonly OrderColumn[] {
  const missingKeys = table.key.fields.filter((field) => !columns.some(({ column }) => column.name === field));
  const isDescending = columns.at(-1)?.isDescending ?? false;
  const ties = missingKeys.flatMap((field) => table.columns.get(field) ?? []);
  return [...columns, ...ties.map((column) => ({ column, isDescending }))];
}

/** The index, walked forwards or backwards, as an order of all rows; `null` when it does not begin with the sort. */
function matching(table: PgTable, index: PgIndex, wanted: readonly OrderColumn[]): Candidate | null {
  const columns = heldColumns(table, index);
  const [leading] = columns;
  const [first] = wanted;
  if (!leading || !first) return null;
  const isFlipped = first.isDescending !== leading.isDescending;
  const walked = columns.map(({ column, isDescending }) => ({ column, isDescending: isDescending !== isFlipped }));
  const length = Math.min(walked.length, wanted.length);
  const isSame = wanted
    .slice(0, length)
    .every(
      ({ column, isDescending }, position) =>
        walked[position]?.column.name === column.name && walked[position]?.isDescending === isDescending,
    );
  if (!isSame) return null;
  // What comes after a unique row can't matter.
  const total = totalLength(table, index, walked);
  if (total !== null && total <= wanted.length) return { columns: walked.slice(0, total), held: total };
  if (walked.length < wanted.length) return null;
  if (total !== null) return { columns: walked.slice(0, total), held: total };
  return { columns: withKey(table, wanted), held: wanted.length };
}

/** The leading columns of an index that put rows in the order `ORDER BY` means; none when it lacks some rows. */
function heldColumns(table: PgTable, index: PgIndex): readonly OrderColumn[] {
  if (index.method !== 'btree' || index.isPartial || !index.isValid) return [];
  const held: OrderColumn[] = [];
  for (const { column: name, isDescending, nullsFirst, isDefaultOrder } of index.columns) {
    const column = name === null ? undefined : table.columns.get(name);
    if (!column || !isDefaultOrder || !hasOwnOrder(column) || nullsFirst !== isDescending) break;
    if (held.some((known) => known.column.name === column.name)) break;
    held.push({ column, isDescending });
  }
  return held;
}

/** After so many columns no two rows tie; `null` when they still may. */
function totalLength(table: PgTable, index: PgIndex, walked: readonly OrderColumn[]): number | null {
  const names = walked.map(({ column }) => column.name);
  const ends = table.key.fields.map((field) => names.indexOf(field));
  const byKey = ends.length > 0 && !ends.includes(-1) ? Math.max(...ends) + 1 : null;
  const isUnique =
    index.isUnique &&
    walked.length === index.columns.length &&
    (index.areNullsEqual || walked.every(({ column }) => column.notNull));
  const byIndex = isUnique ? walked.length : null;
  return byKey === null ? byIndex : byIndex === null ? byKey : Math.min(byKey, byIndex);
}

/** The same rows from the other end. */
export function reversedOrder(columns: readonly OrderColumn[]): readonly OrderColumn[] {
  return columns.map(({ column, isDescending }) => ({ column, isDescending: !isDescending }));
}
