import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { BaseValue } from '../../../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { toAppError } from '../connection/pg-error.ts';
import { measuredGuard, wholeBaseBytes, wholeCell } from './exact-value.ts';
import { locatorOf } from './locate-rows.ts';
import { keyedStatement } from './read-rows.ts';
import { columnOf, qualified, type WriteTable } from './write-table.ts';

/** Names one stored value exactly: whole while it is small enough to send, else by size and digest that the server makes. */
export async function readBase(
  access: PgAccess,
  table: WriteTable,
  key: RowKey,
  field: string,
  op: Operation,
): Promise<BaseValue> {
  const noRow = () => new AppError('not_found', `No such row in ${table.id}`, { subject: table.id });
  if (!table.table.readable.has(field))
    throw new AppError('not_found', `${table.id} has no column “${field}” that can be read`, { subject: field });
  const locator = key.length === table.key.length ? locatorOf(table, key) : null;
  if (locator === null) throw noRow();
  const column = columnOf(table, field);
  const name = qualified('t', field);
  // `concat` writes a value as the server itself would, whatever its type.
  const bytes = column.kind === 'bytes' ? name : `pg_catalog.convert_to(pg_catalog.concat(${name}), 'UTF8')`;
  const size = column.canBeBig ? `pg_catalog.octet_length(${bytes})` : '0';
  const sql = keyedStatement(
    table,
    [locator],
    (from) =>
      `SELECT CASE WHEN s.size <= ${wholeBaseBytes} THEN s.value END, CASE WHEN s.size > ${wholeBaseBytes} THEN s.size END, CASE WHEN s.size > ${wholeBaseBytes} THEN pg_catalog.encode(pg_catalog.sha256(s.bytes), 'hex') END
         FROM (SELECT ${name} AS value, ${size} AS size, ${bytes} AS bytes FROM ${from} OFFSET 0) AS s`,
  );
  const { rows } = await access.read(sql, op).catch((error: unknown) => {
    throw toAppError(error, field);
  });
  const [row] = rows;
  if (!row) throw noRow();
  const [value = null, sizeBytes = null, digest = null] = row;
  if (sizeBytes !== null && digest !== null)
    return { kind: 'guard', guard: measuredGuard(column, Number(sizeBytes), digest) };
  return { kind: 'cell', cell: wholeCell(column, value) };
}
