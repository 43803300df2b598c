import { describe, expect, it } from 'vitest';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import {
  applyChanges,
  insert,
  remove,
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

describe('triggers', () => {
  it('change the row itself, which is told and taken back', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, v, stamp INTEGER DEFAULT 0);' +
        'CREATE TRIGGER stamp AFTER UPDATE OF v ON t BEGIN UPDATE t SET stamp = stamp + 1 WHERE id = new.id; END;' +
        "INSERT INTO t VALUES (1, 'a', 5)",
    );
    const result = saved(await applyChanges(write, [update('t', [1n], { v: ['a', 'b'] })]));
    expect(result.rows).toEqual([{ change: 'update t 1', key: [1n], columns: ['v', 'stamp'], cells: ['b', 6n] }]);
    const undone = await applyChanges(write, restoring(result.images));
    // The trigger counts the undo, too: what it makes of the value is shown, not hidden.
    expect(problemsOf(undone)).toMatchObject([{ kind: 'adjusted', field: 'stamp', mine: 5n, stored: 6n }]);
    expect(stored(path, 't')).toEqual([{ id: 'integer:1', v: 'text:62', stamp: 'integer:6' }]);
  });

  it('that refuse, ignore, roll back or delete keep the save from being made', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE TABLE log (v);' +
        "CREATE TRIGGER a BEFORE UPDATE ON t WHEN new.v = 'abort' BEGIN SELECT RAISE(ABORT, 'not today'); END;" +
        "CREATE TRIGGER b BEFORE UPDATE ON t WHEN new.v = 'ignore' BEGIN SELECT RAISE(IGNORE); END;" +
        "CREATE TRIGGER c AFTER UPDATE ON t WHEN new.v = 'delete' BEGIN DELETE FROM t WHERE id = new.id; END;" +
        "CREATE TRIGGER d AFTER UPDATE ON t WHEN new.v = 'rollback' BEGIN SELECT RAISE(ROLLBACK, 'all of it'); END;" +
        'CREATE TRIGGER e BEFORE DELETE ON t WHEN old.id = 9 BEGIN SELECT RAISE(IGNORE); END;' +
        'INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0), (9, 0)',
    );
    const before = stored(path, 't');
    const found = problemsOf(
      await applyChanges(write, [
        update('t', [1n], { v: [0n, 'abort'] }),
        update('t', [2n], { v: [0n, 'ignore'] }),
        remove('t', [9n]),
      ]),
    );
    expect(new Set(found.map((one) => one.kind === 'invalid' && `${one.change}: ${one.message}`))).toEqual(
      new Set([
        'update t 1: Not today',
        'update t 2: A trigger of the store keeps the row from being written',
        'delete t 9: A trigger of the store keeps the row from being written',
      ]),
    );
    const all = await applyChanges(write, [update('t', [4n], { v: [0n, 'rollback'] })]);
    expect(problemsOf(all)).toMatchObject([{ change: 'update t 4', code: 'store', message: 'All of it' }]);
    expect(stored(path, 't')).toEqual(before);
    const gone = saved(await applyChanges(write, [update('t', [3n], { v: [0n, 'delete'] })]));
    expect(gone.images).toMatchObject([{ kind: 'delete', key: [3n], followed: false }]);
    saved(await applyChanges(write, restoring(gone.images)));
    expect(stored(path, 't')).toEqual(before);
  });

  it('that break a reference are found out by the commit, and nothing is kept', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p(id)); CREATE TABLE t (id INTEGER PRIMARY KEY, v);' +
        'CREATE TRIGGER a AFTER UPDATE ON t BEGIN INSERT INTO c VALUES (77); END; INSERT INTO t VALUES (1, 0)',
    );
    expect(problemsOf(await applyChanges(write, [update('t', [1n], { v: [0n, 1n] })]))).toMatchObject([
      { change: 'update t 1', code: 'foreign_key' },
    ]);
    expect([stored(path, 'c'), stored(path, 't')]).toEqual([[], [{ id: 'integer:1', v: 'integer:0' }]]);
    saved(await applyChanges(write, [insert('t', { v: 1n }, 'new')]));
  });
});
