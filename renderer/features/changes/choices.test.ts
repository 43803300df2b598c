import { describe, expect, it } from 'vitest';
import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import { chooseAll, questionsOf, settlementsOf } from './choices.ts';

const subject = { change: 'edit-1', row: 'update', model: 'customers', key: [1n] } as const;
const field = (name: string, guard: string) => ({ field: name, base: 'a', theirs: 'b', mine: 'c', guard });
const changed: ChangeProblem = { kind: 'changed', ...subject, fields: [field('city', 'g1'), field('name', 'g2')] };

describe('questionsOf', () => {
  it('asks for each field of a row that somebody else has changed', () => {
    const questions = questionsOf(changed, 'save');
    const choices = chooseAll(new Map([[questions[0]?.id ?? '', 'theirs']]), questions.slice(1), 'mine');
    expect(settlementsOf(questions, choices)).toEqual([
      { change: 'edit-1', field: 'city', take: 'theirs' },
      { change: 'edit-1', field: 'name', take: 'mine', guard: 'g2' },
    ]);
  });

  it('asks again when the stored value is another one by now', () => {
    const again = { ...changed, fields: [field('city', 'g9')] };
    const choices = chooseAll(new Map(), questionsOf(changed, 'save'), 'mine');
    expect(settlementsOf(questionsOf(again, 'save'), choices)).toEqual([]);
  });

  it('asks once for a row to be deleted, and keeping it names every field that changed', () => {
    const questions = questionsOf({ ...changed, row: 'delete' }, 'save');
    expect(questions).toHaveLength(1);
    expect(questions[0]?.mine).toEqual([
      { change: 'edit-1', field: 'city', take: 'mine', guard: 'g1' },
      { change: 'edit-1', field: 'name', take: 'mine', guard: 'g2' },
    ]);
    expect(questions[0]?.theirs).toEqual([{ change: 'edit-1', field: null, take: 'theirs' }]);
  });

  it('offers no way to keep an edit of a row that is gone', () => {
    const questions = questionsOf({ kind: 'gone', ...subject }, 'save');
    expect(questions[0]?.mine).toBeNull();
    expect(settlementsOf(questions, chooseAll(new Map(), questions, 'mine'))).toEqual([]);
  });

  it('accepts the form the store gives to a value', () => {
    const adjusted: ChangeProblem = { kind: 'adjusted', ...subject, field: 'n', mine: '1.0', stored: 1n };
    expect(questionsOf(adjusted, 'save')[0]?.mine).toEqual([
      { change: 'edit-1', field: 'n', take: 'mine', accepts: 1n },
    ]);
  });

  it('leaves what can’t be taken back as it is, but asks nothing of staged edits that are not right', () => {
    const invalid: ChangeProblem = { kind: 'invalid', ...subject, field: null, code: 'unique', message: 'It is there' };
    expect(questionsOf(invalid, 'save')).toEqual([]);
    expect(questionsOf(invalid, 'undo')[0]?.theirs).toEqual([{ change: 'edit-1', field: null, take: 'theirs' }]);
  });
});
