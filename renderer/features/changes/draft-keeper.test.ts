import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DraftContent } from '../../../shared/contract/changes.ts';
import { countStaged } from '../../../shared/domain/staged-edits.ts';
import { draftText } from '../../../shared/domain/staged-edits-draft.ts';
import { type DraftCalls, keepDrafts, type Restored } from './draft-keeper.ts';
import type { JournalReader } from './save-outcome.ts';
import { createStagedStore, type StagedStore } from './staged-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The drafts of a host: who holds a name, and what stands on disk. */
function createHost() {
  const kept = new Map<string, DraftContent>();
  const held = new Set<string>();
  const calls: DraftCalls = {
    list: async (owner) =>
      [...kept]
        .filter(([name]) => name !== owner && !held.has(name))
        .map(([draft, { value: _, ...counts }]) => ({ draft, savedAt: '2026-03-01T00:00:00.000Z', ...counts })),
    apply: async (owner, content) => {
      if (content) kept.set(owner, content);
      else kept.delete(owner);
    },
    get: async (owner) => kept.get(owner) ?? null,
    start: async (owner, draft) => {
      const content = kept.get(draft);
      if (!content) throw new Error('gone');
      kept.delete(draft);
      kept.set(owner, content);
      return content;
    },
    cancel: async (draft) => void kept.delete(draft),
    watch: async (owner, signal) => lease(owner, signal),
  };
  async function* lease(owner: string, signal: AbortSignal) {
    if (held.has(owner)) {
      yield { isTaken: true };
      return;
    }
    held.add(owner);
    try {
      yield { isTaken: false };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    } finally {
      held.delete(owner);
    }
  }
  return { kept, held, calls };
}

const emptyJournal: JournalReader = { list: async () => ({ entries: [], after: null }), rows: async () => [] };

/** Holds one save: `city` of customer 1 became `b`. */
const oneSave: JournalReader = {
  list: async () => ({
    entries: [
      {
        id: '4',
        time: '',
        room: 'models',
        kind: 'save',
        state: 'saved',
        storage: 'main',
        models: [],
        undoes: null,
        undoneBy: null,
        undoBlocked: null,
      },
    ],
    after: null,
  }),
  rows: async () => [
    {
      kind: 'update',
      model: 'customers',
      key: [1n],
      followed: false,
      fields: [{ field: 'city', before: 'a', after: 'b' }],
    },
  ],
};

function createStorage(values: Record<string, string> = {}) {
  const map = new Map(Object.entries(values));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
}
const ownerKey = 'storeroom.draft-owner.p';

function edit(store: StagedStore, id: bigint, to: string): void {
  store.stage('main', 'customers', [
    { kind: 'edit', key: [id], field: 'city', base: { kind: 'cell', cell: 'a' }, value: { kind: 'cell', cell: to } },
  ]);
}

function draftOf(...edits: [bigint, string][]): DraftContent {
  const store = createStagedStore();
  for (const [id, to] of edits) edit(store, id, to);
  return { value: draftText(store.get().edits), inserted: 0, updated: edits.length, deleted: 0 };
}

function start(host: ReturnType<typeof createHost>, storage = createStorage(), journal = emptyJournal) {
  const store = createStagedStore();
  const restored: Restored[] = [];
  const onStart = (one: Restored) => void restored.push(one);
  const keeper = keepDrafts({ calls: host.calls, journal, project: 'p', store, storage, onStart });
  return { store, keeper, restored, storage };
}

describe('keepDrafts', () => {
  it('has an edit on disk within 300 ms, and nothing when nothing is staged any more', async () => {
    const host = createHost();
    const { store, keeper, storage } = start(host);
    await vi.advanceTimersByTimeAsync(50);
    edit(store, 1n, 'b');
    edit(store, 2n, 'b');
    await vi.advanceTimersByTimeAsync(300);
    const owner = storage.getItem(ownerKey) ?? '';
    expect(host.kept.get(owner)).toMatchObject({ updated: 2, value: draftText(store.get().edits) });
    store.discard();
    await vi.advanceTimersByTimeAsync(300);
    expect(host.kept.size).toBe(0);
    keeper.stop();
  });

  it('brings the own draft back after a reload, beside what was staged before it came', async () => {
    const host = createHost();
    host.kept.set('me', draftOf([1n, 'b']));
    const { store, keeper, restored } = start(host, createStorage({ [ownerKey]: 'me' }));
    edit(store, 2n, 'c');
    await vi.advanceTimersByTimeAsync(400);
    expect(restored).toEqual([{ kind: 'restored', count: 1, savedBefore: [] }]);
    expect(countStaged(store.get().edits).updated).toBe(2);
    expect(host.kept.get('me')?.updated).toBe(2);
    keeper.stop();
  });

  it('takes another name when another window has this one, and leaves its draft alone', async () => {
    const host = createHost();
    host.kept.set('me', draftOf([1n, 'b']));
    host.held.add('me');
    const { store, keeper, storage } = start(host, createStorage({ [ownerKey]: 'me' }));
    await vi.advanceTimersByTimeAsync(2000);
    edit(store, 2n, 'c');
    await vi.advanceTimersByTimeAsync(300);
    expect(storage.getItem(ownerKey)).not.toBe('me');
    expect(host.kept.get('me')).toEqual(draftOf([1n, 'b']));
    expect(host.kept.get(storage.getItem(ownerKey) ?? '')?.updated).toBe(1);
    keeper.stop();
  });

  it('never writes over an own draft that it can’t read', async () => {
    const host = createHost();
    const unreadable = { ...draftOf([1n, 'b']), value: '{"version":99}' };
    host.kept.set('me', unreadable);
    const { store, keeper } = start(host, createStorage({ [ownerKey]: 'me' }));
    await vi.advanceTimersByTimeAsync(2000);
    edit(store, 2n, 'c');
    await vi.advanceTimersByTimeAsync(400);
    expect(host.kept.get('me')).toEqual(unreadable);
    expect(host.kept.size).toBe(2);
    expect((await keeper.abandoned()).map(({ draft }) => draft)).toEqual(['me']);
    expect((await keeper.restore('me')).kind).toBe('unreadable');
    expect(host.kept.size).toBe(2);
    keeper.stop();
  });

  it('restores an abandoned draft into its own, and only then lets go of it', async () => {
    const host = createHost();
    host.kept.set('old', draftOf([1n, 'b']));
    const { store, keeper, storage } = start(host);
    await vi.advanceTimersByTimeAsync(50);
    edit(store, 2n, 'c');
    expect(await keeper.restore('old')).toEqual({ kind: 'restored', count: 1, savedBefore: [] });
    expect([...host.kept.keys()]).toEqual([storage.getItem(ownerKey)]);
    expect(host.kept.get(storage.getItem(ownerKey) ?? '')?.updated).toBe(2);
    store.undo();
    expect(countStaged(store.get().edits).updated).toBe(1);
    keeper.stop();
  });

  it('does not stage again what had been saved when its window ended', async () => {
    const host = createHost();
    const before = createStagedStore();
    edit(before, 1n, 'b');
    const value = draftText(before.get().edits, { storage: 'main', newestEntry: '3' });
    host.kept.set('old', { value, inserted: 0, updated: 1, deleted: 0 });
    const { store, keeper } = start(host, createStorage(), oneSave);
    await vi.advanceTimersByTimeAsync(50);
    expect(await keeper.restore('old')).toEqual({ kind: 'restored', count: 0, savedBefore: ['main'] });
    expect(countStaged(store.get().edits).total).toBe(0);
    expect(host.kept.size).toBe(0);
    keeper.stop();
  });

  it('stages again what was not part of the save when its window ended', async () => {
    const host = createHost();
    const before = createStagedStore();
    edit(before, 1n, 'b');
    const base = { kind: 'cell', cell: 'a' } as const;
    before.stage('main', 'old.customers', [
      { kind: 'edit', key: [2n], field: 'city', base, value: { kind: 'cell', cell: 'c' } },
    ]);
    const value = draftText(before.get().edits, { storage: 'main', newestEntry: '3', models: ['customers'] });
    host.kept.set('old', { value, inserted: 0, updated: 2, deleted: 0 });
    const { store, keeper } = start(host, createStorage(), oneSave);
    await vi.advanceTimersByTimeAsync(50);
    expect(await keeper.restore('old')).toEqual({ kind: 'restored', count: 1, savedBefore: ['main'] });
    expect([...store.get().edits.tables.values()].map(({ model }) => model)).toEqual(['old.customers']);
    keeper.stop();
  });

  it('says so when the edits can’t be kept, and tries again', async () => {
    const host = createHost();
    let isFull = true;
    const apply: DraftCalls['apply'] = async (owner, content) => {
      if (isFull) throw new Error('disk full');
      await host.calls.apply(owner, content);
    };
    const { store, keeper } = start({ ...host, calls: { ...host.calls, apply } });
    await vi.advanceTimersByTimeAsync(50);
    edit(store, 1n, 'b');
    await vi.advanceTimersByTimeAsync(300);
    expect(store.get().draftTrouble).toBe('Staged edits can’t be kept on disk: disk full');
    isFull = false;
    await vi.advanceTimersByTimeAsync(6000);
    expect(store.get().draftTrouble).toBeNull();
    expect(host.kept.size).toBe(1);
    edit(store, 1n, 'x'.repeat(7_500_000));
    await vi.advanceTimersByTimeAsync(300);
    expect(store.get().draftTrouble).toMatch(/^Too much is staged/);
    keeper.stop();
  });
});
