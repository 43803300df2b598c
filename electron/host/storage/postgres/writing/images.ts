import type { SavedRow } from '../../../../../shared/domain/change-set.ts';
import type { RowImage } from '../../connector.ts';
import { imageOf, type Stored, shownValue, wholeCell } from './exact-value.ts';
import type { RowOutcome } from './outcomes.ts';
import type { Locator } from './row-states.ts';
import type { SavedOutcome } from './save.ts';
import { columnOf, type WriteTable } from './write-table.ts';

/** A row as the journal keeps it. */
export function rowImage({ table, key, keyBefore, fields, before, after, change }: RowOutcome): RowImage {
  const image = (field: string, values: readonly Stored[] | null, at: number) =>
    values === null ? null : imageOf(columnOf(table, field), values[at] ?? null);
  return {
    kind: before === null ? 'insert' : after === null ? 'delete' : 'update',
    model: table.id,
    key: keyCells(table, key),
    keyBefore: keyBefore && keyCells(table, keyBefore),
    followed: change === null,
    fields: fields.map((field, at) => ({
      field,
      before: image(field, before, at),
      after: image(field, after, at),
    })),
  };
}

export function savedRow({ change, table, key, fields, values }: SavedOutcome): SavedRow {
  return {
    change,
    key: key && [...keyCells(table, key)],
    columns: [...fields],
    cells: values.map((value, at) => shownValue(columnOf(table, fields[at] ?? ''), value)),
  };
}

function keyCells(table: WriteTable, key: Locator) {
  return key.map((value, at) => wholeCell(columnOf(table, table.key[at] ?? ''), value));
}
