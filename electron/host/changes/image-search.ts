import type { PackedCell } from '../../../shared/domain/packed-cells.ts';
import { parseItems, type StoredValue } from './stored-item.ts';

/**
 * Whether a chunk of items holds the text in a key or a value. Runs on the thread of `storeroom.db`, and so knows the
 * stored form only.
 * @param text in lower case; not empty
 */
export function itemsMatch(items: string, text: string): boolean {
  // Cells stand in the JSON text as they are, but for escapes: where the escaped text is not, there is nothing to parse.
  if (!items.toLowerCase().includes(JSON.stringify(text).slice(1, -1))) return false;
  const matches = (cell: PackedCell) => packedText(cell).toLowerCase().includes(text);
  const holds = (value: StoredValue | null) => {
    if (value === null) return false;
    const [cell, exact] = value;
    // Of a long text the cell has only the beginning; the exact form of a text is no other than the text.
    const isCutText = cell !== null && typeof cell === 'object' && cell.kind === 'cut' && cell.of === 'text';
    return matches(cell) || (isCutText && exact.toLowerCase().includes(text));
  };
  return parseItems(items).some(
    ([, , key, keyBefore, , fields]) =>
      key.some(matches) ||
      (Array.isArray(keyBefore) && keyBefore.some(matches)) ||
      fields.some(([, before, after]) => holds(before) || holds(after)),
  );
}

/** What a person reads in the cell; NULL has no text, a value that is cut what is shown of it. */
function packedText(cell: PackedCell): string {
  if (cell === null || typeof cell !== 'object') return cell === null ? '' : String(cell);
  switch (cell.kind) {
    case 'real':
    case 'integer':
      return cell.text;
    case 'bytes':
      return cell.hex;
    case 'cut':
      return cell.preview;
  }
}
