import type { PgColumn } from '../table.ts';

/** Longer texts and bytes are shown by their beginning. */
const shownCharacters = 200;
const shownBytes = 64;

/**
 * Stands where a value is not complete: a bracket is a syntax error wherever a value ends or begins, so that nobody runs a
 * statement whose value was cut.
 */
export const gap = '[…]';

/** A value as SQL that gives exactly it, whatever the session's settings; a long one is cut, says so, and can't be run. */
export function shortLiteral({ kind }: Pick<PgColumn, 'kind'>, value: string | null): string {
  if (value === null) return 'NULL';
  if (kind === 'bytes' && /^\\x(?:[0-9a-f]{2})*$/.test(value)) {
    const sizeBytes = (value.length - 2) / 2;
    const literal = `E'\\\\x${value.slice(2, 2 + 2 * shownBytes)}'`;
    if (sizeBytes <= shownBytes) return literal;
    return cut(literal, `the first ${shownBytes} of ${sizeBytes.toLocaleString('en')} bytes`);
  }
  if ((kind === 'integer' || kind === 'decimal') && /^\d{1,100}(?:\.\d{1,100})?$/.test(value)) return value;
  if (kind === 'boolean' && /^(?:t|f|true|false)$/.test(value)) return value.startsWith('t') ? 'true' : 'false';
  if (value.length <= shownCharacters) return quoted(value);
  const head = value.slice(0, shownCharacters);
  const shown = head.isWellFormed() ? head : head.slice(0, -1);
  return cut(quoted(shown), `the first ${shown.length} of ${value.length.toLocaleString('en')} characters`);
}

/** What can't be told yet, for reading only; nothing in `text` can end the comment early or begin another one. */
export function unknownValue(text: string): string {
  return cut('', text).trimStart();
}

function cut(literal: string, text: string): string {
  return `${literal} ${gap} /* ${text.replaceAll('*/', '* /').replaceAll('/*', '/ *')} */`;
}

/** Backslashes mean themselves only in the form with E, which is the same under every setting. */
function quoted(text: string): string {
  const inner = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${inner.replaceAll('\\', '\\\\')}'` : `'${inner}'`;
}
