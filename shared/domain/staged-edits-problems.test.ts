import { describe, expect, it } from 'vitest';
import type { WholeCell } from './cell.ts';
import type { ChangeProblem, NewValue } from './change-set.ts';
import { nothingStaged, type StagedEdits, tableId, toChangeSets } from './staged-edits.ts';
import { type StagedAction, stageActions, undoStaged } from './staged-edits-actions.ts';
import { allProblems, findProblems, noProblems, problemOfField, problemOfRow } from './staged-edits-problems.ts';
import { settleStaged } from './staged-edits-settle.ts';

const cell = (value: WholeCell): NewValue => ({ kind: 'cell', cell: value });
const base = (value: WholeCell) => ({ kind: 'cell', cell: value }) as const;
const edit = (field: string, to: WholeCell): StagedAction => ({
  kind: 'edit',
  key: [1n],
  field,
  base: base('before'),
  value: cell(to),
});
function stage(edits: StagedEdits, ...actions: StagedAction[]): StagedEdits {
  const result = stageActions(edits, 'main', 'customers', actions);
  expect(result.refusal).toBeNull();
  return result.edits;
}
const subject = { change: 'edit-1', row: 'update', model: 'customers', key: [1n] } as const;
const changed: ChangeProblem = {
  kind: 'changed',
  ...subject,
  fields: ['city', 'name'].map((field) => ({
    field,
    base: 'before',
    theirs: 'theirs',
    mine: 'mine',
    guard: `g-${field}`,
  })),
};
const invalid = (field: string | null): ChangeProblem => ({
  kind: 'invalid',
  ...subject,
  field,
  code: 'check',
  message: 'CHECK constraint failed',
});
const edits = stage(nothingStaged, edit('city', 'mine'), edit('name', 'mine'));
const found = (...problems: ChangeProblem[]) => ({ ...noProblems, saving: findProblems(edits.tables, problems) });

describe('problems', () => {
  it('stay on their field until that field is edited', () => {
    const problems = found(changed, invalid('city'), invalid(null));
    expect(allProblems(edits, problems)).toEqual([changed, invalid('city'), invalid(null)]);
    const edited = stage(edits, edit('city', 'other'));
    const left = allProblems(edited, problems);
    expect(left).toEqual([{ ...changed, fields: [expect.objectContaining({ field: 'name' })] }]);
    expect(problemOfField(left, 'name')).toEqual(left[0]);
    expect(problemOfField(left, 'city')).toBeNull();
    expect(problemOfRow([invalid(null)], 'update')).toEqual(invalid(null));
    expect(allProblems(undoStaged(edited), problems)).toHaveLength(3);
  });

  it('are told once when saving and reading find the same', () => {
    const both = { ...found(changed), reading: findProblems(edits.tables, [changed, invalid('name')]) };
    expect(allProblems(edits, both)).toEqual([changed, invalid('name')]);
  });

  it('of a new row stay while a field that is missing is missing', () => {
    const created = stage(nothingStaged, { kind: 'add', fields: [] });
    const missing: ChangeProblem = {
      ...invalid('name'),
      kind: 'invalid',
      change: 'new-1',
      row: 'insert',
      key: null,
      field: 'name',
      code: 'not_null',
      message: 'name is needed',
    };
    const problems = { ...noProblems, reading: findProblems(created.tables, [missing]) };
    const other = stage(created, { kind: 'editNew', id: 'new-1', field: 'city', value: cell('Prague') });
    expect(allProblems(other, problems)).toEqual([missing]);
    const filled = stage(other, { kind: 'editNew', id: 'new-1', field: 'name', value: cell('Ada') });
    expect(allProblems(filled, problems)).toEqual([]);
  });
});

describe('settleStaged', () => {
  it('puts what is kept on the value that is stored now and drops what is not, as one step', () => {
    const settled = settleStaged(edits, [
      { change: 'edit-1', field: 'city', take: 'mine', guard: 'g-city' },
      { change: 'edit-1', field: 'name', take: 'theirs' },
    ]);
    expect(toChangeSets(settled).get('main')).toEqual([
      {
        kind: 'update',
        id: 'edit-1',
        model: 'customers',
        key: [1n],
        fields: [{ field: 'city', base: { kind: 'guard', guard: 'g-city' }, value: cell('mine') }],
      },
    ]);
    expect(allProblems(settled, found(changed))).toEqual([]);
    expect(undoStaged(settled).tables).toEqual(edits.tables);
  });

  it('drops the whole row where its last field is dropped, or the row is gone', () => {
    const fields = ['city', 'name'].map((field) => ({ change: 'edit-1', field, take: 'theirs' as const }));
    expect(settleStaged(edits, fields).tables.size).toBe(0);
    expect(settleStaged(edits, [{ change: 'edit-1', field: null, take: 'theirs' }]).tables.size).toBe(0);
  });

  it('notes the form of a value that a person agreed to, until the value is edited again', () => {
    const settled = settleStaged(edits, [{ change: 'edit-1', field: 'city', take: 'mine', accepts: 7n }]);
    const fields = (of: StagedEdits) => of.tables.get(tableId('main', 'customers'))?.entries.get('i1')?.fields;
    expect(fields(settled)?.get('city')).toMatchObject({ value: cell('mine'), accepts: 7n });
    expect(fields(stage(settled, edit('city', 'again')))?.get('city')).not.toHaveProperty('accepts');
  });

  it('deletes a row that was changed only on the values that are stored now', () => {
    const removed = stage(nothingStaged, {
      kind: 'remove',
      key: [1n],
      base: [
        { field: 'city', base: base('before') },
        { field: 'name', base: base('Ada') },
      ],
    });
    const kept = settleStaged(removed, [{ change: 'edit-1', field: 'city', take: 'mine', guard: 'g' }]);
    expect(toChangeSets(kept).get('main')).toEqual([
      {
        kind: 'delete',
        id: 'edit-1',
        model: 'customers',
        key: [1n],
        base: [
          { field: 'name', base: base('Ada') },
          { field: 'city', base: { kind: 'guard', guard: 'g' } },
        ],
      },
    ]);
    expect(settleStaged(removed, [{ change: 'edit-1', field: null, take: 'theirs' }]).tables.size).toBe(0);
  });
});
