import { z } from 'zod';
import type { Cell } from './cell.ts';

/**
 * Many cells as one text, because a page has thousands: a serialiser that looks at each value on its own takes ten times
 * as long as the store that read them. The text is JSON: an array in which a number is an integer that JavaScript has
 * exactly, `null`, texts and booleans stand for themselves, and everything else is a small object.
 */
export const packedCellsSchema = z.string().brand<'PackedCells'>();
export type PackedCells = z.infer<typeof packedCellsSchema>;

/** Integers outside of what JSON numbers carry exactly in JavaScript. */
type PackedInteger = { readonly kind: 'integer'; readonly text: string };
export type PackedCell =
  | null
  | string
  | number
  | boolean
  | PackedInteger
  | Exclude<Cell, null | string | bigint | boolean>;

const largest = BigInt(Number.MAX_SAFE_INTEGER);

/** One cell as JSON can carry it exactly. The change journal keeps this form on disk: it is only ever added to. */
export function packCell(cell: Cell): PackedCell {
  if (typeof cell !== 'bigint') return cell;
  return cell <= largest && cell >= -largest ? Number(cell) : { kind: 'integer', text: String(cell) };
}

/** Reverses {@link packCell}. */
export function unpackCell(packed: PackedCell): Cell {
  if (typeof packed === 'number') return BigInt(packed);
  if (packed === null || typeof packed !== 'object') return packed;
  return packed.kind === 'integer' ? BigInt(packed.text) : packed;
}

/** Rows of cells, one after the other; {@link unpackRows} needs to know how many cells a row has. */
export function packRows(rows: readonly (readonly Cell[])[]): PackedCells {
  const packed: PackedCell[] = [];
  for (const row of rows) for (const cell of row) packed.push(packCell(cell));
  return packedCellsSchema.parse(JSON.stringify(packed));
}

/** @param width cells in a row. With a width of 0 there are no rows to tell apart, and none come back. */
export function unpackRows(text: PackedCells, width: number): Cell[][] {
  // Made by packRows: the host's answers are trusted, as every other value of its contract is.
  const packed = JSON.parse(text) as PackedCell[];
  const rows: Cell[][] = [];
  for (let start = 0; width > 0 && start < packed.length; start += width) {
    const row = new Array<Cell>(width);
    for (let column = 0; column < width; column += 1) row[column] = unpackCell(packed[start + column] ?? null);
    rows.push(row);
  }
  return rows;
}
