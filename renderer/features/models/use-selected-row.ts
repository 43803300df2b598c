import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { decodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import type { GridPlace, RowWindow } from '../../grid/index.ts';
import { useWorkspace, useWorkspaceStore } from '../../host/index.ts';
import type { ModelRow } from './model-row.ts';
import type { ModelView } from './model-search.ts';

/** The address follows a held arrow key at most this often. */
const addressPauseMs = 150;

/** The row shown in the details: named by its key, or, where rows have no names, the row itself. */
export interface ShownRow {
  readonly key: RowKey | null;
  /** What the grid knows of it. */
  readonly known: ModelRow | undefined;
}

export interface SelectedRow {
  /** `null` while details are closed or nothing is selected. */
  readonly row: ShownRow | null;
  /** Takes the grid's active row for the details. */
  readonly follow: (place: GridPlace<ModelRow>) => void;
  readonly open: (row: ModelRow) => void;
  readonly close: () => void;
}

/** The selected row, which stands in the address so that it can be linked to and comes back after a reload. */
export function useSelectedRow(view: ModelView, rows: RowWindow<ModelRow>, isRestored: boolean): SelectedRow {
  const { search, change } = view;
  const store = useWorkspaceStore();
  const isWanted = useWorkspace((workspace) => workspace.detailsOpen);
  const [isNarrow] = useState(() => window.matchMedia('(max-width: 1100px)').matches);
  /** Over a narrow window details cover the grid: there they open when asked for. */
  const [isOpenHere, setIsOpenHere] = useState(!isNarrow);
  const [known, setKnown] = useState<ModelRow | undefined>();

  /** What this screen wrote into the address itself; anything else was asked for from outside. */
  const written = useRef<string | undefined>(undefined);
  const write = useThrottledWrite(change, written);

  const isFirst = useRef(true);
  useEffect(() => {
    const isMount = isFirst.current;
    isFirst.current = false;
    if (search.row === undefined || search.row === written.current) return;
    written.current = search.row;
    if (isMount && isRestored) rows.select(search.row);
    else rows.open(search.row);
  }, [search.row, rows, isRestored]);

  const follow = useCallback(
    (place: GridPlace<ModelRow>) => {
      if (place.row === undefined || place.selectedRows === 0) return;
      setKnown(place.row);
      write({ row: place.row.id ?? undefined, column: place.column });
    },
    [write],
  );
  const open = useCallback(
    (row: ModelRow) => {
      setKnown(row);
      setIsOpenHere(true);
      store.update({ detailsOpen: true });
    },
    [store],
  );
  const close = useCallback(() => {
    setIsOpenHere(false);
    store.update({ detailsOpen: false });
  }, [store]);

  const row = useMemo<ShownRow | null>(() => {
    if (!isWanted || !isOpenHere) return null;
    // A row that is not stored is known only here.
    if (known?.newId != null && known.id === search.row) return { key: null, known };
    const key = search.row === undefined ? null : decodeRowKey(search.row);
    if (key !== null) return { key, known: known?.id === search.row ? known : undefined };
    return known === undefined || known.id !== null ? null : { key: null, known };
  }, [isWanted, isOpenHere, search.row, known]);
  return useMemo(() => ({ row, follow, open, close }), [row, follow, open, close]);
}

type Address = { readonly row: string | undefined; readonly column: string };

/** Writes at once, then at most once in a while, and always the last place. */
function useThrottledWrite(
  change: ModelView['change'],
  written: { current: string | undefined },
): (address: Address) => void {
  const state = useRef<{ timer: number | undefined; waiting: Address | null }>({ timer: undefined, waiting: null });
  useEffect(() => () => window.clearTimeout(state.current.timer), []);
  return useCallback(
    (address: Address) => {
      const { current } = state;
      if (current.timer !== undefined) {
        current.waiting = address;
        return;
      }
      const apply = (next: Address) => {
        written.current = next.row;
        change(next);
        current.timer = window.setTimeout(() => {
          current.timer = undefined;
          const { waiting } = current;
          current.waiting = null;
          if (waiting !== null) apply(waiting);
        }, addressPauseMs);
      };
      apply(address);
    },
    [change, written],
  );
}
