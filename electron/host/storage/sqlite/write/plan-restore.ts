import type { RowImage, StoreChange, ValueImage } from '../../connector.ts';
import type { StoredValue } from '../protocol.ts';
import { rowidOfPlace, sameStored, shownValue, valueOfImage } from './exact-value.ts';
import type { GuardedField, PlannedBase, PlannedField, PlannedRow } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

export type Restore = Extract<StoreChange, { kind: 'restore' }>;

type Refuse = (field: string | null, code: 'store', message: string) => void;

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
    if (value === undefined || was === undefined || sameStored(value, was)) return [];
    if (!isWritten(field, table, refuse)) return [];
    return [{ ...planned(field, value, table), base: guarded(change, field, was) }];
  });
  if (fields.length === 0) return null;
  return { ...shared(change, table), kind: 'update', key: change.image.key, fields };
}

/** Deletes the row that was inserted, when nobody has changed it since. */
function restoreInsert(change: Restore, table: WriteTable, refuse: Refuse): PlannedRow {
  const known = new Set(table.columns.filter(({ isGenerated }) => !isGenerated).map(({ name }) => name));
  const guards = change.image.fields.flatMap(({ field, after }): GuardedField[] => {
    if (after === null || !known.has(field)) return [];
    const was = exactly(after, field, refuse);
    return was === undefined ? [] : [{ field, base: guarded(change, field, was) }];
  });
  return { ...shared(change, table), kind: 'delete', key: change.image.key, guards };
}

function restoreDelete(change: Restore, table: WriteTable, refuse: Refuse): PlannedRow {
  const fields = change.image.fields.flatMap(({ field, before }): PlannedField[] => {
    if (before === null || change.skip.has(field)) return [];
    const value = exactly(before, field, refuse);
    if (value === undefined || !isWritten(field, table, refuse)) return [];
    return [planned(field, value, table)];
  });
  return {
    ...shared(change, table),
    kind: 'insert',
    fields,
    later: [],
    ...rowNumber(change.image, table),
    restores: change.image.key,
  };
}

function shared(change: Restore, table: WriteTable) {
  return { change: change.id, table: table.name, isBlocked: false, overwrites: change.overwrite };
}

/** The row number stands in no column: it is the row's key, or the image says where the row lay. */
function rowNumber(
  { key, place }: RowImage,
  table: WriteTable,
): { readonly rowid: bigint | null; readonly isRowidFree: boolean } {
  if (table.rowid === null || table.isRowidColumn) return { rowid: null, isRowidFree: false };
  if (table.key.length === 1 && table.key[0] === table.rowid) {
    const [rowid] = key;
    return { rowid: typeof rowid === 'bigint' ? rowid : null, isRowidFree: false };
  }
  return { rowid: rowidOfPlace(place), isRowidFree: true };
}

/** A generated column follows by itself; one that is no longer there can't be put back. */
function isWritten(field: string, table: WriteTable, refuse: Refuse): boolean {
  const column = table.columns.find(({ name }) => name === field);
  if (!column) refuse(field, 'store', `${table.name} has no column “${field}” any more`);
  return column?.isGenerated === false;
}

function planned(field: string, value: StoredValue, table: WriteTable): PlannedField {
  return { field, value: { kind: 'stored', value }, mine: shownValue(value, table.encoding), isRounded: false };
}

/** The value that is taken back, or the one a person has seen and agreed to overwrite. */
function guarded({ overwrite }: Restore, field: string, value: StoredValue): PlannedBase {
  const guard = overwrite.get(field);
  return guard === undefined || guard === '' ? { kind: 'stored', value } : { kind: 'guard', guard };
}

function exactly(image: ValueImage, field: string, refuse: Refuse): StoredValue | undefined {
  try {
    return valueOfImage(image);
  } catch (error) {
    refuse(field, 'store', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
