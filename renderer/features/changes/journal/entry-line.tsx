import type { ChangeEntry } from '../../../../shared/contract/changes.ts';
import { useTimeZone } from '../../../host/index.ts';
import { Button, Icon } from '../../../ui/index.ts';
import { useModelNames } from '../use-model-names.ts';
import classes from './changes-screen.module.css';
import { exactTime, shortTime, stateLook, whatText } from './entry-text.ts';

export interface EntryLineProps {
  entry: ChangeEntry;
  /** Its rows are shown beside the list. */
  isShown: boolean;
  isRunning: boolean;
  onShow: () => void;
  onUndo: () => void;
}

/** One save: when, what, how it ended. */
export function EntryLine({ entry, isShown, isRunning, onShow, onUndo }: EntryLineProps) {
  const names = useModelNames();
  const timeZone = useTimeZone();
  const state = stateLook(entry);
  return (
    <div className={classes.entry} data-shown={isShown || undefined} data-state={entry.state}>
      <button type="button" className={classes.main} aria-expanded={isShown} data-entry={entry.id} onClick={onShow}>
        <time className={classes.time} dateTime={entry.time} title={exactTime(entry.time, timeZone)}>
          {shortTime(entry.time, timeZone)}
        </time>
        <Icon name={entry.kind === 'undo' ? 'undo' : 'history'} className={classes.kind} />
        <span className={classes.what}>
          {entry.kind === 'undo' && <span className={classes.prefix}>Undo: </span>}
          {whatText(entry, names.of)}
        </span>
        {entry.undoneBy !== null && <span className={classes.undone}>Undone</span>}
        <span className={classes.state} data-state={entry.state} title={state.note || undefined}>
          <Icon name={state.icon} size={14} />
          {state.text}
        </span>
      </button>
      <Button
        icon="undo"
        disabled={entry.undoBlocked !== null || isRunning}
        title={entry.undoBlocked ?? undefined}
        onClick={onUndo}
      >
        Undo
      </Button>
    </div>
  );
}
