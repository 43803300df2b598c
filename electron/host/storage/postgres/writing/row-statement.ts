import { comparedOperand } from '../reading/compared-column.ts';
import type { Sql } from '../sql-text.ts';
import { quoteName } from '../sql-text.ts';
import type { Stored } from './exact-value.ts';
import { readRows } from './read-rows.ts';
import type { Locator, RowState } from './row-states.ts';
import type { Save } from './save.ts';
import { stopgapText } from './stopgap.ts';
import type { PlannedField } from './write-plan.ts';
import { columnOf, qualified, type WriteTable } from './write-table.ts';

/** A statement for one row. */
export interface RowStatement {
  readonly sql: Sql;
  /** Columns it writes. */
  readonly columns: readonly string[];
  /** It answers with the row's key, as it is then. */
  readonly returnsKey: boolean;
  /** The version of the row that it asks for; `null` when any will do. */
  readonly version: string | null;
}

/** What stands for a field's value in SQL: a parameter or a word. */
type Term = { readonly value: Stored } | { readonly word: 'DEFAULT' };

/** @param guarded only if nobody has written the row since it was read. */
export function deleteStatement(state: RowState, locator: Locator, guarded: boolean): RowStatement {
  const values: Stored[] = [];
  const where = whereOf(state, locator, guarded, values);
  const text = `DELETE FROM ${state.table.table.source} AS t WHERE ${where}`;
  return { sql: { text, values }, columns: [], returnsKey: false, version: guarded ? state.version : null };
}

/** `null` while a row it refers to is not there. */
export async function updateStatement(
  save: Save,
  state: RowState,
  locator: Locator,
  fields: readonly PlannedField[],
  guarded: boolean,
): Promise<RowStatement | null> {
  const { table } = state;
  const values: Stored[] = [];
  const sets: string[] = [];
  for (const field of fields) {
    const term = await termOf(save, field, table);
    if (term === null) return null;
    sets.push(`${quoteName(field.field)} = ${'word' in term ? term.word : `$${values.push(term.value)}`}`);
  }
  const columns = fields.map(({ field }) => field);
  const returnsKey = table.hasTriggers || columns.some((name) => table.key.includes(name));
  const where = whereOf(state, locator, guarded, values);
  const text = `UPDATE ${table.table.source} AS t SET ${sets.join(', ')} WHERE ${where}${returnsKey ? returning(table) : ''}`;
  return { sql: { text, values }, columns, returnsKey, version: guarded ? state.version : null };
}

/** `null` while a row it refers to is not there. */
export async function insertStatement(
  save: Save,
  table: WriteTable,
  fields: readonly PlannedField[],
): Promise<RowStatement | null> {
  const values: Stored[] = [];
  const terms: string[] = [];
  for (const field of fields) {
    const term = await termOf(save, field, table);
    if (term === null) return null;
    terms.push('word' in term ? term.word : `$${values.push(term.value)}`);
  }
  const columns = fields.map(({ field }) => field);
  // Only a row that comes back brings the number of such a column along.
  const overriding = columns.some((name) => columnOf(table, name).identity === 'always')
    ? ' OVERRIDING SYSTEM VALUE'
    : '';
  const content =
    columns.length === 0
      ? 'DEFAULT VALUES'
      : `(${columns.map(quoteName).join(', ')})${overriding} VALUES (${terms.join(', ')})`;
  const text = `INSERT INTO ${table.table.source} AS t ${content}${returning(table)}`;
  return { sql: { text, values }, columns, returnsKey: true, version: null };
}

function returning({ key }: WriteTable): string {
  return ` RETURNING ${key.map((name) => qualified('t', name)).join(', ')}`;
}

function whereOf({ table, version }: RowState, locator: Locator, guarded: boolean, values: Stored[]): string {
  const parts = table.key.map((name, at) => {
    const value = `$${values.push(locator[at] ?? null)}`;
    return `${qualified('t', name)} = ${comparedOperand(columnOf(table, name), value)}`;
  });
  if (guarded && version !== null) parts.push(`t.xmin = $${values.push(version)}`);
  return parts.join(' AND ');
}

async function termOf(save: Save, { field, value }: PlannedField, table: WriteTable): Promise<Term | null> {
  switch (value.kind) {
    case 'stored':
      return { value: value.value };
    case 'default':
      return { word: 'DEFAULT' };
    case 'stopgap': {
      const column = columnOf(table, field);
      return { value: column.notNull ? stopgapText(column, 0) : null };
    }
    case 'inserted': {
      const target = save.inserted.get(value.change);
      if (!target?.locator) return null;
      const at = target.table.key.indexOf(value.field);
      if (at >= 0) return { value: target.locator[at] ?? null };
      const columns = [value.field];
      const [rows] = await readRows(save.transaction, {
        table: target.table,
        keys: [target.locator],
        columns,
        lock: null,
        count: (sizeBytes) => save.states.count(sizeBytes),
      });
      const row = rows?.[0];
      return row ? { value: row.values[0] ?? null } : null;
    }
  }
}
