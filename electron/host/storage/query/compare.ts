import type { WholeCell } from '../../../../shared/domain/cell.ts';
import { realValue } from './real-text.ts';

/**
 * How values of any kind compare. Kinds come first: NULL, then numbers, then text, then bytes; values of different kinds
 * are never equal. Integers, reals and booleans (0 and 1) are numbers and compare by their exact value.
 * Text compares by code point, bytes one by one.
 */
export function compareCells(a: WholeCell, b: WholeCell): number {
  const byKind = kindOf(a) - kindOf(b);
  if (byKind !== 0 || a === null || b === null) return byKind;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (isBytes(a) && isBytes(b)) return a.hex < b.hex ? -1 : a.hex > b.hex ? 1 : 0;
  return compareNumbers(numberOf(a), numberOf(b));
}

function kindOf(cell: WholeCell): number {
  if (cell === null) return 0;
  if (typeof cell === 'string') return 2;
  return isBytes(cell) ? 3 : 1;
}

function isBytes(cell: WholeCell): cell is { kind: 'bytes'; hex: string } {
  return cell !== null && typeof cell === 'object' && cell.kind === 'bytes';
}

function numberOf(cell: WholeCell): bigint | number {
  if (typeof cell === 'bigint') return cell;
  if (typeof cell === 'boolean') return cell ? 1n : 0n;
  if (cell !== null && typeof cell === 'object' && cell.kind === 'real') return realValue(cell.text);
  throw new Error('Not a number');
}

/** JavaScript compares a bigint with a number by their exact values. NaN equals itself and is greater than all others. */
function compareNumbers(a: bigint | number, b: bigint | number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code point; `<` on strings goes by UTF-16 units, where U+FF5E comes after U+1F600. */
export function compareText(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Upper-case ASCII letters made small; nothing else changes. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
