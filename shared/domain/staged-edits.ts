import type { ChangeSet, FieldEdit, FieldValue, RowChange } from './change-set.ts';
import type { RowKey } from './row-key.ts';

/** What a person saw in one field of a row. */
export type FieldBase = Extract<RowChange, { kind: 'delete' }>['base'][number];

/** A row that is not stored yet. Fields that are not listed get the store's default. */
export interface StagedInsert {
  readonly kind: 'insert';
  /** `new-<n>`; it names the row in references, change sets and answers. */
  readonly change: string;
  readonly fields: ReadonlyMap<string, FieldValue>;
}

export interface StagedUpdate {
  readonly kind: 'update';
  /** `edit-<n>`; names the change in change sets and answers. */
  readonly change: string;
  /** As it was when the first edit was staged. */
  readonly key: RowKey;
  /** Never empty. */
  readonly fields: ReadonlyMap<string, FieldEdit>;
}

export interface StagedDelete {
  readonly kind: 'delete';
  readonly change: string;
  readonly key: RowKey;
  readonly base: readonly FieldBase[];
  /** Edits from before the row was marked: they are there again when it is not deleted after all. */
  readonly fields: ReadonlyMap<string, FieldEdit>;
}

export type StagedEntry = StagedInsert | StagedUpdate | StagedDelete;

/** The staged edits of one model of one storage. */
export interface StagedTable {
  readonly storage: string;
  readonly model: string;
  /** By `encodeRowKey` of a stored row, or by the temporary id of a new one. */
  readonly entries: ReadonlyMap<string, StagedEntry>;
  /** Temporary ids of the new rows, as they stand under each other. */
  readonly newOrder: readonly string[];
}

/** What one step did to one table; turned round it is the undo. */
export interface TablePatch {
  readonly storage: string;
  readonly model: string;
  readonly rows: readonly {
    readonly id: string;
    readonly before: StagedEntry | null;
    readonly after: StagedEntry | null;
  }[];
  readonly orderBefore: readonly string[];
  readonly orderAfter: readonly string[];
}

/** One dispatch, whatever it held. */
export type StagedStep = readonly TablePatch[];

/**
 * Everything staged in a project, as a value. Tables without edits are not in it, rows whose every field is back at its base
 * neither. The parts that a step leaves alone keep their identity.
 */
export interface StagedEdits {
  readonly tables: ReadonlyMap<string, StagedTable>;
  /** The oldest first. */
  readonly past: readonly StagedStep[];
  /** What was undone, the next to redo last. */
  readonly future: readonly StagedStep[];
  /** Above every number in an id that was ever given: an undo does not give one again. */
  readonly nextNumber: number;
}

export const nothingStaged: StagedEdits = { tables: new Map(), past: [], future: [], nextNumber: 1 };

/** Steps that can be undone; older ones are forgotten, their edits stay. */
export const maxSteps = 500;

/** One text for storage and model: the name of a table in {@link StagedEdits.tables}. */
export function tableId(storage: string, model: string): string {
  return JSON.stringify([storage, model]);
}

export function newRowId(number: number): string {
  return `new-${number}`;
}

/** @returns the number in a temporary id, or `null` for any other text */
export function newRowNumber(id: string): number | null {
  const digits = /^new-([1-9]\d{0,14})$/.exec(id)?.[1];
  return digits === undefined ? null : Number(digits);
}

export interface StagedCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly total: number;
}

export function countStaged(edits: Pick<StagedEdits, 'tables'>): StagedCounts {
  const counts = { insert: 0, update: 0, delete: 0 };
  for (const { entries } of edits.tables.values()) for (const { kind } of entries.values()) counts[kind] += 1;
  return {
    inserted: counts.insert,
    updated: counts.update,
    deleted: counts.delete,
    total: counts.insert + counts.update + counts.delete,
  };
}

/** The change as it is sent. */
export function rowChange(model: string, entry: StagedEntry): RowChange {
  const { kind, change: id } = entry;
  switch (kind) {
    case 'insert':
      return { kind, id, model, fields: [...entry.fields.values()] };
    case 'update':
      return { kind, id, model, key: entry.key, fields: [...entry.fields.values()] };
    case 'delete':
      return { kind, id, model, key: entry.key, base: entry.base };
  }
}

/** The tables, of this storage only those of these models; `undefined` for all. */
export function onlyModels(
  tables: StagedEdits['tables'],
  storage: string,
  models: readonly string[] | undefined,
): StagedEdits['tables'] {
  if (models === undefined) return tables;
  return new Map([...tables].filter(([, table]) => table.storage !== storage || models.includes(table.model)));
}

/** What each storage is asked to write: one change set for one transaction. New rows in their order, then the others. */
export function toChangeSets(edits: Pick<StagedEdits, 'tables'>): ReadonlyMap<string, ChangeSet> {
  const sets = new Map<string, RowChange[]>();
  for (const { storage, model, entries, newOrder } of edits.tables.values()) {
    const set = sets.get(storage) ?? [];
    for (const id of newOrder) {
      const entry = entries.get(id);
      if (entry) set.push(rowChange(model, entry));
    }
    for (const entry of entries.values()) if (entry.kind !== 'insert') set.push(rowChange(model, entry));
    sets.set(storage, set);
  }
  return sets;
}
