import type { Field } from '../../../shared/domain/catalog.ts';
import { type Cell, cellText } from '../../../shared/domain/cell.ts';
import { cellOf, type ModelRow } from './model-row.ts';

/** Narrowest and widest a column of each type begins with, in CSS px; a person may go further. */
const ranges: Readonly<Record<Field['type'], readonly [number, number]>> = {
  text: [90, 260],
  integer: [72, 180],
  real: [80, 190],
  decimal: [80, 190],
  boolean: [64, 110],
  date: [106, 120],
  time: [90, 130],
  datetime: [150, 260],
  json: [160, 280],
  bytes: [130, 220],
  any: [90, 240],
};

const numbers: ReadonlySet<Field['type']> = new Set(['integer', 'real', 'decimal']);
/** Share of the first rows whose values fit. */
const shares: Partial<Record<Field['type'], number>> = { text: 0.9, json: 0.9, any: 0.9, decimal: 0.95 };

/** Up to this width a column simply fits all it shows. */
const cheapWidth = 130;

const sampleRows = 60;
const padding = 22;

/** How the columns of a model look, judged by its first rows. */
export interface ColumnLook {
  /** By field, in CSS px: narrow columns for short values, none wider than it is worth. */
  readonly widths: Readonly<Record<string, number>>;
  /** Fields without a type of their own whose values are numbers. */
  readonly numeric: ReadonlySet<string>;
}

export function lookOf(fields: readonly Field[], rows: readonly ModelRow[]): ColumnLook {
  const sample = rows.slice(0, sampleRows);
  return {
    widths: Object.fromEntries(fields.map((field) => [field.name, startingWidth(field, sample)])),
    numeric: new Set(
      fields.filter((field) => field.type === 'any' && holdsNumbers(field, sample)).map(({ name }) => name),
    ),
  };
}

function holdsNumbers(field: Field, rows: readonly ModelRow[]): boolean {
  const cells = rows.map((row) => cellOf(row, field.name) ?? null).filter((cell) => cell !== null);
  return (
    cells.length > 0 &&
    cells.every((cell) => typeof cell === 'bigint' || (typeof cell === 'object' && cell.kind === 'real'))
  );
}

function startingWidth(field: Field, rows: readonly ModelRow[]): number {
  const heading = textWidth(field.name) + padding + (field.inKey ? 17 : 0) + 12;
  if (field.file !== null) return Math.max(heading, 62);
  const [least, most] = field.reference === null ? ranges[field.type] : ([150, 230] as const);
  // Keys grow: the first rows hold the shortest ones.
  const roomForKey = field.inKey && field.type === 'integer' ? 92 : 0;
  const contents = rows.map((row) => cellWidth(field, cellOf(row, field.name) ?? null)).sort((a, b) => a - b);
  // A few long values are no reason for a wide column; numbers should be seen whole, all but the odd one.
  const share = shares[field.type] ?? 1;
  const widest = contents.at(-1) ?? 0;
  const usual = contents[Math.min(contents.length - 1, Math.floor(contents.length * share))] ?? 0;
  const wanted = widest <= cheapWidth ? widest : usual;
  // Where some fractions are long, the next one may be longer: up to 17 digits.
  const roomForNext =
    field.type === 'real' && wanted > 110 ? most : wanted + padding + (numbers.has(field.type) ? 8 : 0);
  return Math.round(Math.max(heading, roomForKey, Math.min(most, Math.max(least, roomForNext))));
}

function cellWidth(field: Field, cell: Cell): number {
  if (cell === null) return 36;
  const isMono = field.type === 'json' || field.type === 'bytes';
  return isMono ? cellText(cell).length * 7.5 + (field.type === 'bytes' ? 60 : 0) : textWidth(cellText(cell));
}

/** Near enough for a first guess: digits and capitals are wider than small letters, ideographs twice as wide. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0x2e7f) width += 13.5;
    // Signs between tabular figures are as wide as those.
    else if ((code >= 0x30 && code <= 0x39) || character === '-' || character === ':') width += 8.1;
    else if (code >= 0x41 && code <= 0x5a) width += 8.9;
    else width += 6.9;
  }
  return width;
}
