import { describe, expect, it } from 'vitest';
import {
  applyChanges,
  cell,
  insert,
  outside,
  remove,
  restoring,
  stored,
  update,
  writableDatabase,
} from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';

const people =
  "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER); INSERT INTO people VALUES (1, 'Ann', 30), (2, 'Bob', 40), (3, 'Cid', 50)";

describe('a save', () => {
  it('updates, inserts and deletes in one go, and says what is stored now', async () => {
    const { write, path } = await writableDatabase(people);
    const result = await applyChanges(write, [
      update('people', [1n], { name: ['Ann', 'Anna'] }),
      insert('people', { name: 'Dora', age: 20n }, 'new'),
      remove('people', [3n], { name: 'Cid', age: 50n }),
    ]);
    expect(result).toMatchObject({
      kind: 'saved',
      rows: [
        { change: 'delete people 3', key: null, columns: [], cells: [] },
        { change: 'update people 1', key: [1n], columns: ['name'], cells: ['Anna'] },
        { change: 'new', key: [3n], columns: ['id', 'name', 'age'], cells: [3n, 'Dora', 20n] },
      ],
    });
    expect(stored(path, 'people').map(({ name }) => name)).toEqual(['text:416E6E61', 'text:426F62', 'text:446F7261']);
    expect(result.kind === 'saved' && result.images).toMatchObject([
      { kind: 'delete', model: 'people', key: [3n], keyBefore: [3n], followed: false },
      {
        kind: 'update',
        key: [1n],
        fields: [{ field: 'name', before: { cell: 'Ann', exact: 'tAnn' }, after: { cell: 'Anna', exact: 'tAnna' } }],
      },
      { kind: 'insert', key: [3n], keyBefore: null },
    ]);
  });

  it('is taken back by its images, to the byte', async () => {
    const { write, path } = await writableDatabase(people);
    const before = stored(path, 'people');
    const result = await applyChanges(write, [
      update('people', [1n], { name: ['Ann', null], age: [30n, 31n] }),
      insert('people', { name: 'Dora' }, 'new'),
      remove('people', [3n]),
    ]);
    if (result.kind !== 'saved') throw new Error('refused');
    expect(await write.compare(result.images ?? [], calm())).toBe('after');
    const undone = await applyChanges(write, restoring(result.images));
    expect(undone.kind).toBe('saved');
    expect(stored(path, 'people')).toEqual(before);
    expect(await write.compare(result.images ?? [], calm())).toBe('before');
  });

  it('of what is stored already writes nothing and asks no journal', async () => {
    const { write, path } = await writableDatabase(people);
    const result = await applyChanges(write, [
      update('people', [1n], { name: ['Old', 'Ann'] }),
      remove('people', [9n], { name: 'Nobody' }),
    ]);
    expect(result).toEqual({
      kind: 'saved',
      images: null,
      rows: [
        { change: 'delete people 9', key: null, columns: [], cells: [] },
        { change: 'update people 1', key: [1n], columns: ['name'], cells: ['Ann'] },
      ],
    });
    expect(stored(path, 'people').length).toBe(3);
  });

  it('finds every problem at once and keeps nothing', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, n INTEGER NOT NULL CHECK (n < 100), g AS (n + 1)); INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3), (4, 'd', 4)",
    );
    const before = stored(path, 't');
    outside(path, "UPDATE t SET a = 'theirs' WHERE id = 1; DELETE FROM t WHERE id = 4");
    const result = await applyChanges(write, [
      update('t', [1n], { a: ['a', 'mine'] }),
      update('t', [2n], { a: ['b', 'c'] }),
      update('t', [3n], { n: [3n, 1000n] }),
      update('t', [4n], { n: [4n, 5n] }),
      insert('t', { a: 'x\ud800', n: 1n }, 'surrogate'),
      insert('t', { a: 'y' }, 'null'),
      insert('t', { a: 'z', n: 'many' }, 'adjusted'),
      insert('t', { a: 'q', n: '7' }, 'affinity'),
      insert('t', { a: 'w', n: 1n, g: 5n }, 'generated'),
      update('t', [2n ** 70n], { n: [1n, 2n] }, 'no such key'),
    ]);
    if (result.kind !== 'refused') throw new Error('saved');
    const found = result.problems.map((problem) =>
      problem.kind === 'invalid'
        ? [problem.change, problem.field, problem.code]
        : problem.kind === 'adjusted'
          ? [problem.change, problem.field, problem.mine, problem.stored]
          : [problem.change, problem.kind],
    );
    expect(new Set(found.map((one) => one.map(String).join(' ')))).toEqual(
      new Set([
        'surrogate a type',
        'generated g generated',
        'update t 1 changed',
        'update t 4 gone',
        'no such key gone',
        'update t 2 a unique',
        'update t 3 n check',
        'null n not_null',
        'affinity n 7 7',
        'adjusted n check',
      ]),
    );
    const changed = result.problems.find(({ kind }) => kind === 'changed');
    expect(changed).toMatchObject({ fields: [{ field: 'a', base: 'a', theirs: 'theirs', mine: 'mine' }] });
    expect(stored(path, 't').slice(1)).toEqual(before.slice(1, 3));
    // Keep mine: the guard that came with the conflict is the new base.
    const guard = changed?.kind === 'changed' ? (changed.fields[0]?.guard ?? '') : '';
    const again = await applyChanges(write, [
      {
        kind: 'update',
        id: 'again',
        model: 't',
        key: [1n],
        fields: [{ field: 'a', base: { kind: 'guard', guard }, value: cell('mine') }],
      },
    ]);
    expect(again.kind).toBe('saved');
  });
});
