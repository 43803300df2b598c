import { expect, it } from 'vitest';
import type { ChangeProblem, ChangeSet } from '../../../shared/domain/change-set.ts';
import type { DraftSaving } from '../../../shared/domain/staged-edits-draft.ts';
import type { HostClient } from '../../host/index.ts';
import { saveStaged } from './save-staged.ts';
import { createStagedStore, type StagedStore } from './staged-store.ts';

type Answer = Awaited<ReturnType<HostClient['changes']['apply']>>;

function edit(store: StagedStore, model: string): void {
  const base = { kind: 'cell', cell: 'a' } as const;
  const value = { kind: 'cell', cell: 'b' } as const;
  store.stage('main', model, [{ kind: 'edit', key: [1n], field: 'name', base, value }]);
}

const saved = (changes: ChangeSet): Answer => ({
  kind: 'saved',
  entry: '1',
  rows: changes.map(({ id }) => ({ change: id, key: [1n], columns: ['name'], cells: ['b'] })),
});

function invalid(change: ChangeSet[number], code: 'apart' | 'check'): ChangeProblem {
  return {
    kind: 'invalid',
    change: change.id,
    row: 'update',
    model: change.model,
    key: [1n],
    field: null,
    code,
    message: '',
  };
}

const fileOf = (model: string) => (model.includes('.') ? model.slice(0, model.indexOf('.')) : 'main');

/** Answers as a store of several files does; the models in `wrong` break a rule of theirs. */
function answer(changes: ChangeSet, wrong: readonly string[]): Answer {
  const first = changes.some(({ model }) => fileOf(model) === 'main') ? 'main' : fileOf(changes[0]?.model ?? '');
  const apart = changes.filter(({ model }) => fileOf(model) !== first);
  if (apart.length > 0) return { kind: 'refused', problems: apart.map((change) => invalid(change, 'apart')) };
  const broken = changes.filter(({ model }) => wrong.includes(model));
  return broken.length > 0 ? { kind: 'refused', problems: broken.map((one) => invalid(one, 'check')) } : saved(changes);
}

async function save(store: StagedStore, wrong: readonly string[] = []) {
  const asked: string[][] = [];
  const notes: (DraftSaving | null)[] = [];
  const changes = {
    list: async () => ({ entries: [], after: null }),
    apply: async ({ changes: set }: { changes: ChangeSet }) => {
      asked.push(set.map(({ model }) => model));
      return answer(set, wrong);
    },
  };
  const result = await saveStaged({
    // Saving calls nothing else.
    client: { changes } as unknown as HostClient,
    project: 'p',
    store,
    signal: new AbortController().signal,
    noteSaving: async (note) => void notes.push(note),
  });
  return { result, asked, notes };
}

it('saves apart what a storage does not write together', async () => {
  const store = createStagedStore();
  for (const model of ['old.person', 'person', 'older.person', 'letter']) edit(store, model);
  const { result, asked, notes } = await save(store);
  expect(asked.slice(1)).toEqual([
    ['person', 'letter'],
    ['old.person', 'older.person'],
    ['old.person'],
    ['older.person'],
  ]);
  expect(result).toEqual({
    saved: [
      { storage: 'main', rows: 2 },
      { storage: 'main', rows: 1 },
      { storage: 'main', rows: 1 },
    ],
    refused: [],
    failed: [],
    isCancelled: false,
  });
  expect(notes.map((note) => note?.models)).toEqual([...asked, undefined]);
  expect(store.get().edits.tables.size).toBe(0);
});

it('keeps what was refused of it, with the reason', async () => {
  const store = createStagedStore();
  for (const model of ['person', 'old.person']) edit(store, model);
  const { result } = await save(store, ['person']);
  expect(result).toMatchObject({ saved: [{ storage: 'main', rows: 1 }], refused: ['main'] });
  expect([...store.get().edits.tables.values()].map(({ model }) => model)).toEqual(['person']);
  expect([...store.get().problems.saving.values()].flat().map(({ problem }) => problem.kind)).toEqual(['invalid']);
});
