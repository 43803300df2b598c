import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { Operation, StoreChange, WriteOps } from '../../connector.ts';
import { readUploads } from '../../read-uploads.ts';
import type { PgAccess } from '../connection/access.ts';
import { PgError, toAppError } from '../connection/pg-error.ts';
import type { PgCatalog } from '../table.ts';
import { makePlan } from '../writing/make-plan.ts';
import { readAround } from './around-tables.ts';
import { createImpact } from './create-impact.ts';
import { findProblems, Problems } from './find-problems.ts';
import { TooMuchToRead } from './locate-probed.ts';
import { readableStatements } from './readable-sql.ts';
import { onPresentTables } from './run-snapshot.ts';

/** A review waits no longer than this for what stands in the way, and a little more for each change. */
const deadlineMs = 10_000;
const changeMs = 0.5;

/** What is told before anything is written: what a save would run and meet, and what deleting rows does to others. */
export function createDescribing(access: PgAccess, catalog: PgCatalog): Pick<WriteOps, 'describe' | 'impact'> {
  return { describe: createDescribe(access, catalog), impact: createImpact(access, catalog) };
}

/** Takes no lock that anybody would wait for, and writes nothing. */
function createDescribe(access: PgAccess, catalog: PgCatalog): WriteOps['describe'] {
  return async (request, op) => {
    if (op.signal.aborted) throw new AppError('aborted', 'The description was given up');
    const uploads = await readUploads(request);
    return onPresentTables(
      () => catalog.forget(),
      () => described(access, catalog, request.changes, uploads, op),
    ).catch((error: unknown) => {
      throw error instanceof PgError ? toAppError(error, 'the changes') : error;
    });
  };
}

async function described(
  access: PgAccess,
  catalog: PgCatalog,
  changes: readonly StoreChange[],
  uploads: ReadonlyMap<string, Uint8Array>,
  op: Operation,
): ReturnType<WriteOps['describe']> {
  const plan = await makePlan(catalog, changes, uploads, op);
  const problems = new Problems(plan.problems);
  if (plan.rows.length > 0) {
    const around = await readAround(catalog, new Set(plan.rows.map(({ table }) => table)), op);
    const limitMs = deadlineMs + changeMs * plan.rows.length;
    const deadline = performance.now() + limitMs;
    const { versionNumber } = access.server;
    try {
      await access.snapshot((run) => findProblems({ run, plan, around, versionNumber, deadline }, problems), op, {
        timeoutMs: limitMs,
      });
    } catch (error) {
      // What was found so far is true all the same; the save itself looks at everything.
      if (!(error instanceof TooMuchToRead) && !(error instanceof AppError && error.code === 'timeout')) throw error;
    }
  }
  return { statements: readableStatements(plan), problems: inOrder(changes, problems.all) };
}

/** Problems in the order of the changes. */
function inOrder(changes: readonly StoreChange[], problems: readonly ChangeProblem[]): readonly ChangeProblem[] {
  const places = new Map(changes.map(({ id }, at) => [id, at]));
  return problems.toSorted((a, b) => (places.get(a.change) ?? 0) - (places.get(b.change) ?? 0));
}
