import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { Filter } from '../../../../../shared/domain/query.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { readPgError } from '../connection/pg-error.ts';
import type { PgColumn, PgTable } from '../table.ts';
import { isBadValue } from './bad-value.ts';
import { columnOf } from './compile-filter.ts';
import { fitOperand } from './fit-operand.ts';

/**
 * A text that is no value of its type. Of a search query the server calls it a syntax error, of the name of a table, a type
 * or a function it says that there is none.
 */
function mayBeAboutOperand(error: unknown): boolean {
  return isBadValue(error) || /^(?:42601|42P01|42704|42883|3F000)$/.test(readPgError(error)?.sqlState ?? '');
}

/**
 * The server does not say which operand of a filter it could not read: they are tried one by one, and the first that is no
 * value of its field's type is named.
 * @returns the error to be told instead, or the same one
 */
export async function nameOperand(
  access: PgAccess,
  table: PgTable,
  filter: Filter | null,
  error: unknown,
  op: Operation,
): Promise<unknown> {
  if (filter === null || !mayBeAboutOperand(error)) return error;
  for (const { column, value } of operandsOf(table, filter)) {
    const fitted = fitOperand(column, 'is', value);
    if (fitted.kind !== 'compared') continue;
    try {
      await access.read({ text: `SELECT $1::${column.castType} IS NULL`, values: [fitted.text] }, op);
    } catch (refused) {
      if (!mayBeAboutOperand(refused)) throw refused;
      const what = readPgError(refused)?.message ?? '';
      return new AppError(
        'bad_request',
        `Not a value of “${column.name}”: ${what}`,
        { subject: column.name },
        { cause: refused },
      );
    }
  }
  return error;
}

function operandsOf(
  table: PgTable,
  filter: Filter,
): readonly { readonly column: PgColumn; readonly value: WholeCell }[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.flatMap((part) => operandsOf(table, part));
    case 'not':
      return operandsOf(table, filter.filter);
    case 'compare':
      return [{ column: columnOf(table, filter.field), value: filter.value }];
    case 'between':
      return [filter.from, filter.to].map((value) => ({ column: columnOf(table, filter.field), value }));
    case 'in':
      return filter.values.map((value) => ({ column: columnOf(table, filter.field), value }));
    default:
      return [];
  }
}
