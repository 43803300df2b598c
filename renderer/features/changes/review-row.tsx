import type { ReactNode } from 'react';
import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import type { StagedEntry, StagedTable } from '../../../shared/domain/staged-edits.ts';
import type { StagedAction } from '../../../shared/domain/staged-edits-actions.ts';
import { problemOfField, problemOfRow, problemsOf } from '../../../shared/domain/staged-edits-problems.ts';
import { Badge, Button, IconButton, notify } from '../../ui/index.ts';
import { ProblemLine } from './problem-text.tsx';
import classes from './review-dialog.module.css';
import { RowName, ShowRowLink } from './row-name.tsx';
import { newRowText, ShownBase, ShownCell, ShownNewValue } from './shown-value.tsx';
import { useStaged, useStagedWork } from './staged-context.ts';

const badges = {
  insert: { tone: 'new', text: 'New' },
  update: { tone: 'edited', text: 'Edited' },
  delete: { tone: 'deleted', text: 'Deleted' },
} as const;

export interface ReviewRowProps {
  table: StagedTable;
  entry: StagedEntry;
  /** A link out of the dialog was followed. */
  onLeave: () => void;
}

/** What is written for one row, and what stands in its way. */
export function ReviewRow({ table, entry, onLeave }: ReviewRowProps) {
  const { store } = useStagedWork();
  const found = useStaged((state) => state.problems);
  const problems = problemsOf(found, entry);
  const rowProblem = problemOfRow(problems, entry.kind);
  const { storage, model } = table;
  const badge = badges[entry.kind];

  function stage(...actions: StagedAction[]): void {
    const refusal = store.stage(storage, model, actions);
    if (refusal !== null) notify({ kind: 'warning', message: refusal });
  }

  function revert(): void {
    if (entry.kind === 'insert') stage({ kind: 'removeNew', id: entry.change });
    else if (entry.kind === 'delete') stage({ kind: 'unremove', key: entry.key });
    else stage({ kind: 'revert', key: entry.key });
  }

  return (
    <div className={classes.row} data-kind={entry.kind}>
      <div className={classes.rowHead}>
        <Badge tone={badge.tone}>{badge.text}</Badge>
        <span className={classes.name}>
          {entry.kind === 'insert' ? (
            newRowText(entry.change)
          ) : (
            <RowName key={encodeRowKey(entry.key)} storage={storage} model={model} rowKey={entry.key} />
          )}
        </span>
        <ShowRowLink
          storage={storage}
          model={model}
          row={entry.kind === 'insert' ? entry.change : entry.key}
          onFollow={onLeave}
        />
        <Button kind="quiet" icon="undo" onClick={revert}>
          Revert
        </Button>
      </div>
      {rowProblem && <ProblemLine problem={rowProblem} />}
      <Fields entry={entry} problems={problems} onRevert={stage} />
    </div>
  );
}

interface FieldsProps {
  entry: StagedEntry;
  problems: readonly ChangeProblem[];
  onRevert: (action: StagedAction) => void;
}

function Fields({ entry, problems, onRevert }: FieldsProps) {
  const problemOf = (field: string) => problemOfField(problems, field);
  switch (entry.kind) {
    case 'insert': {
      // A field without a value can be what is wrong.
      const missing = problems.flatMap((problem) =>
        problem.kind === 'invalid' && problem.field !== null && !entry.fields.has(problem.field) ? [problem.field] : [],
      );
      return (
        <dl className={classes.fields}>
          {[...entry.fields.values()].map(({ field, value }) => (
            <FieldLine key={field} name={field} problem={problemOf(field)}>
              <ShownNewValue value={value} />
            </FieldLine>
          ))}
          {missing.map((field) => (
            <FieldLine key={field} name={field} problem={problemOf(field)}>
              <ShownNewValue value={{ kind: 'default' }} />
            </FieldLine>
          ))}
          {entry.fields.size === 0 && missing.length === 0 && (
            <p className={classes.none}>Every field gets its default</p>
          )}
        </dl>
      );
    }
    case 'update':
      return (
        <dl className={classes.fields}>
          {[...entry.fields.values()].map(({ field, base, value, accepts }) => (
            <FieldLine
              key={field}
              name={field}
              problem={problemOf(field)}
              action={
                <IconButton
                  label={`Revert ${field}`}
                  icon="undo"
                  iconSize={14}
                  onClick={() => onRevert({ kind: 'revert', key: entry.key, field })}
                />
              }
            >
              <ShownBase base={base} />
              <span className={classes.arrow} aria-hidden>
                →
              </span>
              <span className={classes.unseen}>becomes</span>
              <ShownNewValue value={value} />
              {accepts !== undefined && (
                <span className={classes.accepted}>
                  stored as <ShownCell cell={accepts} />
                </span>
              )}
            </FieldLine>
          ))}
        </dl>
      );
    case 'delete':
      return (
        <dl className={classes.fields}>
          {entry.base.slice(0, shownOfDeleted).map(({ field, base }) => (
            <FieldLine key={field} name={field} problem={null}>
              <ShownBase base={base} />
            </FieldLine>
          ))}
        </dl>
      );
  }
}

/** Enough to recognise a row that goes; the rest of it is in its model. */
const shownOfDeleted = 4;

function FieldLine(props: { name: string; problem: ChangeProblem | null; action?: ReactNode; children: ReactNode }) {
  const { name, problem, action, children } = props;
  return (
    <>
      <dt className={classes.fieldName}>{name}</dt>
      <dd className={classes.fieldValue}>
        <span className={classes.change}>
          <span className={classes.values}>{children}</span>
          {action}
        </span>
        {problem && <ProblemLine problem={problem} field={name} />}
      </dd>
    </>
  );
}
