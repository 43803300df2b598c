import type { ChangeProblem, SavedRow } from '../../../../../shared/domain/change-set.ts';
import type { RowImage } from '../../connector.ts';
import type { PgTransaction } from '../connection/access.ts';
import { PgError } from '../connection/pg-error.ts';
import { finishConstraints } from './finish-constraints.ts';
import { rowImage, savedRow } from './images.ts';
import { locateRows } from './locate-rows.ts';
import { collectOutcomes } from './outcomes.ts';
import { RefusedRow } from './refused-row.ts';
import { runRows } from './run-rows.ts';
import { createSave } from './save.ts';
import { isPlanTrue } from './verify-plan.ts';
import { findViewProblems } from './view-problems.ts';
import { subjectOfRow, type WritePlan } from './write-plan.ts';

export type Prepared =
  | { readonly kind: 'refused'; readonly problems: readonly ChangeProblem[] }
  /** The tables are not what the plan was made for. */
  | { readonly kind: 'stale' }
  /** Nothing is to be committed. */
  | { readonly kind: 'unchanged'; readonly saved: readonly SavedRow[] }
  | { readonly kind: 'prepared'; readonly images: readonly RowImage[]; readonly saved: readonly SavedRow[] };

/** Carries a plan out within a transaction, up to the point where only COMMIT is missing. */
export async function prepareSave(transaction: PgTransaction, plan: WritePlan, check: () => void): Promise<Prepared> {
  try {
    return await prepare(transaction, plan, check);
  } catch (error) {
    if (error instanceof RefusedRow) {
      const [row] = plan.rows;
      if (!row) throw error;
      // Only rows in numbers can be too much, and then all of them are meant.
      const problem = { field: null, code: 'store', message: error.message } as const;
      return { kind: 'refused', problems: [...plan.problems, { kind: 'invalid', ...subjectOfRow(row), ...problem }] };
    }
    // Tables and columns that are not there (any more), or are of another type.
    if (error instanceof PgError && /^42(?:P01|703|704|804|883)$|^3F000$/.test(error.sqlState))
      return { kind: 'stale' };
    throw error;
  }
}

async function prepare(transaction: PgTransaction, plan: WritePlan, check: () => void): Promise<Prepared> {
  const save = createSave(transaction, plan, check);
  const targets = await locateRows(save);
  await findViewProblems(save);
  await runRows(save, targets);
  await finishConstraints(save);
  const { rows, saved } = await collectOutcomes(save);
  check();
  if (!(await isPlanTrue(transaction, plan))) return { kind: 'stale' };
  const problems = [...plan.problems, ...save.problems];
  if (problems.length > 0) return { kind: 'refused', problems };
  if (rows.length === 0 && !save.hasWritten) return { kind: 'unchanged', saved: saved.map(savedRow) };
  return { kind: 'prepared', images: rows.map(rowImage), saved: saved.map(savedRow) };
}
