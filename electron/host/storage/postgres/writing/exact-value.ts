import { createHash } from 'node:crypto';
import { type Cell, sameCell, type WholeCell } from '../../../../../shared/domain/cell.ts';
import type { BaseValue } from '../../../../../shared/domain/change-set.ts';
import { previewCharacters } from '../../../../../shared/domain/preview-characters.ts';
import type { ValueImage } from '../../connector.ts';
import { unstorable } from '../connection/check-text.ts';
import { pageCell, wholeCell as readCell } from '../reading/decode-cell.ts';
import type { PgColumn } from '../table.ts';

/** A value as the server writes it under the pinned settings; `null` for NULL. */
export type Stored = string | null;

/** Bytes above this stand beside an image, not in its text. */
const imageInlineBytes = 64 * 1024;

/** Values up to this size are sent whole as the base of an edit. */
export const wholeBaseBytes = 256 * 1024;

/** Guards show a value that is no longer than this, and name others by a digest. */
const shownGuard = 100;

type Kinded = Pick<PgColumn, 'kind'>;

/** The whole value as a cell. */
export function wholeCell({ kind }: Kinded, stored: Stored): WholeCell {
  return readCell(kind, stored);
}

/** The value as a page shows it: cut when big. */
export function shownValue({ kind }: Kinded, stored: Stored): Cell {
  return pageCell(kind, stored);
}

/** A cell as it is shown beside {@link shownValue}. */
export function shownCell(column: Kinded, cell: WholeCell): Cell {
  const stored = storedOf(cell, { kind: column.kind, nativeType: '' });
  if (!('value' in stored) || typeof stored.value !== 'string' || stored.value.length <= previewCharacters) return cell;
  return typeof cell === 'string' ? shownValue({ kind: 'text' }, cell) : shownValue(column, stored.value);
}

/** A cell as the text that is bound for a column, or why the column can't hold exactly this. */
export function storedOf(
  cell: WholeCell,
  { kind, nativeType }: Pick<PgColumn, 'kind' | 'nativeType'>,
): { readonly value: Stored } | { readonly refusal: string } {
  if (cell === null) return { value: null };
  switch (typeof cell) {
    case 'string': {
      const problem = unstorable(cell);
      if (problem === null) return { value: cell };
      return { refusal: `Character ${problem.at} is ${problem.what}, which PostgreSQL can’t store` };
    }
    case 'bigint':
      return { value: String(cell) };
    case 'boolean':
      return { value: kind === 'boolean' ? (cell ? 't' : 'f') : String(cell) };
    default:
      if (cell.kind === 'real') return { value: cell.text };
      if (kind !== 'bytes') return { refusal: `Bytes can’t be stored in a column of type ${nativeType}` };
      return { value: `\\x${cell.hex}` };
  }
}

/** A cell that names exactly this stored value. Digits of a real may be spelled in another way. */
export function cellHolds(cell: WholeCell, column: Kinded, stored: Stored): boolean {
  const present = wholeCell(column, stored);
  if (sameCell(cell, present)) return true;
  if (column.kind !== 'real' || stored === null || cell === null || typeof cell !== 'object') return false;
  return (
    cell.kind === 'real' && cell.text.trim() !== '' && Object.is(Number(cell.text), Number(stored)) && stored !== 'NaN'
  );
}

/** Names a stored value: the text itself while it is short, else kind, size in bytes and a digest. */
export function guardOf(column: Kinded, stored: Stored): string {
  if (stored === null) return 'null';
  if (column.kind !== 'bytes' && stored.length <= shownGuard) return `=${stored}`;
  return digestGuard(column, bytesOf(column, stored));
}

function digestGuard({ kind }: Kinded, bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return `${kind === 'bytes' ? 'bytes' : 'text'}:${bytes.length}:${digest}`;
}

/** The guard of a value that was measured and hashed by the server. */
export function measuredGuard({ kind }: Kinded, sizeBytes: number, sha256Hex: string): string {
  return `${kind === 'bytes' ? 'bytes' : 'text'}:${sizeBytes}:${sha256Hex}`;
}

function bytesOf({ kind }: Kinded, stored: string): Buffer {
  return kind === 'bytes' ? Buffer.from(stored.slice(2), 'hex') : Buffer.from(stored);
}

export function baseHolds(base: BaseValue, column: Kinded, stored: Stored): boolean {
  if (base.kind === 'cell') return cellHolds(base.cell, column, stored);
  const { guard } = base;
  if (guard === 'null' || stored === null) return guard === 'null' && stored === null;
  if (guard.startsWith('=')) return guard === `=${stored}`;
  return guard === digestGuard(column, bytesOf(column, stored));
}

/** A guard for a person: of a digest only what it is and its size are known. */
export function shownGuardCell(guard: string, column: Kinded): Cell {
  if (guard === 'null') return null;
  if (guard.startsWith('=')) {
    const text = guard.slice(1);
    return column.kind === 'integer' && !/^-?\d+$/.test(text) ? text : wholeCell(column, text);
  }
  const [kind, size = ''] = guard.split(':');
  return { kind: 'cut', of: kind === 'bytes' ? 'bytes' : 'text', preview: '', sizeBytes: Number(size) || 0 };
}

/**
 * A stored value as an image. `exact` is the length of the type's name, `:`, the name, and then: `n` for NULL, `t` and the
 * server's text, or `b` and bytes in hex. What stands in `bytes` (text as UTF-8) leaves `T` or `B` and its guard behind.
 */
export function imageOf(column: PgColumn, stored: Stored): ValueImage {
  const cell = shownValue(column, stored);
  const { nativeType } = column;
  const head = `${nativeType.length}:${nativeType}`;
  if (stored === null) return { cell, exact: `${head}n`, bytes: null };
  const isBytes = column.kind === 'bytes';
  const text = isBytes ? stored.slice(2) : stored;
  const isSmall = isBytes ? text.length <= 2 * imageInlineBytes : Buffer.byteLength(text) <= imageInlineBytes;
  if (isSmall) return { cell, exact: `${head}${isBytes ? 'b' : 't'}${text}`, bytes: null };
  const bytes = bytesOf(column, stored);
  return {
    cell,
    exact: `${head}${isBytes ? 'B' : 'T'}${digestGuard(column, bytes)}`,
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
  };
}

/** Reverses {@link imageOf}. @throws {Error} when the image was not made by it, or its bytes are not the same any more. */
export function valueOfImage({ exact, bytes }: Pick<ValueImage, 'exact' | 'bytes'>): Stored {
  const length = /^(\d{1,6}):/.exec(exact);
  const body = length ? exact.slice(length[0].length + Number(length[1])) : '';
  const rest = body.slice(1);
  const beside = bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const letter = body.slice(0, 1);
  if (letter === 'n' && rest === '') return null;
  if (letter === 't') return rest;
  if (letter === 'b' && /^(?:[0-9a-f]{2})*$/.test(rest)) return `\\x${rest}`;
  if (letter === 'T' && beside && digestGuard({ kind: 'text' }, beside) === rest) return beside.toString('utf8');
  if (letter === 'B' && beside && digestGuard({ kind: 'bytes' }, beside) === rest)
    return `\\x${beside.toString('hex')}`;
  throw new Error('An image of a value is damaged');
}
