import { realText } from '../../query/real-text.ts';
import type { StoredValue } from '../protocol.ts';

/** Longer texts and blobs are shown by their beginning. */
const shownCharacters = 200;
const shownBytes = 64;

/**
 * Stands where a value is not complete: no SQL can run with it in it, so that nobody runs a statement whose value was cut.
 */
export const gap = '…';

/** A stored value as SQL that gives exactly it; a long one is cut, says so, and can't be run. */
export function shortLiteral(value: StoredValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? realText(value) : value > 0 ? '9e999' : '-9e999';
  if (typeof value === 'string') {
    if (value.length <= shownCharacters) return quoted(value);
    const head = value.slice(0, shownCharacters);
    const shown = head.isWellFormed() ? head : head.slice(0, -1);
    return cut(quoted(shown), `the first ${shown.length} of ${value.length.toLocaleString('en')} characters`);
  }
  const bytes = value instanceof Uint8Array ? value : value.text;
  const hex = `x'${Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, shownBytes)).toString('hex')}'`;
  const literal = value instanceof Uint8Array ? hex : `CAST(${hex} AS TEXT)`;
  if (bytes.length <= shownBytes) return literal;
  return cut(literal, `the first ${shownBytes} of ${bytes.length.toLocaleString('en')} bytes`);
}

/** What can't be told yet, for reading only; nothing in `text` can end the comment early. */
export function unknownValue(text: string): string {
  return `${gap} ${comment(text)}`;
}

function cut(literal: string, text: string): string {
  return `${literal} ${gap} ${comment(text)}`;
}

function comment(text: string): string {
  return `/* ${text.replaceAll('*/', '* /')} */`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
