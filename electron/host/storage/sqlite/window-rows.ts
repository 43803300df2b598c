import { type Cell, isWhole, type WholeCell } from '../../../../shared/domain/cell.ts';
import { unpackRows } from './packed-cells.ts';
import type { WindowLayout, WindowResult } from './protocol.ts';

/** The rows of a window and, apart from them, their keys: empty where the model has none. */
export function windowRows(result: WindowResult, layout: WindowLayout): { rows: Cell[][]; keys: WholeCell[][] } {
  const rows = unpackRows(result.cells, layout.cells.length + layout.key.length, result.rowCount);
  const keys = rows.map((row) => row.splice(layout.cells.length).map(wholeKey));
  return { rows, keys };
}

/** The worker never cuts the values of a key. */
function wholeKey(cell: Cell): WholeCell {
  if (!isWhole(cell)) throw new Error('A key came back cut');
  return cell;
}
