import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Describe, watchStaged } from './check-staged.ts';
import { createStagedStore } from './staged-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const nothing = { statements: [], problems: [] };

function edit(store: ReturnType<typeof createStagedStore>, to: string, storage = 'main'): void {
  store.stage(storage, 'customers', [
    {
      kind: 'edit',
      key: [1n],
      field: 'city',
      base: { kind: 'cell', cell: 'Osaka' },
      value: { kind: 'cell', cell: to },
    },
  ]);
}

it('looks once a moment after the last of several edits', async () => {
  const store = createStagedStore();
  const describe = vi.fn<Describe>(async () => nothing);
  const checker = watchStaged(store, describe);
  edit(store, 'a');
  await vi.advanceTimersByTimeAsync(200);
  edit(store, 'b');
  await vi.advanceTimersByTimeAsync(250);
  expect(describe).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(describe).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(5000);
  expect(describe).toHaveBeenCalledTimes(1);
  expect(store.get().checks.get('main')?.tables).toBe(store.get().edits.tables);
  checker.stop();
});

it('gives up a look that an edit made useless, and asks only about storages that changed', async () => {
  const store = createStagedStore();
  const signals: AbortSignal[] = [];
  const asked: string[] = [];
  const describe: Describe = (storage, _, signal) => {
    asked.push(storage);
    signals.push(signal);
    return storage === 'main' ? new Promise(() => {}) : Promise.resolve(nothing);
  };
  const checker = watchStaged(store, describe);
  edit(store, 'a', 'other');
  await vi.advanceTimersByTimeAsync(1000);
  edit(store, 'a');
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual(['other', 'main']);
  edit(store, 'b');
  expect(signals[1]?.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual(['other', 'main', 'main']);
  checker.stop();
  expect(signals[2]?.aborted).toBe(true);
});

it('waits while a save is under way, tells why it could not look, and says when it is done', async () => {
  const store = createStagedStore();
  const describe = vi.fn<Describe>(async () => {
    throw new Error('database is locked');
  });
  const checker = watchStaged(store, describe);
  store.setSaving(true);
  edit(store, 'a');
  await vi.advanceTimersByTimeAsync(1000);
  expect(describe).not.toHaveBeenCalled();
  store.setSaving(false);
  const settled = checker.settled();
  await vi.advanceTimersByTimeAsync(1000);
  await settled;
  expect(store.get().checks.get('main')?.error?.message).toBe('database is locked');
  checker.stop();
});
