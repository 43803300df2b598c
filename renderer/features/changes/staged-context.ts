import { createContext, useContext, useEffect, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Model } from '../../../shared/domain/catalog.ts';
import { tableId } from '../../../shared/domain/staged-edits.ts';
import { useProject } from '../../host/index.ts';
import { notify } from '../../ui/index.ts';
import type { StagedChecker } from './check-staged.ts';
import type { DraftKeeper } from './draft-keeper.ts';
import type { SaveResult } from './save-staged.ts';
import type { StagedModel } from './staged-model.ts';
import type { StagedState, StagedStore } from './staged-store.ts';
import { createStagedView } from './staged-view.ts';

/** What the window does with its staged edits beside holding them. */
export interface StagedWork {
  readonly store: StagedStore;
  /** `null` when nothing was tried: another save is under way, or an editor holds what can't be staged. */
  save(): Promise<SaveResult | null>;
  cancelSave(): void;
  /** Commits what open editors hold. @returns false when one of them can't, and says why */
  commit(): boolean;
  /** @returns ends it */
  addCommit(commit: () => boolean): () => void;
  /** There once the window is mounted. */
  readonly checker: StagedChecker | null;
  readonly drafts: DraftKeeper | null;
}

export const StagedContext = createContext<StagedWork | null>(null);

export function useStagedWork(): StagedWork {
  const work = useContext(StagedContext);
  if (!work) throw new Error('Staged edits need a StagedProvider');
  return work;
}

/** One part of the state, drawn again when that part changes: `select` gives the same value for the same state. */
export function useStaged<T>(select: (state: StagedState) => T): T {
  const { store } = useStagedWork();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/**
 * Called before a save: an editor that is still open commits what it holds. False keeps the save from beginning; the editor
 * says why.
 */
export function useCommitBeforeSave(commit: () => boolean): void {
  const { addCommit } = useStagedWork();
  const latest = useRef(commit);
  useLayoutEffect(() => {
    latest.current = commit;
  });
  useEffect(() => addCommit(() => latest.current()), [addCommit]);
}

/** The staged edits of a model and what can be done to them. */
export function useStagedModel(storage: string, model: Model): StagedModel {
  const { store } = useStagedWork();
  const project = useProject();
  const { id } = model;
  const view = useMemo(() => createStagedView(storage, id), [storage, id]);
  const { newRows, rows } = useSyncExternalStore(store.subscribe, () => view(store.get()));
  const operations = useMemo<Pick<StagedModel, 'dispatch' | 'newRowId' | 'forgetSaved' | 'onSaved'>>(
    () => ({
      dispatch(actions) {
        const refusal = store.stage(storage, id, actions);
        if (refusal !== null) notify({ kind: 'warning', message: refusal });
        return refusal;
      },
      newRowId: () => store.newRowId(),
      forgetSaved: () => store.forgetSaved(storage, id),
      onSaved: (listener) => store.onSaved(storage, id, listener),
    }),
    [store, storage, id],
  );
  const readOnlyReason = project.readOnlyReason ?? model.readOnlyReason;
  return useMemo(() => ({ readOnlyReason, newRows, rows, ...operations }), [readOnlyReason, newRows, rows, operations]);
}

/** Rises when an undo in this window has changed rows of the model: what was read of them before is old. */
export function useRowsVersion(storage: string, model: string): number {
  return useStaged((state) => state.undone.get(tableId(storage, model)) ?? 0);
}

/** Rises with every save of this storage in this window: what was read before it, and is not on the screen, is old. */
export function useSaveCount(storage: string): number {
  return useStaged((state) => state.saves.get(storage) ?? 0);
}

/** The models that have staged edits, as `[storage, model]`; the same value while they are the same models. */
export function useStagedModels(): readonly (readonly [string, string])[] {
  const names = useStaged((state) => [...state.edits.tables.keys()].join('\n'));
  return useMemo(
    () =>
      names === ''
        ? []
        : names.split('\n').map(
            (
              name, // Made by tableId.
            ) => JSON.parse(name) as [string, string],
          ),
    [names],
  );
}
