import type { RefObject } from 'react';
import type { GridHandle } from '../../../grid/index.ts';
import { useShortcut } from '../../../ui/index.ts';
import { setDefaultKeys, setNullKeys } from '../editors/editor-tools.tsx';
import type { ModelRow } from '../model-row.ts';
import { setSelected } from './selected-rows.ts';
import type { RowCommands } from './use-row-commands.tsx';
import type { Staging } from './use-staging.ts';

/** The keys of the grid, as `?` lists them. Keys with an action here work on the selected cells. */
export function useEditShortcuts({
  staging,
  commands,
  grid,
}: {
  staging: Staging;
  commands: RowCommands;
  grid: RefObject<GridHandle<ModelRow> | null>;
}): void {
  const canEdit = staging.staged.readOnlyReason === null;
  useShortcut('Enter', canEdit ? 'Edit the cell' : 'Show the row’s details', null);
  useShortcut('F2', 'Edit the cell', null, canEdit);
  useShortcut('shift+F2', 'Open the large editor, while a cell is edited', null, canEdit);
  useShortcut('shift+Enter', 'Insert a line break, while a text is edited', null, canEdit);
  useShortcut('Delete', 'Clear the selected cells, or delete the selected rows', null, canEdit);
  useShortcut(setNullKeys, 'Set NULL', () => setSelected(grid.current, commands, 'null'), canEdit);
  useShortcut(setDefaultKeys, 'Set DEFAULT', () => setSelected(grid.current, commands, 'default'), canEdit);
  useShortcut(' ', 'Show the row’s details', null);
  useShortcut('mod+Enter', 'Go to the referenced row or file', null);
}
