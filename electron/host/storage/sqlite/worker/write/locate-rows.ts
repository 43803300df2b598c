import type { RowKey } from '../../../../../../shared/domain/row-key.ts';
import type { StoredValue } from '../../protocol.ts';
import { cellHolds } from '../../write/exact-value.ts';
import { guardProblem, isDone } from '../../write/guard-problems.ts';
import { storedOf } from '../../write/plan-values.ts';
import type { PlannedField, PlannedRow } from '../../write/write-plan.ts';
import { ownState } from './row-states.ts';
import type { Save, Target } from './save.ts';
import { conditionOf, type TableAccess, type Where } from './table-access.ts';
import type { Bound } from './write-connection.ts';

/**
 * Finds the rows of the plan, takes their images and says what stands against each change. Rows in conflict are among
 * the targets all the same: running them brings out what else is wrong, and nothing of it is kept.
 */
export function locateRows(save: Save): readonly Target[] {
  const targets: Target[] = [];
  for (const row of save.plan.rows) {
    save.connection.check();
    const target = locateRow(save, row);
    if (target !== null && !row.isBlocked) targets.push(target);
  }
  return targets;
}

function locateRow(save: Save, row: PlannedRow): Target | null {
  const access = save.access(row.table);
  if (row.kind === 'insert') return locateNew(save, row, access);
  const columns = imagedColumns(row, access);
  const found = findByKey(access, row.key, columns);
  if (found === 'several') {
    save.refuse(row, null, 'store', 'Several rows have this key');
    return null;
  }
  const current = found && new Map(columns.map((name, position) => [name, found.values[position] ?? null]));
  const problem = guardProblem(row, current, access.table, save.given);
  if (problem !== null) save.problems.push(problem);
  if (found === null || current === null) {
    if (problem === null) save.done.push({ change: row.change, table: row.table, key: null, fields: [], values: [] });
    return null;
  }
  if (save.states.find(access, found.locator)) {
    save.refuse(row, null, 'store', 'Another change names the same row');
    return null;
  }
  for (const value of current.values()) save.states.count(value);
  const state = save.states.add(ownState(access, row, found.locator, current));
  return { row, state };
}

/** A deleted row that is there again, and the same, needs nothing. */
function locateNew(save: Save, row: Extract<PlannedRow, { kind: 'insert' }>, access: TableAccess): Target | null {
  if (row.restores !== null) {
    const columns = row.fields.map(({ field }) => field);
    const found = findByKey(access, row.restores, columns);
    // One that this save takes away makes room.
    if (found !== null && found !== 'several' && !save.states.find(access, found.locator)) {
      const current = new Map(columns.map((name, position) => [name, found.values[position] ?? null]));
      const problem = guardProblem(row, current, access.table, save.given);
      const left = row.fields.filter((field) => !isDone(field, current, save.given));
      if (problem === null && left.length > 0) return locateRow(save, overwriting(row, row.restores, left, current));
      if (problem !== null) save.problems.push(problem);
      else save.states.add(ownState(access, row, found.locator, current));
      return null;
    }
  }
  const state = save.states.add(ownState(access, row, null, null));
  return { row, state };
}

/** Somebody has made a row in the place of the one that comes back, and a person has agreed to overwrite it. */
function overwriting(
  { change, table, isBlocked, overwrites }: PlannedRow,
  key: RowKey,
  fields: readonly PlannedField[],
  current: ReadonlyMap<string, StoredValue>,
): PlannedRow {
  const guarded = fields.map((field) => {
    const base = { kind: 'stored', value: current.get(field.field) ?? null } as const;
    return { ...field, base };
  });
  return { change, table, isBlocked, overwrites, kind: 'update', key, fields: guarded };
}

/** What must be known of a row to tell later what has become of it. */
function imagedColumns(row: Exclude<PlannedRow, { kind: 'insert' }>, access: TableAccess): readonly string[] {
  if (row.kind === 'delete' || access.table.hasTriggers) return access.allColumns;
  const fields = row.fields.map(({ field }) => field);
  if (access.generatedColumns.length === 0) return access.sameOf(fields);
  return access.sameOf([...new Set([...fields, ...access.generatedColumns])]);
}

interface FoundRow {
  readonly locator: readonly StoredValue[];
  /** In the order of the columns asked for. */
  readonly values: readonly StoredValue[];
}

/** The row with exactly this key; `null` when there is none. */
export function findByKey(access: TableAccess, key: RowKey, columns: readonly string[]): FoundRow | 'several' | null {
  const where = keyCondition(access, key);
  if (where === null) return null;
  const names = access.joined(access.joined(access.locatorColumns, access.table.key), columns);
  const keyFrom = access.locatorColumns.length;
  const valuesFrom = keyFrom + access.table.key.length;
  // Keys with NULL in them need not be unique, and a collation finds more than is meant.
  const rows = access
    .read(names, where, 3)
    .filter((row) => key.every((cell, position) => cellHolds(cell, row[keyFrom + position] ?? null)));
  const [row] = rows;
  if (!row) return null;
  if (rows.length > 1) return 'several';
  return { locator: row.slice(0, keyFrom), values: row.slice(valuesFrom) };
}

/** `null` for a key no row can have. */
function keyCondition(access: TableAccess, key: RowKey): Where | null {
  const parts: string[] = [];
  const values: Bound[] = [];
  for (const [position, name] of access.table.key.entries()) {
    const cell = key[position] ?? null;
    const stored = storedOf(cell);
    if (!('value' in stored)) return null;
    if (stored.value instanceof Uint8Array) {
      // Bytes name a blob, or a text that is no JavaScript text.
      parts.push(`${access.quote(name)} IN (?, CAST(? AS TEXT))`);
      values.push(stored.value, stored.value);
      continue;
    }
    const one = conditionOf([name], [stored.value]);
    parts.push(one.sql);
    values.push(...one.values);
  }
  return { sql: parts.join(' AND '), values };
}
