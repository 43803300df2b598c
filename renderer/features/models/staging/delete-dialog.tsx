import { useEffect, useState } from 'react';
import type { Impact } from '../../../../shared/contract/changes.ts';
import type { Model } from '../../../../shared/domain/catalog.ts';
import { toAppError, useClient, useProject } from '../../../host/index.ts';
import { Button, Dialog, formatCount, Icon, notify } from '../../../ui/index.ts';
import { impactText } from '../../changes/index.ts';
import type { ModelRow } from '../model-row.ts';
import classes from './staging.module.css';

/** An answer that comes sooner, and says that nothing refers to the rows, needs no question. */
const patienceMs = 250;

export interface DeleteDialogProps {
  readonly storage: string;
  readonly model: Model;
  readonly rows: readonly ModelRow[];
  /** Marks the rows; resolves when they are. */
  readonly onDelete: (signal: AbortSignal) => Promise<void>;
  readonly onClose: () => void;
}

/** What deleting rows does to others, before they are marked. Where nothing refers to them it is over before it is seen. */
export function DeleteDialog({ storage, model, rows, onDelete, onClose }: DeleteDialogProps) {
  const client = useClient();
  const { id: project } = useProject();
  const [impacts, setImpacts] = useState<readonly Impact[] | { readonly problem: string } | null>(null);
  const [isShown, setIsShown] = useState(false);
  const [isMarking, setIsMarking] = useState(false);
  const [abort] = useState(() => new AbortController());

  async function mark(): Promise<void> {
    setIsMarking(true);
    try {
      await onDelete(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) notify({ kind: 'error', message: toAppError(error).message });
    }
    onClose();
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, about the rows that were chosen.
  useEffect(() => {
    const reading = new AbortController();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      setIsShown(true);
    }, patienceMs);
    const keys = rows.flatMap(({ key }) => (key === null ? [] : [[...key]]));
    client.changes.impact.get({ project, storage, model: model.id, keys }, { signal: reading.signal }).then(
      (found) => {
        if (reading.signal.aborted) return;
        clearTimeout(timer);
        if (found.length === 0 && !isLate) {
          void mark();
          return;
        }
        setImpacts(found);
        setIsShown(true);
      },
      (error: unknown) => {
        if (reading.signal.aborted) return;
        clearTimeout(timer);
        setImpacts({ problem: toAppError(error).message });
        setIsShown(true);
      },
    );
    return () => {
      clearTimeout(timer);
      reading.abort();
    };
  }, []);

  const count = `${formatCount(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`;
  const close = () => {
    abort.abort();
    onClose();
  };
  return (
    <Dialog
      title={`Delete ${count} of ${model.caption}`}
      isOpen={isShown}
      onClose={close}
      footer={
        <>
          <Button data-autofocus onClick={close}>
            Cancel
          </Button>
          <Button kind="danger" icon="trash" disabled={isMarking} onClick={() => void mark()}>
            Delete {count}
          </Button>
        </>
      }
    >
      <div className={classes.impact} aria-live="polite">
        {impacts === null ? (
          <p className={classes.muted}>Looking at what refers to them…</p>
        ) : 'problem' in impacts ? (
          <p className={classes.problem}>What refers to them can’t be read: {impacts.problem}</p>
        ) : impacts.length === 0 ? (
          <p className={classes.muted}>Nothing refers to them.</p>
        ) : (
          <ul className={classes.impacts}>
            {impacts.map((impact) => (
              <li key={`${impact.contributor} ${impact.effect} ${impact.title}`} data-effect={impact.effect}>
                <Icon
                  name={impact.effect === 'blocks' ? 'failed' : impact.effect === 'cascade' ? 'trash' : 'link'}
                  size={14}
                />
                {impactText(impact)}
              </li>
            ))}
          </ul>
        )}
        {model.hasTriggers && <p className={classes.muted}>Triggers of this model run as well.</p>}
        <p className={classes.muted}>Nothing is deleted before the changes are saved.</p>
      </div>
    </Dialog>
  );
}
