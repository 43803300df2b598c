import { isUtf8 } from 'node:buffer';
import type { FileEncoding } from '../compare-rows.ts';

/** @returns the text, or `null` when these bytes are not plain text: broken encoding, or NUL inside. */
export function decodeText(bytes: Buffer, encoding: FileEncoding): string | null {
  if (encoding === 'UTF-8') {
    if (!isUtf8(bytes) || bytes.includes(0)) return null;
    return bytes.toString('utf8');
  }
  if (bytes.length % 2 !== 0) return null;
  const text = encoding === 'UTF-16le' ? bytes.toString('utf16le') : Buffer.from(bytes).swap16().toString('utf16le');
  return text.isWellFormed() && !text.includes('\0') ? text : null;
}

/** The first characters of a value of which only the first bytes were read; a character cut in two is left out. */
export function decodePrefix(bytes: Buffer, encoding: FileEncoding): string | null {
  const unit = encoding === 'UTF-8' ? 1 : 2;
  const longestTail = 3;
  for (let cut = 0; cut <= longestTail; cut += unit) {
    const text = decodeText(bytes.subarray(0, Math.max(0, bytes.length - cut)), encoding);
    if (text !== null) return text;
  }
  return null;
}

/** The first `length` UTF-16 units, one less where that would cut a pair in two. */
export function firstCharacters(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length);
  return head.isWellFormed() ? head : head.slice(0, -1);
}

export function sizeInFile(text: string, encoding: FileEncoding): number {
  return encoding === 'UTF-8' ? Buffer.byteLength(text) : text.length * 2;
}
