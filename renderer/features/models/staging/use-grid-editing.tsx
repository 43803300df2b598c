import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { Model } from '../../../../shared/domain/catalog.ts';
import type { CellEditor as GridCellEditor, GridEditing } from '../../../grid/index.ts';
import { CellEditor } from '../editors/cell-editor.tsx';
import type { EditedPlace } from '../editors/edited-place.ts';
import type { ColumnContext } from '../model-columns.tsx';
import { cellOf, type ModelRow } from '../model-row.ts';
import type { RowCommands } from './use-row-commands.tsx';
import type { Staging } from './use-staging.ts';

interface Given {
  readonly storage: string;
  readonly model: Model;
  readonly context: ColumnContext;
  readonly staging: Staging;
  readonly commands: RowCommands;
  readonly place: EditedPlace;
}

/** How the cells of a model are edited in its grid. The same value for as long as the model is. */
export function useGridEditing(given: Given): GridEditing<ModelRow> {
  const latest = useRef(given);
  useLayoutEffect(() => {
    latest.current = given;
  });
  const { storage, model, context, place, staging } = given;
  return useMemo<GridEditing<ModelRow>>(
    () => ({
      refusal: (row, column) => latest.current.staging.refusal(row, column),
      onRefused: (reason) => latest.current.commands.refused(reason),
      onClear: (cells, missing) => latest.current.commands.setCells(cells, 'cleared', missing),
      onDeleteRows: (rows, missing) => latest.current.commands.remove(rows, missing),
      onPaste: (_, target) => latest.current.commands.paste(target),
      render: (editor) => (
        <EditorOf editor={editor} storage={storage} model={model} context={context} staging={staging} place={place} />
      ),
    }),
    [storage, model, context, place, staging],
  );
}

function EditorOf({
  editor,
  storage,
  model,
  context,
  staging,
  place,
}: Omit<Given, 'commands'> & { editor: GridCellEditor<ModelRow> }): ReactNode {
  const { row, column } = editor;
  useEffect(() => {
    place.set(column);
    return () => place.set(null);
  }, [place, column]);
  const field = model.fields.find(({ name }) => name === column);
  if (field === undefined) return null;
  return (
    <CellEditor
      editor={editor}
      editing={{
        storage,
        model,
        field,
        row,
        stored: row.newId === null ? cellOf(row, column) : undefined,
        staged: staging.lookup.value(row, column),
        context,
        stage: (value, base) => staging.stage([{ row, field: column, value, base }]),
      }}
    />
  );
}
