import type { PgError } from '../connection/pg-error.ts';
import type { PgForeignKey } from '../table.ts';
import type { Stored } from './exact-value.ts';
import { updateStatement } from './row-statement.ts';
import { runBatch } from './run-batch.ts';
import type { Save, Target } from './save.ts';
import type { PlannedField } from './write-plan.ts';
import { columnOf } from './write-table.ts';

export interface Failed {
  readonly target: Target;
  readonly error: PgError;
}

/** A new row to be written without a reference, and the fields that complete it when all are there. */
export interface Unhooked {
  readonly from: Target;
  readonly target: Target;
  readonly later: readonly PlannedField[];
}

/**
 * New rows that refer to each other in a circle by values that are known, as rows that come back do, are in each other's
 * way where the server looks at references at once: one of them is begun without its reference.
 * @returns `null` when that helps none
 */
export function unhookInsert(save: Save, failed: readonly Failed[]): Unhooked | null {
  const known = new Map<PgForeignKey, ReadonlySet<string>>();
  for (const { target, error } of failed) {
    const { row, state } = target;
    if (row.kind !== 'insert' || state.table.hasTriggers) continue;
    const relation = relationOf(save.outgoing(row.table), error);
    if (!relation) continue;
    // Only a row that waits itself can be what it waits for.
    const waiting = known.get(relation) ?? keysOf(relation, failed);
    known.set(relation, waiting);
    if (!waiting.has(keyOf(row.fields, relation.fromFields))) continue;
    const later = row.fields.filter(
      ({ field, value }) =>
        relation.fromFields.includes(field) && value.kind === 'stored' && !columnOf(state.table, field).notNull,
    );
    if (later.length === 0) continue;
    const fields = row.fields.map((field) =>
      later.includes(field) ? { ...field, value: { kind: 'stopgap' } as const } : field,
    );
    return { from: target, target: { row: { ...row, fields }, state }, later };
  }
  return null;
}

/**
 * Rows that all go and refer to each other in a circle: those let go of the others first.
 * @returns whether any has
 */
export async function unhookDeletes(save: Save, failed: readonly Failed[]): Promise<boolean> {
  const deletes = failed.filter(({ target }) => target.row.kind === 'delete');
  const relations = new Set(
    deletes.flatMap(({ target, error }) => relationOf(save.incoming(target.row.table), error) ?? []),
  );
  let hasAny = false;
  for (const relation of relations) {
    for (const { target } of deletes) {
      const { row, state } = target;
      if (row.table !== relation.fromModel || state.locator === null || state.isGone || state.table.hasTriggers)
        continue;
      const fields = relation.fromFields
        .filter((field) => !columnOf(state.table, field).notNull && state.before?.get(field) != null)
        .filter((field) => !state.written.has(field))
        .map((field) => ({ field, value: { kind: 'stored', value: null } as const, typed: undefined, mine: null }));
      if (fields.length === 0) continue;
      const statement = await updateStatement(save, state, state.locator, fields, false);
      const [result] = statement ? await runBatch(save.transaction, [statement.sql]) : [];
      if (!result || !('rows' in result) || result.rows.changed !== 1) continue;
      save.hasWritten = true;
      state.version = null;
      for (const { field } of fields) state.written.add(field);
      hasAny = true;
    }
  }
  return hasAny;
}

function relationOf(relations: readonly PgForeignKey[], error: PgError): PgForeignKey | undefined {
  return /^(?:23503|23001)$/.test(error.sqlState) ? relations.find(({ name }) => name === error.constraint) : undefined;
}

/** What the waiting new rows of a table would be found by. */
function keysOf({ toModel, toFields }: PgForeignKey, failed: readonly Failed[]): ReadonlySet<string> {
  return new Set(
    failed.flatMap(({ target: { row } }) =>
      row.kind === 'insert' && row.table === toModel ? [keyOf(row.fields, toFields)] : [],
    ),
  );
}

function keyOf(fields: readonly PlannedField[], names: readonly string[]): string {
  const values = names.map((name): Stored => {
    const value = fields.find(({ field }) => field === name)?.value;
    return value?.kind === 'stored' ? value.value : null;
  });
  return JSON.stringify(values);
}
