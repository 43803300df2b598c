import { type Cell, isWhole, sameCell, type WholeCell } from './cell.ts';
import type { BaseValue, FieldEdit, NewValue, SavedRow } from './change-set.ts';
import { encodeRowKey, type RowKey } from './row-key.ts';
import type { StagedDelete, StagedEdits, StagedEntry, StagedInsert, StagedStep, StagedUpdate } from './staged-edits.ts';
import { sameValue } from './staged-edits-actions.ts';
import { patchTables, putEntry, startWork, stepOf, workingTable } from './staged-edits-working.ts';

/** What a row held right after it was saved, as far as it is whole. */
type StoredCells = ReadonlyMap<string, WholeCell>;

/**
 * The staged edits after one storage has saved what was sent. What a person did to those rows in the meantime stays staged,
 * on the values that are stored now and under the keys the rows have now; references to rows that are no longer new hold
 * their values. Steps of that storage can't be undone any more: taking back a save is the journal's.
 *
 * @param sent the edits as they were when they were sent
 */
export function afterSave(
  edits: StagedEdits,
  sent: StagedEdits['tables'],
  storage: string,
  saved: readonly SavedRow[],
): StagedEdits {
  const byChange = new Map(saved.map((row) => [row.change, row]));
  const work = startWork({ ...edits, past: [], future: [] });
  const moved: { model: string; key: RowKey; entry: StagedEntry }[] = [];
  for (const { model, storage: of, entries } of sent.values()) {
    if (of !== storage) continue;
    const table = workingTable(work, storage, model);
    for (const [id, entry] of entries) {
      const now = table.entries.get(id) ?? null;
      const row = byChange.get(entry.change);
      const left = row ? leftOver(entry, now, row) : null;
      // A row that was deleted, and edited again since: it is gone, and the next save says so.
      if (entry.kind === 'delete' && now?.kind === 'update') continue;
      putEntry(table, id, null);
      table.newOrder = entry.kind === 'insert' ? table.newOrder.filter((one) => one !== id) : table.newOrder;
      if (left && row?.key) moved.push({ model, key: row.key, entry: left });
    }
  }
  for (const { model, key, entry } of moved) putEntry(workingTable(work, storage, model), encodeRowKey(key), entry);
  for (const { model, storage: of } of edits.tables.values()) {
    if (of !== storage) continue;
    const table = workingTable(work, storage, model);
    for (const [id, entry] of table.entries) {
      const resolved = withoutReferences(entry, byChange);
      if (resolved !== entry) putEntry(table, id, resolved);
    }
  }
  return {
    tables: patchTables(edits.tables, stepOf(work)),
    past: withoutStorage(edits.past, storage),
    future: withoutStorage(edits.future, storage),
    nextNumber: edits.nextNumber,
  };
}

function withoutStorage(steps: readonly StagedStep[], storage: string): readonly StagedStep[] {
  return steps.map((step) => step.filter((patch) => patch.storage !== storage)).filter((step) => step.length > 0);
}

/** What was done to a row between sending and the answer. */
function leftOver(sent: StagedEntry, now: StagedEntry | null, row: SavedRow): StagedEntry | null {
  if (now === sent || !row.key) return null;
  const stored: StoredCells = new Map(
    row.columns.flatMap((column, at) => {
      const cell: Cell = row.cells[at] ?? null;
      return isWhole(cell) ? [[column, cell] as const] : [];
    }),
  );
  switch (sent.kind) {
    case 'insert':
      return afterInsert(sent, now, row.key, stored);
    case 'update':
      return afterUpdate(sent, now, row.key, stored);
    case 'delete':
      return null;
  }
}

/** A new row that was edited again is an edit of the stored row; one that was removed is deleted by the next save. */
function afterInsert(
  sent: StagedInsert,
  now: StagedEntry | null,
  key: RowKey,
  stored: StoredCells,
): StagedUpdate | StagedDelete | null {
  if (now === null) {
    const base = [...stored].map(([field, cell]) => ({ field, base: { kind: 'cell', cell } as const }));
    return { kind: 'delete', change: editId(sent.change), key, base, fields: new Map() };
  }
  const fields = new Map<string, FieldEdit>();
  for (const [field, { value }] of now.fields) {
    const was = sent.fields.get(field);
    const base = stored.get(field);
    if (base === undefined || (was && sameValue(was.value, value))) continue;
    if (!isCell(value, base)) fields.set(field, { field, base: { kind: 'cell', cell: base }, value });
  }
  return fields.size === 0 ? null : { kind: 'update', change: editId(sent.change), key, fields };
}

function afterUpdate(
  sent: StagedUpdate,
  now: StagedEntry | null,
  key: RowKey,
  stored: StoredCells,
): StagedUpdate | StagedDelete | null {
  const baseOf = (field: string, known: BaseValue): BaseValue => {
    const cell = stored.get(field);
    return cell === undefined ? known : { kind: 'cell', cell };
  };
  const fields = new Map<string, FieldEdit>();
  const edited = now === null || now.kind === 'insert' ? new Map<string, FieldEdit>() : now.fields;
  for (const [field, edit] of edited) {
    const was = sent.fields.get(field);
    if (was && sameValue(was.value, edit.value)) continue;
    const base = was ? baseOf(field, edit.base) : edit.base;
    if (base.kind !== 'cell' || !isCell(edit.value, base.cell)) {
      fields.set(field, { field, base, value: edit.value });
    }
  }
  for (const [field, edit] of sent.fields) {
    // Taken back while it was being saved: what was there before is the edit now.
    const cell = stored.get(field);
    if (edited.has(field) || edit.base.kind !== 'cell' || cell === undefined) continue;
    if (!sameCell(edit.base.cell, cell)) {
      fields.set(field, {
        field,
        base: { kind: 'cell', cell },
        value: { kind: 'cell', cell: edit.base.cell },
      });
    }
  }
  if (now?.kind === 'delete') {
    const base = now.base.map((one) => ({ field: one.field, base: baseOf(one.field, one.base) }));
    return { kind: 'delete', change: now.change, key, base, fields };
  }
  return fields.size === 0 ? null : { kind: 'update', change: sent.change, key, fields };
}

function isCell(value: NewValue, cell: WholeCell): boolean {
  return value.kind === 'cell' && sameCell(value.cell, cell);
}

/** The number of a temporary id is given once, so this id is free. */
function editId(change: string): string {
  return change.replace(/^new-/, 'edit-');
}

function withoutReferences(entry: StagedEntry, saved: ReadonlyMap<string, SavedRow>): StagedEntry {
  const stored = (value: NewValue): NewValue => {
    if (value.kind !== 'inserted') return value;
    const row = saved.get(value.change);
    const cell = row?.cells[row.columns.indexOf(value.field)];
    return cell === undefined || !isWhole(cell) ? value : { kind: 'cell', cell };
  };
  const isReferring = [...entry.fields.values()].some(({ value }) => stored(value) !== value);
  if (!isReferring) return entry;
  if (entry.kind === 'insert') {
    return {
      ...entry,
      fields: new Map([...entry.fields].map(([field, edit]) => [field, { ...edit, value: stored(edit.value) }])),
    };
  }
  return {
    ...entry,
    fields: new Map([...entry.fields].map(([field, edit]) => [field, { ...edit, value: stored(edit.value) }])),
  };
}
