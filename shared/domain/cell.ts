import { z } from 'zod';

export { previewCharacters } from './preview-characters.ts';

/** A floating-point number as its exact shortest text: `0.1`, `1e400`, `-0.0`, `Infinity`, `NaN`. */
export type RealCell = { readonly kind: 'real'; readonly text: string };

/** Bytes, complete, as lower-case hex. Text that is not valid UTF-8, or holds NUL, travels this way too. */
export type BytesCell = { readonly kind: 'bytes'; readonly hex: string };

/**
 * A value too big for the page. It can be looked at, never edited, copied or exported, until it is loaded.
 * `preview` is text for `of: 'text'` and hex for `of: 'bytes'`; empty when the store could not give one cheaply.
 */
export type CutCell = {
  readonly kind: 'cut';
  readonly of: 'text' | 'bytes';
  readonly preview: string;
  readonly sizeBytes: number;
};

/**
 * One exact value on the wire: NULL, text, integer, boolean, or one of the tagged forms.
 * A decimal, a date or a JSON document is the text its store holds.
 */
export type Cell = null | string | bigint | boolean | RealCell | BytesCell | CutCell;

/** A cell that holds its whole value. Keys and cursors are made of these only. */
export type WholeCell = Exclude<Cell, CutCell>;

const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/);

export const wholeCellSchema: z.ZodType<WholeCell> = z.union([
  z.null(),
  z.string(),
  z.bigint(),
  z.boolean(),
  z.strictObject({ kind: z.literal('real'), text: z.string() }),
  z.strictObject({ kind: z.literal('bytes'), hex }),
]);

function isCell(value: unknown): value is Cell {
  if (value === null) return true;
  if (typeof value !== 'object')
    return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean';
  const kind = (value as { kind?: unknown }).kind;
  return kind === 'real' || kind === 'bytes' || kind === 'cut';
}

/**
 * Outgoing cells are made by our own connectors; the shallow check keeps a page of thousands of cells cheap.
 * Incoming cells use {@link wholeCellSchema}, which checks everything.
 */
export const cellSchema: z.ZodType<Cell> = z.custom<Cell>(isCell, 'not a cell');

export function isWhole(cell: Cell): cell is WholeCell {
  return cell === null || typeof cell !== 'object' || cell.kind !== 'cut';
}

/** The stored text of a cell, digit for digit; NULL gives the empty text, a cut value its preview. */
export function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'object') {
    switch (cell.kind) {
      case 'real':
        return cell.text;
      case 'bytes':
        return cell.hex;
      case 'cut':
        return cell.preview;
    }
  }
  return String(cell);
}

/** Identity of two whole values: same kind and same content. `1` and `1.0` differ, `0.0` and `-0.0` differ. */
export function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (a.kind === 'real' && b.kind === 'real') return a.text === b.text;
  if (a.kind === 'bytes' && b.kind === 'bytes') return a.hex === b.hex;
  return false;
}
