import { AppError } from '../../../../shared/domain/app-error.ts';
import type { SqlitePool } from './pool.ts';

/**
 * Work that walks over a whole table fails on one damaged page of it; what is said instead is less sure, and lets the rows
 * around that page be seen.
 */
export async function unlessDamaged<Result>(
  pool: Pick<SqlitePool, 'isDamaged'>,
  work: () => Promise<Result>,
  instead: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!pool.isDamaged || !(error instanceof AppError) || error.code !== 'unsupported') throw error;
    return instead();
  }
}
