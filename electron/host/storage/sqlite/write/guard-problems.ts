import { createHash } from 'node:crypto';
import type { Cell } from '../../../../../shared/domain/cell.ts';
import type { ChangeProblem, ConflictField } from '../../../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { FileEncoding } from '../compare-rows.ts';
import type { StoredValue } from '../protocol.ts';
import { baseHolds, cellHolds, guardOf, sameStored, shownValue } from './exact-value.ts';
import type { GuardedField, PlannedBase, PlannedField, PlannedRow, PlannedValue } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

/** A row as it is stored, by column; `null` when there is none. */
export type CurrentRow = ReadonlyMap<string, StoredValue> | null;

/** The stored form of a planned value; `undefined` while it is not known. */
export type GivenValue = (value: PlannedValue) => StoredValue | undefined;

/** Knows only what the plan itself says. */
export function plannedStored(value: PlannedValue): StoredValue | undefined {
  return value.kind === 'stored' ? value.value : undefined;
}

/** What a problem says of the row it is about. */
export function subjectOfRow(row: PlannedRow): {
  change: string;
  row: 'insert' | 'update' | 'delete';
  model: string;
  key: RowKey | null;
} {
  const key = row.kind === 'insert' ? row.restores : row.key;
  return { change: row.change, row: row.kind, model: row.table, key };
}

/**
 * What stands against a change in the row as it is now: `gone`, `changed`, or nothing. A field that holds already what it
 * shall is no conflict. A delete of a row that is not there is as good as done; so is bringing a row back that is there.
 */
export function guardProblem(
  row: PlannedRow,
  current: CurrentRow,
  table: WriteTable,
  given: GivenValue = plannedStored,
): ChangeProblem | null {
  if (row.kind === 'insert')
    return current === null || row.restores === null ? null : restoredTwice(row, current, table, given);
  if (current === null) return row.kind === 'delete' ? null : { kind: 'gone', ...subjectOfRow(row) };
  const fields =
    row.kind === 'delete'
      ? row.guards.flatMap((guard) => conflict(guard, null, current, table))
      : row.fields.flatMap((field) =>
          isDone(field, current, given) ? [] : conflict(field, field.mine, current, table),
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
export function isDone(field: PlannedField, current: ReadonlyMap<string, StoredValue>, given: GivenValue): boolean {
  const stored = current.get(field.field);
  return stored !== undefined && isAsAsked(field, stored, given);
}

/** This is what the field shall hold, or what a person has agreed to. */
export function isAsAsked(field: PlannedField, stored: StoredValue, given: GivenValue): boolean {
  if (field.accepts !== undefined && cellHolds(field.accepts, stored)) return true;
  const mine = given(field.value);
  return mine !== undefined && !field.isRounded && sameStored(mine, stored);
}

function conflict(
  { field, base }: GuardedField,
  mine: Cell,
  current: ReadonlyMap<string, StoredValue>,
  table: WriteTable,
): readonly ConflictField[] {
  const stored = current.get(field) ?? null;
  if (plannedBaseHolds(base, stored)) return [];
  return [
    {
      field,
      base: shownBase(base, table.encoding),
      theirs: shownValue(stored, table.encoding),
      mine,
      guard: guardOf(stored),
    },
  ];
}

export function plannedBaseHolds(base: PlannedBase, stored: StoredValue): boolean {
  return base.kind === 'stored' ? sameStored(base.value, stored) : baseHolds(base, stored);
}

/** The base for a person: of a guard only storage class and size are known. */
function shownBase(base: PlannedBase, encoding: FileEncoding): Cell {
  if (base.kind === 'stored') return shownValue(base.value, encoding);
  if (base.kind === 'cell') return shownCell(base.cell, encoding);
  const [kind, content = ''] = base.guard.split(':');
  if (kind === 'integer' && /^-?\d+$/.test(content)) return BigInt(content);
  if (kind === 'real' && /^[0-9a-f]{16}$/.test(content))
    return shownValue(Buffer.from(content, 'hex').readDoubleBE(), encoding);
  if (kind === 'null') return null;
  return { kind: 'cut', of: kind === 'text' ? 'text' : 'bytes', preview: '', sizeBytes: Number(content) || 0 };
}

function shownCell(cell: Extract<PlannedBase, { kind: 'cell' }>['cell'], encoding: FileEncoding): Cell {
  if (typeof cell === 'string') return shownValue(cell, encoding);
  if (cell !== null && typeof cell === 'object' && cell.kind === 'bytes')
    return shownValue(Buffer.from(cell.hex, 'hex'), encoding);
  return cell;
}

/** A row with the key of the deleted one is there again: what it holds is somebody's, until a person says otherwise. */
function restoredTwice(
  row: Extract<PlannedRow, { kind: 'insert' }>,
  current: ReadonlyMap<string, StoredValue>,
  table: WriteTable,
  given: GivenValue,
): ChangeProblem | null {
  const fields = row.fields.flatMap((field): ConflictField[] => {
    if (isDone(field, current, given)) return [];
    const stored = current.get(field.field) ?? null;
    const guard = guardOf(stored);
    if (row.overwrites.get(field.field) === guard) return [];
    return [{ field: field.field, base: null, theirs: shownValue(stored, table.encoding), mine: field.mine, guard }];
  });
  return changedFields(row, fields);
}
