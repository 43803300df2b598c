import { describe, expect, it } from 'vitest';
import {
  applyChanges,
  insert,
  outside,
  remove,
  restoring,
  stored,
  update,
  writableDatabase,
} from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';

type Applied = Awaited<ReturnType<typeof applyChanges>>;

function saved(result: Applied) {
  if (result.kind !== 'saved') throw new Error(`refused: ${result.problems.map(({ kind }) => kind).join()}`);
  return result;
}

describe('an undo', () => {
  it('with a damaged image of a new row does not delete the row', async () => {
    const { write, path } = await writableDatabase('CREATE TABLE t (id INTEGER PRIMARY KEY, a)');
    const { images } = saved(await applyChanges(write, [insert('t', { id: 1n, a: 'x' }, 'new')]));
    const damaged = (images ?? []).map((image) => ({
      ...image,
      fields: image.fields.map((field) => ({ ...field, after: field.after && { ...field.after, exact: '?' } })),
    }));
    expect(await applyChanges(write, restoring(damaged))).toMatchObject({
      kind: 'refused',
      problems: [
        { field: 'id', code: 'store', message: expect.stringContaining('damaged') },
        { field: 'a', code: 'store', message: expect.stringContaining('damaged') },
      ],
    });
    expect(stored(path, 't')).toHaveLength(1);
  });

  it('overwrites nothing that was changed since, until each is settled', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES (1, 'a', 'b'), (2, 'a', 'b')",
    );
    const result = saved(
      await applyChanges(write, [
        update('t', [1n], { a: ['a', 'A'], b: ['b', 'B'] }),
        insert('t', { id: 3n, a: 'new' }, 'new'),
        remove('t', [2n]),
      ]),
    );
    outside(path, "UPDATE t SET a = 'theirs' WHERE id IN (1, 3); INSERT INTO t VALUES (2, 'again', NULL)");
    const first = await applyChanges(write, restoring(result.images));
    if (first.kind !== 'refused') throw new Error('saved');
    const byRow = new Map(first.problems.map((problem) => [problem.row, problem]));
    const changed = byRow.get('update');
    const grown = byRow.get('delete');
    expect(changed).toMatchObject({
      kind: 'changed',
      fields: [{ field: 'a', base: 'A', theirs: 'theirs', mine: 'a' }],
    });
    expect(grown).toMatchObject({
      kind: 'changed',
      fields: [{ field: 'a', base: 'new', theirs: 'theirs', mine: null }],
    });
    expect(byRow.get('insert')).toMatchObject({
      kind: 'changed',
      fields: [
        { field: 'a', base: null, theirs: 'again', mine: 'a' },
        { field: 'b', base: null, theirs: null, mine: 'b' },
      ],
    });
    const guard = grown?.kind === 'changed' ? (grown.fields[0]?.guard ?? '') : '';
    const settled = restoring(result.images).flatMap((change): (typeof change)[] => {
      // Take theirs, take theirs in one column, keep mine.
      if (change.kind !== 'restore' || change.image.kind === 'delete') return [];
      if (change.image.kind === 'update') return [{ ...change, skip: new Set(['a']) }];
      return [{ ...change, overwrite: new Map([['a', guard]]) }];
    });
    saved(await applyChanges(write, settled));
    expect(stored(path, 't')).toMatchObject([
      { id: 'integer:1', a: 'text:746865697273', b: 'text:62' },
      { id: 'integer:2', a: 'text:616761696E' },
    ]);
  });

  it('overwrites a whole row where a person has seen it and says so, and not what it has become since', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, n AS (a || b)); INSERT INTO t VALUES (1, 'a', 'b'), (2, 'a', 'b')",
    );
    const before = stored(path, 't');
    const result = saved(
      await applyChanges(write, [
        update('t', [1n], { a: ['a', 'A'], b: ['b', 'B'] }),
        insert('t', { id: 3n, a: 'new' }, 'new'),
        remove('t', [2n]),
      ]),
    );
    outside(path, "UPDATE t SET a = 'theirs', b = x'00' WHERE id IN (1, 3); INSERT INTO t VALUES (2, 'again', 1.5)");
    const whole = async () => {
      const refused = await applyChanges(write, restoring(result.images));
      if (refused.kind !== 'refused') throw new Error('saved');
      const guards = new Map(
        refused.problems.map((problem) => [problem.change, problem.kind === 'changed' ? problem.guard : undefined]),
      );
      expect(guards.size).toBe(3);
      return restoring(result.images).map((change) => {
        if (change.kind !== 'restore') throw new Error('Only images are taken back');
        return { ...change, overwrite: new Map([['', guards.get(change.id) ?? '']]) };
      });
    };
    const seen = await whole();
    outside(path, 'UPDATE t SET b = NULL');
    expect(await applyChanges(write, seen)).toMatchObject({
      kind: 'refused',
      problems: [{ kind: 'changed' }, { kind: 'changed' }, { kind: 'changed' }],
    });
    const again = saved(await applyChanges(write, await whole()));
    expect(stored(path, 't')).toEqual(before);
    // What was overwritten comes back in its turn.
    saved(await applyChanges(write, restoring(again.images)));
    expect(stored(path, 't')).toMatchObject([
      { id: 'integer:1', a: 'text:746865697273', b: 'null:' },
      { id: 'integer:2', a: 'text:616761696E', b: 'null:' },
      { id: 'integer:3', a: 'text:746865697273', b: 'null:' },
    ]);
  });

  it('settles a deleted row that somebody has made again column by column', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES (2, 'a', 'b')",
    );
    const result = saved(await applyChanges(write, [remove('t', [2n])]));
    outside(path, "INSERT INTO t VALUES (2, 'again', 'also')");
    const refused = await applyChanges(write, restoring(result.images));
    if (refused.kind !== 'refused' || refused.problems[0]?.kind !== 'changed') throw new Error('It is a conflict');
    const guard = refused.problems[0].fields[0]?.guard ?? '';
    const settled = restoring(result.images, { skip: ['b'], overwrite: new Map([['a', guard]]) });
    expect(
      (await write.describe({ changes: settled, readUpload: () => Promise.reject(new Error()) }, calm())).problems,
    ).toEqual([]);
    saved(await applyChanges(write, settled));
    expect(stored(path, 't')).toEqual([{ id: 'integer:2', a: 'text:61', b: 'text:616C736F' }]);
  });

  it('puts a row back where it lay, though its row number is not its key; elsewhere when that is taken', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (a TEXT PRIMARY KEY, b); INSERT INTO t (rowid, a, b) VALUES (50, 'x', 1), (7, 'y', 1), (90, 'z', 2)",
    );
    const numbers = () =>
      outside(path, (database) => database.prepare('SELECT rowid, a FROM t ORDER BY rowid').raw().all());
    const before = numbers();
    const result = saved(await applyChanges(write, [remove('t', ['x']), remove('t', ['y'])]));
    saved(await applyChanges(write, restoring(result.images)));
    expect(numbers()).toEqual(before);
    saved(await applyChanges(write, [remove('t', ['x']), remove('t', ['y'])]));
    outside(path, "INSERT INTO t (rowid, a) VALUES (50, 'other')");
    saved(await applyChanges(write, restoring(result.images)));
    expect(numbers()).toEqual([
      [7, 'y'],
      [50, 'other'],
      [90, 'z'],
      [91, 'x'],
    ]);
  });

  it('of what others have taken back already is done', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'a'), (2, 'b')",
    );
    const result = saved(
      await applyChanges(write, [
        update('t', [1n], { a: ['a', 'A'] }),
        insert('t', { id: 3n }, 'new'),
        remove('t', [2n]),
      ]),
    );
    outside(path, "UPDATE t SET a = 'a' WHERE id = 1; DELETE FROM t WHERE id = 3; INSERT INTO t VALUES (2, 'b')");
    expect(saved(await applyChanges(write, restoring(result.images))).images).toBe(null);
  });
});
