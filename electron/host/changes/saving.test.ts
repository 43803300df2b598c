import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { StateError } from '../local-state/state-worker.ts';
import { Journal } from './journal.ts';
import { add, calm, edit, everything, openRun, openStore, remove, textOf } from './testing/store-run.ts';

test('lets the saves of two windows follow each other, and an aborted one leave the queue', async () => {
  const { changes, project, store } = await openStore();
  store.steps.beforeCommit = () => delay(20);
  const gone = new AbortController();
  const saves = [
    changes.apply(project, 'main', [edit('a', '1')], calm.signal),
    changes.apply(project, 'main', [edit('a', '2')], gone.signal),
    changes.apply(project, 'main', [edit('a', '3')], calm.signal),
  ];
  gone.abort();
  const results = await Promise.allSettled(saves);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect([store.mostAtOnce, textOf(store, 'a')]).toEqual([1, '3']);
  const { rows } = await changes.get(project, '3', { offset: 0, limit: 1 }, calm);
  expect(rows[0]?.fields).toEqual([{ field: 'text', before: '1', after: '3' }]);
});

test('lets one of two windows undo an entry', async () => {
  const { changes, project } = await openStore();
  const undo = () => changes.undo(project, '1', [], calm.signal);
  const results = await Promise.allSettled([undo(), undo()]);
  expect(results).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'conflict' } }]);
});

test('calls a save failed that the store rolled back', async () => {
  const { changes, project, store } = await openStore();
  const controller = new AbortController();
  store.steps.beforeCommit = () => controller.abort();
  await expect(changes.apply(project, 'main', [edit('a', 'x')], controller.signal)).rejects.toMatchObject({
    code: 'aborted',
  });
  const { entries } = await changes.list(project, everything, calm);
  expect(entries[0]).toMatchObject({ state: 'failed', undoBlocked: 'It was not saved' });
  await expect(changes.undo(project, '2', [], calm.signal)).rejects.toMatchObject({
    message: 'This can’t be undone: It was not saved',
  });
});

test('calls a save saved whose answer was lost after the commit', async () => {
  const { changes, project, store } = await openStore();
  store.steps.afterCommit = () => {
    throw new Error('the thread is gone');
  };
  expect(await changes.apply(project, 'main', [edit('a', 'x'), remove('b'), add('c')], calm.signal)).toEqual({
    kind: 'saved',
    entry: '2',
    rows: [
      { change: 'edit-a', key: ['a'], columns: ['text'], cells: ['x'] },
      { change: 'del-b', key: null, columns: [], cells: [] },
      { change: 'new-c', key: ['c'], columns: ['id', 'text'], cells: ['c', 'new'] },
    ],
  });
  expect((await changes.list(project, everything, calm)).entries[0]).toMatchObject({
    state: 'saved',
    undoBlocked: null,
  });
});

test('writes nothing when the journal can not be written', async () => {
  const { changes, project, store, localState } = await openStore();
  store.steps.beforeCommit = () => localState.close();
  await expect(changes.apply(project, 'main', [edit('a', 'x')], calm.signal)).rejects.toThrow('storeroom.db is closed');
  expect(textOf(store, 'a')).toBe('first');
});

test('says so when there is no room for the journal', async () => {
  const { localState } = await openStore();
  const full = () => Promise.reject(new StateError('journal.begin: database or disk is full', 'SQLITE_FULL'));
  const journal = new Journal({ ...localState.journal, begin: full });
  const facts = { project: '/shop', target: 'main', kind: 'save' as const, inverseOf: null };
  await expect(journal.begin(facts, [])).rejects.toMatchObject({
    code: 'connection',
    detail: { subject: 'storeroom.db' },
  });
});

test('settles what an earlier run left behind as soon as the storage is ready', async () => {
  const { data, store, project, journal, close } = await openStore();
  const facts = { project: '/shop', target: 'main', kind: 'save' as const, inverseOf: null };
  const image = (key: string, before: string, after: string) => ({
    kind: 'update' as const,
    model: 'note',
    key: [key],
    keyBefore: [key],
    followed: false,
    fields: [
      {
        field: 'text',
        before: { cell: before, exact: `t${before}`, bytes: null },
        after: { cell: after, exact: `t${after}`, bytes: null },
      },
    ],
  });
  // In the store, not in the store, and changed by somebody else since.
  await journal.begin(facts, [image('a', 'older', 'first')]);
  await journal.begin(facts, [image('b', 'second', 'newer')]);
  await journal.begin(facts, [image('a', 'x', 'y')]);
  await close();

  const run = await openRun(data);
  store.isWritable = false;
  run.saving.follow(project);
  const shown = async () =>
    (await run.changes.list(project, everything, calm)).entries
      .slice(0, 3)
      .map(({ state, undoBlocked }) => [state, undoBlocked]);
  expect(await shown()).toEqual(
    Array.from({ length: 3 }, () => [
      'pending',
      'Storeroom ended while saving it, and it is not known yet whether it was saved: The storage “main” can’t be written to',
    ]),
  );
  store.setState({ kind: 'reconnecting', message: '' });
  store.isWritable = true;
  store.setState({ kind: 'ready', version: 'again' });
  await expect.poll(shown).toEqual([
    ['unknown', expect.stringContaining('it can’t be told')],
    ['failed', 'It was not saved'],
    ['saved', null],
  ]);
  expect(run.logLines.filter((line) => line.includes('its rows have told'))).toHaveLength(3);
});

test('settles what is pending before a save changes the same rows', async () => {
  const { data, store, project, journal, close } = await openStore();
  const before = { cell: 'zero', exact: 'tzero', bytes: null };
  const after = { cell: 'first', exact: 'tfirst', bytes: null };
  const fields = [{ field: 'text', before, after }];
  const row = { kind: 'update' as const, model: 'note', key: ['a'], keyBefore: ['a'], followed: false, fields };
  await journal.begin({ project: '/shop', target: 'main', kind: 'save', inverseOf: null }, [row]);
  await close();
  const run = await openRun(data);
  await run.changes.apply(project, 'main', [edit('a', 'next')], calm.signal);
  const { entries } = await run.changes.list(project, everything, calm);
  expect(entries.map(({ state }) => state)).toEqual(['saved', 'saved', 'saved']);
  expect(textOf(store, 'a')).toBe('next');
});

test('finishes a save in flight when Storeroom ends, and takes no more', async () => {
  const { changes, project, store, close } = await openStore();
  store.steps.beforeCommit = () => delay(100);
  const save = changes.apply(project, 'main', [edit('a', 'last')], calm.signal);
  await delay(20);
  const closed = close();
  await expect(changes.apply(project, 'main', [edit('a', 'later')], calm.signal)).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(await save).toMatchObject({ kind: 'saved' });
  await closed;
  expect(textOf(store, 'a')).toBe('last');
});

test('does not wait for ever for a save in flight when Storeroom ends', async () => {
  const { changes, project, store, close, data } = await openStore();
  store.steps.beforeCommit = () => new Promise(() => {});
  void changes.apply(project, 'main', [edit('a', 'never')], calm.signal);
  await delay(20);
  const startedMs = performance.now();
  await close();
  expect(performance.now() - startedMs).toBeLessThan(1500);
  const run = await openRun(data);
  expect((await run.changes.list(project, everything, calm)).entries).toHaveLength(1);
});

test('writes no value of a cell into the log, whatever fails', async () => {
  const { changes, project, store, logLines } = await openStore();
  const secret = 'a-value-of-a-cell';
  store.steps.afterCommit = () => {
    throw new Error('lost');
  };
  await changes.apply(project, 'main', [edit('a', secret), add('c', secret)], calm.signal);
  store.steps.afterCommit = undefined;
  store.steps.beforeCommit = () => {
    throw new Error('broken');
  };
  await changes.apply(project, 'main', [edit('b', secret)], calm.signal).catch(() => undefined);
  await changes.list(project, { ...everything, text: secret }, calm);
  expect(logLines.join('')).not.toContain(secret);
  expect(logLines.length).toBeGreaterThan(0);
});
