import type { StoreChange, ValueImage } from '../../connector.ts';
import { type Stored, shownValue, valueOfImage } from './exact-value.ts';
import type { Refuse } from './plan-changes.ts';
import type { GuardedField, PlannedBase, PlannedField, PlannedRow } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

type Restore = Extract<StoreChange, { kind: 'restore' }>;

/** The row that takes an image back; `null` when there is nothing to do, or nothing that can be done. */
export function planRestore(change: Restore, table: WriteTable, refuse: Refuse): PlannedRow | null {
  const { image } = change;
  // What is left of a row that shall go is the row.
  if (change.skip.has('') || (image.kind === 'insert' && change.skip.size > 0)) return null;
  if (table.key.length === 0 || table.key.length !== image.key.length) {
    refuse(null, 'store', 'The key of the table has changed since');
    return null;
  }
  switch (image.kind) {
    case 'update':
      return restoreUpdate(change, table, refuse);
    case 'insert':
      return restoreInsert(change, table, refuse);
    case 'delete':
      return restoreDelete(change, table, refuse);
  }
}

function restoreUpdate(change: Restore, table: WriteTable, refuse: Refuse): PlannedRow | null {
  const fields = change.image.fields.flatMap(({ field, before, after }): (PlannedField & GuardedField)[] => {
    if (before === null || after === null || change.skip.has(field)) return [];
    const value = exactly(before, field, refuse);
    const was = exactly(after, field, refuse);
    if (value === undefined || was === undefined || value === was) return [];
    const planned = plannedField(field, value, table, refuse);
    return planned === null ? [] : [{ ...planned, base: guarded(change, field, was) }];
  });
  if (fields.length === 0) return null;
  return { ...shared(change, table), kind: 'update', key: change.image.key, fields };
}

/** Deletes the row that was inserted, when nobody has changed it since. */
function restoreInsert(change: Restore, table: WriteTable, refuse: Refuse): PlannedRow {
  const guards = change.image.fields.flatMap(({ field, after }): GuardedField[] => {
    const column = table.table.columns.get(field);
    if (after === null || !column || column.generated !== null || !table.table.readable.has(field)) return [];
    const was = exactly(after, field, refuse);
    return was === undefined ? [] : [{ field, base: guarded(change, field, was) }];
  });
  return { ...shared(change, table), kind: 'delete', key: change.image.key, guards };
}

function restoreDelete(change: Restore, table: WriteTable, refuse: Refuse): PlannedRow {
  const fields = change.image.fields.flatMap(({ field, before }): PlannedField[] => {
    if (before === null || change.skip.has(field)) return [];
    const value = exactly(before, field, refuse);
    const planned = value === undefined ? null : plannedField(field, value, table, refuse);
    return planned === null ? [] : [planned];
  });
  return {
    ...shared(change, table),
    kind: 'insert',
    fields,
    later: [],
    restores: change.image.key,
  };
}

function shared(change: Restore, table: WriteTable) {
  return { change: change.id, table: table.id, isBlocked: false, overwrites: change.overwrite };
}

/** The view computes it: nobody can write it. */
function isWorkedOut({ table }: WriteTable, field: string): boolean {
  return table.kind === 'view' && !table.updatable.has(field) && !table.insertable.has(field);
}

/** A generated column follows by itself; one that is no longer there can't be put back. */
function plannedField(field: string, value: Stored, table: WriteTable, refuse: Refuse): PlannedField | null {
  const column = table.table.columns.get(field);
  if (!column) {
    refuse(field, 'store', `${table.id} has no column “${field}” any more`);
    return null;
  }
  if (column.generated !== null || isWorkedOut(table, field)) return null;
  return { field, value: { kind: 'stored', value }, typed: undefined, mine: shownValue(column, value) };
}

/** The value that is taken back, or the one a person has seen and agreed to overwrite. */
function guarded({ overwrite }: Restore, field: string, value: Stored): PlannedBase {
  const guard = overwrite.get(field);
  return guard === undefined || guard === '' ? { kind: 'stored', value } : { kind: 'guard', guard };
}

function exactly(image: ValueImage, field: string, refuse: Refuse): Stored | undefined {
  try {
    return valueOfImage(image);
  } catch (error) {
    refuse(field, 'store', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
