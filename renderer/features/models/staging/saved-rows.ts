import type { SavedRow } from '../../../../shared/domain/change-set.ts';
import { encodeRowKey } from '../../../../shared/domain/row-key.ts';
import type { SavedRowOf } from '../../changes/index.ts';
import { cellOf, type ModelRow } from '../model-row.ts';
import { savedRow } from './new-row.ts';

/** Rows by id: saved since they were read, and of them those that may stand in the wrong place now. */
export interface RowMarks {
  readonly saved: ReadonlySet<string>;
  readonly moved: ReadonlySet<string>;
}

export const noMarks: RowMarks = { saved: new Set(), moved: new Set() };

/** @param watched the fields the view is sorted or filtered by; `null` when any may matter */
export function marked(before: RowMarks, rows: readonly SavedRowOf[], watched: ReadonlySet<string> | null): RowMarks {
  const saved = new Set(before.saved);
  const moved = new Set(before.moved);
  for (const { row, previousId } of rows) {
    const wasMoved = moved.delete(previousId);
    saved.delete(previousId);
    if (row.key === null) continue;
    const id = encodeRowKey(row.key);
    saved.add(id);
    const isNew = previousId.startsWith('new-');
    if (wasMoved || isNew || watched === null || row.columns.some((column) => watched.has(column))) {
      // New rows stand before all others, whatever the order is: only a narrowed view may not hold them.
      if (!isNew || watched === null || watched.size > 0) moved.add(id);
    }
  }
  return { saved, moved };
}

/** The same row with what the store holds now. Fields that are not shown stay unread. */
export function patched(known: ModelRow, { columns, cells }: SavedRow, key: NonNullable<SavedRow['key']>): ModelRow {
  const fresh = new Map(columns.map((column, at) => [column, cells[at] ?? null]));
  if (known.newId !== null) return savedRow(key, fresh);
  const next = [...known.places.keys()].map((field) => {
    const cell = fresh.get(field);
    return cell === undefined ? (cellOf(known, field) ?? null) : cell;
  });
  return { ...known, id: encodeRowKey(key), key, cells: next, places: placesOf(known) };
}

/** Rows of a page may read their cells in any order; the patched row has them in the order of its places. */
function placesOf({ places }: ModelRow): ReadonlyMap<string, number> {
  return new Map([...places.keys()].map((field, at) => [field, at]));
}
