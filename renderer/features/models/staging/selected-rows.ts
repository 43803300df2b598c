import type { GridHandle } from '../../../grid/index.ts';
import type { ModelRow } from '../model-row.ts';
import type { RowCommands } from './use-row-commands.tsx';

export interface MeantRows {
  readonly rows: readonly ModelRow[];
  /** Selected ones that are not loaded. */
  readonly missing: number;
}

/** The rows a command is about: those selected by their headers, or the active one. */
export function rowsMeant(grid: GridHandle<ModelRow> | null, active: ModelRow | undefined): MeantRows {
  const chosen = grid?.selectedRows();
  if (chosen?.isByHeader === true) return chosen;
  return { rows: active === undefined ? [] : [active], missing: 0 };
}

/** Sets the selected cells. */
export function setSelected(grid: GridHandle<ModelRow> | null, commands: RowCommands, value: 'null' | 'default'): void {
  const chosen = grid?.selectedCells();
  if (chosen !== undefined) commands.setCells(chosen.cells, value, chosen.missing);
}
