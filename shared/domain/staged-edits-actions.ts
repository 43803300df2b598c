import { assertNever } from './assert-never.ts';
import { sameCell } from './cell.ts';
import type { BaseValue, FieldEdit, FieldValue, NewValue } from './change-set.ts';
import { encodeRowKey, type RowKey } from './row-key.ts';
import {
  type FieldBase,
  newRowId,
  newRowNumber,
  type StagedEdits,
  type StagedEntry,
  type StagedInsert,
} from './staged-edits.ts';
import {
  finishWork,
  patchTables,
  putEntry,
  startWork,
  stepOf,
  turnedRound,
  type Working,
  type WorkingTable,
  workingTable,
} from './staged-edits-working.ts';

/** What a person does to the rows of one model. */
export type StagedAction =
  /** `base` is what the cell held; of a field that is edited again the first base stays. */
  | {
      readonly kind: 'edit';
      readonly key: RowKey;
      readonly field: string;
      readonly base: BaseValue;
      readonly value: NewValue;
    }
  /** `default` gives the field of a new row back to the store. */
  | { readonly kind: 'editNew'; readonly id: string; readonly field: string; readonly value: NewValue }
  /** Takes back one field, or everything that is staged for the row. */
  | { readonly kind: 'revert'; readonly key: RowKey; readonly field?: string | undefined }
  /** A new row behind `after` (a temporary id), else the last of the new ones. Without an `id` it gets one. */
  | {
      readonly kind: 'add';
      readonly id?: string | undefined;
      readonly fields: readonly FieldValue[];
      readonly after?: string | undefined;
    }
  /** Marks a stored row to be deleted. */
  | { readonly kind: 'remove'; readonly key: RowKey; readonly base: readonly FieldBase[] }
  | { readonly kind: 'removeNew'; readonly id: string }
  | { readonly kind: 'unremove'; readonly key: RowKey };

export interface StagedResult {
  readonly edits: StagedEdits;
  /** Why nothing was done, one sentence; `null` when it was. */
  readonly refusal: string | null;
}

/** Does all of the actions as one step that can be undone, or none of them. */
export function stageActions(
  edits: StagedEdits,
  storage: string,
  model: string,
  actions: readonly StagedAction[],
): StagedResult {
  const work = startWork(edits);
  const table = workingTable(work, storage, model);
  for (const action of actions) {
    const refusal = act(work, table, action);
    if (refusal !== null) return { edits, refusal };
  }
  const refusal = danglingReference(work);
  return refusal === null ? { edits: finishWork(work), refusal } : { edits, refusal };
}

function act(work: Working, table: WorkingTable, action: StagedAction): string | null {
  switch (action.kind) {
    case 'edit':
      return edit(work, table, action);
    case 'editNew':
      return editNew(table, action.id, action.field, action.value);
    case 'revert':
      revert(table, action.key, action.field);
      return null;
    case 'add':
      return add(work, table, action);
    case 'remove':
      remove(work, table, action.key, action.base);
      return null;
    case 'removeNew':
      if (table.entries.get(action.id)?.kind === 'insert') {
        putEntry(table, action.id, null);
        table.newOrder = table.newOrder.filter((id) => id !== action.id);
      }
      return null;
    case 'unremove':
      unremove(table, action.key);
      return null;
    default:
      return assertNever(action);
  }
}

function edit(work: Working, table: WorkingTable, action: Extract<StagedAction, { kind: 'edit' }>): string | null {
  const { key, field, value } = action;
  const id = encodeRowKey(key);
  const entry = table.entries.get(id);
  if (entry?.kind === 'delete') return 'The row is marked to be deleted';
  const fields = new Map(entry?.kind === 'update' ? entry.fields : undefined);
  const known = fields.get(field);
  const base = known?.base ?? action.base;
  if (isBase(base, value)) fields.delete(field);
  else if (!known || !sameValue(known.value, value)) fields.set(field, { field, base, value });
  else return null;
  putFields(work, table, id, key, entry, fields);
  return null;
}

/** An update without fields is none. */
function putFields(
  work: Working,
  table: WorkingTable,
  id: string,
  key: RowKey,
  entry: StagedEntry | undefined,
  fields: ReadonlyMap<string, FieldEdit>,
): void {
  if (fields.size === 0) {
    if (entry) putEntry(table, id, null);
    return;
  }
  putEntry(table, id, { kind: 'update', change: entry?.change ?? nextChange(work), key, fields });
}

function nextChange(work: Working): string {
  const change = `edit-${work.nextNumber}`;
  work.nextNumber += 1;
  return change;
}

function editNew(table: WorkingTable, id: string, field: string, value: NewValue): string | null {
  const entry = table.entries.get(id);
  if (entry?.kind !== 'insert') return 'This new row is not there any more';
  const known = entry.fields.get(field);
  if (known ? sameValue(known.value, value) : value.kind === 'default') return null;
  const fields = new Map(entry.fields);
  if (value.kind === 'default') fields.delete(field);
  else fields.set(field, { field, value });
  putEntry(table, id, { ...entry, fields });
  return null;
}

function revert(table: WorkingTable, key: RowKey, field: string | undefined): void {
  const id = encodeRowKey(key);
  const entry = table.entries.get(id);
  if (!entry || entry.kind === 'insert') return;
  if (field === undefined) {
    putEntry(table, id, null);
    return;
  }
  if (!entry.fields.has(field)) return;
  const fields = new Map(entry.fields);
  fields.delete(field);
  putEntry(table, id, entry.kind === 'update' && fields.size === 0 ? null : { ...entry, fields });
}

function add(work: Working, table: WorkingTable, action: Extract<StagedAction, { kind: 'add' }>): string | null {
  const id = action.id ?? newRowId(work.nextNumber);
  const number = newRowNumber(id);
  if (number === null) throw new Error(`Not a temporary id: ${id}`);
  if (table.entries.has(id)) throw new Error(`There is a new row with the id ${id}`);
  work.nextNumber = Math.max(work.nextNumber, number + 1);
  const fields = new Map<string, FieldValue>();
  for (const { field, value } of action.fields) if (value.kind !== 'default') fields.set(field, { field, value });
  const entry: StagedInsert = { kind: 'insert', change: id, fields };
  putEntry(table, id, entry);
  const at = action.after === undefined ? -1 : table.newOrder.indexOf(action.after);
  table.newOrder = table.newOrder.toSpliced(at < 0 ? table.newOrder.length : at + 1, 0, id);
  return null;
}

function remove(work: Working, table: WorkingTable, key: RowKey, base: readonly FieldBase[]): void {
  const id = encodeRowKey(key);
  const entry = table.entries.get(id);
  if (entry?.kind === 'delete') return;
  // Where an edit is staged, its base is older than what the row shows now, and it is what the person started from.
  const edited = entry?.kind === 'update' ? entry.fields : new Map<string, FieldEdit>();
  putEntry(table, id, {
    kind: 'delete',
    change: entry?.change ?? nextChange(work),
    key,
    base: base.map((one) => ({ field: one.field, base: edited.get(one.field)?.base ?? one.base })),
    fields: edited,
  });
}

function unremove(table: WorkingTable, key: RowKey): void {
  const id = encodeRowKey(key);
  const entry = table.entries.get(id);
  if (entry?.kind !== 'delete') return;
  const { change, fields } = entry;
  putEntry(table, id, fields.size === 0 ? null : { kind: 'update', change, key: entry.key, fields });
}

function isBase(base: BaseValue, value: NewValue): boolean {
  return base.kind === 'cell' && value.kind === 'cell' && sameCell(base.cell, value.cell);
}

export function sameValue(a: NewValue, b: NewValue): boolean {
  switch (a.kind) {
    case 'cell':
      return b.kind === 'cell' && sameCell(a.cell, b.cell);
    case 'default':
      return b.kind === 'default';
    case 'inserted':
      return b.kind === 'inserted' && a.change === b.change && a.field === b.field;
    case 'upload':
      return b.kind === 'upload' && a.upload === b.upload && a.as === b.as;
    default:
      return assertNever(a);
  }
}

/** New rows that others refer to can't go before those do; a reference leads to a new row of the same storage. */
function danglingReference(work: Working): string | null {
  const step = stepOf(work);
  const storages = new Set(step.filter(({ rows }) => rows.some(mayDangle)).map(({ storage }) => storage));
  return storages.size === 0 ? null : findDangling(patchTables(work.from.tables, step), storages);
}

function mayDangle({ before, after }: { before: StagedEntry | null; after: StagedEntry | null }): boolean {
  if (after === null) return before?.kind === 'insert';
  for (const { value } of after.fields.values()) if (value.kind === 'inserted') return true;
  return false;
}

/** @returns a sentence about the first reference that leads nowhere, or `null` */
export function findDangling(
  tables: StagedEdits['tables'],
  storages: ReadonlySet<string> | null = null,
): string | null {
  const known = new Set<string>();
  for (const { storage, newOrder } of tables.values()) for (const id of newOrder) known.add(`${storage}\n${id}`);
  for (const { storage, model, entries } of tables.values()) {
    if (storages !== null && !storages.has(storage)) continue;
    for (const entry of entries.values()) {
      for (const { field, value } of entry.fields.values()) {
        if (value.kind !== 'inserted' || known.has(`${storage}\n${value.change}`)) continue;
        const row = entry.kind === 'insert' ? `Another new row of ${model}` : `A staged edit of ${model}`;
        return `${row} refers to this new row in ${field}: change that first`;
      }
    }
  }
  return null;
}

export function canUndo(edits: StagedEdits): boolean {
  return edits.past.length > 0;
}

export function canRedo(edits: StagedEdits): boolean {
  return edits.future.length > 0;
}

export function undoStaged(edits: StagedEdits): StagedEdits {
  const step = edits.past.at(-1);
  if (!step) return edits;
  return {
    ...edits,
    tables: patchTables(edits.tables, turnedRound(step)),
    past: edits.past.slice(0, -1),
    future: [...edits.future, step],
  };
}

export function redoStaged(edits: StagedEdits): StagedEdits {
  const step = edits.future.at(-1);
  if (!step) return edits;
  return {
    ...edits,
    tables: patchTables(edits.tables, step),
    past: [...edits.past, step],
    future: edits.future.slice(0, -1),
  };
}

/** Takes back everything that is staged. A step like any other: it can be undone. */
export function discardStaged(edits: StagedEdits): StagedEdits {
  const work = startWork(edits);
  for (const { storage, model, entries } of edits.tables.values()) {
    const table = workingTable(work, storage, model);
    for (const id of entries.keys()) putEntry(table, id, null);
    table.newOrder = [];
  }
  return finishWork(work);
}
