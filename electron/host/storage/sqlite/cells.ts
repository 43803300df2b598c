import type { Cell, WholeCell } from '../../../../shared/domain/cell.ts';
import { isWhole } from '../../../../shared/domain/cell.ts';
import { realText } from '../query/real-text.ts';
import type { RawCell } from './protocol.ts';

/** A cell as the contract has it: a real as its exact text. */
export function toCell(raw: RawCell): Cell {
  return typeof raw === 'number' ? { kind: 'real', text: realText(raw) } : raw;
}

/** The flat cells of a window, row by row. */
export function cellRows(flat: readonly RawCell[], width: number, rows: number): Cell[][] {
  return Array.from({ length: rows }, (_, row) => flat.slice(row * width, (row + 1) * width).map(toCell));
}

/** The same for keys, which the worker never cuts. */
export function keyRows(flat: readonly RawCell[], width: number, rows: number): WholeCell[][] {
  return cellRows(flat, width, rows).map((row) =>
    row.map((cell) => {
      if (!isWhole(cell)) throw new Error('A key came back cut');
      return cell;
    }),
  );
}
