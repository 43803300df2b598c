import { type Cell, previewCharacters, type WholeCell } from '../../../../../shared/domain/cell.ts';
import type { PgKind } from '../table.ts';
import { firstUnstorable } from './unstorable.ts';

/** A value as the server writes it, as the exact cell it is. */
export function wholeCell(kind: PgKind, text: string | null): WholeCell {
  if (text === null) return null;
  switch (kind) {
    case 'integer':
      return BigInt(text);
    case 'real':
      return { kind: 'real', text };
    case 'boolean':
      return text === 't';
    case 'bytes':
      // The hex form begins with `\x`.
      return { kind: 'bytes', hex: text.slice(2) };
    default:
      return text;
  }
}

/** The same for a page, which carries no more than the beginning of a big value. */
export function pageCell(kind: PgKind, text: string | null): Cell {
  if (text === null || text.length <= previewCharacters) return wholeCell(kind, text);
  if (kind === 'bytes') {
    const hex = text.slice(2);
    if (hex.length <= previewCharacters) return { kind: 'bytes', hex };
    return { kind: 'cut', of: 'bytes', preview: hex.slice(0, previewCharacters), sizeBytes: hex.length / 2 };
  }
  const whole = wholeCell(kind, text);
  if (typeof whole !== 'string') return whole;
  return { kind: 'cut', of: 'text', preview: cutText(whole), sizeBytes: Buffer.byteLength(whole) };
}

/** No more characters than a page carries, and no half of one. */
export function cutText(text: string): string {
  const head = text.slice(0, previewCharacters);
  return head.isWellFormed() ? head : head.slice(0, -1);
}

/** A cell as a parameter: what the server would write for it; `null` also for text that no column can hold. */
export function cellParameter(cell: WholeCell): string | null {
  if (cell === null) return null;
  if (typeof cell === 'string') return firstUnstorable(cell) === -1 ? cell : null;
  if (typeof cell === 'bigint') return cell.toString();
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  return cell.kind === 'real' ? cell.text : `\\x${cell.hex}`;
}
