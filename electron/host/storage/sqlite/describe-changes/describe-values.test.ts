import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Cell, isWhole, type WholeCell } from '../../../../../shared/domain/cell.ts';
import type { NewValue } from '../../../../../shared/domain/change-set.ts';
import { edit, insert, openDescribe, said, update } from '../../../../../test/support/sqlite-describe.ts';
import { applyChanges, writableDatabase } from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';
import { realText } from '../../query/real-text.ts';

it('holds a STRICT table to its types', async () => {
  const strict = await openDescribe(`
    CREATE TABLE t (id INTEGER PRIMARY KEY, n INT, r REAL, s TEXT, b BLOB, a ANY) STRICT; INSERT INTO t (id) VALUES (1)`);
  const { problems } = await strict.of([
    update(
      't',
      1n,
      edit('n', null, 'x'),
      edit('r', null, '1.5'),
      edit('s', null, { kind: 'bytes', hex: '00' }),
      edit('b', null, 'text'),
      edit('a', null, '007'),
    ),
  ]);
  expect(said(problems)).toEqual([
    ['u1', 'type', 'n', 'Only integers can be stored here'],
    ['u1', 'adjusted', 'r', '1.5', { kind: 'real', text: '1.5' }],
    ['u1', 'type', 's', 'Only text can be stored here'],
    ['u1', 'type', 'b', 'Only bytes can be stored here'],
  ]);
});

it('leaves to the store what only the program that made the file could say', async () => {
  const odd = await openDescribe((database) => {
    database.function('mine', { deterministic: true }, (value: unknown) => value);
    database.exec(`
      CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER CHECK (mine(n) > 5) CHECK (n < 100), g AS (mine(n)), d DEFAULT (mine(1)), CHECK (g > 0), CHECK (rowid < 0))`);
  });
  const { problems } = await odd.of([insert('new-1', 't', { n: 200n }), insert('new-2', 't', { n: 1n })]);
  expect(said(problems)).toEqual([['new-1', 'check', 'n', 'The store’s rule is not met: n < 100']]);
});

it('compares by the collation of the index, and takes numbers of either kind as equal', async () => {
  const collated = await openDescribe(`
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE, loose UNIQUE, padded TEXT);
    CREATE UNIQUE INDEX padded_once ON t (padded COLLATE RTRIM);
    INSERT INTO t VALUES (1, 'Ada', 5, 'x '), (2, 'Bea', '5', 'y')`);
  const { problems } = await collated.of([
    insert('new-1', 't', { name: 'ADA', loose: { kind: 'real', text: '5.0' }, padded: 'x   ' }),
    insert('new-2', 't', { name: 'É', loose: '6', padded: 'X' }),
    insert('new-3', 't', { name: 'é', loose: 6n, padded: 'x y' }),
  ]);
  expect(said(problems)).toEqual([
    ['new-1', 'unique', 'padded', 'Another row has this value'],
    ['new-1', 'unique', 'loose', 'Another row has this value'],
    ['new-1', 'unique', 'name', 'Another row has this value'],
  ]);
});

it('reads uploads: text must be UTF-8, and is held to the rules of its column', async () => {
  const files = await openDescribe(
    "CREATE TABLE t (id INTEGER PRIMARY KEY, doc TEXT CHECK (doc LIKE '{%'), raw BLOB); INSERT INTO t (id) VALUES (1)",
  );
  const bytes = new Map([
    ['a'.repeat(32), Buffer.from('{"a": 1}')],
    ['b'.repeat(32), Buffer.from('plain')],
    ['c'.repeat(32), Buffer.from('61ff', 'hex')],
  ]);
  const upload = (letter: string, as: 'text' | 'bytes'): NewValue => ({
    kind: 'upload',
    upload: letter.repeat(32),
    as,
    sizeBytes: 8,
  });
  const of = async (field: string, value: NewValue) =>
    said((await files.of([update('t', 1n, edit(field, null, value))], bytes)).problems);
  expect(await of('doc', upload('a', 'text'))).toEqual([]);
  expect(await of('doc', upload('b', 'text'))).toEqual([
    ['u1', 'check', 'doc', "The store’s rule is not met: doc LIKE '{%'"],
  ]);
  expect(await of('doc', upload('c', 'text'))).toEqual([
    ['u1', 'type', 'doc', 'The file is not UTF-8: byte 2 is out of place. Load it as bytes'],
  ]);
  expect(await of('raw', upload('c', 'bytes'))).toEqual([]);
});

it('writes a literal that SQLite reads as exactly the value', async () => {
  const exact = await openDescribe('CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t (id) VALUES (1)');
  const reals = [
    0.1,
    0.1 + 0.2,
    5e-324,
    1.7976931348623157e308,
    1e21,
    123456789012345680000,
    -0.5,
    Infinity,
    -Infinity,
    2 ** 53,
    1 / 3,
  ];
  const values: readonly WholeCell[] = [
    null,
    '',
    "'; DROP TABLE t; --",
    'a\nb',
    '😀',
    '…',
    0n,
    -9223372036854775808n,
    9223372036854775807n,
    { kind: 'bytes', hex: '' },
    { kind: 'bytes', hex: '00ff' },
    ...reals.map((value): Cell & WholeCell => ({ kind: 'real', text: realText(value) })),
  ];
  for (const value of values) {
    if (value === null) continue;
    const { statements } = await exact.of([update('t', 1n, edit('v', null, value))]);
    exact.database.exec('BEGIN');
    exact.database.exec(statements[0]?.sql ?? '');
    const stored =
      exact.database.prepare<[], null | string | bigint | number | Buffer>('SELECT v FROM t').pluck().get() ?? null;
    exact.database.exec('ROLLBACK');
    const shown =
      typeof stored === 'number'
        ? { kind: 'real', text: realText(stored) }
        : Buffer.isBuffer(stored)
          ? { kind: 'bytes', hex: stored.toString('hex') }
          : stored;
    expect(shown).toEqual(value);
  }
});

const numberTexts = fc.stringMatching(/^[ \t]?[+-]?\d{0,20}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,3})?[ \n]?$/);
const typed: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.constantFrom<WholeCell>('', '007', '0x10', '1e400', '9223372036854775808', true, { kind: 'real', text: '-0.0' }),
  numberTexts,
  fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed() && !text.includes('\0')),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -99n, max: 99n }),
  fc.double({ noNaN: true }).map((value): WholeCell => ({ kind: 'real', text: realText(value) })),
  fc
    .uint8Array({ maxLength: 5 })
    .map((bytes): WholeCell => ({ kind: 'bytes', hex: Buffer.from(bytes).toString('hex') })),
);
const columns = ['t', 'i', 'r', 'n', 'b', 'st', 'si', 'sr', 'sa'] as const;

it('foretells what the store makes of any value in any kind of column', async () => {
  const { session, write } = await writableDatabase(`
    CREATE TABLE loose (id INTEGER PRIMARY KEY, t TEXT, i INTEGER, r REAL, n NUMERIC, b BLOB); INSERT INTO loose (id) VALUES (1);
    CREATE TABLE strict (id INTEGER PRIMARY KEY, st TEXT, si INT, sr REAL, sa ANY) STRICT; INSERT INTO strict (id) VALUES (1)`);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...columns), typed, async (column, value) => {
      const table = column.length === 1 ? 'loose' : 'strict';
      const [row] = await session.read(table, [[1n]], [column], calm());
      const was = row?.[0] ?? null;
      if (!isWhole(was)) throw new Error('A small value came cut');
      const of = (accepts?: WholeCell) => [update(table, 1n, edit(column, was, value, accepts))];
      const request = { readUpload: () => Promise.reject(new Error('There are no uploads')) };
      const { problems } = await write.describe({ ...request, changes: of() }, calm());
      const plain = await applyChanges(write, of());
      // The store says why in words of its own.
      const facts = (found: Parameters<typeof said>[0]) =>
        said(found).map((problem) => (problem[1] === 'type' ? problem.slice(0, 3) : problem));
      expect(facts(plain.kind === 'refused' ? plain.problems : [])).toEqual(facts(problems));
      const [problem] = problems;
      if (problem?.kind !== 'adjusted') return;
      const stored = problem.stored;
      if (!isWhole(stored)) return;
      expect((await write.describe({ ...request, changes: of(stored) }, calm())).problems).toEqual([]);
      expect((await applyChanges(write, of(stored))).kind).toBe('saved');
      expect(await session.read(table, [[1n]], [column], calm())).toEqual([[stored]]);
    }),
    { numRuns: 200 },
  );
}, 120_000);
