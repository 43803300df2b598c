import type { Field } from '../../../../shared/domain/catalog.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { encodeRowKey, type RowKey } from '../../../../shared/domain/row-key.ts';
import type { StagedNewRow } from '../../changes/index.ts';
import type { ModelRow } from '../model-row.ts';

/** The store fills this field of a new row by itself. */
export function storeGives(field: Field): boolean {
  return field.generated || field.defaultText !== null || field.isNumbered === true;
}

/** A new row can't be saved without a value here. */
export function isNeeded(field: Field): boolean {
  return !field.nullable && !storeGives(field);
}

const nowhere: ReadonlyMap<string, number> = new Map();

/** A row that is not stored, as the grid holds it: what it shows is all staged. Saved ones hold what the store has made. */
export function leadingRow({ id, saved, savedCells }: StagedNewRow): ModelRow {
  return saved === null
    ? { id, newId: id, key: null, cells: [], places: nowhere }
    : savedRow(saved, savedCells ?? new Map());
}

export function savedRow(key: RowKey, cells: ReadonlyMap<string, Cell>): ModelRow {
  return {
    id: encodeRowKey(key),
    newId: null,
    key,
    cells: [...cells.values()],
    places: new Map([...cells.keys()].map((field, index) => [field, index])),
  };
}

/** Where a person begins to fill a new row: the first field that needs a value, else the first that is not the key. */
export function firstField(fields: readonly Field[]): string | undefined {
  const open = fields.filter(({ generated }) => !generated);
  const first = open.find(isNeeded) ?? open.find((field) => !field.inKey || !storeGives(field)) ?? open[0];
  return first?.name;
}
