import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { NewValue, RowChange } from '../../../../../shared/domain/change-set.ts';
import {
  applyChanges,
  cell,
  insert,
  remove,
  restoring,
  stored,
  writableDatabase,
} from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';

type Applied = Awaited<ReturnType<typeof applyChanges>>;

function saved(result: Applied) {
  if (result.kind !== 'saved') throw new Error(`refused: ${result.problems.map(({ kind }) => kind).join()}`);
  return result;
}

function edit(model: string, key: readonly WholeCell[], field: string, base: WholeCell, value: NewValue): RowChange {
  return { kind: 'update', id: `${field} ${String(key[0])}`, model, key, fields: [{ field, base: cell(base), value }] };
}

describe('values that the store gives', () => {
  it('are defaults of every spelling, in new rows and in edits', async () => {
    const clauses = [
      ['word', 'DEFAULT later', 'text:6C61746572'],
      ['quoted', 'DEFAULT "say ""so"""', 'text:7361792022736F22'],
      ['number', 'DEFAULT -5', 'integer:-5'],
      ['truth', 'DEFAULT true', 'integer:1'],
      ['nothing', '', 'null:'],
      ['text', "DEFAULT 'it''s'", 'text:69742773'],
      ['bytes', "DEFAULT x'00ff'", 'blob:00FF'],
      ['expression', "DEFAULT (upper('a') || -- why\n 'b')", 'text:4162'],
      ['explicit', 'DEFAULT NULL', 'null:'],
    ] as const;
    const columns = clauses.map(([name, clause]) => `"${name}" ${clause}`).join(', ');
    const { write, path } = await writableDatabase(
      `CREATE TABLE t (id INTEGER PRIMARY KEY, ${columns}, stamp TEXT DEFAULT CURRENT_TIMESTAMP);
       INSERT INTO t (id, ${clauses.map(([name]) => `"${name}"`).join(', ')}) VALUES (1, ${clauses.map(() => "'x'").join(', ')})`,
    );
    const changes: RowChange[] = [
      insert('t', { text: { kind: 'default' } }, 'new'),
      {
        kind: 'update',
        id: 'old',
        model: 't',
        key: [1n],
        fields: clauses.map(([field]) => ({ field, base: cell('x'), value: { kind: 'default' } as const })),
      },
    ];
    saved(await applyChanges(write, changes));
    const expected = Object.fromEntries(clauses.map(([name, , value]) => [name, value]));
    expect(stored(path, 't')).toMatchObject([expected, expected]);
    expect(stored(path, 't')[1]?.stamp).toMatch(/^text:/);
  });

  it('and are there already are not written: nothing is kept, and no journal asked for', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT DEFAULT 'd', w); INSERT INTO t VALUES (1, 'd', NULL)",
    );
    const before = await readFile(path);
    const changes = [edit('t', [1n], 'v', 'd', { kind: 'default' }), edit('t', [1n], 'w', null, { kind: 'default' })];
    for (const change of changes) expect(saved(await applyChanges(write, [change])).images).toBe(null);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('follow from others: generated columns come with the row, and are not put back by themselves', async () => {
    const { write, path } = await writableDatabase(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, twice AS (a * 2), kept TEXT GENERATED ALWAYS AS ('n' || a) STORED); INSERT INTO t (id, a) VALUES (1, 4)",
    );
    const before = stored(path, 't');
    const result = saved(
      await applyChanges(write, [edit('t', [1n], 'a', 4n, cell(5n)), insert('t', { a: 1n }, 'new')]),
    );
    expect(result.rows).toEqual([
      { change: 'a 1', key: [1n], columns: ['a', 'twice', 'kept'], cells: [5n, 10n, 'n5'] },
      { change: 'new', key: [2n], columns: ['id', 'a', 'twice', 'kept'], cells: [2n, 1n, 2n, 'n1'] },
    ]);
    saved(await applyChanges(write, restoring(result.images)));
    expect(stored(path, 't')).toEqual(before);
    const gone = saved(await applyChanges(write, [remove('t', [1n])]));
    saved(await applyChanges(write, restoring(gone.images)));
    expect(stored(path, 't')).toEqual(before);
  });
});

describe('values that are refused before they are lost', () => {
  it.each<readonly [string, WholeCell, RegExp]>([
    ['half a surrogate pair', 'ab\ud83dc', /^Character 3 is half of a surrogate pair \(U\+D83D\)/],
    ['half a pair after a whole one', '😀\udc00', /^Character 3 is half/],
    ['NUL', 'ab\0', /^Character 3 is NUL/],
    ['an integer over 64 bits', 2n ** 63n, /outside of what SQLite stores/],
    ['NaN', { kind: 'real', text: 'NaN' }, /can’t store NaN/],
    ['no number', { kind: 'real', text: '1,5' }, /is not a number/],
    ['an empty number', { kind: 'real', text: '' }, /is not a number/],
  ])('%s', async (_, value, message) => {
    const { write } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, NULL)',
    );
    expect(await applyChanges(write, [edit('t', [1n], 'v', null, cell(value))])).toMatchObject({
      problems: [{ kind: 'invalid', field: 'v', code: 'type', message: expect.stringMatching(message) }],
    });
  });

  it('digits a double can’t hold are shown as it would store them', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, NULL)',
    );
    const typed = ['1e400', '0.10000000000000000001', '123456789012345678', '1.50', '-0.0', '1E3', '.5'].map(
      (text, at) => insert('t', { v: { kind: 'real', text } }, `${at} ${text}`),
    );
    const result = await applyChanges(write, typed);
    expect(result.kind === 'refused' && result.problems.map((one) => one.kind === 'adjusted' && one.stored)).toEqual([
      { kind: 'real', text: 'Infinity' },
      { kind: 'real', text: '0.1' },
      { kind: 'real', text: '123456789012345680.0' },
    ]);
    saved(await applyChanges(write, typed.slice(3)));
    expect(
      stored(path, 't')
        .slice(1)
        .map(({ v }) => v),
    ).toEqual(['real:1.5', 'real:-0.0', 'real:1000.0', 'real:0.5']);
  });
});

it.each(['', ' STRICT'])(
  'an integer typed into a REAL column%s is the same number, unless digits are lost',
  async (strict) => {
    const { write, path } = await writableDatabase(
      `CREATE TABLE t (id INTEGER PRIMARY KEY, v REAL)${strict}; INSERT INTO t VALUES (1, 5), (2, NULL)`,
    );
    // What is there already is not written again.
    const same = edit('t', [1n], 'v', { kind: 'real', text: '5.0' }, cell(5n));
    expect(saved(await applyChanges(write, [same])).images).toBe(null);
    const typed = [
      edit('t', [2n], 'v', null, cell(7n)),
      insert('t', { v: 2n ** 53n }, 'big'),
      insert('t', { v: 0n }, '0'),
    ];
    expect(
      (await write.describe({ changes: typed, readUpload: () => Promise.reject(new Error()) }, calm())).problems,
    ).toEqual([]);
    saved(await applyChanges(write, typed));
    expect(stored(path, 't').map(({ v }) => v)).toEqual([
      'real:5.0',
      'real:7.0',
      'real:9007199254740992.0',
      'real:0.0',
    ]);
    const lost = insert('t', { v: 2n ** 53n + 1n }, 'lost');
    expect(await applyChanges(write, [lost])).toMatchObject({
      problems: [
        { kind: 'adjusted', field: 'v', mine: 2n ** 53n + 1n, stored: { kind: 'real', text: '9007199254740992.0' } },
      ],
    });
  },
);

describe('uploads', () => {
  const upload = (id: string, as: 'text' | 'bytes', bytes: Uint8Array): NewValue => ({
    kind: 'upload',
    upload: id,
    as,
    sizeBytes: bytes.length,
  });

  it('are stored as bytes, or as text when they are text', async () => {
    const { write, path } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, b BLOB); INSERT INTO t VALUES (1, NULL, NULL)',
    );
    const picture = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 7) % 256);
    const text = new TextEncoder().encode(`\uFEFF${'größer\n'.repeat(20_000)}`);
    const uploads = new Map([
      ['p', picture],
      ['t', text],
    ]);
    const before = stored(path, 't');
    const result = saved(
      await applyChanges(
        write,
        [
          {
            kind: 'update',
            id: 'u',
            model: 't',
            key: [1n],
            fields: [
              { field: 'b', base: cell(null), value: upload('p', 'bytes', picture) },
              { field: 'v', base: cell(null), value: upload('t', 'text', text) },
            ],
          },
        ],
        uploads,
      ),
    );
    const [row] = stored(path, 't');
    expect(row?.b === `blob:${Buffer.from(picture).toString('hex').toUpperCase()}`).toBe(true);
    expect(row?.v === `text:${Buffer.from(text).toString('hex').toUpperCase()}`).toBe(true);
    // Big values stand beside the images.
    const sizes = result.images?.[0]?.fields.map(({ after }) => [after?.exact.length, after?.bytes?.length]);
    expect(sizes).toEqual([
      [expect.any(Number), picture.length],
      [expect.any(Number), text.length],
    ]);
    saved(await applyChanges(write, restoring(result.images)));
    expect(stored(path, 't')).toEqual(before);
  });

  it.each([
    ['an odd byte', Uint8Array.of(0x61, 0x62, 0xff, 0x63), /byte 3 is out of place/],
    ['an end in the middle of a character', Uint8Array.of(0x61, 0xe2, 0x82), /is not UTF-8/],
    ['NUL', Uint8Array.of(0x61, 0), /Character 2 is NUL/],
  ])('that are no text are not stored as one: %s', async (_, bytes, message) => {
    const { write } = await writableDatabase(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, NULL)',
    );
    const result = await applyChanges(
      write,
      [edit('t', [1n], 'v', null, upload('x', 'text', bytes))],
      new Map([['x', bytes]]),
    );
    expect(result).toMatchObject({
      problems: [{ kind: 'invalid', field: 'v', code: 'type', message: expect.stringMatching(message) }],
    });
  });
});
