import type { Statement } from '../../connector.ts';
import { quoteName } from '../sql-text.ts';
import { storedOf } from '../writing/exact-value.ts';
import type { GuardedField, PlannedField, PlannedRow, PlannedValue, WritePlan } from '../writing/write-plan.ts';
import type { WriteTable } from '../writing/write-table.ts';
import { shortLiteral, unknownValue } from './short-literal.ts';

/** The plan's statements in the order they would run, with their values in them: for reading and copying. */
export function readableStatements({ rows, tables }: Pick<WritePlan, 'rows' | 'tables'>): readonly Statement[] {
  const first = rows.flatMap((row): Statement[] => {
    const table = tables.get(row.table);
    const sql = table ? readableSql(row, table) : null;
    return sql === null ? [] : [{ change: row.change, sql }];
  });
  const later = rows.flatMap((row): Statement[] => {
    const table = tables.get(row.table);
    if (row.kind !== 'insert' || row.later.length === 0 || !table) return [];
    const where = unknownValue(`the row that was inserted into ${table.id} for ${row.change}`);
    const sql = `UPDATE ${table.table.source} SET ${assignments(row.later, table)} WHERE ${where}`;
    return [{ change: row.change, sql }];
  });
  return [...first, ...later];
}

/** One statement; `null` when no column of it is to be written. */
export function readableSql(row: PlannedRow, table: WriteTable): string | null {
  const { source } = table.table;
  switch (row.kind) {
    case 'insert': {
      if (row.fields.length === 0) return `INSERT INTO ${source} DEFAULT VALUES`;
      const columns = row.fields.map(({ field }) => quoteName(field));
      const values = row.fields.map(({ field, value }) => readableValue(field, value, table));
      return `INSERT INTO ${source} (${columns.join(', ')}) VALUES (${values.join(', ')})`;
    }
    case 'update':
      if (row.fields.length === 0) return null;
      return `UPDATE ${source} SET ${assignments(row.fields, table)} WHERE ${condition(row, row.fields, table)}`;
    case 'delete':
      return `DELETE FROM ${source} WHERE ${condition(row, row.guards, table)}`;
  }
}

function assignments(fields: readonly PlannedField[], table: WriteTable): string {
  return fields.map(({ field, value }) => `${quoteName(field)} = ${readableValue(field, value, table)}`).join(', ');
}

/** The row, as it was when the change was made, but for what a person has agreed to overwrite. */
function condition(
  { key, overwrites }: Exclude<PlannedRow, { kind: 'insert' }>,
  guards: readonly GuardedField[],
  table: WriteTable,
): string {
  const named = table.key.map(
    (field, position) => `${quoteName(field)} = ${cellLiteral(field, key[position] ?? null, table)}`,
  );
  const held = guards.flatMap(({ field, base }) => {
    if (table.key.includes(field) || overwrites.has(field) || overwrites.has('')) return [];
    const value = baseLiteral(field, base, table);
    return [`${quoteName(field)} ${value === 'NULL' ? 'IS NULL' : `IS NOT DISTINCT FROM ${value}`}`];
  });
  return [...named, ...held].join(' AND ');
}

function baseLiteral(field: string, base: GuardedField['base'], table: WriteTable): string {
  switch (base.kind) {
    case 'cell':
      return cellLiteral(field, base.cell, table);
    case 'stored':
      return literal(field, base.value, table);
    case 'guard':
      if (base.guard === 'null') return 'NULL';
      if (base.guard.startsWith('=')) return literal(field, base.guard.slice(1), table);
      return unknownValue('the value it had when the change was made');
  }
}

function cellLiteral(
  field: string,
  cell: Extract<PlannedRow, { kind: 'delete' }>['key'][number],
  table: WriteTable,
): string {
  const column = table.table.columns.get(field);
  const stored = storedOf(cell, column ?? { kind: 'text', nativeType: '' });
  return 'value' in stored ? literal(field, stored.value, table) : unknownValue('a value that can’t be stored');
}

function literal(field: string, value: string | null, table: WriteTable): string {
  return shortLiteral(table.table.columns.get(field) ?? { kind: 'text' }, value);
}

function readableValue(field: string, value: PlannedValue, table: WriteTable): string {
  switch (value.kind) {
    case 'stored':
      return literal(field, value.value, table);
    case 'default':
      return 'DEFAULT';
    case 'stopgap':
      return unknownValue('set below');
    case 'inserted':
      return unknownValue(`${value.field} of the row that is inserted for ${value.change}`);
  }
}
