export { Grid } from './grid.tsx';
export type { CellSurroundings, GridColumn, GridSort } from './grid-column.ts';
export type {
  CellEditor,
  CellState,
  EditorMove,
  GridCellPlace,
  GridEditing,
  GridPasteTarget,
  RowState,
} from './grid-editing.ts';
export type { GridHandle, GridPlace, GridProps, SelectedRows } from './grid-props.ts';
export {
  indexedSource,
  type LoadedRows,
  PlaceLost,
  type RowAnchor,
  type RowCount,
  RowGone,
  type RowSource,
} from './row-source.ts';
export { RowWindow } from './row-window.ts';
export { offsetOf, type ScrollScale, scrollScale, scrollTopOf } from './scroll-scale.ts';
export { wheelDistance } from './wheel.ts';
export type { RowWindowEvent } from './window-events.ts';
export type { RowWindowSnapshot } from './window-snapshot.ts';
