import { type ReactNode, useState } from 'react';
import type { ChangeEntry, Resolution } from '../../../../shared/contract/changes.ts';
import type { ChangeProblem } from '../../../../shared/domain/change-set.ts';
import type { Settlement } from '../../../../shared/domain/staged-edits-settle.ts';
import { toAppError, useClient, useProject } from '../../../host/index.ts';
import { Button, Dialog, notify } from '../../../ui/index.ts';
import { ConflictsDialog } from '../resolve-dialog.tsx';
import { useStagedWork } from '../staged-context.ts';
import { useInvalidateSaved } from '../staged-provider.tsx';
import { counted } from '../staged-text.ts';
import { deletedByUndo } from './entry-text.ts';

type Step =
  | { readonly kind: 'confirm'; readonly entry: ChangeEntry }
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
  const { id: project } = useProject();
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
      if (deletedByUndo(entry) > 0) setStep({ kind: 'confirm', entry });
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
              void undo(step.entry, []);
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
            onSettled={(settlements) => void undo(step.entry, merged(step.resolutions, settlements))}
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
        {counted(deletedByUndo(entry), 'row')} that this change added will be deleted. Undoing is a change of its own,
        which can be undone too.
      </p>
    </Dialog>
  );
}
