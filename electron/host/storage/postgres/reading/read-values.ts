import { AppError } from '../../../../../shared/domain/app-error.ts';
import { type Cell, isWhole } from '../../../../../shared/domain/cell.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { readPgError } from '../connection/pg-error.ts';
import type { PgTable } from '../table.ts';
import { columnOf } from './compile-filter.ts';
import { layoutOf } from './row-layout.ts';
import { readStatement } from './statements.ts';

type MaybeRow = readonly Cell[] | null;

/** Rows by key, in the order of `keys`; `null` for one that does not exist. */
export async function readRows(
  access: PgAccess,
  table: PgTable,
  keys: readonly RowKey[],
  columns: readonly string[],
  op: Operation,
  wholeFields: ReadonlySet<string> = table.wholeFields,
): Promise<readonly MaybeRow[]> {
  const layout = layoutOf(table, columns, [], wholeFields);
  if (keys.length === 0) return [];
  try {
    const { rows } = await access.read(readStatement(table, layout, keys), op);
    const found: MaybeRow[] = keys.map(() => null);
    for (const row of rows) found[Number(row.at(-1)) - 1] = layout.cells(row);
    return found;
  } catch (error) {
    // No row has a key that is no value of the key's type; the others are read one by one.
    if (readPgError(error)?.sqlState.startsWith('22') !== true) throw error;
    if (keys.length === 1) return [null];
    const found: MaybeRow[] = [];
    for (const key of keys) found.push(...(await readRows(access, table, [key], columns, op, wholeFields)));
    return found;
  }
}

/** One value, whole up to `limitBytes`, else cut. @throws AppError `not_found` */
export async function readCell(
  access: PgAccess,
  table: PgTable,
  key: RowKey,
  field: string,
  limitBytes: number,
  op: Operation,
): Promise<Cell> {
  columnOf(table, field);
  const [row] = await readRows(access, table, [key], [field], op);
  const cell = row?.[0];
  if (cell === undefined) throw new AppError('not_found', `No such row in ${table.name}`, { subject: table.id });
  if (isWhole(cell) || cell.sizeBytes > limitBytes) return cell;
  const [whole] = await readRows(access, table, [key], [field], op, new Set([field]));
  return whole?.[0] ?? null;
}
