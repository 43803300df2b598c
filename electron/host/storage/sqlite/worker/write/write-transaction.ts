import type { ChangeProblem } from '../../../../../../shared/domain/change-set.ts';
import { subjectOfRow } from '../../write/guard-problems.ts';
import type { PlannedRow, WritePlan } from '../../write/write-plan.ts';
import type { FinishOutcome, PrepareOutcome } from '../../write/writer-protocol.ts';
import { foreignKeyProblems } from './foreign-key-problems.ts';
import { locateRows } from './locate-rows.ts';
import { collectOutcomes } from './outcomes.ts';
import { RefusedRow } from './row-states.ts';
import { runRows } from './run-rows.ts';
import { createSave, type Save, uploadRefusal } from './save.ts';
import { createVerifyPlan } from './verify-plan.ts';
import { sqliteCode, type WriteConnection } from './write-connection.ts';

/** One transaction after the other, each in two steps: what is prepared waits until it is finished. */
export interface WriteTransaction {
  prepare(plan: WritePlan, uploads: ReadonlyMap<string, Uint8Array>): PrepareOutcome;
  finish(how: 'commit' | 'rollback'): FinishOutcome;
}

export function createWriteTransaction(connection: WriteConnection): WriteTransaction {
  const { database } = connection;
  const verify = createVerifyPlan(connection);
  let prepared: Save | null = null;

  function rollback(): void {
    prepared = null;
    if (database.inTransaction) connection.prepare('ROLLBACK').run();
  }

  function run(plan: WritePlan, uploads: ReadonlyMap<string, Uint8Array>): PrepareOutcome {
    connection.waitingForLock(() => connection.prepare('BEGIN IMMEDIATE').run());
    if (!verify(plan)) return { kind: 'stale' };
    // Compiled anew each time: SQLite takes such a switch when it compiles the pragma, and forgets it with the transaction.
    database.pragma('defer_foreign_keys = ON');
    const save = saveWithUploads(plan, uploads);
    const targets = locateRows(save);
    const changesBefore = totalChanges();
    runRows(save, targets);
    if (!database.inTransaction) return { kind: 'refused', problems: [...plan.problems, ...save.problems] };
    foreignKeyProblems(save);
    const { rows, saved } = collectOutcomes(save);
    const problems = [...plan.problems, ...save.problems];
    if (problems.length > 0) return { kind: 'refused', problems };
    // Rows that were written as they are have no images. What triggers did meanwhile has none either, and is kept.
    const mayHideChanges = [...plan.tables.values()].some(({ hasTriggers }) => hasTriggers);
    if (rows.length === 0 && (!mayHideChanges || totalChanges() === changesBefore)) return { kind: 'unchanged', saved };
    prepared = save;
    const journal = database.pragma('journal_mode', { simple: true });
    return { kind: 'prepared', rows, saved, waitsForReaders: journal !== 'wal' };
  }

  /** Rows whose uploads are no text are looked at, and not written. */
  function saveWithUploads(plan: WritePlan, uploads: ReadonlyMap<string, Uint8Array>): Save {
    const refusals = plan.rows.flatMap((row) =>
      row.kind === 'delete'
        ? []
        : row.fields.flatMap((field) => {
            const message = uploadRefusal(field, uploads);
            return message === null ? [] : [{ row, field: field.field, message }];
          }),
    );
    const refused = new Set(refusals.map(({ row }) => row));
    const rows = plan.rows.map((row) =>
      row.kind !== 'delete' && refused.has(row) ? { ...row, isBlocked: true } : row,
    );
    const save = createSave(connection, { ...plan, rows }, uploads);
    for (const { row, field, message } of refusals) save.refuse(row, field, 'type', message);
    return save;
  }

  function totalChanges(): bigint {
    const total = connection.prepare('SELECT total_changes()').get()?.[0];
    return typeof total === 'bigint' ? total : 0n;
  }

  return {
    prepare: (plan, uploads) => {
      if (prepared) throw new Error('The last transaction is not finished');
      try {
        return run(plan, uploads);
      } catch (error) {
        if (!(error instanceof RefusedRow)) throw error;
        // Only rows in numbers can be too much, and then all of them are meant.
        const [row] = plan.rows;
        return { kind: 'refused', problems: row ? [wholeRow(row, 'store', error.message)] : [] };
      } finally {
        if (!prepared) rollback();
      }
    },
    finish: (how) => {
      const save = prepared;
      if (!save) throw new Error('There is no transaction to finish');
      try {
        if (how === 'commit') connection.waitingForLock(() => connection.prepare('COMMIT').run(), true);
        prepared = null;
        return { kind: 'done' };
      } catch (error) {
        if (sqliteCode(error) !== 'SQLITE_CONSTRAINT_FOREIGNKEY') throw error;
        const [row] = save.plan.rows;
        if (!row) throw error;
        return { kind: 'refused', problems: [wholeRow(row, 'foreign_key', brokenReference)] };
      } finally {
        rollback();
      }
    },
  };
}

const brokenReference = 'A trigger of the store leaves a row that refers to none';

function wholeRow(row: PlannedRow, code: 'store' | 'foreign_key', message: string): ChangeProblem {
  return { kind: 'invalid', ...subjectOfRow(row), field: null, code, message };
}
