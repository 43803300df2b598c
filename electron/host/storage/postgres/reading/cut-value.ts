import { randomBytes } from 'node:crypto';
import { type Cell, previewCharacters } from '../../../../../shared/domain/cell.ts';
import type { PgColumn, PgKind } from '../table.ts';
import { cutText, pageCell, wholeCell } from './decode-cell.ts';

/** Text of so many bytes at least has more characters than a page carries: four bytes each at most. */
const wholeTextBytes = 4 * previewCharacters;
/** A stored document, array or composite value up to this size is written out to be looked at; a bigger one is not touched. */
const writtenBytes = 16_384;
/** One of this size is worth no second look. */
const smallBytes = 256;

/**
 * The exact text of a value, as the server writes it; cast to text, `char(n)` would lose the blanks at its end, and an
 * address would get a mask it is not written with.
 */
export function textOf({ castType }: PgColumn, value: string): string {
  if (castType === 'pg_catalog.inet') return `CASE WHEN ${value} IS NOT NULL THEN concat(${value}) END`;
  return castType === 'pg_catalog.bpchar' ? `concat(${value})` : `(${value})::text`;
}

/**
 * Stands before what is left of a big value, and tells it from a whole one: nobody can know it. A column of its own for the
 * size would be half as wide again as the page.
 */
const mark = randomBytes(16).toString('hex');

/**
 * A value that may be big: the whole value, or {@link mark}, its size in bytes, a colon and its beginning (bytes as hex).
 * `octet_length` of text and bytes, and `pg_column_size` of anything, read no more than the head of the row, `left` and
 * `substring` only the beginning of the value. Whatever else a type is must be written out to be cut, and is measured as it
 * is stored first.
 */
export function cutValue(column: PgColumn, value: string): string {
  const text = textOf(column, value);
  if (column.kind === 'bytes') {
    const bytes = previewCharacters / 2;
    const size = `octet_length(${value})`;
    const head = `encode(substring(${value} FROM 1 FOR ${bytes}), 'hex')`;
    return `CASE WHEN ${size} <= ${bytes} THEN (${value})::text ELSE ${cut(size, head)} END`;
  }
  const head = `left(${text}, ${previewCharacters})`;
  if (column.kind === 'text') {
    const size = `octet_length(${value})`;
    return `CASE WHEN ${size} <= ${wholeTextBytes} THEN ${text} ELSE ${cut(size, head)} END`;
  }
  const stored = `pg_column_size(${value})`;
  const size = `octet_length(${text})`;
  return `CASE WHEN ${stored} <= ${smallBytes} THEN ${text} WHEN ${stored} > ${writtenBytes} THEN ${cut(stored, "''")} WHEN ${size} <= ${wholeTextBytes} THEN ${text} ELSE ${cut(size, head)} END`;
}

/**
 * The same for one value that is asked for by itself: whole up to a number of bytes, and otherwise with its exact size,
 * also where it must be written out for that.
 */
export function limitedValue(column: PgColumn, value: string, limitBytes: number): string {
  const text = textOf(column, value);
  const isBytes = column.kind === 'bytes';
  const size = `octet_length(${isBytes ? value : text})`;
  const head = isBytes
    ? `encode(substring(${value} FROM 1 FOR ${previewCharacters / 2}), 'hex')`
    : `left(${text}, ${previewCharacters})`;
  const whole = Math.max(wholeTextBytes, Math.floor(limitBytes));
  return `CASE WHEN ${size} <= ${whole} THEN ${isBytes ? `(${value})::text` : text} ELSE ${cut(size, head)} END`;
}

/** What {@link limitedValue} gave. */
export function readLimitedValue(kind: PgKind, value: string | null, limitBytes: number): Cell {
  if (value === null || value.startsWith(mark)) return readCutValue(kind, value);
  // Up to the size of a page's cell the limit does not count.
  const sizeBytes = kind === 'bytes' ? value.length / 2 - 1 : Buffer.byteLength(value);
  return sizeBytes <= limitBytes ? wholeCell(kind, value) : pageCell(kind, value);
}

function cut(size: string, head: string): string {
  return `'${mark}' || ${size} || ':' || ${head}`;
}

/** What {@link cutValue} gave, as the cell of a page. */
export function readCutValue(kind: PgKind, value: string | null): Cell {
  if (!value?.startsWith(mark)) return pageCell(kind, value);
  const colon = value.indexOf(':');
  const sizeBytes = Number(value.slice(mark.length, colon));
  const head = value.slice(colon + 1);
  return kind === 'bytes'
    ? { kind: 'cut', of: 'bytes', preview: head, sizeBytes }
    : { kind: 'cut', of: 'text', preview: cutText(head), sizeBytes };
}
