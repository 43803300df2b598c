import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { SavedRow } from '../../../../shared/domain/change-set.ts';
import { encodeRowKey } from '../../../../shared/domain/row-key.ts';
import type { RowWindow } from '../../../grid/index.ts';
import { useApi, useProject } from '../../../host/index.ts';
import type { SavedRowOf, StagedModel } from '../../changes/index.ts';
import { cellOf, type ModelRow } from '../model-row.ts';
import { leadingRow, savedRow } from './new-row.ts';

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
  at: { readonly storage: string; readonly model: string },
  onSaved: StagedModel['onSaved'],
  watched: ReadonlySet<string> | null,
): SavedMarks {
  const [marks, setMarks] = useState<{ saved: ReadonlySet<string>; moved: ReadonlySet<string> }>(noMarks);
  const latest = useRef(watched);
  useEffect(() => {
    latest.current = watched;
  });
  const { storage, model } = at;
  const patchDetails = usePatchDetails();
  useEffect(
    () =>
      onSaved((saved) => {
        patchRows(rows, saved);
        for (const { row } of saved) patchDetails(storage, model, row);
        setMarks((before) => marked(before, saved, latest.current));
      }),
    [rows, onSaved, storage, model, patchDetails],
  );
  return useMemo(() => ({ saved: marks.saved, moved: marks.moved.size, clear: () => setMarks(noMarks) }), [marks]);
}

const noMarks: { saved: ReadonlySet<string>; moved: ReadonlySet<string> } = { saved: new Set(), moved: new Set() };

function marked(
  before: { saved: ReadonlySet<string>; moved: ReadonlySet<string> },
  rows: readonly SavedRowOf[],
  watched: ReadonlySet<string> | null,
): { saved: ReadonlySet<string>; moved: ReadonlySet<string> } {
  const saved = new Set(before.saved);
  const moved = new Set(before.moved);
  for (const { row, previousId } of rows) {
    const wasMoved = moved.delete(previousId);
    saved.delete(previousId);
    if (row.key === null) continue;
    const id = encodeRowKey(row.key);
    saved.add(id);
    const isNew = previousId.startsWith('new-');
    if (wasMoved || isNew || watched === null || row.columns.some((column) => watched.has(column))) {
      // New rows stand before all others, whatever the order is: only a narrowed view may not hold them.
      if (!isNew || watched === null || watched.size > 0) moved.add(id);
    }
  }
  return { saved, moved };
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

/** The same row with what the store holds now. Fields that are not shown stay unread. */
export function patched(known: ModelRow, { columns, cells }: SavedRow, key: NonNullable<SavedRow['key']>): ModelRow {
  const fresh = new Map(columns.map((column, at) => [column, cells[at] ?? null]));
  if (known.newId !== null) return savedRow(key, fresh);
  const next = [...known.places.keys()].map((field) => {
    const cell = fresh.get(field);
    return cell === undefined ? (cellOf(known, field) ?? null) : cell;
  });
  return { ...known, id: encodeRowKey(key), key, cells: next, places: placesOf(known) };
}

/** Rows of a page may read their cells in any order; the patched row has them in the order of its places. */
function placesOf({ places }: ModelRow): ReadonlyMap<string, number> {
  return new Map([...places.keys()].map((field, at) => [field, at]));
}
