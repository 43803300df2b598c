import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { RowImage, WriteOps, WriteRequest } from '../../connector.ts';
import { readUploads } from '../../read-uploads.ts';
import type { Catalog } from '../catalog.ts';
import { createDescribe } from '../describe-changes/create-describe.ts';
import { createImpact } from '../impact/create-impact.ts';
import type { SqlitePool } from '../pool.ts';
import { baseStatement } from '../statements.ts';
import { comparedRow, rowImage, savedRow } from './images.ts';
import { createMakePlan } from './make-plan.ts';
import type { WritePlan } from './write-plan.ts';
import { type WriteTable, writeTableOf } from './write-table.ts';
import type { RunTask, Writer } from './writer.ts';
import type { PrepareOutcome } from './writer-protocol.ts';

export interface WriteSources {
  readonly pool: SqlitePool;
  readonly catalog: Catalog;
  readonly writer: Writer;
  /** Throws when the file is not the one that was opened. */
  checkFile(): void;
  /** Throws also when nothing may be written to it. */
  checkWritable(): void;
  /** Forgets what is known of the rows, or of the schema as well. */
  changed(what: 'data' | 'schema'): void;
}

/** A schema that changes while a plan is made is read again so often; then somebody else is busy with it. */
const planAttempts = 3;

/** The writing half of an open file. */
export function createSessionWrite(sources: WriteSources): WriteOps {
  const { pool, catalog, writer } = sources;
  const plan = createMakePlan(catalog);
  const { encoding } = pool.opened;

  /** Plans and prepares; a schema that somebody has changed meanwhile is planned for again. */
  async function prepare(
    run: RunTask,
    request: WriteRequest,
    uploads: ReadonlyMap<string, Uint8Array>,
    signal: AbortSignal,
  ): Promise<PrepareOutcome> {
    let earlier: WritePlan | null = null;
    for (let attempt = 0; attempt < planAttempts; attempt += 1) {
      const made = await plan(request.changes, { signal });
      if (earlier) refuseChanged(earlier, made);
      if (made.rows.length === 0)
        return made.problems.length > 0
          ? { kind: 'refused', problems: made.problems }
          : { kind: 'unchanged', saved: [] };
      const outcome = await run('prepare', { plan: made, uploads }, signal);
      if (outcome.kind !== 'stale') return outcome;
      sources.changed('schema');
      earlier = made;
    }
    throw new AppError('conflict', 'The tables are being changed by another program', {
      advice: 'Nothing was written. Try again when it is done.',
    });
  }

  async function finish(run: RunTask, how: 'commit' | 'rollback', waitsForReaders: boolean) {
    if (how === 'rollback' || !waitsForReaders) return run('finish', how, null);
    const resume = pool.pause();
    try {
      return await run('finish', how, null);
    } finally {
      resume();
    }
  }

  return {
    describe: createDescribe({ pool, plan, describe: catalog.describe }),
    impact: createImpact({ pool, describe: catalog.describe }),
    base: async (model, key, field, op) => {
      const { table } = await catalog.describe(model, op);
      const { output } = await pool.run('base', baseStatement(table, key, field), op);
      if (output === null) throw new AppError('not_found', `No such row in ${model}`, { subject: model });
      return output;
    },
    apply: async (request, beforeCommit, op) => {
      const uploads = await readUploads(request);
      return writer.inTurn(async (run) => {
        abortedBy(op.signal);
        sources.checkWritable();
        const signal = AbortSignal.any([op.signal, writer.closing]);
        const outcome = await prepare(run, request, uploads, signal);
        switch (outcome.kind) {
          case 'refused':
            return { kind: 'refused', problems: outcome.problems };
          case 'unchanged':
            return { kind: 'saved', rows: outcome.saved.map((saved) => savedRow(saved, encoding)) };
          case 'stale':
            throw new Error('A plan that is no longer true was not made anew');
          case 'prepared':
            break;
        }
        try {
          abortedBy(op.signal);
          await beforeCommit(outcome.rows.map((row) => rowImage(row, encoding)));
          abortedBy(op.signal);
        } catch (error) {
          await finish(run, 'rollback', false);
          throw error;
        }
        const finished = await finish(run, 'commit', outcome.waitsForReaders);
        if (finished.kind === 'refused') return { kind: 'refused', problems: finished.problems };
        // The threads that read would notice by themselves, but only with their next read.
        sources.changed('data');
        return { kind: 'saved', rows: outcome.saved.map((saved) => savedRow(saved, encoding)) };
      });
    },
    compare: async (images, op) => {
      const tables = await tablesOf(catalog, images, op.signal);
      const rows = images.filter(({ model }) => tables.has(model)).map(comparedRow);
      return writer.inTurn((run) => {
        sources.checkFile();
        return run('compare', { rows, tables }, op.signal);
      });
    },
  };
}

function abortedBy(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('aborted', 'The save was given up');
}

/** What the changes were staged on must still be there; tables around them may change. */
function refuseChanged(earlier: WritePlan, now: WritePlan): void {
  for (const name of new Set(earlier.rows.map(({ table }) => table))) {
    if (now.tables.get(name)?.definition === earlier.tables.get(name)?.definition) continue;
    throw new AppError('conflict', `The table “${name}” was changed by another program`, {
      subject: name,
      advice: 'Nothing was written. Look at the changes again, then save them.',
    });
  }
}

/** Tables that are no longer there are left out: their rows prove nothing. */
async function tablesOf(
  catalog: Catalog,
  images: readonly RowImage[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, WriteTable>> {
  const tables = new Map<string, WriteTable>();
  for (const model of new Set(images.map((image) => image.model))) {
    try {
      tables.set(model, writeTableOf(await catalog.describe(model, { signal })));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    }
  }
  return tables;
}
