import { isDone } from './guard-problems.ts';
import type { Save, Target } from './save.ts';
import { stopgapAttempts, stopgapText } from './stopgap.ts';
import { writeFields } from './write-one.ts';
import { columnOf } from './write-table.ts';

/**
 * Rows that exchange values of a unique column are in each other's way, whatever the order: the server looks at every row
 * by itself. One of them gets a stopgap that nobody has, until the others have moved on. A table with triggers is left
 * alone: they would see the stopgap.
 * @returns false when this row can't be helped so
 */
export async function parkRow(save: Save, target: Target): Promise<boolean> {
  const { row, state } = target;
  const { table } = state;
  if (row.kind !== 'update' || state.isParked || table.hasTriggers) return false;
  const before = state.before ?? new Map<string, string | null>();
  const edited = row.fields.filter((field) => !isDone(field, before, table)).map(({ field }) => field);
  const columns = new Set(
    table.table.indexes
      .filter(({ isUnique }) => isUnique)
      .flatMap((index) => {
        const names = index.columns.map(({ column }) => column);
        return edited.find((field) => names.includes(field)) ?? [];
      }),
  );
  if (columns.size === 0) return false;
  for (let attempt = 0; attempt < stopgapAttempts; attempt += 1) {
    const fields = [...columns].map((name) => {
      const column = columnOf(table, name);
      const isKey = table.key.includes(name);
      const value = column.notNull || isKey ? stopgapText(column, attempt) : null;
      return { field: name, value: { kind: 'stored', value } as const, typed: undefined, mine: null };
    });
    // A type of which nothing can be made up.
    if (fields.some(({ field, value }) => value.value === null && columnOf(table, field).notNull)) return false;
    const error = await writeFields(save, target, fields);
    if (error === 'unwritten') return false;
    if (error === null) {
      state.isParked = true;
      return true;
    }
  }
  return false;
}
