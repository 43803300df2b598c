export { Grid } from './grid.tsx';
export type { CellSurroundings, GridColumn, GridSort } from './grid-column.ts';
export type { GridHandle, GridPlace, GridProps } from './grid-props.ts';
export {
  indexedSource,
  type LoadedRows,
  PlaceLost,
  type RowAnchor,
  type RowCount,
  RowGone,
  type RowSource,
} from './row-source.ts';
export { RowWindow, type RowWindowEvent, type RowWindowSnapshot } from './row-window.ts';
export { offsetOf, type ScrollScale, scrollScale, scrollTopOf } from './scroll-scale.ts';
export { wheelDistance } from './wheel.ts';
