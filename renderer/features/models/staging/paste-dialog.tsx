import { cellText } from '../../../../shared/domain/cell.ts';
import { Button, Dialog, formatCount } from '../../../ui/index.ts';
import type { ModelRow } from '../model-row.ts';
import { newRowName } from './new-row-name.ts';
import type { PastePlan } from './plan-paste.ts';
import classes from './staging.module.css';

/** As many problems are named one by one. */
const namedProblems = 20;

export interface PasteDialogProps {
  readonly plan: PastePlan;
  /** What of the clipboard reaches over the edges. */
  readonly beyond: string | null;
  readonly onPaste: () => void;
  readonly onClose: () => void;
}

/** Asked once for a block of cells: how many take a value, and which can't. */
export function PasteDialog({ plan, beyond, onPaste, onClose }: PasteDialogProps) {
  const { edits, rows, problems, notes } = plan;
  const cells = counted(edits.length, 'cell');
  return (
    <Dialog
      title={`Paste ${cells} into ${counted(rows, 'row')}`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" data-autofocus disabled={edits.length === 0} onClick={onPaste}>
            Paste {cells}
          </Button>
        </>
      }
    >
      <div className={classes.impact}>
        {problems.length > 0 && (
          <>
            <p>
              {problems.length === 1
                ? '1 cell can’t take the text meant for it and would stay as it is:'
                : `${formatCount(problems.length)} cells can’t take the text meant for them and would stay as they are:`}
            </p>
            <ul className={classes.problems}>
              {problems.slice(0, namedProblems).map(({ row, field, text, message }) => (
                <li key={`${row.id} ${field}`}>
                  <b>
                    {field} of {rowName(row)}
                  </b>{' '}
                  {text !== '' && <q>{text.length > 40 ? `${text.slice(0, 39)}…` : text}</q>}: {message}
                </li>
              ))}
            </ul>
            {problems.length > namedProblems && (
              <p className={classes.muted}>and {formatCount(problems.length - namedProblems)} more</p>
            )}
          </>
        )}
        {notes.length > 0 && (
          <ul className={classes.notes}>
            {notes.slice(0, namedProblems).map((note) => (
              <li key={note}>{note}</li>
            ))}
            {notes.length > namedProblems && <li>and {formatCount(notes.length - namedProblems)} more like these</li>}
          </ul>
        )}
        {beyond !== null && <p className={classes.muted}>{beyond}</p>}
        <p className={classes.muted}>One step of Undo takes all of it back.</p>
      </div>
    </Dialog>
  );
}

function rowName({ key, newId }: ModelRow): string {
  if (newId !== null) return newRowName(newId);
  return key === null ? 'a row' : key.map((cell) => cellText(cell)).join(', ');
}

function counted(count: number, thing: string): string {
  return `${formatCount(count)} ${count === 1 ? thing : `${thing}s`}`;
}
