import { useSyncExternalStore } from 'react';

/** The field that is edited in the grid at this moment: nobody edits it in the form at the same time. */
export interface EditedPlace {
  get(): string | null;
  set(place: string | null): void;
  subscribe(listener: () => void): () => void;
}

export function createEditedPlace(): EditedPlace {
  let place: string | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => place,
    set(next) {
      if (next === place) return;
      place = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Whichever row: the details may still show the one before, for a moment. */
export function useIsEdited(store: EditedPlace, field: string): boolean {
  return useSyncExternalStore(store.subscribe, () => store.get() === field);
}
