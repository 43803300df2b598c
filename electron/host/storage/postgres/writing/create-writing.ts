import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { BeforeCommit, Operation, WriteOps, WriteRequest } from '../../connector.ts';
import { readUploads } from '../../read-uploads.ts';
import type { PgAccess, PgTransaction } from '../connection/access.ts';
import { PgError, toAppError } from '../connection/pg-error.ts';
import type { PgCatalog } from '../table.ts';
import { compareImages } from './compare-images.ts';
import { watchLocks } from './lock-holders.ts';
import { makePlan } from './make-plan.ts';
import { type Prepared, prepareSave } from './prepare-save.ts';
import { readBase } from './read-base.ts';
import { plannedColumns } from './verify-plan.ts';
import type { WritePlan } from './write-plan.ts';
import { writeTableOf } from './write-table.ts';

/** A schema that changes while a plan is made is read again so often; then somebody else is busy with it. */
const planAttempts = 3;

export interface WritingServices {
  /** Rows have changed: what is known of them is forgotten. */
  changed(): void;
}

/** The writing half of an open database. */
export function createWriting(
  access: PgAccess,
  catalog: PgCatalog,
  services: WritingServices,
): Pick<WriteOps, 'apply' | 'base' | 'compare'> {
  async function planned(
    request: WriteRequest,
    uploads: ReadonlyMap<string, Uint8Array>,
    beforeCommit: BeforeCommit,
    op: Operation,
  ): ReturnType<WriteOps['apply']> {
    let earlier: WritePlan | null = null;
    for (let attempt = 0; attempt < planAttempts; attempt += 1) {
      const plan: WritePlan = await makePlan(catalog, request.changes, uploads, op);
      if (earlier) refuseChanged(earlier, plan);
      if (plan.rows.length === 0)
        return plan.problems.length > 0 ? { kind: 'refused', problems: plan.problems } : { kind: 'saved', rows: [] };
      const outcome = await retried(access, plan, beforeCommit, op);
      switch (outcome.kind) {
        case 'refused':
          return { kind: 'refused', problems: outcome.problems };
        case 'unchanged':
          return { kind: 'saved', rows: outcome.saved };
        case 'prepared':
          services.changed();
          return { kind: 'saved', rows: outcome.saved };
        case 'stale':
          catalog.forget();
          earlier = plan;
      }
    }
    throw new AppError('conflict', 'The tables are being changed by another program', {
      advice: 'Nothing was written. Try again when it is done.',
    });
  }

  return {
    apply: async (request, beforeCommit, op) => {
      abortedBy(op.signal);
      return planned(request, await readUploads(request), beforeCommit, op);
    },
    base: async (model, key, field, op) =>
      readBase(access, writeTableOf(await catalog.describe(model, op)), key, field, op),
    compare: (images, op) => compareImages(access, catalog, images, op),
  };
}

/** How long the other transaction is given to go on before a save is tried once more. */
const collisionPauseMs = 150;

/** One transaction; once more where others have come in between and nothing was asked of the journal yet. */
async function retried(
  access: PgAccess,
  plan: WritePlan,
  beforeCommit: BeforeCommit,
  op: Operation,
): Promise<Prepared> {
  const asked = { journal: false };
  const once = () =>
    transact(access, plan, op, async (images) => {
      asked.journal = true;
      await beforeCommit(images);
    });
  try {
    return await once();
  } catch (error) {
    if (asked.journal || !isCollision(error)) throw errorOfSave(error, plan);
  }
  // Whoever it collided with has only now been let on: begun again at once, it would be met with the same locks.
  await delay(collisionPauseMs, undefined, { signal: op.signal }).catch(() => abortedBy(op.signal));
  try {
    return await once();
  } catch (error) {
    throw errorOfSave(error, plan);
  }
}

function isCollision(error: unknown): boolean {
  return error instanceof PgError && (error.sqlState === '40001' || error.sqlState === '40P01');
}

function errorOfSave(error: unknown, plan: WritePlan): unknown {
  if (!(error instanceof PgError)) return error;
  if (isCollision(error)) {
    const advice = 'Nothing was written. Save again.';
    const subject = tableOfPlan(plan);
    return new AppError(
      'conflict',
      'Other transactions have changed the same rows at the same time',
      { advice, ...(subject === null ? {} : { subject }) },
      { cause: error },
    );
  }
  return toAppError(error, tableOfPlan(plan) ?? 'the save');
}

async function transact(
  access: PgAccess,
  plan: WritePlan,
  op: Operation,
  beforeCommit: BeforeCommit,
): Promise<Prepared> {
  if (!access.write) throw new AppError('read_only', 'Nothing may be written to this database');
  return access.write<Prepared>(async (transaction) => {
    const process = await processOf(transaction);
    const watch = watchLocks(access, process);
    let outcome: Prepared;
    try {
      outcome = await prepareSave(transaction, plan, () => abortedBy(op.signal));
    } catch (error) {
      throw watch.explain(error, (error instanceof PgError ? error.table : null) ?? tableOfPlan(plan));
    } finally {
      watch[Symbol.dispose]();
    }
    if (outcome.kind !== 'prepared') return { commit: false, result: outcome };
    abortedBy(op.signal);
    await beforeCommit(outcome.images);
    abortedBy(op.signal);
    return { commit: true, result: outcome };
  }, op);
}

async function processOf(transaction: PgTransaction): Promise<string> {
  const { rows } = await transaction.run({ text: 'SELECT pg_catalog.pg_backend_pid()', values: [] });
  return rows[0]?.[0] ?? '0';
}

/** The table of a save that has only one. */
function tableOfPlan({ rows }: WritePlan): string | null {
  const names = new Set(rows.map(({ table }) => table));
  const [name] = names;
  return names.size === 1 && name !== undefined ? name : null;
}

function abortedBy(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('aborted', 'The save was given up');
}

/** What the changes were staged on must still be there; tables around them may change. */
function refuseChanged(earlier: WritePlan, now: WritePlan): void {
  const shapeOf = (plan: WritePlan, name: string) => {
    const table = plan.tables.get(name);
    return table && JSON.stringify(plannedColumns(table));
  };
  for (const name of new Set(earlier.rows.map(({ table }) => table))) {
    // One that is gone is told of with each change of its rows.
    if (!now.tables.has(name) || shapeOf(now, name) === shapeOf(earlier, name)) continue;
    throw new AppError('conflict', `The table “${name}” was changed by another program`, {
      subject: name,
      advice: 'Nothing was written. Look at the changes again, then save them.',
    });
  }
}
