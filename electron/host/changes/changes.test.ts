import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { add, calm, edit, everything, openRun, openStore, remove, textOf } from './testing/store-run.ts';

test('writes an entry for every save, with its rows before and after', async () => {
  const { changes, project } = await openStore();
  const result = await changes.apply(project, 'main', [edit('a', 'changed'), remove('b')], calm.signal);
  expect(result).toMatchObject({ kind: 'saved', entry: '2' });
  const { entries, after } = await changes.list(project, everything, calm);
  expect(after).toBeNull();
  expect(entries).toEqual([
    {
      id: '2',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      room: 'models',
      kind: 'save',
      state: 'saved',
      storage: 'main',
      models: [{ model: 'note', inserted: 0, updated: 1, deleted: 1, followed: 0 }],
      undoes: null,
      undoneBy: null,
      undoBlocked: null,
    },
    expect.objectContaining({ id: '1', models: [{ model: 'note', inserted: 2, updated: 0, deleted: 0, followed: 0 }] }),
  ]);
  const { rows, total } = await changes.get(project, '2', { offset: 0, limit: 100 }, calm);
  expect([rows, total]).toEqual([
    [
      {
        kind: 'update',
        model: 'note',
        key: ['a'],
        followed: false,
        fields: [{ field: 'text', before: 'first', after: 'changed' }],
      },
      {
        kind: 'delete',
        model: 'note',
        key: ['b'],
        followed: false,
        fields: [
          { field: 'id', before: 'b', after: null },
          { field: 'text', before: 'second', after: null },
        ],
      },
    ],
    2,
  ]);
});

test('has the entry on disk before the store commits, and no entry for what is refused or empty', async () => {
  const { changes, project, store, localState } = await openStore();
  const states: unknown[] = [];
  store.steps.afterCommit = async () => {
    states.push(
      (await localState.journal.list({ project: '/shop', target: null, model: null, before: null, limit: 1 }))[0],
    );
    states.push((await changes.list(project, everything, calm)).entries[0]?.undoBlocked);
  };
  await changes.apply(project, 'main', [edit('a', 'x')], calm.signal);
  expect(states).toEqual([expect.objectContaining({ id: 2, state: 'pending' }), 'It is being saved']);
  store.steps.afterCommit = undefined;
  expect(await changes.apply(project, 'main', [edit('nobody', 'x')], calm.signal)).toMatchObject({ kind: 'refused' });
  expect(await changes.apply(project, 'main', [], calm.signal)).toEqual({ kind: 'saved', entry: null, rows: [] });
  expect((await changes.list(project, everything, calm)).entries.map(({ id }) => id)).toEqual(['2', '1']);
});

test('takes an entry back, and takes the taking back back', async () => {
  const { changes, project, store } = await openStore();
  await changes.apply(project, 'main', [edit('a', 'changed'), remove('b'), add('c')], calm.signal);
  const rows = () =>
    Object.fromEntries([...store.rows.keys()].map((key) => [key.slice(1), store.rows.get(key)?.get('text')]));
  expect(await changes.undo(project, '2', [], calm.signal)).toMatchObject({ kind: 'saved', entry: '3' });
  expect(rows()).toEqual({ a: 'first', b: 'second' });
  await expect(changes.undo(project, '2', [], calm.signal)).rejects.toMatchObject({
    code: 'conflict',
    message: 'This can’t be undone: Already undone',
  });
  await changes.undo(project, '3', [], calm.signal);
  expect(rows()).toEqual({ a: 'changed', c: 'new' });
  const { entries } = await changes.list(project, everything, calm);
  expect(
    entries.map(({ id, kind, undoes, undoneBy, undoBlocked }) => [id, kind, undoes, undoneBy, undoBlocked]),
  ).toEqual([
    ['4', 'undo', '3', null, null],
    ['3', 'undo', '2', '4', 'Already undone'],
    ['2', 'save', null, '3', 'Already undone'],
    ['1', 'save', null, null, null],
  ]);
});

test('brings back big values of an earlier run, byte for byte, and keeps each once', async () => {
  const { changes, project, store, data, close } = await openStore();
  const big = `${'山'.repeat(5000)} and an end`;
  await changes.apply(project, 'main', [edit('a', big), edit('b', big)], calm.signal);
  await changes.apply(project, 'main', [edit('a', 'small'), remove('b')], calm.signal);
  await close();
  const run = await openRun(data);
  await run.changes.undo(project, '3', [], calm.signal);
  expect([textOf(store, 'a'), textOf(store, 'b')]).toEqual([big, big]);
  await run.close();
  const database = new Sqlite(`${data}/storeroom.db`, { readonly: true });
  expect(database.prepare('SELECT count(*) FROM change_values').pluck().get()).toBe(1);
  database.close();
});

test('leaves out what a person has settled with theirs', async () => {
  const { changes, project, store } = await openStore();
  await changes.apply(project, 'main', [edit('a', 'changed'), edit('b', 'changed')], calm.signal);
  const resolution = { change: 'r1', field: null, take: 'theirs' as const };
  await changes.undo(project, '2', [resolution], calm.signal);
  expect([textOf(store, 'a'), textOf(store, 'b')]).toEqual(['first', 'changed']);
  await expect(changes.undo(project, '2', [], calm.signal)).rejects.toMatchObject({ code: 'conflict' });
});

test('finds entries by model, caption, key and value, and pages through them', async () => {
  const { changes, project } = await openStore();
  for (let index = 0; index < 30; index++)
    await changes.apply(project, 'main', [edit('a', `value ${index} "quoted\\" Größe`)], calm.signal);
  const search = async (text: string, more = {}) => {
    const { entries } = await changes.list(project, { ...everything, text, ...more }, calm);
    return entries.map(({ id }) => Number(id));
  };
  // `value 7` became `value 8`: both entries hold it.
  expect(await search('VALUE 7 "QUOTED\\" GRÖße')).toEqual([10, 9]);
  expect(await search('second')).toEqual([1]);
  expect(await search('NOTE')).toHaveLength(31);
  expect(await search('notes of all')).toHaveLength(31);
  expect(await search('exact')).toEqual([]);
  expect(await search('  ')).toHaveLength(31);
  expect(await search('', { model: 'other' })).toEqual([]);
  expect(await search('', { model: 'note', storage: 'main' })).toHaveLength(31);
  expect(await search('', { storage: 'elsewhere' })).toEqual([]);

  for (const text of ['', 'quoted']) {
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const page: { entries: { id: string }[]; after: string | null } = await changes.list(
        project,
        { ...everything, text, limit: 7, after: after === null ? null : Number(after) },
        calm,
      );
      expect(page.entries.length).toBeLessThanOrEqual(7);
      ids.push(...page.entries.map(({ id }) => id));
      after = page.after;
    } while (after !== null);
    const last = text === '' ? 31 : 30;
    expect(ids).toEqual(Array.from({ length: last }, (_, index) => String(31 - index)));
  }
});

test('gives the rows of a long entry page by page', async () => {
  const { changes, project } = await openStore();
  const rows = Array.from({ length: 600 }, (_, index) => add(`n${index}`));
  await changes.apply(project, 'main', rows, calm.signal);
  const keys: unknown[] = [];
  for (let offset = 0; offset < 700; offset += 170) {
    const page = await changes.get(project, '2', { offset, limit: 170 }, calm);
    expect(page.total).toBe(600);
    keys.push(...page.rows.map(({ key }) => key?.[0]));
  }
  expect(keys).toEqual(rows.map((_, index) => `n${index}`));
  await changes.undo(project, '2', [], calm.signal);
  await expect(changes.get(project, '99', { offset: 0, limit: 1 }, calm)).rejects.toMatchObject({ code: 'not_found' });
  for (const id of ['', '0', '-1', '1e3', '9'.repeat(30), '__proto__'])
    await expect(changes.undo(project, id, [], calm.signal)).rejects.toMatchObject({ code: 'not_found' });
});

test('keeps the entries of other projects apart', async () => {
  const { changes, store } = await openStore();
  const other = store.project('/other');
  expect((await changes.list(other, everything, calm)).entries).toEqual([]);
  await expect(changes.get(other, '1', { offset: 0, limit: 1 }, calm)).rejects.toMatchObject({ code: 'not_found' });
  await expect(changes.undo(other, '1', [], calm.signal)).rejects.toMatchObject({ code: 'not_found' });
});

test('refuses to save and to undo what is read-only, and says why', async () => {
  const { changes, store } = await openStore();
  const locked = store.project('/shop', 'Storeroom was started with --read-only');
  const refusal = { code: 'read_only', message: 'Storeroom was started with --read-only' };
  await expect(changes.apply(locked, 'main', [edit('a', 'x')], calm.signal)).rejects.toMatchObject(refusal);
  await expect(changes.undo(locked, '1', [], calm.signal)).rejects.toMatchObject(refusal);
  await expect(changes.describe(locked, 'main', [edit('a', 'x')], calm)).rejects.toMatchObject(refusal);
  expect((await changes.list(locked, everything, calm)).entries[0]?.undoBlocked).toBe(refusal.message);
  const project = store.project();
  store.isWritable = false;
  await expect(changes.apply(project, 'main', [edit('a', 'x')], calm.signal)).rejects.toMatchObject({
    code: 'read_only',
  });
  expect(textOf(store, 'a')).toBe('first');
});

test('says why an entry can not be taken back', async () => {
  const { changes, store, project } = await openStore();
  const reason = async () => (await changes.list(project, everything, calm)).entries[0]?.undoBlocked;
  store.models = ['other'];
  expect(await reason()).toBe('There is no model “note” any more');
  store.setState({ kind: 'failed', message: 'gone', advice: '' });
  expect(await reason()).toBe('The storage “main” is not open');
  await expect(changes.undo(project, '1', [], calm.signal)).rejects.toMatchObject({ code: 'connection' });
  const without = { ...project, storages: new Map() };
  expect((await changes.list(without, everything, calm)).entries[0]?.undoBlocked).toBe(
    'The project has no storage “main” any more',
  );
});

test('tells who watches of each step of the journal', async () => {
  const { changes, project } = await openStore();
  let count = 0;
  const stop = changes.onChange('/shop', () => count++);
  const before = changes.version('/shop');
  await changes.apply(project, 'main', [edit('a', 'x')], calm.signal);
  stop();
  await changes.apply(project, 'main', [edit('a', 'y')], calm.signal);
  expect([count, changes.version('/shop') - before]).toEqual([2, 4]);
});
