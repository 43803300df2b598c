import type { ChangeProblem } from '../../../../../../shared/domain/change-set.ts';
import type { StoredValue } from '../../protocol.ts';
import type { PlannedField, PlannedRow } from '../../write/write-plan.ts';
import type { WriteTable } from '../../write/write-table.ts';
import { sqliteCode } from './write-connection.ts';

type Code = Extract<ChangeProblem, { kind: 'invalid' }>['code'];

/** Why the store did not take a row: one entry for each field it can be told of. */
export interface StatementProblem {
  readonly field: string | null;
  readonly code: Code;
  readonly message: string;
}

/** It concerns this row only; anything else, such as a full disk, ends the save. */
export function isRowError(error: unknown): error is Error {
  const code = sqliteCode(error);
  return /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|ERROR|RANGE)/.test(code);
}

/** Another row may be in the way for the moment only: the statement is worth trying again. */
export function mayPass(error: unknown): boolean {
  return /^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY|ROWID|FOREIGNKEY|TRIGGER)$/.test(sqliteCode(error));
}

export function isUniqueError(error: unknown): boolean {
  return /^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY|ROWID)$/.test(sqliteCode(error));
}

/** @param stored what a planned value is stored as, where that is known. */
export function statementProblems(
  error: Error,
  row: PlannedRow,
  table: WriteTable,
  stored: (field: PlannedField) => StoredValue | undefined,
): readonly StatementProblem[] {
  const fields = row.kind === 'delete' ? [] : row.fields;
  const isEdited = (name: string) => fields.some(({ field }) => field === name);
  const { message } = error;
  switch (sqliteCode(error)) {
    case 'SQLITE_CONSTRAINT_NOTNULL': {
      const named = columnOf(message, table);
      const others = fields
        .filter((field) => stored(field) === null && !canBeNull(field.field, table))
        .map(({ field }) => field);
      const names = [...new Set([...(named === null ? [] : [named]), ...others])];
      return names.map((field) => ({ field, code: 'not_null', message: 'A value is needed here' }));
    }
    case 'SQLITE_CONSTRAINT_UNIQUE':
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
    case 'SQLITE_CONSTRAINT_ROWID': {
      const columns = columnsOf(message, table);
      if (columns.length === 0)
        return [{ field: null, code: 'unique', message: `Another row is alike, which the store forbids (${message})` }];
      const field = columns.find(isEdited) ?? columns[0] ?? null;
      if (columns.length === 1) return [{ field, code: 'unique', message: 'Another row has this value' }];
      return [{ field, code: 'unique', message: `Another row has the same ${listed(columns)}` }];
    }
    case 'SQLITE_CONSTRAINT_CHECK': {
      const rule = message.replace(/^CHECK constraint failed: /, '');
      const concerned = fields.filter(({ field }) => rule.toLowerCase().includes(field.toLowerCase()));
      const [only] = concerned;
      const field = concerned.length === 1 && only ? only.field : null;
      return [{ field, code: 'check', message: `The store’s rule is not met: ${rule}` }];
    }
    case 'SQLITE_CONSTRAINT_DATATYPE':
      return [{ field: columnOf(message, table), code: 'type', message: sentence(message) }];
    case 'SQLITE_MISMATCH':
      return [
        { field: table.isRowidColumn ? table.rowid : null, code: 'type', message: 'The key must be an integer here' },
      ];
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return [{ field: null, code: 'foreign_key', message: foreignKeyMessage(row) }];
    case 'SQLITE_TOOBIG':
      return [{ field: null, code: 'store', message: 'The row is bigger than SQLite allows' }];
    default:
      if (message === 'FOREIGN KEY constraint failed')
        return [{ field: null, code: 'foreign_key', message: foreignKeyMessage(row) }];
      return [{ field: null, code: 'store', message: sentence(message) }];
  }
}

function foreignKeyMessage(row: PlannedRow): string {
  return row.kind === 'delete' ? 'Other rows refer to this one' : 'Rows that refer to this one forbid the change';
}

function canBeNull(field: string, table: WriteTable): boolean {
  return table.columns.find(({ name }) => name === field)?.canBeNull ?? true;
}

/** `… failed: table.column`, where both names may hold anything: the longest column that fits. */
function columnOf(message: string, table: WriteTable): string | null {
  const found = table.columns
    .map(({ name }) => name)
    .filter((name) => message.endsWith(`${table.name}.${name}`))
    .sort((a, b) => b.length - a.length);
  return found[0] ?? null;
}

/** `UNIQUE constraint failed: t.a, t.b`: one of the table's unique sets of columns spells exactly this. */
function columnsOf(message: string, table: WriteTable): readonly string[] {
  const spelled = message.replace(/^UNIQUE constraint failed: /, '');
  for (const columns of table.uniques) {
    const names = columns.filter((name) => name !== null);
    if (names.length === columns.length && names.map((name) => `${table.name}.${name}`).join(', ') === spelled)
      return names;
  }
  const one = columnOf(message, table);
  return one !== null && spelled === `${table.name}.${one}` ? [one] : [];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function sentence(message: string): string {
  return message.slice(0, 1).toUpperCase() + message.slice(1);
}
