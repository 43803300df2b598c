import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { countStaged } from '../../../shared/domain/staged-edits.ts';
import { canRedo, canUndo } from '../../../shared/domain/staged-edits-actions.ts';
import { allProblems } from '../../../shared/domain/staged-edits-problems.ts';
import { toAppError, useApi, useProject } from '../../host/index.ts';
import { Button, Icon, IconButton, notify, shortcutText, useShortcut } from '../../ui/index.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { DraftsBanner } from './drafts-banner.tsx';
import { ConfirmSave } from './production/confirm-save.tsx';
import { type DescribeModel, type Destruction, findDestruction } from './production/destructive.ts';
import { ResolveDialog } from './resolve-staged.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import { SaveFailures } from './save-failures.tsx';
import classes from './staged-bar.module.css';
import { useStaged, useStagedWork } from './staged-context.ts';
import { counted, kindsText, stagedCountText } from './staged-text.ts';
import { focusScreen, useReturnFocus } from './use-return-focus.ts';
import { type SaveEnd, useSave } from './use-save.ts';

type OpenDialog = 'review' | 'resolve' | 'discard' | 'confirm';

/** A save that is quicker than this shows no progress. */
const quietSaveMs = 400;

/** The line at the bottom of the window while anything is staged, with its commands and dialogs. */
export function StagedBar() {
  const { store, cancelSave, commit } = useStagedWork();
  const edits = useStaged((state) => state.edits);
  const isSaving = useStaged((state) => state.isSaving);
  const draftTrouble = useStaged((state) => state.draftTrouble);
  const counts = useMemo(() => countStaged(edits), [edits]);
  const problemCount = useProblemCount();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const save = useSave();
  const isSlow = useIsSlow(isSaving);
  const isAnything = counts.total > 0;

  const onEnd = useCallback((end: SaveEnd | null) => {
    if (end === 'conflicts') setDialog('resolve');
    else if (end === 'invalid') setDialog('review');
    else if (end !== null) {
      setDialog(null);
      // The button that opened the dialog may be gone with the bar.
      focusScreen();
    }
  }, []);
  const saveNow = useCallback(() => void save().then(onEnd), [save, onEnd]);

  // In production everything is reviewed first, and what destroys something asks for the project's name.
  const { environment } = useProject();
  const isProduction = environment === 'production';
  const [destruction, setDestruction] = useState<readonly Destruction[]>([]);
  const describe = useDescribeModel();
  const saveAll = useCallback(() => {
    if (!isProduction) saveNow();
    else if (commit() && countStaged(store.get().edits).total > 0) setDialog('review');
  }, [isProduction, saveNow, commit, store]);
  const saveReviewed = useCallback(async () => {
    try {
      const found = isProduction && commit() ? await findDestruction(store.get().edits.tables, describe) : [];
      setDestruction(found);
      if (found.length > 0) setDialog('confirm');
      else saveNow();
    } catch (error) {
      notify({ kind: 'error', message: `Nothing was saved: ${toAppError(error).message}` });
    }
  }, [isProduction, commit, store, describe, saveNow]);

  // Registered also when nothing is staged: the browser would save the page.
  useShortcut('mod+S', 'Save changes', saveAll);
  useShortcut('mod+shift+S', 'Review changes', review, isAnything);
  useShortcut('mod+Z', 'Undo', () => store.undo(), canUndo(edits));
  useShortcut('mod+shift+Z', 'Redo', () => store.redo(), canRedo(edits));
  useShortcut('mod+Y', 'Redo', () => store.redo(), canRedo(edits));

  /** What is still in an editor belongs to what is reviewed. */
  function review(): void {
    if (commit()) setDialog('review');
  }

  function discard(): void {
    setDialog(null);
    store.discard();
    focusScreen();
    notify({
      kind: 'info',
      message: `Discarded ${stagedCountText(counts.total)}`,
      action: { label: 'Undo', run: () => store.undo() },
    });
  }

  return (
    <>
      <DraftsBanner />
      <SaveFailures onRetry={saveAll} />
      {isAnything && (
        <Bar>
          <span className={classes.counts}>
            <span className={classes.total}>{stagedCountText(counts.total)}:</span> {kindsText(counts)}
          </span>
          {problemCount > 0 && (
            <button type="button" className={classes.problems} onClick={review}>
              <Icon name="warning" size={14} />
              {counted(problemCount, 'problem')}
            </button>
          )}
          {draftTrouble !== null && (
            <span className={classes.trouble} role="status" title={draftTrouble}>
              <Icon name="warning" size={14} />
              {draftTrouble}
            </span>
          )}
          <span className={classes.spacer} />
          {isSlow && (
            <span className={classes.saving} role="status">
              <Icon name="loader" size={14} className={classes.spinner} />
              Saving…
              <Button onClick={cancelSave}>Cancel</Button>
            </span>
          )}
          <IconButton
            label="Undo"
            icon="undo"
            shortcut="mod+Z"
            disabled={!canUndo(edits)}
            onClick={() => store.undo()}
          />
          <IconButton
            label="Redo"
            icon="redo"
            shortcut="mod+shift+Z"
            disabled={!canRedo(edits)}
            onClick={() => store.redo()}
          />
          <Button kind="quiet" disabled={isSaving} onClick={() => setDialog('discard')}>
            Discard changes
          </Button>
          <Button onClick={review}>Review changes</Button>
          <Button kind="primary" disabled={isSaving} onClick={saveAll}>
            Save changes
            <span className={classes.keys} aria-hidden>
              {shortcutText('mod+S')}
            </span>
          </Button>
        </Bar>
      )}
      <DiscardDialog
        isOpen={dialog === 'discard'}
        counts={counts}
        onDiscard={discard}
        onClose={() => setDialog(null)}
      />
      <ReviewDialog isOpen={dialog === 'review'} onSave={() => void saveReviewed()} onClose={() => setDialog(null)} />
      {dialog === 'confirm' && (
        <ConfirmSave
          destruction={destruction}
          onSave={() => {
            setDialog(null);
            saveNow();
          }}
          onClose={() => setDialog('review')}
        />
      )}
      <ResolveDialog isOpen={dialog === 'resolve'} onSave={saveAll} onClose={() => setDialog(null)} />
    </>
  );
}

/** A model as the host describes it, known or asked for. */
function useDescribeModel(): DescribeModel {
  const api = useApi();
  const queryClient = useQueryClient();
  const { id: project } = useProject();
  return useCallback(
    (storage, model) => queryClient.query(api.models.describe.queryOptions({ input: { project, storage, model } })),
    [api, queryClient, project],
  );
}

/** Problems are counted anew when they, or the edits they are about, change. */
function useProblemCount(): number {
  const edits = useStaged((state) => state.edits);
  const problems = useStaged((state) => state.problems);
  return useMemo(() => allProblems(edits, problems).length, [edits, problems]);
}

function useIsSlow(isRunning: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => setIsSlow(true), quietSaveMs);
    return () => {
      clearTimeout(timer);
      setIsSlow(false);
    };
  }, [isRunning]);
  return isSlow;
}

function Bar({ children }: { children: ReactNode }) {
  const element = useReturnFocus<HTMLElement>();
  return (
    <section ref={element} className={classes.bar} aria-label="Staged changes">
      {children}
    </section>
  );
}
