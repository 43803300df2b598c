import type { Cell } from '../../../../../shared/domain/cell.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { PgRows } from '../connection/access.ts';
import { quoteName } from '../sql-text.ts';
import type { PgColumn, PgTable } from '../table.ts';
import { columnOf } from './compile-filter.ts';
import { cutValue, limitedValue, readCutValue, readLimitedValue } from './cut-value.ts';
import { pageCell, wholeCell } from './decode-cell.ts';
import type { OrderColumn } from './order-plan.ts';
import type { PlaceValues } from './segments.ts';

type TextRow = PgRows['rows'][number];

/** What a statement reads of each row, and how cells, key and place are made of it. */
export interface RowLayout {
  /** The columns of the table that the inner part of a statement takes along, as they are. */
  readonly taken: readonly PgColumn[];
  /**
   * What the outer part makes of them. The rows are chosen by then, so that no value is measured, written or cut for a
   * row that is not shown. @param lastRow number of the last row that belongs to the window
   */
  readonly list: (lastRow: number) => string;
  readonly cells: (row: TextRow) => Cell[];
  readonly key: (row: TextRow) => RowKey;
  /** Order values of a row; of a big one only for the first row and the last. */
  readonly place: (row: TextRow) => PlaceValues;
}

/** @throws AppError `bad_request` for a column the table does not have. */
export function layoutOf(table: PgTable, columns: readonly string[], order: readonly OrderColumn[]): RowLayout {
  const { wholeFields } = table;
  const taken: PgColumn[] = [];
  const expressions: { readonly text: string; readonly isForEnds: boolean }[] = [];

  const take = (column: PgColumn): string => {
    if (!taken.includes(column)) taken.push(column);
    return `r.${takenName(taken, column)}`;
  };
  const add = (text: string, isForEnds = false): number => {
    const known = expressions.findIndex((one) => one.text === text && one.isForEnds === isForEnds);
    return known >= 0 ? known : expressions.push({ text, isForEnds }) - 1;
  };

  const readers = columns.map((name): ((row: TextRow) => Cell) => {
    const column = columnOf(table, name);
    const { kind } = column;
    const value = take(column);
    if (wholeFields.has(name) || table.key.fields.includes(name)) {
      const at = add(value);
      return (row) => wholeCell(kind, row[at] ?? null);
    }
    if (!column.canBeBig) {
      const at = add(value);
      return (row) => pageCell(kind, row[at] ?? null);
    }
    const at = add(cutValue(column, value));
    return (row) => readCutValue(kind, row[at] ?? null);
  });
  const keys = table.key.fields.map((name) => {
    const column = columnOf(table, name);
    return { kind: column.kind, at: add(take(column)) };
  });
  const places = order.map(({ column }) => {
    const isWhole = !column.canBeBig || wholeFields.has(column.name) || table.key.fields.includes(column.name);
    return add(take(column), !isWhole);
  });

  return {
    taken,
    list: (lastRow) =>
      expressions.map(({ text, isForEnds }) => (isForEnds ? endsOnly(text, lastRow) : text)).join(', ') || 'NULL',
    cells: (row) => readers.map((read) => read(row)),
    key: (row) => keys.map(({ kind, at }) => wholeCell(kind, row[at] ?? null)),
    place: (row) => places.map((at) => row[at] ?? null),
  };
}

/** One value of a row, whole up to so many bytes. @throws AppError `bad_request` for a column the table does not have. */
export function limitedLayout(table: PgTable, field: string, limitBytes: number): RowLayout {
  const column = columnOf(table, field);
  const taken = [column];
  return {
    taken,
    // What can't be big is given as it is: as text a boolean would have another spelling.
    list: () => {
      const value = `r.${takenName(taken, column)}`;
      return column.canBeBig ? limitedValue(column, value, limitBytes) : value;
    },
    cells: (row) => {
      const value = row[0] ?? null;
      return [column.canBeBig ? readLimitedValue(column.kind, value, limitBytes) : wholeCell(column.kind, value)];
    },
    key: () => [],
    place: () => [],
  };
}

/** Names of the inner columns: those of the table could clash. */
export function takenName(taken: readonly PgColumn[], column: PgColumn): string {
  return quoteName(`c${taken.indexOf(column)}`);
}

/** A cursor is made of a window's first row and of its last; the values of the others stay where they are. */
function endsOnly(value: string, lastRow: number): string {
  return `CASE WHEN row_number() OVER () IN (1, ${lastRow}) OR lead(TRUE) OVER () IS NULL THEN ${value} END`;
}
