import type { FileEncoding } from '../compare-rows.ts';
import type { RawCell, StoredValue } from '../protocol.ts';
import { decodePrefix, decodeText, firstCharacters, sizeInFile } from './text.ts';

/** What a row of a `raw()` statement with safe integers can hold. */
export type DriverValue = null | string | bigint | number | Buffer;

/** A name or a piece of SQL out of the schema; NULL is empty. */
export function plainText(value: DriverValue | undefined): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value);
}

/** What decoding a cell depends on. */
export interface CellRules {
  readonly encoding: FileEncoding;
  /** Characters of a text that travel with a page. */
  readonly previewCharacters: number;
}

/** Text as JavaScript got it may hide broken bytes (read as U+FFFD) or hold NUL: such text is looked at again, as bytes. */
const notPlain = /[\0\uFFFD]/;

export function isPlainText(text: string): boolean {
  return !notPlain.test(text);
}

export function textCell(text: string, { encoding, previewCharacters }: CellRules): RawCell {
  if (text.length <= previewCharacters) return text;
  return {
    kind: 'cut',
    of: 'text',
    preview: firstCharacters(text, previewCharacters),
    sizeBytes: sizeInFile(text, encoding),
  };
}

export function bytesCell(bytes: Buffer, { previewCharacters }: CellRules, sizeBytes = bytes.length): RawCell {
  // A byte takes two characters.
  const previewBytes = previewCharacters / 2;
  if (sizeBytes <= previewBytes) return { kind: 'bytes', hex: bytes.toString('hex') };
  return { kind: 'cut', of: 'bytes', preview: bytes.toString('hex', 0, previewBytes), sizeBytes };
}

/**
 * One field of the wide form as a cell.
 * @param sizeBytes `null` says that `value` is complete and is not to be cut.
 */
export function wideCell(value: DriverValue, type: DriverValue, sizeBytes: DriverValue, rules: CellRules): RawCell {
  const { encoding, previewCharacters } = rules;
  if (type !== 'text' && type !== 'blob') return plainNumber(value);
  // A big value of which nothing was read comes as NULL.
  const bytes = Buffer.isBuffer(value) ? value : null;
  const size = sizeBytes === null ? (bytes?.length ?? 0) : Number(sizeBytes);
  if (bytes === null)
    return size === 0
      ? emptyCell(type)
      : { kind: 'cut', of: type === 'text' ? 'text' : 'bytes', preview: '', sizeBytes: size };
  if (type === 'blob')
    return sizeBytes === null ? { kind: 'bytes', hex: bytes.toString('hex') } : bytesCell(bytes, rules, size);
  if (bytes.length < size) {
    const head = decodePrefix(bytes, encoding);
    if (head === null) return bytesCell(bytes, rules, size);
    return { kind: 'cut', of: 'text', preview: firstCharacters(head, previewCharacters), sizeBytes: size };
  }
  const text = decodeText(bytes, encoding);
  if (text === null)
    return sizeBytes === null ? { kind: 'bytes', hex: bytes.toString('hex') } : bytesCell(bytes, rules);
  return sizeBytes === null ? text : textCell(text, rules);
}

/** One field of the wide form as a value for a cursor. */
export function storedValue(value: DriverValue, type: DriverValue, encoding: FileEncoding): StoredValue {
  if (type === 'text') {
    const bytes = Buffer.isBuffer(value) ? value : Buffer.alloc(0);
    return decodeText(bytes, encoding) ?? { text: Uint8Array.from(bytes) };
  }
  return Buffer.isBuffer(value) ? Uint8Array.from(value) : value;
}

function emptyCell(type: 'text' | 'blob'): RawCell {
  return type === 'text' ? '' : { kind: 'bytes', hex: '' };
}

function plainNumber(value: DriverValue): RawCell {
  return typeof value === 'bigint' || typeof value === 'number' ? value : null;
}
