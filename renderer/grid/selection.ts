import type { Rearranged } from './rearranged.ts';

/** The header row stands above row 0, so that columns can be sorted and resized from the keyboard. */
export const headerRow = -1;

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/**
 * A rectangle from `anchor` to `active`. `rows`: whole rows, chosen by their headers. `none`: nothing was chosen yet;
 * `active` is where the keyboard will begin.
 */
export interface Selection {
  readonly kind: 'none' | 'cells' | 'rows';
  readonly active: CellPlace;
  readonly anchor: CellPlace;
}

export interface CellRange {
  readonly fromRow: number;
  /** Inclusive, as is `toColumn`. */
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

export interface GridExtent {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly rowsPerPage: number;
}

export const motions = [
  'up',
  'down',
  'left',
  'right',
  'pageUp',
  'pageDown',
  'firstRow',
  'lastRow',
  'firstColumn',
  'lastColumn',
  'firstCell',
  'lastCell',
] as const;
export type Motion = (typeof motions)[number];

export type SelectionAction =
  | { readonly kind: 'move'; readonly motion: Motion; readonly extend: boolean; readonly extent: GridExtent }
  | { readonly kind: 'select'; readonly cell: CellPlace; readonly extend: boolean; readonly rows: boolean }
  | { readonly kind: 'selectAll'; readonly rowCount: number }
  | { readonly kind: 'collapse' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'limit'; readonly rowCount: number }
  | { readonly kind: 'renumbered'; readonly by: number; readonly from: number; readonly to: number }
  | Rearranged;

export const initialSelection: Selection = noSelection(0);

/** Nothing chosen, the first row is next. */
export function noSelection(column: number): Selection {
  const first = { row: 0, column };
  return { kind: 'none', active: first, anchor: first };
}

export function selectCell(cell: CellPlace): Selection {
  return { kind: 'cells', active: cell, anchor: cell };
}

export function reduceSelection(selection: Selection, action: SelectionAction): Selection {
  switch (action.kind) {
    case 'move': {
      const active = moveCell(selection.active, action.motion, action.extent);
      if (!action.extend || active.row === headerRow || selection.active.row === headerRow) return selectCell(active);
      return { ...selection, kind: selection.kind === 'none' ? 'cells' : selection.kind, active };
    }
    case 'select':
      return {
        kind: action.rows ? 'rows' : 'cells',
        active: action.cell,
        anchor: action.extend && selection.anchor.row !== headerRow ? selection.anchor : action.cell,
      };
    case 'selectAll':
      return {
        kind: 'rows',
        anchor: { row: 0, column: 0 },
        active: { row: Math.max(0, action.rowCount - 1), column: selection.active.column },
      };
    case 'collapse':
      return selectCell(selection.active);
    case 'clear':
      // Whoever sorts from the header stays there.
      return selection.active.row === headerRow ? selection : noSelection(selection.active.column);
    case 'renumbered': {
      const moved = (cell: CellPlace) =>
        cell.row >= action.from && cell.row < action.to ? { ...cell, row: Math.max(0, cell.row + action.by) } : cell;
      return { ...selection, active: moved(selection.active), anchor: moved(selection.anchor) };
    }
    case 'limit': {
      const last = Math.max(0, action.rowCount - 1);
      const { active, anchor } = selection;
      if (active.row <= last && anchor.row <= last) return selection;
      const limited = (cell: CellPlace) => ({ ...cell, row: Math.min(cell.row, last) });
      return { ...selection, active: limited(active), anchor: limited(anchor) };
    }
    case 'rearranged': {
      if (selection.active.row === headerRow || selection.kind === 'none') return selection;
      const active = action.placeOf(selection.active.row);
      const anchor = action.placeOf(selection.anchor.row);
      const place = { ...selection.active, row: active.index };
      // A neighbour takes the place of a row that is gone, but never its selection: that one may be about to be deleted.
      if (active.isGone || anchor.isGone) return selectCell(place);
      if (active.index === selection.active.row && anchor.index === selection.anchor.row) return selection;
      return { ...selection, active: place, anchor: { ...selection.anchor, row: anchor.index } };
    }
  }
}

export function moveCell(cell: CellPlace, motion: Motion, extent: GridExtent): CellPlace {
  const lastRow = Math.max(0, extent.rowCount - 1);
  const lastColumn = Math.max(0, extent.columnCount - 1);
  const inRows = (row: number) => Math.min(Math.max(0, row), lastRow);
  const inColumns = (column: number) => Math.min(Math.max(0, column), lastColumn);
  switch (motion) {
    case 'up':
      return { ...cell, row: Math.max(headerRow, cell.row - 1) };
    case 'down':
      return { ...cell, row: inRows(cell.row + 1) };
    case 'left':
      return { ...cell, column: inColumns(cell.column - 1) };
    case 'right':
      return { ...cell, column: inColumns(cell.column + 1) };
    case 'pageUp':
      return { ...cell, row: inRows(cell.row - extent.rowsPerPage) };
    case 'pageDown':
      return { ...cell, row: inRows(cell.row + extent.rowsPerPage) };
    case 'firstRow':
      return { ...cell, row: 0 };
    case 'lastRow':
      return { ...cell, row: lastRow };
    case 'firstColumn':
      return { ...cell, column: 0 };
    case 'lastColumn':
      return { ...cell, column: lastColumn };
    case 'firstCell':
      return { row: 0, column: 0 };
    case 'lastCell':
      return { row: lastRow, column: lastColumn };
  }
}

/** The selected cells; `null` while nothing is chosen or the header is active. */
export function selectedRange(selection: Selection, columnCount: number): CellRange | null {
  const { active, anchor } = selection;
  if (selection.kind === 'none' || active.row === headerRow || columnCount === 0) return null;
  const isRows = selection.kind === 'rows';
  return {
    fromRow: Math.min(active.row, anchor.row),
    toRow: Math.max(active.row, anchor.row),
    fromColumn: isRows ? 0 : Math.min(active.column, anchor.column),
    toColumn: isRows ? columnCount - 1 : Math.max(active.column, anchor.column),
  };
}

export function cellsIn(range: CellRange): number {
  return (range.toRow - range.fromRow + 1) * (range.toColumn - range.fromColumn + 1);
}
