import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Cell } from '../../../../../shared/domain/cell.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import type { PgTable } from '../table.ts';
import { isBadValue } from './bad-value.ts';
import { layoutOf, limitedLayout, type RowLayout } from './row-layout.ts';
import { readStatement } from './statements.ts';

type MaybeRow = readonly Cell[] | null;

/** Rows by key, in the order of `keys`; `null` for one that does not exist. */
export async function readRows(
  access: PgAccess,
  table: PgTable,
  keys: readonly RowKey[],
  columns: readonly string[],
  op: Operation,
): Promise<readonly MaybeRow[]> {
  return readLayout(access, table, keys, layoutOf(table, columns, []), op);
}

async function readLayout(
  access: PgAccess,
  table: PgTable,
  keys: readonly RowKey[],
  layout: RowLayout,
  op: Operation,
): Promise<readonly MaybeRow[]> {
  if (keys.length === 0) return [];
  try {
    const { rows } = await access.read(readStatement(table, layout, keys), op);
    const found: MaybeRow[] = keys.map(() => null);
    for (const row of rows) found[Number(row.at(-1)) - 1] = layout.cells(row);
    return found;
  } catch (error) {
    if (!isBadValue(error)) throw error;
    const [only] = keys;
    if (only && keys.length === 1) {
      if (await isKeyValue(access, table, only, op)) throw error;
      return [null];
    }
    // One of the keys may be no value of its type; the others are read one by one.
    const found: MaybeRow[] = [];
    for (const key of keys) found.push(...(await readLayout(access, table, [key], layout, op)));
    return found;
  }
}

/** False for a key that no row can have, as one of its values is none of its type. */
export async function isKeyValue(access: PgAccess, table: PgTable, key: RowKey, op: Operation): Promise<boolean> {
  try {
    await access.read(readStatement(table, layoutOf(table, [], []), [key]), op);
    return true;
  } catch (error) {
    if (!isBadValue(error)) throw error;
    return false;
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
  const [row] = await readLayout(access, table, [key], limitedLayout(table, field, limitBytes), op);
  const cell = row?.[0];
  if (cell === undefined) throw new AppError('not_found', `No such row in ${table.name}`, { subject: table.id });
  return cell;
}
