import type { ReactNode } from 'react';
import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import { Badge, Button } from '../../ui/index.ts';
import { type ConflictPurpose, type Question, questionsOf, type Take } from './choices.ts';
import { problemText } from './problem-text.tsx';
import classes from './resolve-dialog.module.css';
import { RowName, ShowRowLink } from './row-name.tsx';
import { newRowText, ShownCell } from './shown-value.tsx';
import { useModelNames } from './use-model-names.ts';

export interface ConflictCardProps {
  /** All of one row. */
  problems: readonly ChangeProblem[];
  purpose: ConflictPurpose;
  storage: string;
  choices: ReadonlyMap<string, Take>;
  onChoose: (questions: readonly Question[], take: Take) => void;
  /** A link out of the dialog was followed. */
  onLeave: () => void;
}

const rowBadges = {
  insert: { tone: 'new', text: 'New' },
  update: { tone: 'edited', text: 'Edited' },
  delete: { tone: 'deleted', text: 'Deleted' },
} as const;

/** One row and everything that stands in its way. */
export function ConflictCard({ problems, purpose, storage, choices, onChoose, onLeave }: ConflictCardProps) {
  const names = useModelNames();
  const [first] = problems;
  if (!first) return null;
  const { model, key, row, change } = first;
  const questions = problems.flatMap((problem) => questionsOf(problem, purpose));
  const rowChoices = { questions, choices, onChoose };
  const badge = rowBadges[row];
  return (
    <div className={classes.card}>
      <div className={classes.head}>
        {purpose === 'save' && <Badge tone={badge.tone}>{badge.text}</Badge>}
        <span className={classes.model}>{names.of(storage, model)}</span>
        <span className={classes.name}>
          {key === null ? newRowText(change) : <RowName storage={storage} model={model} rowKey={key} />}
        </span>
        <ShowRowLink storage={storage} model={model} row={key ?? change} onFollow={onLeave} />
        {questions.length > 1 && <Choice {...rowChoices} label="the row" />}
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Base</th>
            <th scope="col">Theirs</th>
            <th scope="col">Mine</th>
            <th scope="col">
              <span className={classes.unseen}>Decision</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems of one answer never change places.
            <ProblemRows key={at} problem={problem} purpose={purpose} choices={choices} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ProblemRowsProps {
  problem: ChangeProblem;
  purpose: ConflictPurpose;
  choices: ReadonlyMap<string, Take>;
  onChoose: (questions: readonly Question[], take: Take) => void;
}

function ProblemRows({ problem, purpose, choices, onChoose }: ProblemRowsProps) {
  const questions = questionsOf(problem, purpose);
  const choiceOf = (question: Question | undefined, label: string): ReactNode =>
    question && <Choice questions={[question]} choices={choices} onChoose={onChoose} label={label} isAlone />;
  const takenOf = (question: Question | undefined) => (question ? choices.get(question.id) : undefined);
  switch (problem.kind) {
    case 'changed': {
      const isDelete = problem.row === 'delete';
      return problem.fields.map(({ field, base, theirs, mine }, at) => {
        const question = isDelete ? questions[0] : questions[at];
        const taken = takenOf(question);
        return (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>
              <ShownCell cell={base} />
            </td>
            <td data-taken={taken === 'theirs' || undefined}>
              <ShownCell cell={theirs} />
            </td>
            <td data-taken={taken === 'mine' || undefined}>
              {isDelete ? <span className={classes.deleted}>Row deleted</span> : <ShownCell cell={mine} />}
            </td>
            <td className={classes.decision}>
              {isDelete && at > 0 ? null : choiceOf(question, isDelete ? 'the row' : field)}
            </td>
          </tr>
        );
      });
    }
    case 'adjusted':
      return (
        <tr>
          <th scope="row">{problem.field}</th>
          <td className={classes.note} colSpan={2}>
            <span className={classes.reason}>
              Would be stored as <ShownCell cell={problem.stored} />
            </span>
          </td>
          <td>
            <ShownCell cell={problem.mine} />
          </td>
          <td className={classes.decision}>
            {questions[0] && (
              <AdjustedChoice question={questions[0]} choices={choices} onChoose={onChoose} field={problem.field} />
            )}
          </td>
        </tr>
      );
    case 'gone':
    case 'invalid':
      return (
        <tr>
          <th scope="row">{problem.kind === 'invalid' && problem.field !== null ? problem.field : 'Row'}</th>
          <td colSpan={3} className={classes.reason} data-kind={problem.kind}>
            {problemText(problem)}
          </td>
          <td className={classes.decision}>{choiceOf(questions[0], problem.kind === 'gone' ? 'the row' : 'it')}</td>
        </tr>
      );
  }
}

interface ChoiceProps {
  questions: readonly Question[];
  choices: ReadonlyMap<string, Take>;
  onChoose: (questions: readonly Question[], take: Take) => void;
  /** What is decided about. */
  label: string;
  /** The buttons are named without it: the group has the name. */
  isAlone?: boolean | undefined;
}

function Choice({ questions, choices, onChoose, label, isAlone = false }: ChoiceProps) {
  const isTaken = (take: Take) => questions.every(({ id }) => choices.get(id) === take);
  const suffix = isAlone ? '' : ` for ${label}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons of one decision, in a line of a table.
    <span className={classes.choice} role="group" aria-label={label}>
      {questions.some(({ mine }) => mine !== null) && (
        <Button aria-pressed={isTaken('mine')} onClick={() => onChoose(questions, 'mine')}>
          Keep mine{suffix}
        </Button>
      )}
      <Button aria-pressed={isTaken('theirs')} onClick={() => onChoose(questions, 'theirs')}>
        Take theirs{suffix}
      </Button>
    </span>
  );
}

/** Nobody else is involved: the store itself has another form for the value. */
function AdjustedChoice({
  question,
  choices,
  onChoose,
  field,
}: {
  question: Question;
  choices: ReadonlyMap<string, Take>;
  onChoose: (questions: readonly Question[], take: Take) => void;
  field: string;
}) {
  const taken = choices.get(question.id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons of one decision, in a line of a table.
    <span className={classes.choice} role="group" aria-label={field}>
      {question.mine !== null && (
        <Button aria-pressed={taken === 'mine'} onClick={() => onChoose([question], 'mine')}>
          Accept stored form
        </Button>
      )}
      <Button aria-pressed={taken === 'theirs'} onClick={() => onChoose([question], 'theirs')}>
        Revert
      </Button>
    </span>
  );
}
