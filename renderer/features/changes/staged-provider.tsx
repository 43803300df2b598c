import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { countStaged } from '../../../shared/domain/staged-edits.ts';
import { desktopBridge, useApi, useClient, useProject } from '../../host/index.ts';
import { notify } from '../../ui/index.ts';
import { type StagedChecker, watchStaged } from './check-staged.ts';
import { type DraftKeeper, draftCalls, keepDrafts, type Restored } from './draft-keeper.ts';
import { journalReader, saveStaged } from './save-staged.ts';
import { StagedContext, type StagedWork } from './staged-context.ts';
import { createStagedStore, type StagedStore } from './staged-store.ts';
import { restoredText } from './staged-text.ts';

/** Holds the staged edits of the project around everything that shows or makes them, and keeps them on disk. */
export function StagedProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const { id: project } = useProject();
  const invalidate = useInvalidateSaved();
  const [store] = useState(createStagedStore);
  const [started, setStarted] = useState<{ checker: StagedChecker; drafts: DraftKeeper } | null>(null);
  const saving = useRef<AbortController | null>(null);
  const commits = useRef(new Set<() => boolean>());
  useCloseGuard(store);

  useEffect(() => {
    const checker = watchStaged(store, (storage, changes, signal) =>
      client.changes.describe({ project, storage, changes }, { signal }),
    );
    const drafts = keepDrafts({
      calls: draftCalls(client, project),
      journal: journalReader(client, project),
      project,
      store,
      storage: window.sessionStorage,
      onStart: tellRestored,
    });
    setStarted({ checker, drafts });
    const flush = () => drafts.flush();
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      drafts.flush();
      drafts.stop();
      checker.stop();
    };
  }, [store, client, project]);

  const work = useMemo<StagedWork>(() => {
    const commit = () => [...commits.current].every((one) => one());
    return {
      store,
      commit,
      checker: started?.checker ?? null,
      drafts: started?.drafts ?? null,
      async save() {
        if (saving.current) return null;
        if (!commit()) return null;
        if (countStaged(store.get().edits).total === 0) return null;
        const controller = new AbortController();
        saving.current = controller;
        try {
          return await saveStaged({
            client,
            project,
            store,
            signal: controller.signal,
            noteSaving: async (under) => started?.drafts.noteSaving(under),
          });
        } finally {
          saving.current = null;
          invalidate();
        }
      },
      cancelSave: () => saving.current?.abort(),
      addCommit(one) {
        commits.current.add(one);
        return () => commits.current.delete(one);
      },
    };
  }, [store, started, client, project, invalidate]);
  return <StagedContext value={work}>{children}</StagedContext>;
}

/** A reload brings the edits back without a word, unless there is something to say. */
function tellRestored(restored: Restored): void {
  if (restored.kind !== 'restored' || restored.savedBefore.length === 0) return;
  notify({ kind: 'info', message: restoredText(restored, 0) });
}

/** Closing the window asks while anything is staged: the browser by itself, the desktop's window by its main process. */
function useCloseGuard(store: StagedStore): void {
  useEffect(() => {
    function onBeforeUnload(event: BeforeUnloadEvent): void {
      event.preventDefault();
    }
    let known = 0;
    function tell(): void {
      const { total } = countStaged(store.get().edits);
      if (total === known) return;
      if (desktopBridge) desktopBridge.setUnsaved(total);
      else if (known === 0) window.addEventListener('beforeunload', onBeforeUnload);
      else if (total === 0) window.removeEventListener('beforeunload', onBeforeUnload);
      known = total;
    }
    tell();
    const unsubscribe = store.subscribe(tell);
    return () => {
      unsubscribe();
      window.removeEventListener('beforeunload', onBeforeUnload);
      desktopBridge?.setUnsaved(0);
    };
  }, [store]);
}

/** What was read before the rows changed. Grids are patched by their own screens: their rows keep their places. */
export function useInvalidateSaved(): () => void {
  const queryClient = useQueryClient();
  const api = useApi();
  return useMemo(
    () => () => {
      const keys = [
        api.models.count.key(),
        api.rows.get.key(),
        api.rows.cell.key(),
        api.rows.list.key(),
        api.rows.related.key(),
        api.rows.captions.key(),
        api.files.related.key(),
        api.changes.list.key(),
      ];
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    },
    [queryClient, api],
  );
}
