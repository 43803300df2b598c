import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { SavedRow } from '../../../../shared/domain/change-set.ts';
import type { RowWindow } from '../../../grid/index.ts';
import { useApi, useProject } from '../../../host/index.ts';
import type { SavedRowOf, StagedModel } from '../../changes/index.ts';
import type { ModelRow } from '../model-row.ts';
import { leadingRow } from './new-row.ts';
import { marked, noMarks, patched, type RowMarks } from './saved-rows.ts';

/** Shows new rows before the stored ones, in their order. */
export function useLeadingRows(rows: RowWindow<ModelRow>, newRows: StagedModel['newRows']): void {
  const known = useRef(new Map<string, ModelRow>());
  const leading = useMemo(() => {
    const next = new Map(
      newRows.map((row) => {
        const made = leadingRow(row);
        const before = known.current.get(row.id);
        // A saved row goes on as what it became, with what was saved later.
        const isSame = before !== undefined && before.id === made.id && row.saved === null;
        return [row.id, isSame ? before : made] as const;
      }),
    );
    known.current = next;
    return [...next.values()];
  }, [newRows]);
  useLayoutEffect(() => rows.setLeading(leading), [rows, leading]);
}

export interface SavedMarks {
  /** Rows saved since they were read last, by id. */
  readonly saved: ReadonlySet<string>;
  /** Of them: rows of which something changed that the view is sorted or narrowed by. */
  readonly moved: number;
  readonly clear: () => void;
}

/**
 * Puts what was saved into the rows in memory: they keep their places, under their new keys; deleted ones go.
 * @param watched the fields the view is sorted or filtered by; `null` when it is searched, so that any may matter
 */
export function useSavedRows(
  rows: RowWindow<ModelRow>,
  at: {
    readonly storage: string;
    readonly model: string;
    /** Rows of the model refer to rows of the same model. */
    readonly hasOwnChildren: boolean;
  },
  onSaved: StagedModel['onSaved'],
  watched: ReadonlySet<string> | null,
): SavedMarks {
  const [marks, setMarks] = useState<RowMarks>(noMarks);
  const { storage, model, hasOwnChildren } = at;
  const latest = useRef({ watched, hasOwnChildren });
  useEffect(() => {
    latest.current = { watched, hasOwnChildren };
  });
  const patchDetails = usePatchDetails();
  useEffect(
    () =>
      onSaved((saved) => {
        patchRows(rows, saved);
        // With a deleted row others of the same model may have gone, or lost their reference.
        if (latest.current.hasOwnChildren && saved.some(({ row }) => row.key === null)) rows.reload();
        for (const { row } of saved) patchDetails(storage, model, row);
        setMarks((before) => marked(before, saved, latest.current.watched));
      }),
    [rows, onSaved, storage, model, patchDetails],
  );
  return useMemo(() => ({ saved: marks.saved, moved: marks.moved.size, clear: () => setMarks(noMarks) }), [marks]);
}

/** The row in the details shows what was saved at once; it is read again a moment later. */
function usePatchDetails(): (storage: string, model: string, row: SavedRow) => void {
  const api = useApi();
  const queryClient = useQueryClient();
  const { id: project } = useProject();
  return useCallback(
    (storage, model, { key, columns, cells }) => {
      if (key === null) return;
      const queryKey = api.rows.get.queryKey({ input: { project, storage, model, key: [...key] } });
      queryClient.setQueryData(queryKey, (known) =>
        known === undefined
          ? undefined
          : {
              ...known,
              cells: known.columns.map((column, at) => {
                const saved = columns.indexOf(column);
                return (saved === -1 ? known.cells[at] : cells[saved]) ?? null;
              }),
            },
      );
    },
    [api, queryClient, project],
  );
}

function patchRows(rows: RowWindow<ModelRow>, saved: readonly SavedRowOf[]): void {
  rows.patchAll(
    saved.flatMap(({ row, previousId }) => {
      const { key } = row;
      return key === null ? [] : [[previousId, (known: ModelRow) => patched(known, row, key)] as const];
    }),
  );
  const gone = saved.flatMap(({ row, previousId }) => (row.key === null ? [previousId] : []));
  if (gone.length > 0) rows.remove(gone);
}
