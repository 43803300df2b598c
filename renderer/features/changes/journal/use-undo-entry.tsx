import { type ReactNode, useState } from 'react';
import type { ChangeEntry, Resolution } from '../../../../shared/contract/changes.ts';
import type { ChangeProblem } from '../../../../shared/domain/change-set.ts';
import type { Settlement } from '../../../../shared/domain/staged-edits-settle.ts';
import { toAppError, useClient, useProject } from '../../../host/index.ts';
import { Button, ConfirmNameDialog, Dialog, notify } from '../../../ui/index.ts';
import { ConflictsDialog } from '../resolve-dialog.tsx';
import { useStagedWork } from '../staged-context.ts';
import { useInvalidateSaved } from '../staged-provider.tsx';
import { counted } from '../staged-text.ts';
import { deletedByUndo, undoCounts, undoDestroys } from './entry-text.ts';

type Step =
  /** `resolutions`: what was settled already, when it asks in the middle of it. */
  | { readonly kind: 'confirm'; readonly entry: ChangeEntry; readonly resolutions: readonly Resolution[] }
  | {
      readonly kind: 'conflicts';
      readonly entry: ChangeEntry;
      readonly problems: readonly ChangeProblem[];
      /** What was settled in the rounds before. */
      readonly resolutions: readonly Resolution[];
    };

export interface UndoEntry {
  start(entry: ChangeEntry): void;
  /** Id of the entry that is being taken back. */
  readonly running: string | null;
  /** To be drawn by whoever uses it. */
  readonly dialogs: ReactNode;
}

/** Takes saved entries back: asks where rows are deleted by that, settles conflicts, tells how it went. */
export function useUndoEntry(): UndoEntry {
  const client = useClient();
  const { id: project, environment } = useProject();
  const isProduction = environment === 'production';
  const { store } = useStagedWork();
  const invalidate = useInvalidateSaved();
  const [step, setStep] = useState<Step | null>(null);
  const [running, setRunning] = useState<string | null>(null);

  async function undo(entry: ChangeEntry, resolutions: readonly Resolution[]): Promise<void> {
    setRunning(entry.id);
    try {
      const result = await client.changes.undo({ project, entry: entry.id, resolutions: [...resolutions] });
      if (result.kind === 'refused') {
        setStep({ kind: 'conflicts', entry, problems: result.problems, resolutions });
        return;
      }
      setStep(null);
      store.noteUndone(
        entry.storage,
        entry.models.map(({ model }) => model),
      );
      const rows = result.rows.length;
      notify(
        rows === 0
          ? { kind: 'info', message: 'Nothing was left to undo' }
          : { kind: 'success', message: `Undone: ${counted(rows, 'row')}` },
      );
    } catch (error) {
      notify({ kind: 'error', message: `The change was not undone: ${toAppError(error).message}` });
    } finally {
      setRunning(null);
      invalidate();
    }
  }

  const close = () => setStep(null);
  return {
    running,
    start(entry) {
      const isDestructive = deletedByUndo(entry) > 0 || (isProduction && undoDestroys(entry));
      if (isDestructive) setStep({ kind: 'confirm', entry, resolutions: [] });
      else void undo(entry, []);
    },
    dialogs: (
      <>
        {step?.kind === 'confirm' && (
          <ConfirmUndo
            entry={step.entry}
            onClose={close}
            onUndo={() => {
              close();
              void undo(step.entry, step.resolutions);
            }}
          />
        )}
        {step?.kind === 'conflicts' && (
          <ConflictsDialog
            isOpen
            purpose="undo"
            problems={step.problems}
            storageOf={() => step.entry.storage}
            isBusy={running !== null}
            action="Undo"
            onClose={close}
            onSettled={(settlements) => {
              const resolutions = merged(step.resolutions, settlements);
              const isConfirmed = undoDestroys(step.entry);
              const overwrites = settlements.some(({ take }) => take === 'mine');
              if (isProduction && !isConfirmed && overwrites)
                setStep({ kind: 'confirm', entry: step.entry, resolutions });
              else void undo(step.entry, resolutions);
            }}
          />
        )}
      </>
    ),
  };
}

/** A later answer about the same field takes the place of an earlier one. */
function merged(known: readonly Resolution[], settlements: readonly Settlement[]): readonly Resolution[] {
  const all = new Map(known.map((one) => [JSON.stringify([one.change, one.field]), one]));
  for (const { change, field, take, guard } of settlements) {
    all.set(JSON.stringify([change, field]), { change, field, take, ...(guard === undefined ? {} : { guard }) });
  }
  return [...all.values()];
}

function ConfirmUndo({ entry, onUndo, onClose }: { entry: ChangeEntry; onUndo: () => void; onClose: () => void }) {
  const { name, environment } = useProject();
  const deleted = deletedByUndo(entry);
  if (environment === 'production') {
    const { overwrites, bringsBack, follows } = undoCounts(entry);
    return (
      <ConfirmNameDialog title="Undo in production" name={name} action="Undo" onConfirm={onUndo} onClose={onClose}>
        <p>{name} is used in production. Undoing this change will:</p>
        <ul>
          {deleted > 0 && <li>Delete {counted(deleted, 'row')} that it added</li>}
          {overwrites > 0 && <li>Overwrite values of {counted(overwrites, 'row')}</li>}
          {bringsBack > 0 && <li>Bring back {counted(bringsBack, 'deleted row')}</li>}
          {follows > 0 && <li>Put back {counted(follows, 'row')} that followed</li>}
          {!undoDestroys(entry) && <li>Overwrite what others have written meanwhile</li>}
        </ul>
      </ConfirmNameDialog>
    );
  }
  return (
    <Dialog
      title="Undo change"
      isOpen
      onClose={onClose}
      width={420}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button kind="danger" onClick={onUndo}>
            Undo
          </Button>
        </>
      }
    >
      <p>
        {counted(deleted, 'row')} that this change added will be deleted. Undoing is a change of its own, which can be
        undone too.
      </p>
    </Dialog>
  );
}
