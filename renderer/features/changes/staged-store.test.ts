import { describe, expect, it, vi } from 'vitest';
import type { ChangeProblem } from '../../../shared/domain/change-set.ts';
import { allProblems } from '../../../shared/domain/staged-edits-problems.ts';
import { createStagedStore } from './staged-store.ts';
import { createStagedView } from './staged-view.ts';

const cell = (value: string | bigint | null) => ({ kind: 'cell', cell: value }) as const;

function staged() {
  const store = createStagedStore();
  store.stage('main', 'customers', [
    { kind: 'edit', key: [1n], field: 'city', base: cell('Osaka'), value: cell('Kyoto') },
    { kind: 'edit', key: [2n], field: 'city', base: cell('Lviv'), value: cell('Kyiv') },
    { kind: 'add', fields: [{ field: 'name', value: cell('Ada') }] },
  ]);
  return store;
}
const invalid = (change: string, field: string): ChangeProblem => ({
  kind: 'invalid',
  change,
  row: 'update',
  model: 'customers',
  key: [1n],
  field,
  code: 'check',
  message: 'No',
});
const changed: ChangeProblem = {
  kind: 'changed',
  change: 'edit-1',
  row: 'update',
  model: 'customers',
  key: [1n],
  fields: [{ field: 'city', base: 'Osaka', theirs: 'Nara', mine: 'Kyoto', guard: 'g' }],
};

describe('the view of a model', () => {
  it('keeps rows the same that nothing happened to', () => {
    const store = staged();
    const view = createStagedView('main', 'customers');
    const before = view(store.get());
    expect(view(store.get())).toBe(before);
    store.stage('main', 'customers', [
      { kind: 'edit', key: [1n], field: 'city', base: cell('Osaka'), value: cell('Nara') },
    ]);
    const after = view(store.get());
    expect(after.rows.get('i2')).toBe(before.rows.get('i2'));
    expect(after.rows.get('i1')).not.toBe(before.rows.get('i1'));
    expect(after.newRows[0]).toBe(before.newRows[0]);
    store.stage('main', 'orders', [{ kind: 'add', fields: [] }]);
    expect(view(store.get())).toBe(after);
  });

  it('shows a problem on its field, until the field is edited', () => {
    const store = staged();
    const view = createStagedView('main', 'customers');
    store.refused(store.get().edits.tables, 'main', [invalid('edit-1', 'city')]);
    expect(view(store.get()).rows.get('i1')?.fields.get('city')?.problem).toEqual(invalid('edit-1', 'city'));
    expect(view(store.get()).rows.get('i2')?.fields.get('city')?.problem).toBeNull();
    store.stage('main', 'customers', [
      { kind: 'edit', key: [1n], field: 'city', base: cell('Osaka'), value: cell('Nara') },
    ]);
    expect(view(store.get()).rows.get('i1')?.fields.get('city')?.problem).toBeNull();
  });

  it('keeps a new row in its place when it was saved, and knows it by its key', () => {
    const store = staged();
    const view = createStagedView('main', 'customers');
    const heard = vi.fn();
    const end = store.onSaved('main', 'customers', heard);
    const { tables } = store.get().edits;
    const row = { change: 'new-3', key: [7n], columns: ['id', 'name'], cells: [7n, 'Ada'] };
    store.saved(tables, 'main', [
      { change: 'edit-1', key: [1n], columns: ['city'], cells: ['Kyoto'] },
      { change: 'edit-2', key: [2n], columns: ['city'], cells: ['Kyiv'] },
      row,
    ]);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(heard.mock.lastCall?.[0]).toContainEqual({ row, previousId: 'new-3' });
    expect(view(store.get())).toMatchObject({ rows: new Map(), newRows: [{ id: 'new-3', saved: [7n] }] });
    store.stage('main', 'customers', [
      { kind: 'edit', key: [7n], field: 'name', base: cell('Ada'), value: cell('Ada N.') },
    ]);
    end();
    store.saved(store.get().edits.tables, 'main', [
      { change: 'edit-4', key: [7n], columns: ['name'], cells: ['Ada N.'] },
    ]);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(view(store.get()).newRows[0]?.savedCells).toEqual(
      new Map<string, unknown>([
        ['id', 7n],
        ['name', 'Ada N.'],
      ]),
    );
    store.forgetSaved('main', 'customers');
    expect(view(store.get()).newRows).toEqual([]);
  });
});

describe('problems in the store', () => {
  it('of a refused save take the place of what was seen before', () => {
    const store = staged();
    const { tables } = store.get().edits;
    store.checked('main', { tables, statements: [], error: null }, [invalid('edit-2', 'city')]);
    store.refused(tables, 'main', [changed]);
    expect(allProblems(store.get().edits, store.get().problems)).toEqual([changed]);
  });

  it('that reading can see are known anew by reading; the store’s own words stay', () => {
    const store = staged();
    const { tables } = store.get().edits;
    store.refused(tables, 'main', [changed, invalid('edit-2', 'city')]);
    store.checked('main', { tables, statements: [], error: null }, []);
    expect(allProblems(store.get().edits, store.get().problems)).toEqual([invalid('edit-2', 'city')]);
  });

  it('go with the edits they are about, and leave other storages alone', () => {
    const store = staged();
    store.stage('other', 'customers', [{ kind: 'add', fields: [] }]);
    const { tables } = store.get().edits;
    store.refused(tables, 'main', [changed]);
    store.refused(tables, 'other', [{ ...invalid('new-4', 'name'), row: 'insert', key: null }]);
    expect(allProblems(store.get().edits, store.get().problems)).toHaveLength(2);
    store.saved(tables, 'main', []);
    expect(allProblems(store.get().edits, store.get().problems)).toHaveLength(1);
    store.discard();
    expect(store.get().problems.saving.size).toBe(0);
  });
});

it('gives every temporary id once', () => {
  const store = createStagedStore();
  const ids = [store.newRowId(), store.newRowId()];
  store.stage('main', 'customers', [{ kind: 'add', fields: [] }]);
  store.undo();
  ids.push(store.newRowId());
  expect(new Set(ids).size).toBe(3);
  expect(ids).not.toContain('new-3');
});
