import { useState, useSyncExternalStore } from 'react';
import type { GridPlace } from '../../grid/index.ts';
import { formatCount, StatusText } from '../../ui/index.ts';
import type { ModelRow } from './model-row.ts';
import type { PageReport } from './page-report.ts';

export interface PlaceStore {
  readonly get: () => GridPlace<ModelRow> | null;
  readonly set: (place: GridPlace<ModelRow>) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Where the grid's active cell is. A store of its own: an arrow key draws one line of the status bar, not the screen. */
export function usePlaceStore(): PlaceStore {
  const [store] = useState(() => {
    let place: GridPlace<ModelRow> | null = null;
    const listeners = new Set<() => void>();
    return {
      get: () => place,
      set: (next: GridPlace<ModelRow>) => {
        place = next;
        for (const listener of listeners) listener();
      },
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
  });
  return store;
}

/** What is selected, and how long the store took. */
export function SelectionStatus({ places, report }: { places: PlaceStore; report: PageReport }) {
  const text = useSyncExternalStore(places.subscribe, () => selectionText(places.get()));
  return <StatusText tookMs={report.tookMs ?? undefined}>{text}</StatusText>;
}

function selectionText(place: GridPlace<ModelRow> | null): string | null {
  if (place === null || place.selectedRows === 0) return null;
  const { selectedRows, selectedCells } = place;
  const rows = `${formatCount(selectedRows)} ${selectedRows === 1 ? 'row' : 'rows'} selected`;
  return selectedCells > 1 && selectedCells !== selectedRows ? `${rows}, ${formatCount(selectedCells)} cells` : rows;
}
