import type { WholeCell } from './cell.ts';
import { realText, realValue } from './real-text.ts';

/** SQLite's column affinities (datatype3.html, 3.1): what a column prefers its values to be. */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

/**
 * What a column of this affinity makes of a value (datatype3.html, 3).
 * @returns `undefined` for a real in a text column: how SQLite writes it changes from version to version.
 */
export function coerceCell(cell: WholeCell, affinity: Affinity): WholeCell | undefined {
  if (cell === null) return null;
  if (typeof cell === 'boolean') return coerceCell(cell ? 1n : 0n, affinity);
  if (typeof cell === 'object' && cell.kind === 'bytes') return cell;
  switch (affinity) {
    case 'blob':
      return cell;
    case 'text':
      return typeof cell === 'object' ? undefined : String(cell);
    case 'integer':
    case 'numeric':
      return typeof cell === 'bigint' ? cell : asNumber(cell, false);
    case 'real':
      return typeof cell === 'bigint' ? { kind: 'real', text: realText(Number(cell)) } : asNumber(cell, true);
  }
}

const integerText = /^[ \t\n\v\f\r]*[+-]?\d+[ \t\n\v\f\r]*$/;
const numberText = /^[ \t\n\v\f\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\v\f\r]*$/;

function asNumber(cell: string | { readonly kind: 'real'; readonly text: string }, isReal: boolean): WholeCell {
  if (typeof cell === 'string') {
    if (!numberText.test(cell)) return cell;
    if (!isReal && integerText.test(cell)) {
      const integer = BigInt(cell.trim().replace(/^\+/, ''));
      if (BigInt.asIntN(64, integer) === integer) return integer;
    }
  }
  const value = typeof cell === 'string' ? Number(cell.trim()) : realValue(cell.text);
  // A whole number becomes an integer, except for the outermost ones.
  if (!isReal && Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value);
  // A REAL column keeps whole numbers as integers in the file, which have no -0.0.
  return { kind: 'real', text: realText(isReal && value === 0 ? 0 : value) };
}
