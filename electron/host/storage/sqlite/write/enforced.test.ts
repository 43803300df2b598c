import { describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
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
import type { StoreChange, WriteOps } from '../../connector.ts';

const bytes: WholeCell = { kind: 'bytes', hex: '35' };
const real = (text: string): WholeCell => ({ kind: 'real', text });

async function foretold(write: WriteOps, changes: readonly StoreChange[]) {
  const request = { changes, readUpload: () => Promise.reject(new Error('No uploads')) };
  return (await write.describe(request, calm())).problems;
}

describe('a STRICT table holds to its types, and what it will say is foretold', () => {
  it.each<readonly [string, WholeCell, 'stored' | 'adjusted' | 'type']>([
    ['INT', 5n, 'stored'],
    ['INTEGER', '5', 'adjusted'],
    ['INTEGER', real('5.0'), 'adjusted'],
    ['INT', 'five', 'type'],
    ['INTEGER', real('5.5'), 'type'],
    ['INT', bytes, 'type'],
    ['REAL', real('0.1'), 'stored'],
    ['REAL', 5n, 'stored'],
    ['REAL', '0.5', 'adjusted'],
    ['REAL', 'half', 'type'],
    ['REAL', bytes, 'type'],
    ['TEXT', 'x', 'stored'],
    ['TEXT', 5n, 'adjusted'],
    ['TEXT', bytes, 'type'],
    ['BLOB', bytes, 'stored'],
    ['BLOB', 'x', 'type'],
    ['BLOB', 5n, 'type'],
    ['ANY', '007', 'stored'],
    ['ANY', 5n, 'stored'],
    ['ANY', real('5.0'), 'stored'],
  ])('%s given %o: %s', async (type, value, answer) => {
    const { write, path } = await writableDatabase(
      `CREATE TABLE t (id INTEGER PRIMARY KEY, v ${type}) STRICT; INSERT INTO t VALUES (1, NULL)`,
    );
    const before = stored(path, 't');
    const changes = [insert('t', { v: value }, 'new'), update('t', [1n], { v: [null, value] }, 'old')];
    const codes = (problems: Awaited<ReturnType<typeof foretold>>) =>
      new Map(problems.map((problem) => [problem.change, problem.kind === 'invalid' ? problem.code : problem.kind]));
    const expected = new Map(answer === 'stored' ? [] : ['new', 'old'].map((change) => [change, answer]));
    expect(codes(await foretold(write, changes))).toEqual(expected);
    const result = await applyChanges(write, changes);
    expect(codes(result.kind === 'refused' ? result.problems : [])).toEqual(expected);
    if (result.kind === 'saved') expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
    expect(stored(path, 't')).toEqual(before);
  });
});

it('generated columns, virtual and stored, are shown and never written', async () => {
  const { write, session } = await writableDatabase(
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a, v AS (a || '!') VIRTUAL, s AS (a || '?') STORED); INSERT INTO t (a) VALUES ('x')",
  );
  const { fields } = await session.describe('t', calm());
  expect(fields.map(({ name, generated }) => [name, generated])).toEqual([
    ['id', false],
    ['a', false],
    ['v', true],
    ['s', true],
  ]);
  expect(await session.read('t', [[1n]], ['v', 's'], calm())).toEqual([['x!', 'x?']]);
  for (const name of ['v', 's']) {
    const changes = [insert('t', { [name]: 'mine' }, 'new'), update('t', [1n], { [name]: ['x', 'mine'] }, 'old')];
    const problems = ['new', 'old'].map((change) => ({ kind: 'invalid', change, field: name, code: 'generated' }));
    expect(await foretold(write, changes)).toMatchObject(problems);
    expect(await applyChanges(write, changes)).toMatchObject({ kind: 'refused', problems });
  }
});

describe('rows that broke a foreign key before', () => {
  const create =
    'CREATE TABLE p (id INTEGER PRIMARY KEY, v); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id), v); INSERT INTO p VALUES (1, 0); INSERT INTO c VALUES (1, 1, 0)';

  async function withOrphans() {
    const place = await writableDatabase(create);
    outside(place.path, (database) => {
      database.pragma('foreign_keys = OFF');
      database.exec('INSERT INTO c VALUES (2, 98, 0), (3, 99, 0)');
    });
    return place;
  }

  it('keep nobody from saving them, other rows, or their own deletion', async () => {
    const { write, path } = await withOrphans();
    const changes = [
      update('c', [2n], { v: [0n, 5n] }),
      update('c', [1n], { v: [0n, 5n] }),
      update('p', [1n], { v: [0n, 5n] }),
      remove('c', [3n]),
      insert('c', { p: 1n }, 'new'),
    ];
    expect(await foretold(write, changes)).toEqual([]);
    const before = stored(path, 'c');
    const result = await applyChanges(write, changes);
    if (result.kind !== 'saved') throw new Error('refused');
    expect(stored(path, 'c').map(({ id, p }) => [id, p])).toEqual([
      ['integer:1', 'integer:1'],
      ['integer:2', 'integer:98'],
      ['integer:3', 'integer:1'],
    ]);
    // The row comes back broken as it was only where its parent has come back: else that is said, and nothing is written.
    const [deleted] = restoring(result.images).filter(
      (change) => change.kind === 'restore' && change.image.kind === 'delete',
    );
    expect(await applyChanges(write, deleted ? [deleted] : [])).toMatchObject({ kind: 'refused' });
    outside(path, 'INSERT INTO p VALUES (99, 0)');
    expect((await applyChanges(write, restoring(result.images))).kind).toBe('saved');
    expect(stored(path, 'c')).toEqual(before);
  });

  it('do not make up for one that would be broken anew, though SQLite only counts them', async () => {
    const { write, path } = await withOrphans();
    const changes = [remove('c', [2n]), remove('c', [3n]), insert('c', { p: 97n }, 'new')];
    const problem = { kind: 'invalid', change: 'new', field: 'p', code: 'foreign_key' };
    expect(await foretold(write, changes)).toMatchObject([problem]);
    expect(await applyChanges(write, changes)).toMatchObject({ kind: 'refused', problems: [problem] });
    expect(stored(path, 'c').length).toBe(3);
  });

  it('are healed by a new parent, and by another reference', async () => {
    const { write, path } = await withOrphans();
    const changes = [insert('p', { id: 98n }, 'parent'), update('c', [3n], { p: [99n, 1n] })];
    expect((await applyChanges(write, changes)).kind).toBe('saved');
    expect(outside(path, (database) => database.pragma('foreign_key_check'))).toEqual([]);
    const back = { kind: 'update' as const, id: 'b', model: 'c', key: [3n] };
    const fields = [{ field: 'p', base: cell(1n), value: cell(99n) }];
    expect(await applyChanges(write, [{ ...back, fields }])).toMatchObject({
      problems: [{ field: 'p', code: 'foreign_key' }],
    });
  });
});
