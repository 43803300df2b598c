import { isUtf8 } from 'node:buffer';
import { type Cell, previewCharacters } from '../../../shared/domain/cell.ts';

/** Bytes of a UTF-8 preview that are looked at: `previewCharacters` characters have at most four bytes each. */
const previewBytes = previewCharacters * 4;

/** The exact value: text when it is valid UTF-8 without NUL, else bytes. Over the preview limit it is cut. */
export function toCell(bytes: Buffer): Cell {
  const isText = isPlainText(bytes);
  if (isText) {
    if (bytes.length <= previewCharacters) return bytes.toString('utf8');
    const text = bytes.toString('utf8', 0, wholeCharacters(bytes, previewBytes));
    // Characters as people count them, not UTF-16 units: a cut never splits one.
    const preview = Array.from(text).slice(0, previewCharacters).join('');
    return preview.length === text.length && bytes.length <= previewBytes
      ? text
      : { kind: 'cut', of: 'text', preview, sizeBytes: bytes.length };
  }
  return bytes.length <= previewCharacters / 2
    ? { kind: 'bytes', hex: bytes.toString('hex') }
    : { kind: 'cut', of: 'bytes', preview: bytes.toString('hex', 0, previewCharacters / 2), sizeBytes: bytes.length };
}

/** The exact value, never cut. */
export function toWholeCell(bytes: Buffer): Cell {
  return isPlainText(bytes) ? bytes.toString('utf8') : { kind: 'bytes', hex: bytes.toString('hex') };
}

export function isPlainText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

/**
 * The length of the longest prefix of at most `limit` bytes that ends between two characters of UTF-8; `limit` itself
 * where the bytes around it are no UTF-8.
 */
export function wholeCharacters(bytes: Buffer, limit: number): number {
  if (bytes.length <= limit) return bytes.length;
  for (let end = limit; end > limit - 4 && end > 0; end--) {
    // A character begins at every byte that does not continue one.
    if (((bytes[end] ?? 0) & 0xc0) !== 0x80) return end;
  }
  return limit;
}
