import { sameCell, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { BaseValue, NewValue, RowChange } from '../../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import { cellsText, type ModelRow, type StoreRows, type WriteTableSpec, writeTables } from './write-tables.ts';

/** What a set of changes means, whatever the store. */
export interface Meaning {
  /** All rows afterwards; the same as before when the set is refused. */
  readonly rows: StoreRows;
  readonly isRefused: boolean;
  /** Changes with a problem of their own, which must be told: each with the kinds or codes that are right for it. */
  readonly faults: ReadonlyMap<string, ReadonlySet<string>>;
  /** What else may be said of a change: that another one has taken its place, or is missing for its sake. */
  readonly quarrels: ReadonlyMap<string, ReadonlySet<string>>;
  /** Fields of each conflict. */
  readonly conflicts: ReadonlyMap<string, readonly string[]>;
  /** The row of each insert and update. */
  readonly written: ReadonlyMap<string, ModelRow>;
  readonly changesSomething: boolean;
}

interface Working {
  readonly table: WriteTableSpec;
  readonly values: Map<string, WholeCell>;
  /** The change that inserts or updates it. */
  readonly change: string | null;
  /** Columns that change writes. */
  readonly fields: ReadonlySet<string>;
  readonly isNew: boolean;
  isGone: boolean;
}

/** A base says what the field held; one that is a guard was made by the store and names the present value, or an older one. */
export type HoldsBase = (base: BaseValue, value: WholeCell) => boolean;

/** The written semantics of a set of changes: all or nothing, guarded, judged by how the rows are at the end. */
export function interpretChanges(
  before: StoreRows,
  changes: readonly RowChange[],
  numbers: ReadonlyMap<string, WholeCell>,
  holds: HoldsBase,
): Meaning {
  const faults = new Map<string, Set<string>>();
  const conflicts = new Map<string, readonly string[]>();
  const fault = (change: string, kind: string) => void faults.set(change, (faults.get(change) ?? new Set()).add(kind));
  const quarrels = new Map<string, Set<string>>();
  const quarrel = (change: string, kind: string) =>
    void quarrels.set(change, (quarrels.get(change) ?? new Set()).add(kind));
  const rows: Working[] = [...before].flatMap(([name, stored]) =>
    stored.map((row) => ({
      table: tableOf(name),
      values: new Map(row),
      change: null,
      fields: new Set<string>(),
      isNew: false,
      isGone: false,
    })),
  );
  const inserted = new Map<string, Working>();
  for (const change of changes) {
    if (change.kind === 'insert')
      inserted.set(
        change.id,
        newRow(
          tableOf(change.model),
          change.id,
          change.fields.map(({ field }) => field),
        ),
      );
  }
  // Twice: a row may refer to one that comes after it.
  for (const change of [...changes, ...changes]) {
    const row = inserted.get(change.id);
    if (row && change.kind === 'insert') fill(row, change.fields, inserted, numbers.get(change.id) ?? null);
  }
  const deleted: Working[] = [];
  let changesSomething = inserted.size > 0;
  for (const change of changes) {
    const table = tableOf(change.model);
    if (change.kind === 'insert') continue;
    const position = rows.findIndex((row) => row.table === table && hasKey(row, change.key));
    const row = rows[position];
    if (!row) {
      if (change.kind === 'update') fault(change.id, 'gone');
      continue;
    }
    if (change.kind === 'delete') {
      const changed = change.base.filter(({ field, base }) => !holds(base, row.values.get(field) ?? null));
      if (changed.length > 0) {
        fault(change.id, 'changed');
        conflicts.set(
          change.id,
          changed.map(({ field }) => field),
        );
      }
      deleted.push(row);
      changesSomething = true;
      continue;
    }
    const changed = change.fields.filter(
      ({ field, base, value }) =>
        !holds(base, row.values.get(field) ?? null) && !isSame(value, row.values.get(field) ?? null),
    );
    if (changed.length > 0) {
      fault(change.id, 'changed');
      conflicts.set(
        change.id,
        changed.map(({ field }) => field),
      );
    }
    rows[position] = { ...row, change: change.id, fields: new Set(change.fields.map(({ field }) => field)) };
  }
  // References to new rows need their keys, which are known now.
  for (const change of changes) {
    if (change.kind !== 'update') continue;
    const row = rows.find((given) => given.change === change.id);
    if (!row) continue;
    for (const { field, value } of change.fields) {
      const stored = valueFor(value, row.table, field, inserted);
      if (!sameCell(stored, row.values.get(field) ?? null)) changesSomething = true;
      row.values.set(field, stored);
    }
  }
  followDeletes(rows, deleted);
  const all = [...rows.filter(({ isGone }) => !isGone), ...inserted.values()];
  let isRefused = faults.size > 0;
  for (const row of all) isRefused = judge(row, all, before, fault, quarrel, conflicts) || isRefused;
  const byTable = new Map(
    writeTables.map(({ name }) => [name, all.filter(({ table }) => table.name === name).map(({ values }) => values)]),
  );
  return {
    rows: isRefused ? before : byTable,
    isRefused,
    faults,
    quarrels,
    conflicts,
    written: new Map(all.flatMap(({ change, values }) => (change === null ? [] : [[change, values] as const]))),
    changesSomething,
  };
}

function tableOf(name: string): WriteTableSpec {
  const table = writeTables.find((given) => given.name === name);
  if (!table) throw new Error(`No table ${name}`);
  return table;
}

function newRow(table: WriteTableSpec, change: string, fields: readonly string[]): Working {
  return { table, values: new Map(), change, fields: new Set(fields), isNew: true, isGone: false };
}

function fill(
  row: Working,
  fields: Extract<RowChange, { kind: 'insert' }>['fields'],
  inserted: ReadonlyMap<string, Working>,
  number: WholeCell,
): void {
  const { table, values } = row;
  for (const { name } of table.columns) {
    const given = fields.find(({ field }) => field === name);
    const value = valueFor(given?.value ?? { kind: 'default' }, table, name, inserted);
    values.set(name, value === null && table.isNumbered && table.key.includes(name) ? number : value);
  }
}

function valueFor(
  value: NewValue,
  table: WriteTableSpec,
  field: string,
  inserted: ReadonlyMap<string, Working>,
): WholeCell {
  switch (value.kind) {
    case 'cell':
      return value.cell;
    case 'default':
      return table.columns.find(({ name }) => name === field)?.defaultValue ?? null;
    case 'inserted':
      return inserted.get(value.change)?.values.get(value.field) ?? null;
    case 'upload':
      throw new Error('The model knows no uploads');
  }
}

function isSame(value: NewValue, stored: WholeCell): boolean {
  return value.kind === 'cell' && sameCell(value.cell, stored);
}

function hasKey({ table, values }: Working, key: RowKey): boolean {
  return cellsText(table.key.map((name) => values.get(name) ?? null)) === cellsText(key);
}

/** Rows follow by what they referred to before; one that was given another reference in the same set has let go. */
function followDeletes(rows: readonly Working[], deleted: readonly Working[]): void {
  const waiting = [...deleted];
  for (const gone of waiting) {
    const row = rows.find(({ values }) => values === gone.values);
    if (!row || row.isGone) continue;
    row.isGone = true;
    const value = row.values.get(row.table.key[0] ?? '') ?? null;
    for (const child of rows) {
      for (const { field, table, onDelete } of child.table.references) {
        if (table !== row.table.name || child.fields.has(field) || child.isGone) continue;
        if (!sameCell(child.values.get(field) ?? null, value)) continue;
        if (onDelete === 'cascade') waiting.push(child);
        else if (onDelete === 'setNull') child.values.set(field, null);
      }
    }
  }
}

function isNumberedBy({ table }: Working, target: WriteTableSpec): boolean {
  return table === target && table.isNumbered;
}

/** @returns whether the row forbids the whole set. */
function judge(
  row: Working,
  all: readonly Working[],
  before: StoreRows,
  fault: (change: string, kind: string) => void,
  quarrel: (change: string, kind: string) => void,
  conflicts: ReadonlyMap<string, unknown>,
): boolean {
  const { table, values, change, fields, isNew } = row;
  const concerns = (name: string) => change !== null && (isNew || fields.has(name));
  let isBad = false;
  const bad = (kind: string, isOwn: boolean) => {
    isBad = true;
    if (change === null) return;
    // What a change in conflict would do besides may be told, and need not be.
    if (isOwn && !conflicts.has(change)) fault(change, kind);
    else quarrel(change, kind);
  };
  for (const { name, isNullable, isPositive, isUnique } of table.columns) {
    const value = values.get(name) ?? null;
    if (value === null && !isNullable && !(table.isNumbered && table.key.includes(name) && isNew) && concerns(name))
      bad('not_null', true);
    if (isPositive && typeof value === 'bigint' && value <= 0n && concerns(name)) bad('check', true);
    if (isUnique && value !== null) {
      const others = all.filter(
        (other) => other !== row && other.table === table && sameCell(other.values.get(name) ?? null, value),
      );
      // Of two that are written one is told of it, whichever.
      if (others.length > 0) bad('unique', concerns(name) && others.every((other) => other.change === null));
    }
  }
  const key = table.key.map((name) => values.get(name) ?? null);
  if (!key.includes(null)) {
    const others = all.filter((other) => other !== row && other.table === table && hasKey(other, key));
    if (others.length > 0) bad('unique', table.key.some(concerns) && others.every((other) => other.change === null));
  }
  for (const { field, table: target } of table.references) {
    const value = values.get(field) ?? null;
    if (value === null) continue;
    const parentKey = tableOf(target).key[0] ?? '';
    const isThere = all.some(
      (other) => other.table.name === target && sameCell(other.values.get(parentKey) ?? null, value),
    );
    // With a row that goes in the same set it takes two: either may be told.
    const wasThere = before.get(target)?.some((given) => sameCell(given.get(parentKey) ?? null, value)) ?? false;
    // The number that the store gives to a new row may be just this one, by chance.
    const mayBeGiven =
      typeof value === 'bigint' &&
      value > 0n &&
      all.some((other) => other.isNew && isNumberedBy(other, tableOf(target)) && !other.fields.has(parentKey));
    if (!isThere) bad('foreign_key', concerns(field) && !wasThere && !mayBeGiven);
  }
  return isBad;
}
