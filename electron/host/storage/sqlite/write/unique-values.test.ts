import { describe, expect, it } from 'vitest';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import {
  applyChanges,
  insert,
  restoring,
  stored,
  update,
  writableDatabase,
} from '../../../../../test/support/sqlite-write.ts';

type Applied = Awaited<ReturnType<typeof applyChanges>>;

function saved(result: Applied) {
  if (result.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(result.problems.slice(0, 5), bigintText)}`);
  return result;
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function problemsOf(result: Applied): readonly ChangeProblem[] {
  if (result.kind !== 'refused') throw new Error('It was saved');
  return result.problems;
}

describe('unique values', () => {
  it.each([
    ['a nullable column', 'u TEXT UNIQUE'],
    ['a column with rules', 'u TEXT NOT NULL CHECK (length(u) = 1) UNIQUE'],
  ])('can be exchanged between rows: %s', async (_, column) => {
    const { write, path } = await writableDatabase(
      `CREATE TABLE t (id INTEGER PRIMARY KEY, ${column}); INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')`,
    );
    const before = stored(path, 't');
    const result = saved(
      await applyChanges(write, [
        update('t', [1n], { u: ['a', 'b'] }),
        update('t', [2n], { u: ['b', 'a'] }),
        update('t', [3n], { u: ['c', 'd'] }),
        update('t', [4n], { u: ['d', 'e'] }),
        insert('t', { u: 'c' }, 'new'),
      ]),
    );
    expect(stored(path, 't').map(({ u }) => u)).toEqual(['text:62', 'text:61', 'text:64', 'text:65', 'text:63']);
    saved(await applyChanges(write, restoring(result.images)));
    expect(stored(path, 't')).toEqual(before);
  });

  it('can be exchanged in keys, in circles and in long chains, with and without row numbers', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE TABLE w (a TEXT, b INTEGER, v, PRIMARY KEY (a, b)) WITHOUT ROWID;' +
        'CREATE TABLE c (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t(id) ON UPDATE CASCADE);' +
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO t SELECT i, i FROM n;' +
        "INSERT INTO c SELECT id, id FROM t; INSERT INTO w VALUES ('x', 1, 1), ('x', 2, 2), ('y', 1, 3)",
    );
    const before = [stored(path, 't'), stored(path, 'w', 'a, b'), stored(path, 'c')];
    const rotated = Array.from({ length: 300 }, (_, at) => BigInt(at + 1)).map((id) =>
      update('t', [id], { id: [id, (id % 300n) + 1n] }),
    );
    const result = saved(
      await applyChanges(write, [
        ...rotated,
        update('w', ['x', 1n], { b: [1n, 2n] }),
        update('w', ['x', 2n], { a: ['x', 'y'], b: [2n, 1n] }),
        update('w', ['y', 1n], { a: ['y', 'x'] }),
      ]),
    );
    expect(stored(path, 't').map(({ v }) => v)).toEqual(
      ['integer:300'].concat(Array.from({ length: 299 }, (_, at) => `integer:${at + 1}`)),
    );
    expect(stored(path, 'c').map(({ id, t }) => Number(t?.slice(8)) - (Number(id?.slice(8)) % 300))).toEqual(
      Array.from({ length: 300 }, () => 1),
    );
    expect(stored(path, 'w', 'a, b').map(({ v }) => v)).toEqual(['integer:3', 'integer:1', 'integer:2']);
    saved(await applyChanges(write, restoring(result.images)));
    expect([stored(path, 't'), stored(path, 'w', 'a, b'), stored(path, 'c')]).toEqual(before);
  });

  it('that rows outside of the save have are named on their column, and no row is replaced', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, u UNIQUE ON CONFLICT REPLACE, a, b, UNIQUE (a, b) ON CONFLICT IGNORE);' +
        "INSERT INTO t VALUES (1, 'x', 1, 1), (2, 'y', 2, 2), (3, 'z', 3, 3); CREATE TABLE e (v); CREATE UNIQUE INDEX lower_v ON e (lower(v)); INSERT INTO e VALUES ('z')",
    );
    const before = stored(path, 't');
    const found = problemsOf(
      await applyChanges(write, [
        update('t', [1n], { u: ['x', 'y'] }),
        update('t', [3n], { b: [3n, 2n], a: [3n, 2n] }),
        insert('t', { id: 2n }, 'key'),
        insert('e', { v: 'Z' }, 'expression'),
      ]),
    );
    expect(found).toMatchObject([
      { change: 'update t 1', field: 'u', code: 'unique', message: 'Another row has this value' },
      { change: 'update t 3', field: 'a', code: 'unique', message: 'Another row has the same a and b' },
      { change: 'key', field: 'id', code: 'unique' },
      { change: 'expression', field: null, code: 'unique' },
    ]);
    expect(stored(path, 't')).toEqual(before);
  });
});
