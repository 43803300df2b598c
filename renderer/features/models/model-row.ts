import type { Page } from '../../../shared/contract/rows.ts';
import { type Cell, isWhole } from '../../../shared/domain/cell.ts';
import { unpackRows } from '../../../shared/domain/packed-cells.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';

/** One row of a model as the grid holds it. Rows of one page share the places of their cells. */
export interface ModelRow {
  /** Its key as text, or the temporary id of a row that is not stored yet; `null` where the model has no key. */
  readonly id: string | null;
  /** Set while the row is not stored: its temporary id. */
  readonly newId: string | null;
  readonly key: RowKey | null;
  readonly cells: readonly Cell[];
  readonly places: ReadonlyMap<string, number>;
}

/** The cell of a field; `undefined` when the field was not read with the row. */
export function cellOf(row: ModelRow, field: string): Cell | undefined {
  const place = row.places.get(field);
  return place === undefined ? undefined : row.cells[place];
}

export function rowsOfPage(page: Page): ModelRow[] {
  const places = new Map(page.columns.map((column, index) => [column, index]));
  const keys = unpackRows(page.keys, page.keyWidth);
  return unpackRows(page.cells, page.columns.length).map((cells, index) => {
    // Keys are never cut.
    const key = (keys[index] ?? []).filter(isWhole);
    return {
      id: key.length > 0 ? encodeRowKey(key) : null,
      newId: null,
      key: key.length > 0 ? key : null,
      cells,
      places,
    };
  });
}
