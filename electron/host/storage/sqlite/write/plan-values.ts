import { assertNever } from '../../../../../shared/domain/assert-never.ts';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { FieldValue } from '../../../../../shared/domain/change-set.ts';
import { realText, realValue } from '../../query/real-text.ts';
import type { StoredValue } from '../protocol.ts';
import type { PlannedField } from './write-plan.ts';

export type Planned = { readonly field: PlannedField } | { readonly refusal: string };

/** A field as it will be bound, or why SQLite can't hold exactly this value. */
export function planField({ field, value, accepts }: FieldValue): Planned {
  const shared = {
    field,
    mine: value.kind === 'cell' ? value.cell : null,
    ...(accepts === undefined ? {} : { accepts }),
  };
  switch (value.kind) {
    case 'cell': {
      const stored = storedOf(value.cell);
      if ('refusal' in stored) return stored;
      return { field: { ...shared, value: { kind: 'stored', value: stored.value }, isRounded: isRounded(value.cell) } };
    }
    case 'default':
      return { field: { ...shared, value: { kind: 'default' }, isRounded: false } };
    case 'inserted':
      return {
        field: { ...shared, value: { kind: 'inserted', change: value.change, field: value.field }, isRounded: false },
      };
    case 'upload': {
      const { upload, as, sizeBytes } = value;
      return { field: { ...shared, value: { kind: 'upload', upload, as, sizeBytes }, isRounded: false } };
    }
    default:
      return assertNever(value);
  }
}

/** A cell as SQLite stores it; nothing is rounded to an integer or replaced in a text. */
export function storedOf(cell: WholeCell): { readonly value: StoredValue } | { readonly refusal: string } {
  if (cell === null) return { value: null };
  switch (typeof cell) {
    case 'string': {
      const refusal = textRefusal(cell);
      return refusal === null ? { value: cell } : { refusal };
    }
    case 'bigint':
      if (BigInt.asIntN(64, cell) !== cell)
        return { refusal: `The integer ${shortened(String(cell))} is outside of what SQLite stores (64 bits)` };
      return { value: cell };
    case 'boolean':
      return { value: cell ? 1n : 0n };
    default:
      if (cell.kind === 'bytes') return { value: Uint8Array.from(Buffer.from(cell.hex, 'hex')) };
      return realOf(cell.text);
  }
}

function realOf(text: string): { readonly value: number } | { readonly refusal: string } {
  if (digitsOf(text) !== null) return { value: realValue(text) };
  return { refusal: text === 'NaN' ? 'SQLite can’t store NaN' : `“${shortened(text)}” is not a number` };
}

/** Why a text can't be stored as it is: the driver would replace half a character, and SQLite's functions stop at NUL. */
export function textRefusal(text: string): string | null {
  const nul = text.indexOf('\0');
  if (nul >= 0) return `Character ${nul + 1} is NUL (U+0000), which a text can’t hold`;
  if (text.isWellFormed()) return null;
  const at = text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  const code = text.charCodeAt(at).toString(16).toUpperCase();
  return `Character ${at + 1} is half of a surrogate pair (U+${code}), which no encoding can store`;
}

/** A real whose digits the double does not keep: another number would be stored than the one that was typed. */
function isRounded(cell: WholeCell): boolean {
  if (cell === null || typeof cell !== 'object' || cell.kind !== 'real') return false;
  const typed = digitsOf(cell.text);
  const value = realValue(cell.text);
  if (typed === null || typed === digitsOf(realText(value))) return false;
  // Of a big whole number the shortest digits are not all of them.
  return !Number.isInteger(value) || typed !== digitsOf(BigInt(value).toString());
}

/** A decimal number in one spelling; `null` for what is none, such as `Infinity`. */
function digitsOf(text: string): string | null {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text);
  if (!match || !/\d/.test(text)) return /^\s*[+-]?Infinity\s*$/.test(text) ? text.trim() : null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return sign === '-' ? '-0' : '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
