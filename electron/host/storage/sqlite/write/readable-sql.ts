import type { Statement } from '../../connector.ts';
import { shortLiteral, unknownValue } from '../describe-changes/short-literal.ts';
import { quoteName } from '../sql-text.ts';
import { storedOf } from './plan-values.ts';
import type { PlannedField, PlannedRow, PlannedValue, WritePlan } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

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
    const where = unknownValue(`the row that was inserted into ${table.name} for ${row.change}`);
    return [{ change: row.change, sql: `UPDATE ${name(table)} SET ${assignments(row.later, table)} WHERE ${where}` }];
  });
  return [...first, ...later];
}

/** One statement; `null` when no column of it is to be written. */
export function readableSql(row: PlannedRow, table: WriteTable): string | null {
  switch (row.kind) {
    case 'insert': {
      const columns = row.fields.map(({ field }) => quoteName(field));
      const values = row.fields.map(({ field, value }) => readableValue(field, value, table));
      if (row.rowid !== null && table.rowid !== null) {
        columns.unshift(quoteName(table.rowid));
        values.unshift(String(row.rowid));
      }
      if (columns.length === 0) return `INSERT INTO ${name(table)} DEFAULT VALUES`;
      return `INSERT INTO ${name(table)} (${columns.join(', ')}) VALUES (${values.join(', ')})`;
    }
    case 'update':
      if (row.fields.length === 0) return null;
      return `UPDATE ${name(table)} SET ${assignments(row.fields, table)} WHERE ${condition(row.key, table)}`;
    case 'delete':
      return `DELETE FROM ${name(table)} WHERE ${condition(row.key, table)}`;
  }
}

function name(table: WriteTable): string {
  return quoteName(table.name);
}

function assignments(fields: readonly PlannedField[], table: WriteTable): string {
  return fields.map(({ field, value }) => `${quoteName(field)} = ${readableValue(field, value, table)}`).join(', ');
}

function condition(key: Extract<PlannedRow, { kind: 'delete' }>['key'], table: WriteTable): string {
  return table.key
    .map((field, position) => {
      const stored = storedOf(key[position] ?? null);
      return `${quoteName(field)} IS ${'value' in stored ? shortLiteral(stored.value) : 'NULL'}`;
    })
    .join(' AND ');
}

function readableValue(field: string, value: PlannedValue, table: WriteTable): string {
  switch (value.kind) {
    case 'stored':
      return shortLiteral(value.value);
    case 'default':
      return table.columns.find((column) => column.name === field)?.defaultSql?.replace(/\n\)$/, ')') ?? 'NULL';
    case 'stopgap':
      return unknownValue('set below');
    case 'inserted':
      return unknownValue(`${value.field} of the row that is inserted for ${value.change}`);
    case 'upload':
      return unknownValue(`${value.sizeBytes} bytes ${value.as === 'text' ? 'of text ' : ''}from a file`);
  }
}
