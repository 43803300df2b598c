import { createHash } from 'node:crypto';
import type { Cell, WholeCell } from '../../../../../shared/domain/cell.ts';
import type { BaseValue } from '../../../../../shared/domain/change-set.ts';
import { previewCharacters } from '../../../../../shared/domain/preview-characters.ts';
import type { ValueImage } from '../../connector.ts';
import { realText } from '../../query/real-text.ts';
import type { FileEncoding } from '../compare-rows.ts';
import type { StoredValue } from '../protocol.ts';
import { firstCharacters, sizeInFile } from '../worker/text.ts';

/** What `RowImage.place` says of a row with a hidden row number that is not its key. */
export function placeOfRowid(rowid: bigint): string {
  return `rowid:${rowid}`;
}

/** Reverses {@link placeOfRowid}; `null` for what it has not made. */
export function rowidOfPlace(place: string | undefined): bigint | null {
  const [, digits] = /^rowid:(-?\d{1,19})$/.exec(place ?? '') ?? [];
  return digits === undefined ? null : BigInt(digits);
}

/** Bytes above this stand beside an image, not in its text. */
export const imageInlineBytes = 64 * 1024;

/** Values up to this size are sent whole as the base of an edit. */
export const wholeBaseBytes = 256 * 1024;

/** Identity of two stored values: same storage class, same bytes. `0.0` and `-0.0` differ. */
export function sameStored(a: StoredValue, b: StoredValue): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && sameBytes(a, b);
  return !(b instanceof Uint8Array) && sameBytes(a.text, b.text);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** Bytes a value takes, about: what limits on memory count. */
export function storedSize(value: StoredValue): number {
  if (value === null || typeof value === 'bigint' || typeof value === 'number') return 8;
  if (typeof value === 'string') return value.length;
  return (value instanceof Uint8Array ? value : value.text).length;
}

/** The whole value as a cell: text that is no JavaScript text comes as its bytes. */
export function wholeCell(value: StoredValue): WholeCell {
  if (typeof value === 'number') return { kind: 'real', text: realText(value) };
  if (value === null || typeof value !== 'object') return value;
  const bytes = value instanceof Uint8Array ? value : value.text;
  return { kind: 'bytes', hex: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex') };
}

/** The value as a page shows it: cut when big. */
export function shownValue(value: StoredValue, encoding: FileEncoding): Cell {
  if (typeof value === 'string') {
    if (value.length <= previewCharacters) return value;
    const sizeBytes = sizeInFile(value, encoding);
    return { kind: 'cut', of: 'text', preview: firstCharacters(value, previewCharacters), sizeBytes };
  }
  if (value === null || typeof value !== 'object') return wholeCell(value);
  const bytes = value instanceof Uint8Array ? value : value.text;
  const previewBytes = previewCharacters / 2;
  if (bytes.length <= previewBytes) return wholeCell(value);
  const preview = Buffer.from(bytes.subarray(0, previewBytes)).toString('hex');
  return { kind: 'cut', of: 'bytes', preview, sizeBytes: bytes.length };
}

/** A cell that holds exactly this stored value. Bytes stand for a blob, and for text that has no other form. */
export function cellHolds(cell: WholeCell, value: StoredValue): boolean {
  if (cell === null) return value === null;
  switch (typeof cell) {
    case 'string':
    case 'bigint':
      return cell === value;
    case 'boolean':
      return value === (cell ? 1n : 0n);
    default: {
      if (cell.kind === 'real') return typeof value === 'number' && realText(value) === cell.text;
      if (value === null || typeof value !== 'object') return false;
      const bytes = value instanceof Uint8Array ? value : value.text;
      return bytes.length * 2 === cell.hex.length && Buffer.from(cell.hex, 'hex').equals(bytes);
    }
  }
}

/** Names a stored value without holding it: storage class, size in bytes and a digest, or the number itself. */
export function guardOf(value: StoredValue): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return `integer:${value}`;
  if (typeof value === 'number') return `real:${doubleHex(value)}`;
  if (typeof value === 'string') return digestOf('text', Buffer.from(value));
  return value instanceof Uint8Array ? digestOf('blob', value) : digestOf('odd', value.text);
}

function digestOf(kind: string, bytes: Uint8Array): string {
  return `${kind}:${bytes.length}:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The base that names this value: the cell itself while it is small and says everything, else a guard. */
export function baseOf(value: StoredValue): BaseValue {
  if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array))
    return { kind: 'guard', guard: guardOf(value) };
  if (storedSize(value) > wholeBaseBytes || (typeof value === 'string' && Buffer.byteLength(value) > wholeBaseBytes))
    return { kind: 'guard', guard: guardOf(value) };
  return { kind: 'cell', cell: wholeCell(value) };
}

export function baseHolds(base: BaseValue, value: StoredValue): boolean {
  return base.kind === 'cell' ? cellHolds(base.cell, value) : base.guard === guardOf(value);
}

function doubleHex(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

/**
 * A stored value as an image. `exact` is one letter for the storage class and the value: `n`, `i<decimal>`,
 * `r<8 bytes, hex>`, `t<text>`, `o<bytes of text that is no JavaScript text, hex>`, `b<bytes, base64>`. What stands in
 * `bytes` (text as UTF-8) leaves `t@<guard>`, `o@<guard>` or `b@<guard>` behind; a text that begins with `@` or `=` is
 * written `t=<text>`.
 */
export function imageOf(value: StoredValue, encoding: FileEncoding): ValueImage {
  const cell = shownValue(value, encoding);
  if (value === null) return { cell, exact: 'n', bytes: null };
  if (typeof value === 'bigint') return { cell, exact: `i${value}`, bytes: null };
  if (typeof value === 'number') return { cell, exact: `r${doubleHex(value)}`, bytes: null };
  if (typeof value === 'string') {
    if (value.length <= imageInlineBytes / 3 || Buffer.byteLength(value) <= imageInlineBytes)
      return { cell, exact: /^[@=]/.test(value) ? `t=${value}` : `t${value}`, bytes: null };
    return { cell, exact: `t@${guardOf(value)}`, bytes: Uint8Array.from(Buffer.from(value)) };
  }
  const isBlob = value instanceof Uint8Array;
  const bytes = isBlob ? value : value.text;
  const letter = isBlob ? 'b' : 'o';
  if (bytes.length > imageInlineBytes) return { cell, exact: `${letter}@${guardOf(value)}`, bytes };
  const inline = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return { cell, exact: `${letter}${inline.toString(isBlob ? 'base64' : 'hex')}`, bytes: null };
}

/** Reverses {@link imageOf}. @throws {Error} when the image was not made by it, or its bytes are not the same any more. */
export function valueOfImage(image: Pick<ValueImage, 'exact' | 'bytes'>): StoredValue {
  const { exact, bytes } = image;
  const body = exact.slice(1);
  const isBeside = body.startsWith('@');
  const value = isBeside ? besideValue(exact[0], bytes) : inlineValue(exact[0], body);
  if (value === undefined || (isBeside && guardOf(value) !== body.slice(1)))
    throw new Error('An image of a value is damaged');
  return value;
}

function besideValue(letter: string | undefined, bytes: Uint8Array | null): StoredValue | undefined {
  if (bytes === null) return undefined;
  if (letter === 't') return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  if (letter === 'o') return { text: bytes };
  return letter === 'b' ? bytes : undefined;
}

function inlineValue(letter: string | undefined, body: string): StoredValue | undefined {
  switch (letter) {
    case 'n':
      return body === '' ? null : undefined;
    case 'i':
      return /^-?\d+$/.test(body) ? BigInt(body) : undefined;
    case 'r':
      return /^[0-9a-f]{16}$/.test(body) ? Buffer.from(body, 'hex').readDoubleBE() : undefined;
    case 't':
      return body.startsWith('=') ? body.slice(1) : body;
    case 'o':
      return { text: Uint8Array.from(Buffer.from(body, 'hex')) };
    case 'b':
      return Uint8Array.from(Buffer.from(body, 'base64'));
    default:
      return undefined;
  }
}
