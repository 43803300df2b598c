import type { RefObject } from 'react';
import type { Model } from '../../../shared/domain/catalog.ts';
import type { GridHandle, GridProps } from '../../grid/index.ts';
import { useContextMenu } from '../../ui/index.ts';
import { cellMenu, headerMenu } from './grid-menus.ts';
import type { ColumnContext } from './model-columns.tsx';
import type { ModelRow } from './model-row.ts';
import { editMenu } from './staging/edit-menu.ts';
import type { MeantRows } from './staging/selected-rows.ts';
import type { RowCommands } from './staging/use-row-commands.tsx';
import type { Staging } from './staging/use-staging.ts';
import type { ViewQuery } from './use-view-query.ts';

/** The menus of cells and headers. */
export function useGridMenu(given: {
  readonly model: Model;
  readonly view: ViewQuery;
  readonly context: ColumnContext;
  readonly staging: Staging;
  readonly commands: RowCommands;
  readonly grid: RefObject<GridHandle<ModelRow> | null>;
  readonly meantRows: () => MeantRows;
  /** Opens the panel for a new condition on this field. */
  readonly filterBy: (field: string) => void;
  /** Shows the details of a row. */
  readonly open: (row: ModelRow) => void;
}): NonNullable<GridProps<ModelRow>['onMenu']> {
  const openMenu = useContextMenu();
  const { model, view, context, staging, commands, grid, meantRows, filterBy, open } = given;
  return (event, at) => {
    if ('header' in at) {
      const { sort, setSort, hide, hidden, fields } = view;
      openMenu(event, headerMenu({ field: at.header, sort, setSort, filterBy, hide, hidden, fields }));
      return;
    }
    const { row, column } = at;
    const meant = meantRows();
    const isMeant = meant.rows.some(({ id }) => id !== null && id === row.id);
    const { rows, missing } = isMeant ? meant : { rows: [row], missing: 0 };
    const edit = () => {
      if (row.id !== null) grid.current?.edit(row.id, column);
    };
    const editing = editMenu({ row, column, model, staging, commands, rows, missing, edit });
    const { conditions, setConditions } = view;
    const copy = () => grid.current?.copy();
    openMenu(event, cellMenu({ row, column, model, context, conditions, setConditions, copy, open, editing }));
  };
}
