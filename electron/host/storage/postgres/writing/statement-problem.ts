import { PgError } from '../connection/pg-error.ts';
import { problemOfError, type RowProblem, valueNeeded } from '../describing/problem-of-error.ts';
import type { Save } from './save.ts';
import type { PlannedField, PlannedRow } from './write-plan.ts';
import { columnOf, type WriteTable } from './write-table.ts';

/**
 * It concerns this row only: its values, its rules, what the role may do with it, or what code of the store has to say.
 * Anything else, such as a full disk, ends the save.
 */
export function isRowError(error: unknown): error is PgError {
  return error instanceof PgError && /^(?:0A|09|2[1237F]|38|39|42|44|54|P0|HV|55000|XX000)/.test(error.sqlState);
}

/** Another row may be in the way for the moment only: the statement is worth trying again. */
export function mayPass({ sqlState }: PgError): boolean {
  return /^(?:23505|23503|23001|23P01|27000|P0001)$/.test(sqlState);
}

export function isUniqueError({ sqlState }: PgError): boolean {
  return sqlState === '23505';
}

/** Why the store did not take a row: one entry for each field it can be told of. */
export async function statementProblems(
  save: Save,
  error: PgError,
  row: PlannedRow,
  table: WriteTable,
): Promise<readonly RowProblem[]> {
  const fields = row.kind === 'delete' ? [] : row.fields;
  const written = new Set(fields.map(({ field }) => field));
  const problem = problemOfError(error, table.table, written);
  const field = problem.field ?? (isAboutValue(error) ? await fieldOf(save, error, fields, table) : null);
  const others =
    problem.code !== 'not_null'
      ? []
      : fields.filter(
          (given) =>
            given.field !== field &&
            given.value.kind === 'stored' &&
            given.value.value === null &&
            columnOf(table, given.field).notNull,
        );
  return [
    { ...problem, field },
    ...others.map((given) => ({ field: given.field, code: 'not_null', message: valueNeeded }) as const),
  ];
}

/** A text that is no value of its type; of some types the server calls it a syntax error. */
function isAboutValue({ sqlState }: PgError): boolean {
  return sqlState.startsWith('22') || sqlState === '42601';
}

/** The server does not say which value it could not read: each is given to it alone. */
async function fieldOf(
  save: Save,
  error: PgError,
  fields: readonly PlannedField[],
  table: WriteTable,
): Promise<string | null> {
  const { transaction } = save;
  for (const { field, value } of fields) {
    if (value.kind !== 'stored' || value.value === null) continue;
    const { nativeType } = columnOf(table, field);
    const sql = { text: `SELECT CAST($1 AS ${nativeType})`, values: [value.value] };
    try {
      await transaction.savepoint(() => transaction.run(sql));
    } catch (failure) {
      if (!(failure instanceof PgError)) throw failure;
      if (failure.sqlState === error.sqlState) return field;
    }
  }
  return null;
}
