import { createHash } from 'node:crypto';
import type { Cell, WholeCell } from '../../../../../shared/domain/cell.ts';
import type { ChangeProblem, ConflictField } from '../../../../../shared/domain/change-set.ts';
import { normalDecimal } from '../describing/decimal-text.ts';
import type { PgColumn } from '../table.ts';
import { baseHolds, cellHolds, guardOf, type Stored, shownCell, shownGuardCell, shownValue } from './exact-value.ts';
import {
  type GuardedField,
  type PlannedBase,
  type PlannedField,
  type PlannedInsert,
  type PlannedRow,
  subjectOfRow,
} from './write-plan.ts';
import { columnOf, type WriteTable } from './write-table.ts';

/** A row as it is stored, by column; `null` when there is none. */
export type CurrentRow = ReadonlyMap<string, Stored> | null;

/**
 * What stands against a change in the row as it is now: `gone`, `changed`, or nothing. A field that holds already what it
 * shall is no conflict. A delete of a row that is not there is as good as done; so is bringing a row back that is there.
 */
export function guardProblem(row: PlannedRow, current: CurrentRow, table: WriteTable): ChangeProblem | null {
  if (row.kind === 'insert')
    return current === null || row.restores === null ? null : restoredTwice(row, current, table);
  if (current === null) return row.kind === 'delete' ? null : { kind: 'gone', ...subjectOfRow(row) };
  const fields =
    row.kind === 'delete'
      ? row.guards.flatMap((guard) => conflict(guard, null, current, table))
      : row.fields.flatMap((field) =>
          isDone(field, current, table) ? [] : conflict(field, field.mine, current, table),
        );
  return changedFields(row, fields);
}

/** The conflict of a row, unless a person has seen just this and agreed to overwrite the whole row. */
function changedFields(row: PlannedRow, fields: readonly ConflictField[]): ChangeProblem | null {
  if (fields.length === 0) return null;
  const guard = rowGuard(fields);
  if (row.overwrites.get('') === guard) return null;
  return { kind: 'changed', ...subjectOfRow(row), fields: [...fields], guard };
}

/** Names what is stored in all fields of a conflict at once. */
function rowGuard(fields: readonly Pick<ConflictField, 'field' | 'guard'>[]): string {
  const parts = fields.map(({ field, guard }) => JSON.stringify([field, guard])).sort();
  return `row:${createHash('sha256').update(parts.join()).digest('hex')}`;
}

/** The field holds what it shall, or what a person has agreed to: nothing is to be written. */
export function isDone(field: PlannedField, current: ReadonlyMap<string, Stored>, table: WriteTable): boolean {
  const stored = current.get(field.field);
  return stored !== undefined && isAsAsked(field, stored, columnOf(table, field.field));
}

/** This is just what the field shall hold, or what a person has agreed to. */
export function isAsAsked({ value, typed, accepts }: PlannedField, stored: Stored, column: PgColumn): boolean {
  if (accepts !== undefined && cellHolds(accepts, column, stored)) return true;
  if (value.kind !== 'stored') return false;
  if (value.value === stored) return true;
  return typed !== undefined && cellHolds(typed, column, stored) && !isRounded(typed, stored);
}

/** Digits that a floating-point number does not keep: another number is stored than the one that was typed. */
function isRounded(typed: WholeCell, stored: Stored): boolean {
  if (stored === null || typed === null || typeof typed !== 'object' || typed.kind !== 'real') return false;
  return normalDecimal(typed.text) !== normalDecimal(stored);
}

function conflict(
  { field, base }: GuardedField,
  mine: Cell,
  current: ReadonlyMap<string, Stored>,
  table: WriteTable,
): readonly ConflictField[] {
  const stored = current.get(field) ?? null;
  const column = columnOf(table, field);
  if (plannedBaseHolds(base, stored, column)) return [];
  const guard = guardOf(column, stored);
  return [{ field, base: shownBase(base, column), theirs: shownValue(column, stored), mine, guard }];
}

function plannedBaseHolds(base: PlannedBase, stored: Stored, column: PgColumn): boolean {
  return base.kind === 'stored' ? base.value === stored : baseHolds(base, column, stored);
}

function shownBase(base: PlannedBase, column: PgColumn): Cell {
  switch (base.kind) {
    case 'stored':
      return shownValue(column, base.value);
    case 'cell':
      return shownCell(column, base.cell);
    case 'guard':
      return shownGuardCell(base.guard, column);
  }
}

/** A row with the key of the deleted one is there again: what it holds is somebody's, until a person says otherwise. */
function restoredTwice(
  row: PlannedInsert,
  current: ReadonlyMap<string, Stored>,
  table: WriteTable,
): ChangeProblem | null {
  const fields = row.fields.flatMap((field): ConflictField[] => {
    if (isDone(field, current, table)) return [];
    const column = columnOf(table, field.field);
    const stored = current.get(field.field) ?? null;
    const guard = guardOf(column, stored);
    if (row.overwrites.get(field.field) === guard) return [];
    return [{ field: field.field, base: null, theirs: shownValue(column, stored), mine: field.mine, guard }];
  });
  return changedFields(row, fields);
}
