import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import type { Sql } from '../sql-text.ts';
import type { PgTable } from '../table.ts';
import { columnValue, rowAlias } from './compared-column.ts';
import { columnOf } from './compile-filter.ts';
import { textOf } from './cut-value.ts';
import { createParameters } from './parameters.ts';
import { keyCondition } from './statements.ts';

/** Bytes of a value in one piece. */
const pieceBytes = 1024 * 1024;

/**
 * One value's bytes (of text: UTF-8) in pieces. One statement reads it, so that all pieces are of one version of the row.
 * @throws AppError `not_found`
 */
export async function* streamValue(
  access: PgAccess,
  table: PgTable,
  key: RowKey,
  field: string,
  op: Operation,
): AsyncGenerator<Uint8Array, void, void> {
  let isFound = false;
  for await (const rows of access.stream(piecesStatement(table, key, field), 1, op)) {
    for (const [piece] of rows) {
      isFound = true;
      // NULL, and the one row of an empty value, have no bytes. The hex form begins with `\x`.
      if (typeof piece === 'string' && piece.length > 2) yield Uint8Array.from(Buffer.from(piece.slice(2), 'hex'));
    }
  }
  if (!isFound) throw new AppError('not_found', `No such row in ${table.name}`, { subject: table.id });
}

/**
 * Joined with nothing, the value is unpacked once and for all: a piece of a packed one would cost the unpacking of all that
 * comes before it.
 */
function piecesStatement(table: PgTable, key: RowKey, field: string): Sql {
  const column = columnOf(table, field);
  const value = columnValue(column);
  const bytes = column.kind === 'bytes' ? `${value} || ''::bytea` : `convert_to(${textOf(column, value)}, 'UTF8')`;
  const parameters = createParameters();
  const condition = keyCondition(table, key, parameters);
  const whole = `SELECT ${bytes} AS bytes FROM ${table.source} ${rowAlias} WHERE ${condition} OFFSET 0`;
  return parameters.statement(
    `SELECT substring(v.bytes FROM piece.at FOR ${pieceBytes}) FROM (${whole}) v LEFT JOIN LATERAL generate_series(1, octet_length(v.bytes), ${pieceBytes}) AS piece (at) ON TRUE`,
  );
}
