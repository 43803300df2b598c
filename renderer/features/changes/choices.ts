import { isWhole } from '../../../shared/domain/cell.ts';
import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import type { Settlement } from '../../../shared/domain/staged-edits-settle.ts';

export type Take = 'mine' | 'theirs';

/** One thing a person decides before the change can be written. */
export interface Question {
  /** Another conflict of the same field is another question: its name holds what is stored now. */
  readonly id: string;
  readonly change: string;
  /** `null`: the row as a whole. */
  readonly field: string | null;
  /** What each answer means; `null` where there is no such answer. */
  readonly mine: readonly Settlement[] | null;
  readonly theirs: readonly Settlement[];
}

/** `undo`: a saved entry is taken back, and what can't be written may be left as it is. */
export type ConflictPurpose = 'save' | 'undo';

/** The questions a problem asks. `invalid` asks none of staged edits: they are edited until they are right. */
export function questionsOf(problem: ChangeProblem, purpose: ConflictPurpose): readonly Question[] {
  const { change } = problem;
  switch (problem.kind) {
    case 'changed': {
      if (problem.row === 'delete') {
        const mine = problem.fields.map(({ field, guard }): Settlement => ({ change, field, take: 'mine', guard }));
        const id = questionId(change, null, problem.fields.map(({ field, guard }) => `${field}=${guard}`).join());
        return [{ id, change, field: null, mine, theirs: [{ change, field: null, take: 'theirs' }] }];
      }
      return problem.fields.map(({ field, guard }) => ({
        id: questionId(change, field, guard),
        change,
        field,
        mine: [{ change, field, take: 'mine', guard }],
        theirs: [{ change, field, take: 'theirs' }],
      }));
    }
    case 'gone':
      return [
        {
          id: questionId(change, null, 'gone'),
          change,
          field: null,
          mine: null,
          theirs: [{ change, field: null, take: 'theirs' }],
        },
      ];
    case 'adjusted': {
      const { field, stored } = problem;
      return [
        {
          id: questionId(
            change,
            field,
            JSON.stringify(stored, (_, part: unknown) => String(part)),
          ),
          change,
          field,
          mine: isWhole(stored) && purpose === 'save' ? [{ change, field, take: 'mine', accepts: stored }] : null,
          theirs: [{ change, field, take: 'theirs' }],
        },
      ];
    }
    case 'invalid': {
      if (purpose === 'save') return [];
      const { field } = problem;
      return [
        {
          id: questionId(change, field, problem.code),
          change,
          field,
          mine: null,
          theirs: [{ change, field, take: 'theirs' }],
        },
      ];
    }
  }
}

function questionId(change: string, field: string | null, about: string): string {
  return JSON.stringify([change, field, about]);
}

export function settlementsOf(
  questions: readonly Question[],
  choices: ReadonlyMap<string, Take>,
): readonly Settlement[] {
  return questions.flatMap((question) => {
    const take = choices.get(question.id);
    return take === undefined ? [] : ((take === 'mine' ? question.mine : question.theirs) ?? []);
  });
}

/** Answers many questions alike; those that have no such answer stay open. */
export function chooseAll(
  choices: ReadonlyMap<string, Take>,
  questions: readonly Question[],
  take: Take,
): ReadonlyMap<string, Take> {
  const next = new Map(choices);
  for (const { id, mine } of questions) if (take === 'theirs' || mine !== null) next.set(id, take);
  return next;
}

/** Problems by change, in the order in which they came. */
export function byChange(problems: readonly ChangeProblem[]): readonly (readonly ChangeProblem[])[] {
  return [...Map.groupBy(problems, ({ change }) => change).values()];
}
