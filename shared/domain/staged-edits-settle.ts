import type { WholeCell } from './cell.ts';
import type { FieldEdit } from './change-set.ts';
import type { StagedEdits, StagedEntry, StagedTable } from './staged-edits.ts';
import { finishWork, putEntry, startWork, workingTable } from './staged-edits-working.ts';

/** Where the change with an id stands. */
export interface ChangePlace {
  readonly table: StagedTable;
  /** Key of the entry in its table. */
  readonly row: string;
  readonly entry: StagedEntry;
}

/** All staged changes by the id they have in change sets and answers. */
export function changePlaces(tables: StagedEdits['tables']): ReadonlyMap<string, ChangePlace> {
  const places = new Map<string, ChangePlace>();
  for (const table of tables.values()) {
    for (const [row, entry] of table.entries) places.set(entry.change, { table, row, entry });
  }
  return places;
}

/** How a person settled one problem; `field` is `null` when the whole row is meant. */
export interface Settlement {
  readonly change: string;
  readonly field: string | null;
  readonly take: 'mine' | 'theirs';
  /** For `mine`: what is stored now, and shall be overwritten. */
  readonly guard?: string | undefined;
  /** For `mine`: the form the store gives to the value. */
  readonly accepts?: WholeCell | undefined;
}

/** `Keep mine` puts an edit on the base that is stored now, `Take theirs` drops it. All of it is one step. */
export function settleStaged(edits: StagedEdits, settlements: readonly Settlement[]): StagedEdits {
  const places = changePlaces(edits.tables);
  const work = startWork(edits);
  for (const settlement of settlements) {
    const place = places.get(settlement.change);
    if (!place) continue;
    const table = workingTable(work, place.table.storage, place.table.model);
    const entry = table.entries.get(place.row);
    if (!entry) continue;
    const settled = settle(entry, settlement);
    putEntry(table, place.row, settled);
    if (settled === null) table.newOrder = table.newOrder.filter((id) => id !== place.row);
  }
  return finishWork(work);
}

function settle(entry: StagedEntry, { field, take, guard, accepts }: Settlement): StagedEntry | null {
  if (take === 'theirs') return entry.kind === 'delete' || field === null ? null : withoutField(entry, field);
  if (field === null) return entry;
  switch (entry.kind) {
    case 'delete': {
      if (guard === undefined) return entry;
      const base = { kind: 'guard', guard } as const;
      const others = entry.base.filter((one) => one.field !== field);
      return { ...entry, base: [...others, { field, base }] };
    }
    case 'update': {
      const known = entry.fields.get(field);
      if (!known) return entry;
      const changed: FieldEdit = {
        ...known,
        ...(guard === undefined ? {} : { base: { kind: 'guard', guard } }),
        ...(accepts === undefined ? {} : { accepts }),
      };
      return { ...entry, fields: new Map(entry.fields).set(field, changed) };
    }
    case 'insert': {
      const known = entry.fields.get(field);
      if (!known || accepts === undefined) return entry;
      return { ...entry, fields: new Map(entry.fields).set(field, { ...known, accepts }) };
    }
  }
}

function withoutField(entry: Exclude<StagedEntry, { kind: 'delete' }>, field: string): StagedEntry | null {
  if (entry.kind === 'insert') {
    const fields = new Map(entry.fields);
    fields.delete(field);
    return { ...entry, fields };
  }
  const fields = new Map(entry.fields);
  fields.delete(field);
  return fields.size === 0 ? null : { ...entry, fields };
}
