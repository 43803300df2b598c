import type { PgError } from '../connection/pg-error.ts';
import { insertStatement, updateStatement } from './row-statement.ts';
import { runBatch } from './run-batch.ts';
import type { Save, Target } from './save.ts';
import { isRowError, isUniqueError, statementProblems } from './statement-problem.ts';
import { settle } from './write-one.ts';

/** Says why the store did not take a row. */
export async function report(save: Save, target: Target, error: PgError): Promise<void> {
  const { row, state } = target;
  const problems = await statementProblems(save, error, row, state.table);
  for (const { field, code, message } of problems) save.refuse(row, field, code, message);
  if (!isUniqueError(error)) await pretend(save, target, new Set(problems.map(({ field }) => field)));
}

/**
 * Writes what is left of a refused row, so that what else is wrong with it comes out, and the rows after it meet the state
 * they were made for. Nothing of it is kept.
 */
async function pretend(save: Save, target: Target, refused: ReadonlySet<string | null>): Promise<void> {
  const { row, state } = target;
  if (row.kind === 'delete' || refused.has(null)) return;
  const left = new Set(refused);
  for (;;) {
    const fields = row.fields.filter(({ field }) => !left.has(field));
    if (fields.length === 0 && row.kind === 'update') return;
    const statement =
      row.kind === 'insert'
        ? await insertStatement(save, state.table, fields)
        : state.locator === null || state.isGone
          ? null
          : await updateStatement(save, state, state.locator, fields, false);
    if (statement === null) return;
    const [result] = await runBatch(save.transaction, [statement.sql]);
    if (result && 'rows' in result && result.rows.changed === 1) {
      await settle(save, { target, statement, followers: null }, result);
      return;
    }
    if (!result || !('error' in result) || !isRowError(result.error) || isUniqueError(result.error)) return;
    const rest =
      row.kind === 'insert'
        ? { ...row, fields }
        : { ...row, fields: row.fields.filter(({ field }) => !left.has(field)) };
    const more = await statementProblems(save, result.error, rest, state.table);
    const own = more.filter(
      ({ field }) => field !== null && !left.has(field) && row.fields.some((one) => one.field === field),
    );
    if (own.length === 0) return;
    for (const { field, code, message } of own) {
      save.refuse(row, field, code, message);
      left.add(field);
    }
  }
}
