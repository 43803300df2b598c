import type { PackedCell } from '../../../shared/domain/packed-cells.ts';
import type { RowImage } from '../storage/connector.ts';

/** A value as the journal keeps it: the cell, its maker's exact text, and the number of its bytes among the entry's values. */
export type StoredValue = readonly [cell: PackedCell, exact: string, bytes: number | null];

/**
 * A row as the journal keeps it. Arrays, because a save of thousands of rows would write the names of members thousands of
 * times, and because field names may be any text, also `__proto__`.
 */
export type StoredItem = readonly [
  kind: RowImage['kind'],
  model: string,
  key: readonly PackedCell[],
  /** `'same'` as `key`, which it nearly always is. */
  keyBefore: readonly PackedCell[] | 'same' | null,
  followed: boolean,
  fields: readonly (readonly [field: string, before: StoredValue | null, after: StoredValue | null])[],
  /** Of some deleted rows: where the store kept them. */
  place?: string,
];

/** @throws when a text is damaged; the message holds nothing of it, as it may reach the log */
export function parseItems(items: string): StoredItem[] {
  try {
    // Written by packImages into our own database.
    return JSON.parse(items) as StoredItem[];
  } catch {
    throw new Error('Items of the change journal are damaged');
  }
}
