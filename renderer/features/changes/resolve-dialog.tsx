import { useMemo, useState } from 'react';
import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import type { Settlement } from '../../../shared/domain/staged-edits-settle.ts';
import { Button, Dialog, EmptyState } from '../../ui/index.ts';
import {
  byChange,
  type ConflictPurpose,
  chooseAll,
  type Question,
  questionsOf,
  settlementsOf,
  type Take,
} from './choices.ts';
import { ConflictCard } from './conflict-card.tsx';
import classes from './resolve-dialog.module.css';
import { counted } from './staged-text.ts';
import { focusScreen } from './use-return-focus.ts';
import { useSaveKey } from './use-save-key.ts';
import { VirtualList } from './virtual-list.tsx';

export interface ConflictsDialogProps {
  isOpen: boolean;
  purpose: ConflictPurpose;
  problems: readonly ChangeProblem[];
  /** The storage a change belongs to. */
  storageOf: (change: string) => string;
  isBusy: boolean;
  /** What to do next: `Save changes`, `Undo`. */
  action: string;
  onSettled: (settlements: readonly Settlement[]) => void;
  onClose: () => void;
}

/** What stands in the way of writing, row by row: base, theirs and mine beside each other, and the choice per field. */
export function ConflictsDialog(props: ConflictsDialogProps) {
  const { isOpen, purpose, problems, storageOf, isBusy, action, onSettled, onClose } = props;
  const [choices, setChoices] = useState<ReadonlyMap<string, Take>>(() => new Map());
  const groups = useMemo(() => byChange(problems), [problems]);
  const questions = useMemo<readonly Question[]>(
    () => problems.flatMap((problem) => questionsOf(problem, purpose)),
    [problems, purpose],
  );
  const open = questions.filter(({ id }) => !choices.has(id)).length;
  const canKeep = questions.some(({ mine }) => mine !== null);

  function leave(): void {
    onClose();
    focusScreen();
  }

  function choose(asked: readonly Question[], take: Take): void {
    setChoices((known) => chooseAll(known, asked, take));
  }

  const isReady = open === 0 && !isBusy && problems.length > 0;
  const settle = () => onSettled(settlementsOf(questions, choices));
  useSaveKey(isReady && purpose === 'save' ? settle : null);

  return (
    <Dialog
      title="Resolve conflicts"
      isOpen={isOpen}
      onClose={onClose}
      width={880}
      footer={
        <>
          <span className={classes.left} aria-live="polite">
            {open > 0 ? `${counted(open, 'decision')} left` : ''}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" disabled={!isReady} onClick={settle}>
            {action}
          </Button>
        </>
      }
    >
      <div className={classes.content}>
        <div className={classes.intro}>
          <p>
            {purpose === 'save'
              ? 'Nothing was written. Decide for each value, then save again.'
              : 'Nothing was taken back. Decide for each value, then undo again.'}
          </p>
          {groups.length > 1 && questions.length > 0 && (
            <span className={classes.all}>
              {canKeep && <Button onClick={() => choose(questions, 'mine')}>Keep mine for all</Button>}
              <Button onClick={() => choose(questions, 'theirs')}>Take theirs for all</Button>
            </span>
          )}
        </div>
        {problems.length === 0 ? (
          <EmptyState title="No conflicts are left" />
        ) : (
          <VirtualList
            label="Conflicts"
            className={classes.list}
            count={groups.length}
            itemKey={(index) => groups[index]?.[0]?.change ?? String(index)}
            estimatePx={(index) => 70 + 34 * (groups[index]?.length ?? 1)}
            render={(index) => {
              const group = groups[index] ?? [];
              const [first] = group;
              return first ? (
                <ConflictCard
                  problems={group}
                  purpose={purpose}
                  storage={storageOf(first.change)}
                  choices={choices}
                  onChoose={choose}
                  onLeave={leave}
                />
              ) : null;
            }}
          />
        )}
      </div>
    </Dialog>
  );
}
