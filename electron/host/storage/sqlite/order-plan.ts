import type { Sort } from '../../../../shared/domain/query.ts';
import { effectiveSort } from '../query/order.ts';
import type { Table, TableColumn } from './table.ts';
import type { IndexFacts } from './worker/read-table.ts';

export interface OrderColumn {
  readonly column: TableColumn;
  readonly isDescending: boolean;
}

/** How the rows of a query are put in order. */
export interface OrderPlan {
  /**
   * `indexed`: an index (or the table itself) holds the rows in this order; windows are searches in it.
   * `sorted`: every window is a scan that keeps its best rows.
   * `numbered`: there is no key to hold on to (a view): windows are counted off from the start.
   */
  readonly kind: 'indexed' | 'sorted' | 'numbered';
  /** The sort, then what makes the order total; numbered: the sort only. */
  readonly columns: readonly OrderColumn[];
  /** The index of an `indexed` order; `null` for the table itself. */
  readonly index: string | null;
}

interface Candidate {
  readonly index: string | null;
  readonly columns: readonly OrderColumn[];
}

/**
 * Finds an index that holds the rows in the order asked for. Where rows tie, the order goes on as the index does:
 * that is total, costs nothing, and needs no sort. Without a sort the rows come in the order of their key.
 */
export function planOrder(table: Table, sort: readonly Sort[]): OrderPlan {
  const wanted = upToRowid(table, effectiveSort(sort.length > 0 || table.key.kind === 'none' ? sort : keySort(table)));
  if (table.key.kind === 'none') return { kind: 'numbered', columns: orderColumns(table, wanted), index: null };
  const best = candidates(table)
    .flatMap((candidate) => matching(candidate, wanted) ?? [])
    .sort((a, b) => a.columns.length - b.columns.length)[0];
  if (best) return { kind: 'indexed', ...best };
  const isDescending = wanted.at(-1)?.direction === 'desc';
  const ties = tieColumns(table)
    .filter((column) => !wanted.some(({ field }) => field === column.name))
    .map((column) => ({ column, isDescending }));
  return { kind: 'sorted', columns: [...orderColumns(table, wanted), ...ties], index: null };
}

/** Fields an index or the table itself can put in order. */
function keySort(table: Table): readonly Sort[] {
  return table.key.fields.map((field) => ({ field, direction: 'asc' }));
}

/** Nothing after the row number can change the order. */
function upToRowid(table: Table, sort: readonly Sort[]): readonly Sort[] {
  const end = sort.findIndex(({ field }) => table.columns.get(field)?.isRowid);
  return end < 0 ? sort : sort.slice(0, end + 1);
}

function orderColumns(table: Table, sort: readonly Sort[]): readonly OrderColumn[] {
  return sort.flatMap(({ field, direction }) => {
    const column = table.columns.get(field);
    return column ? [{ column, isDescending: direction === 'desc' }] : [];
  });
}

function tieColumns(table: Table): readonly TableColumn[] {
  const names = table.rowid === null ? table.key.fields : [table.rowid];
  return names.flatMap((name) => table.columns.get(name) ?? []);
}

function candidates(table: Table): readonly Candidate[] {
  const rowidColumn = table.rowid === null ? undefined : table.columns.get(table.rowid);
  const found: Candidate[] = rowidColumn
    ? [{ index: null, columns: [{ column: rowidColumn, isDescending: false }] }]
    : [];
  for (const index of table.indexes) {
    const columns = indexColumns(table, index);
    if (columns) found.push({ index: table.rowid === null && index.isPrimaryKey ? null : index.name, columns });
  }
  return found;
}

/** An index as an order; `null` when it does not hold every row, or not in an order of columns as they compare. */
function indexColumns(table: Table, index: IndexFacts): readonly OrderColumn[] | null {
  if (index.isPartial) return null;
  const isTable = table.rowid === null && index.isPrimaryKey;
  // The table's own b-tree lists all columns; the key's alone make the order.
  const listed = isTable ? index.columns.slice(0, table.key.fields.length) : index.columns;
  const columns: OrderColumn[] = [];
  for (const { name, rowid, isDescending, collation } of listed) {
    const column = rowid ? table.columns.get(table.rowid ?? '') : table.columns.get(name ?? '');
    if (!column || (!rowid && (column.collation !== collation || column.isDecimalText))) return null;
    if (!columns.some((known) => known.column.name === column.name)) columns.push({ column, isDescending });
    if (column.isRowid) break;
  }
  return columns;
}

/** The candidate walked forwards or backwards; `null` when neither begins with the sort. */
function matching(candidate: Candidate, sort: readonly Sort[]): Candidate | null {
  const [leading] = candidate.columns;
  const [first] = sort;
  if (!leading || !first || sort.length > candidate.columns.length) return null;
  const isFlipped = (first.direction === 'desc') !== leading.isDescending;
  const fits = sort.every(({ field, direction }, position) => {
    const held = candidate.columns[position];
    return held?.column.name === field && (direction === 'desc') === (held.isDescending !== isFlipped);
  });
  if (!fits) return null;
  return {
    index: candidate.index,
    columns: candidate.columns.map(({ column, isDescending }) => ({
      column,
      isDescending: isDescending !== isFlipped,
    })),
  };
}

/** The same rows from the other end. */
export function reversedOrder(columns: readonly OrderColumn[]): readonly OrderColumn[] {
  return columns.map(({ column, isDescending }) => ({ column, isDescending: !isDescending }));
}
