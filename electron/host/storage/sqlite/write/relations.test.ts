import { describe, expect, it } from 'vitest';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
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

const family =
  'CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);' +
  'CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent(id) ON DELETE CASCADE ON UPDATE CASCADE, note TEXT);' +
  'CREATE TABLE pet (id INTEGER PRIMARY KEY, child_id INTEGER REFERENCES child(id) ON DELETE SET NULL, name TEXT);' +
  'CREATE TABLE toy (id INTEGER PRIMARY KEY, pet_id INTEGER NOT NULL DEFAULT 1 REFERENCES pet(id) ON DELETE SET DEFAULT);' +
  "INSERT INTO parent VALUES (1, 'A'), (2, 'B'); INSERT INTO child VALUES (10, 1, 'x'), (11, 1, 'y'), (12, 2, 'z');" +
  "INSERT INTO pet VALUES (1, 12, 'one'), (20, 10, 'rex'), (21, 11, NULL); INSERT INTO toy VALUES (30, 20), (31, 21);";

describe('rows that follow by foreign keys', () => {
  it('are imaged with what happens to them, and come back with the undo', async () => {
    const { write, path } = await writableDatabase(family);
    const tables = ['parent', 'child', 'pet', 'toy'];
    const before = tables.map((name) => stored(path, name));
    const result = saved(await applyChanges(write, [remove('parent', [1n], { name: 'A' })]));
    expect(result.rows).toEqual([{ change: 'delete parent 1', key: null, columns: [], cells: [] }]);
    expect(result.images?.map(({ kind, model, key, followed }) => [kind, model, key[0], followed])).toEqual([
      ['delete', 'parent', 1n, false],
      ['delete', 'child', 10n, true],
      ['delete', 'child', 11n, true],
      ['update', 'pet', 20n, true],
      ['update', 'pet', 21n, true],
    ]);
    expect(stored(path, 'child').length).toBe(1);
    saved(await applyChanges(write, restoring(result.images)));
    expect(tables.map((name) => stored(path, name))).toEqual(before);
  });

  it('follow a key that changes, and change back', async () => {
    const { write, path } = await writableDatabase(family);
    const before = stored(path, 'child');
    const result = saved(
      await applyChanges(write, [
        update('parent', [1n], { id: [1n, 7n] }),
        update('child', [10n], { note: ['x', 'edited'] }),
      ]),
    );
    expect(stored(path, 'child').map(({ parent_id, note }) => [parent_id, note])).toEqual([
      ['integer:7', 'text:656469746564'],
      ['integer:7', 'text:79'],
      ['integer:2', 'text:7A'],
    ]);
    const edited = result.images?.find(({ model, key }) => model === 'child' && key[0] === 10n);
    expect(edited).toMatchObject({
      followed: false,
      fields: [
        { field: 'note', before: { cell: 'x' }, after: { cell: 'edited' } },
        { field: 'parent_id', before: { cell: 1n }, after: { cell: 7n } },
      ],
    });
    saved(await applyChanges(write, restoring(result.images)));
    expect(stored(path, 'child')).toEqual(before);
  });

  it('are found again where their own key is part of it, without row numbers', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE a (k TEXT PRIMARY KEY, v) WITHOUT ROWID;' +
        'CREATE TABLE b (k TEXT REFERENCES a(k) ON UPDATE CASCADE ON DELETE CASCADE, n INTEGER, v, PRIMARY KEY (k, n)) WITHOUT ROWID;' +
        "INSERT INTO a VALUES ('x', 1), ('y', 2); INSERT INTO b VALUES ('x', 1, 'one'), ('x', 2, 'two'), ('y', 1, 'three')",
    );
    const before = [stored(path, 'a', 'k'), stored(path, 'b', 'k, n')];
    const result = saved(
      await applyChanges(write, [
        update('a', ['x'], { k: ['x', 'z'] }),
        update('b', ['x', 2n], { v: ['two', 'TWO'] }),
        update('a', ['y'], { k: ['y', 'x'] }),
      ]),
    );
    expect(stored(path, 'b', 'k, n').map((row) => Object.values(row))).toEqual([
      ['text:78', 'integer:1', 'text:7468726565'],
      ['text:7A', 'integer:1', 'text:6F6E65'],
      ['text:7A', 'integer:2', 'text:54574F'],
    ]);
    expect(result.images?.map(({ model, key, keyBefore }) => [model, keyBefore, key])).toEqual(
      expect.arrayContaining([
        ['a', ['x'], ['z']],
        ['a', ['y'], ['x']],
        ['b', ['x', 1n], ['z', 1n]],
        ['b', ['x', 2n], ['z', 2n]],
        ['b', ['y', 1n], ['x', 1n]],
      ]),
    );
    saved(await applyChanges(write, restoring(result.images)));
    expect([stored(path, 'a', 'k'), stored(path, 'b', 'k, n')]).toEqual(before);
  });

  it('do not, when the same save moves them elsewhere', async () => {
    const { write, path } = await writableDatabase(family);
    saved(await applyChanges(write, [remove('parent', [1n]), update('child', [10n], { parent_id: [1n, 2n] })]));
    expect(stored(path, 'child').map(({ id, parent_id }) => [id, parent_id])).toEqual([
      ['integer:10', 'integer:2'],
      ['integer:12', 'integer:2'],
    ]);
  });

  it('do not, when they move to a new row, or leave with what goes along', async () => {
    const { write, path } = await writableDatabase(family);
    saved(
      await applyChanges(write, [
        remove('parent', [1n]),
        insert('parent', { name: 'new' }, 'new'),
        {
          kind: 'update',
          id: 'moves',
          model: 'child',
          key: [11n],
          fields: [
            {
              field: 'parent_id',
              base: { kind: 'cell', cell: 1n },
              value: { kind: 'inserted', change: 'new', field: 'id' },
            },
          ],
        },
        // Its parent goes with the parent's parent.
        update('pet', [20n], { child_id: [10n, 11n] }),
      ]),
    );
    expect(stored(path, 'child').map(({ id, parent_id }) => [id, parent_id])).toEqual([
      ['integer:11', 'integer:3'],
      ['integer:12', 'integer:2'],
    ]);
    expect(stored(path, 'pet')[1]).toMatchObject({ id: 'integer:20', child_id: 'integer:11' });
  });

  it('are not lost with the edits they carry: the save says so', async () => {
    const { write, path } = await writableDatabase(family);
    const found = problemsOf(
      await applyChanges(write, [
        remove('parent', [2n]),
        update('child', [10n], { parent_id: [1n, 2n] }),
        update('child', [12n], { note: ['z', 'edited'] }),
        insert('child', { parent_id: 2n }, 'new'),
      ]),
    );
    expect(found.map((one) => one.kind === 'invalid' && [one.change, one.field, one.code])).toEqual([
      ['update child 12', null, 'store'],
      ['update child 10', 'parent_id', 'foreign_key'],
      ['new', 'parent_id', 'foreign_key'],
    ]);
    expect(stored(path, 'child').length).toBe(3);
  });

  it('and are to be deleted themselves count as deleted', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE tree (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tree(id) ON DELETE CASCADE);' +
        'INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2), (4, 4)',
    );
    const before = stored(path, 'tree');
    const result = saved(await applyChanges(write, [remove('tree', [1n]), remove('tree', [3n]), remove('tree', [4n])]));
    expect(result.rows.length).toBe(3);
    expect(stored(path, 'tree')).toEqual([]);
    expect(result.images?.map(({ key, followed }) => [key[0], followed])).toEqual([
      [1n, false],
      [3n, false],
      [4n, false],
      [2n, true],
    ]);
    saved(await applyChanges(write, restoring(result.images)));
    expect(stored(path, 'tree')).toEqual(before);
  });

  it('in their hundred thousands are refused, with the reason', { timeout: 60_000 }, async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p(id) ON DELETE CASCADE); CREATE INDEX c_p ON c (p); INSERT INTO p VALUES (1);' +
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001) INSERT INTO c SELECT 1 FROM n',
    );
    const result = await applyChanges(write, [remove('p', [1n])]);
    expect(problemsOf(result)).toMatchObject([
      {
        kind: 'invalid',
        row: 'delete',
        code: 'store',
        message: 'It would change more than 100,000 other rows with it',
      },
    ]);
    expect(stored(path, 'p').length).toBe(1);
  });
});

describe('references among changed rows', () => {
  it('to new rows are filled in, also in circles and to themselves', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE team (id INTEGER PRIMARY KEY, lead INTEGER NOT NULL REFERENCES person(id), name TEXT);' +
        'CREATE TABLE person (id INTEGER PRIMARY KEY, team INTEGER REFERENCES team(id), boss INTEGER REFERENCES person(id));',
    );
    const result = saved(
      await applyChanges(write, [
        insert('team', { lead: { kind: 'inserted', change: 'p', field: 'id' }, name: 'T' }, 't'),
        insert(
          'person',
          {
            id: 41n,
            team: { kind: 'inserted', change: 't', field: 'id' },
            boss: { kind: 'inserted', change: 'q', field: 'id' },
          },
          'p',
        ),
        insert('person', { boss: { kind: 'inserted', change: 'q', field: 'id' } }, 'q'),
        insert('team', { lead: { kind: 'inserted', change: 'r', field: 'id' }, name: 'U' }, 'u'),
        insert('person', { team: { kind: 'inserted', change: 'u', field: 'id' } }, 'r'),
      ]),
    );
    expect(result.rows.length).toBe(5);
    const people = stored(path, 'person');
    const byChange = new Map(result.rows.map((row) => [row.change, row.key?.[0]]));
    expect(byChange.get('p')).toBe(41n);
    expect(people).toEqual(
      [
        {
          id: `integer:${byChange.get('p')}`,
          team: `integer:${byChange.get('t')}`,
          boss: `integer:${byChange.get('q')}`,
        },
        { id: `integer:${byChange.get('q')}`, team: 'null:', boss: `integer:${byChange.get('q')}` },
        { id: `integer:${byChange.get('r')}`, team: `integer:${byChange.get('u')}`, boss: 'null:' },
      ].sort((a, b) => Number(a.id.slice(8)) - Number(b.id.slice(8))),
    );
    expect(new Set(stored(path, 'team').map(({ lead }) => lead))).toEqual(
      new Set([`integer:${byChange.get('p')}`, `integer:${byChange.get('r')}`]),
    );
  });

  it('lead somewhere, or the change that broke them says so', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE p (id INTEGER PRIMARY KEY, v); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id), v);' +
        'CREATE TABLE r (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id) ON DELETE RESTRICT);' +
        'INSERT INTO p VALUES (1, 0), (2, 0), (3, 0), (4, 0); INSERT INTO c VALUES (1, 1, 0), (2, 1, 0); INSERT INTO r VALUES (1, 3)',
    );
    // Broken before: nobody's concern, also when another column of it is edited.
    outside(path, (database) => {
      database.pragma('foreign_keys = OFF');
      database.exec('INSERT INTO c VALUES (3, 99, 0)');
    });
    saved(await applyChanges(write, [update('c', [3n], { v: [0n, 1n] })]));
    const found = problemsOf(
      await applyChanges(write, [
        remove('p', [1n]),
        remove('p', [3n]),
        remove('p', [4n]),
        update('c', [3n], { p: [99n, 98n] }),
        insert('c', { p: 50n }, 'new'),
        insert('c', { p: 2n }, 'good'),
      ]),
    );
    expect(found).toMatchObject([
      { change: 'update c 3', field: 'p', code: 'foreign_key', message: 'No row of p has this key' },
      { change: 'delete p 1', field: null, code: 'foreign_key', message: '2 rows of c still refer to it' },
      { change: 'delete p 3', field: null, code: 'foreign_key', message: 'One row of r still refers to it' },
      { change: 'new', field: 'p', code: 'foreign_key' },
    ]);
    saved(
      await applyChanges(write, [
        remove('p', [3n]),
        remove('r', [1n]),
        remove('p', [1n]),
        remove('c', [1n]),
        update('c', [2n], { p: [1n, 60n] }),
        insert('p', { id: 60n }, 'parent'),
      ]),
    );
    expect(stored(path, 'p').map(({ id }) => id)).toEqual(['integer:2', 'integer:4', 'integer:60']);
  });

  it('lead nowhere from a row that moves to one that goes: both are told, and the row that is lost as well', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE people (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES people(id) ON DELETE SET NULL);' +
        'CREATE TABLE letters (code TEXT PRIMARY KEY, sender INTEGER REFERENCES people(id), answers TEXT REFERENCES letters(code) ON DELETE CASCADE);' +
        "INSERT INTO people VALUES (1, 1); INSERT INTO letters VALUES ('k3', NULL, NULL), ('K1', 1, 'K1')",
    );
    const before = stored(path, 'letters');
    const found = problemsOf(
      await applyChanges(write, [
        remove('people', [1n]),
        update('letters', ['K1'], { answers: ['K1', 'k3'], sender: [1n, -4711n] }, 'moved'),
        remove('letters', ['k3']),
        insert('people', { id: 1n }, 'new'),
      ]),
    );
    expect(found).toMatchObject([
      { change: 'moved', field: 'answers', code: 'foreign_key', message: 'No row of letters has this key' },
      { change: 'moved', field: 'sender', code: 'foreign_key', message: 'No row of people has this key' },
      { change: 'moved', field: null, code: 'store' },
    ]);
    expect(stored(path, 'letters')).toEqual(before);
  });

  it('are matched by the parent’s collation and affinity', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE p (k TEXT PRIMARY KEY COLLATE NOCASE, v); CREATE TABLE c (id INTEGER PRIMARY KEY, k REFERENCES p(k) ON DELETE CASCADE); INSERT INTO p VALUES ('Abc', 1), ('5', 2); INSERT INTO c VALUES (1, 'aBC'), (2, 5), (3, '5')",
    );
    const before = stored(path, 'c');
    saved(await applyChanges(write, [insert('c', { id: 4n, k: 5n }, 'new')]));
    saved(await applyChanges(write, [remove('c', [4n])]));
    const result = saved(await applyChanges(write, [remove('p', ['Abc']), remove('p', ['5'])]));
    expect(result.images?.filter(({ followed }) => followed).length).toBe(2);
    // An integer in an untyped column leads to the text, but SQLite's own cascade leaves it behind.
    expect(stored(path, 'c')).toEqual([{ id: 'integer:2', k: 'integer:5' }]);
    saved(await applyChanges(write, restoring(result.images)));
    expect(stored(path, 'c')).toEqual(before);
  });
});
