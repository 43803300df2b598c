import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DraftSummary } from '../../../shared/contract/changes.ts';
import { allProblems } from '../../../shared/domain/staged-edits-problems.ts';
import { toAppError, useProject, useTimeZone } from '../../host/index.ts';
import { Button, Dialog, formatInstant, Icon, IconButton, notify } from '../../ui/index.ts';
import classes from './staged-bar.module.css';
import { useStagedWork } from './staged-context.ts';
import { counted, kindsText, restoredText, stagedCountText } from './staged-text.ts';

function totalOf({ inserted, updated, deleted }: DraftSummary): number {
  return inserted + updated + deleted;
}

/** Offers the staged edits that a window left behind when it ended; one draft at a time, the newest first. */
export function DraftsBanner() {
  const { store, drafts, checker } = useStagedWork();
  const { id: project } = useProject();
  const timeZone = useTimeZone();
  const [isHidden, setIsHidden] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const list = useQuery({
    queryKey: ['drafts', project],
    queryFn: async () => (await drafts?.abandoned()) ?? [],
    enabled: drafts !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [draft] = list.data ?? [];

  const restore = useMutation({
    mutationFn: async (chosen: DraftSummary) => drafts?.restore(chosen.draft),
    networkMode: 'always',
    async onSuccess(restored) {
      if (restored?.kind === 'unreadable') {
        notify({ kind: 'error', message: `The staged edits can’t be restored: ${restored.reason}` });
        return;
      }
      if (restored?.kind !== 'restored') return;
      // What was changed by others in the meantime is told at once, not when it is saved.
      await checker?.settled();
      const { edits, problems } = store.get();
      const found = allProblems(edits, problems).length;
      notify({ kind: found > 0 ? 'warning' : 'success', message: restoredText(restored, found) });
    },
    onError: (error) => notify({ kind: 'error', message: toAppError(error).message }),
    onSettled: () => list.refetch(),
  });
  const discard = useMutation({
    mutationFn: async (chosen: DraftSummary) => drafts?.discard(chosen.draft),
    networkMode: 'always',
    onError: (error) => notify({ kind: 'error', message: toAppError(error).message }),
    onSettled: () => list.refetch(),
  });

  if (!draft || isHidden) return null;
  const more = (list.data?.length ?? 1) - 1;
  const time = formatInstant(draft.savedAt, timeZone).replace(/\.\d+$/, '');
  const isBusy = restore.isPending || discard.isPending;
  return (
    <section className={classes.strip} aria-label="Unsaved edits">
      <Icon name="history" />
      <span className={classes.stripText}>
        A window that ended left {stagedCountText(totalOf(draft))}: {kindsText(draft)}, {time}
        {more > 0 && ` (and ${counted(more, 'more draft')})`}
      </span>
      <Button kind="quiet" disabled={isBusy} onClick={() => setIsAsking(true)}>
        Discard
      </Button>
      <Button disabled={isBusy} onClick={() => restore.mutate(draft)}>
        Restore
      </Button>
      <IconButton label="Not now" icon="close" onClick={() => setIsHidden(true)} />
      <Dialog
        title="Discard draft"
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        width={420}
        footer={
          <>
            <Button data-autofocus onClick={() => setIsAsking(false)}>
              Cancel
            </Button>
            <Button
              kind="danger"
              onClick={() => {
                setIsAsking(false);
                discard.mutate(draft);
              }}
            >
              Discard draft
            </Button>
          </>
        }
      >
        <p>
          {stagedCountText(totalOf(draft))} of {time} will be gone for good: {kindsText(draft)}.
        </p>
      </Dialog>
    </section>
  );
}
