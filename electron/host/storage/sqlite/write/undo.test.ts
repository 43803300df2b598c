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

type Applied = Awaited<ReturnType<typeof applyChanges>>;

function saved(result: Applied) {
  if (result.kind !== 'saved') throw new Error(`refused: ${result.problems.map(({ kind }) => kind).join()}`);
  return result;
}

describe('an undo', () => {
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
    expect(byRow.get('insert')).toMatchObject({ kind: 'invalid', code: 'unique' });
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
