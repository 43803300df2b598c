import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { NewValue } from '../../../../../shared/domain/change-set.ts';
import { hostileDefaults, makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import {
  applyTo,
  calmly,
  insertOf,
  type OpenWriting,
  openWriting,
  restoring,
  updateOf,
} from '../../../../../test/support/postgres-write.ts';
import { wholeCell } from '../reading/decode-cell.ts';

let database: TestDatabase;
let opened: OpenWriting;

beforeAll(async () => {
  database = await makeDatabase({
    sql: `CREATE TYPE mood AS ENUM ('calm', 'it''s', '"; DROP TABLE kinds; --');
      CREATE TYPE pair AS (a int, b text);
      CREATE DOMAIN short AS varchar(3) CHECK (VALUE <> 'no');
      CREATE TABLE kinds (id int PRIMARY KEY, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, n numeric, n2 numeric(6,2),
        b boolean, y bytea, t text, v varchar(5), c char(4), j json, jb jsonb, m mood, d date, ts timestamp, tz timestamptz,
        ti time, iv interval, u uuid, a int[], ta text[], p pair, r int4range, net inet, mac macaddr, bt bit(4), vb varbit, x xml,
        pt point, mo money, sh short, ck int CHECK (ck > 0), e text NOT NULL DEFAULT 'given', g int GENERATED ALWAYS AS (i4 * 2) STORED);
      INSERT INTO kinds (id) VALUES (1)`,
  });
  opened = await openWriting(database);
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await database.drop();
});

const real = (text: string): WholeCell => ({ kind: 'real', text });

const written: Readonly<Record<string, readonly (readonly [typed: WholeCell, stored: string])[]>> = {
  i2: [
    [-32768n, '-32768'],
    ['32767', '32767'],
  ],
  i8: [
    [9223372036854775807n, '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
  ],
  f4: [
    [real('0.1'), '0.1'],
    [real('-0'), '-0'],
  ],
  f8: [
    [real('0.1'), '0.1'],
    [real('1e400'), ''],
    ['Infinity', 'Infinity'],
    [real('NaN'), 'NaN'],
    [real('5e-324'), '5e-324'],
  ],
  n: [
    ['1.000', '1.000'],
    ['-12345678901234567890.00000000000000000001', '-12345678901234567890.00000000000000000001'],
    ['1e3', '1000'],
  ],
  n2: [
    ['1.5', '1.50'],
    ['1.555', ''],
  ],
  b: [
    [true, 't'],
    ['no', 'f'],
  ],
  y: [
    [{ kind: 'bytes', hex: '00ff5c' }, '\\x00ff5c'],
    [{ kind: 'bytes', hex: '' }, '\\x'],
  ],
  t: [
    ['', ''],
    ["'; COMMIT; DROP TABLE kinds; --", "'; COMMIT; DROP TABLE kinds; --"],
    ['\\x41', '\\x41'],
    ['$1', '$1'],
    ['\u{1f600}\u0301', '\u{1f600}\u0301'],
  ],
  v: [['abcde', 'abcde']],
  c: [['ab', 'ab  ']],
  j: [['{"a":1, "a":2}', '{"a":1, "a":2}']],
  jb: [['{"b":1.10,"a":[]}', '{"a": [], "b": 1.10}']],
  m: [
    ["it's", "it's"],
    ['"; DROP TABLE kinds; --', '"; DROP TABLE kinds; --'],
  ],
  d: [
    ['0044-03-15 BC', '0044-03-15 BC'],
    ['infinity', 'infinity'],
  ],
  ts: [['2026-01-02 03:04:05.123456', '2026-01-02 03:04:05.123456']],
  tz: [['2026-01-02 03:04:05+02', '2026-01-02 01:04:05+00']],
  ti: [['23:59:59.999999', '23:59:59.999999']],
  iv: [['1 year 2 mons -3 days 04:05:06.7', '1 year 2 mons -3 days +04:05:06.7']],
  u: [['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']],
  a: [
    ['{1,NULL,3}', '{1,NULL,3}'],
    ['{}', '{}'],
  ],
  ta: [['{"a b",NULL,"\\"q\\"","{}"}', '{"a b",NULL,"\\"q\\"","{}"}']],
  p: [['(1,"a,b")', '(1,"a,b")']],
  r: [['[1,5)', '[1,5)']],
  net: [['10.0.0.1/8', '10.0.0.1/8']],
  mac: [['08:00:2b:01:02:03', '08:00:2b:01:02:03']],
  bt: [['0101', '0101']],
  vb: [['1', '1']],
  x: [['<a>1</a>', '<a>1</a>']],
  pt: [['(1.5,-0)', '(1.5,-0)']],
  sh: [['abc', 'abc']],
};

describe('a value of each type', () => {
  const cases = Object.entries(written).flatMap(([field, values]) =>
    values.flatMap(([typed, stored]) => (stored === '' && typed !== '' ? [] : [{ field, typed, stored }])),
  );

  it.each(cases)('$field takes $stored, and gives it back when it is undone', async ({ field, typed, stored }) => {
    const model = await opened.catalog.describe('public.kinds', calmly());
    const column = model.table.columns.get(field);
    const { result, images } = await applyTo(opened.write, [
      updateOf('u', 'public.kinds', [1n], { [field]: [null, typed] }),
    ]);
    expect(result).toMatchObject({ kind: 'saved' });
    expect(await database.run(`SELECT "${field}" FROM kinds`)).toEqual([[stored]]);
    // Taken away, and brought back by the image alone.
    const shown = wholeCell(column?.kind ?? 'text', stored);
    const cleared = await applyTo(opened.write, [updateOf('c', 'public.kinds', [1n], { [field]: [shown, null] })]);
    expect(cleared.result).toMatchObject({ kind: 'saved' });
    expect((await applyTo(opened.write, restoring(cleared.images))).result.kind).toBe('saved');
    expect(await database.run(`SELECT "${field}" FROM kinds`)).toEqual([[stored]]);
    // And undone: it was NULL.
    expect((await applyTo(opened.write, restoring(images))).result.kind).toBe('saved');
    expect(await database.run(`SELECT "${field}" FROM kinds`)).toEqual([[null]]);
  });
});

describe('a value the column does not take', () => {
  const refused: readonly (readonly [string, WholeCell | NewValue, string])[] = [
    ['i2', 40000n, 'type'],
    ['i4', 'many', 'type'],
    ['i4', '1.5', 'type'],
    ['f8', real('1e400'), 'type'],
    ['n2', '12345.6', 'type'],
    ['y', '\\xzz', 'type'],
    ['t', 'a\u0000b', 'type'],
    ['t', 'a\ud800', 'type'],
    ['t', { kind: 'bytes', hex: 'ff' }, 'type'],
    ['v', 'abcdef', 'length'],
    ['c', 'abcde', 'length'],
    ['sh', 'no', 'check'],
    ['j', '{', 'type'],
    ['m', 'angry', 'type'],
    ['d', '2026-02-30', 'type'],
    ['u', 'x', 'type'],
    ['bt', '01', 'length'],
    ['a', '{1,', 'type'],
    ['ck', 0n, 'check'],
    ['e', null, 'not_null'],
    ['g', 5n, 'generated'],
    ['nothing', 5n, 'store'],
  ];

  it.each(refused)('%s refuses %o as %s, on its field', async (field, value, code) => {
    const before = await database.run('SELECT * FROM kinds');
    const fields = { [field]: [field === 'e' ? 'given' : null, value] as const };
    const { result, images } = await applyTo(opened.write, [updateOf('u', 'public.kinds', [1n], fields)]);
    expect(result).toMatchObject({ kind: 'refused', problems: [{ kind: 'invalid', change: 'u', field, code }] });
    expect(images).toBe(null);
    const inserted = await applyTo(opened.write, [insertOf('i', 'public.kinds', { id: 2n, [field]: value })]);
    expect(inserted.result).toMatchObject({
      kind: 'refused',
      problems: [{ kind: 'invalid', change: 'i', field, code }],
    });
    expect(await database.run('SELECT * FROM kinds')).toEqual(before);
  });

  it('and all others of the set are told at once', async () => {
    const { result } = await applyTo(opened.write, [
      updateOf('u', 'public.kinds', [1n], { i4: [null, 'x'], d: [null, 'y'], u: [null, 'z'], ck: [null, -1n] }),
      insertOf('i', 'public.kinds', { id: 1n }),
      insertOf('j', 'public.kinds', { i4: 5n }),
      updateOf('w', 'public.kinds', [77n], { i4: [null, 1n] }),
    ]);
    const told = result.kind === 'refused' ? result.problems : [];
    const names = told.map((problem) =>
      problem.kind === 'invalid'
        ? `${problem.change} ${problem.field} ${problem.code}`
        : `${problem.change} ${problem.kind}`,
    );
    expect(names.toSorted()).toEqual([
      'i id unique',
      'j id not_null',
      'u ck check',
      'u d type',
      'u i4 type',
      'u u type',
      'w gone',
    ]);
  });
});

describe('a value the store would keep in another form', () => {
  it.each([
    ['n2', '1.555', '1.56'],
    ['ti', '10:00:00.1234567', '10:00:00.123457'],
    ['v', 'abc      ', 'abc  '],
  ])('%s %j is asked about, and kept as %j when agreed', async (field, typed, stored) => {
    const edit = updateOf('u', 'public.kinds', [1n], { [field]: [null, typed] });
    const { result, images } = await applyTo(opened.write, [edit]);
    expect(result).toMatchObject({ kind: 'refused', problems: [{ kind: 'adjusted', field, mine: typed, stored }] });
    expect(images).toBe(null);
    if (edit.kind !== 'update') throw new Error('An update');
    const agreed = { ...edit, fields: edit.fields.map((one) => ({ ...one, accepts: stored })) };
    const saved = await applyTo(opened.write, [agreed]);
    expect(saved.result).toMatchObject({
      kind: 'saved',
      rows: [{ columns: [field, 'g'].slice(0, 1), cells: [stored] }],
    });
    await applyTo(opened.write, restoring(saved.images));
  });
});

describe('a big value', () => {
  it('has a guard for its base, comes back from beside its image, and is seen when somebody changes it', async () => {
    const text = 'é'.repeat(400_000);
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    const uploads = new Map([
      ['a'.repeat(32), new TextEncoder().encode(text)],
      ['b'.repeat(32), bytes],
    ]);
    const upload = (letter: string, as: 'text' | 'bytes'): NewValue => ({
      kind: 'upload',
      upload: letter.repeat(32),
      as,
      sizeBytes: uploads.get(letter.repeat(32))?.length ?? 0,
    });
    const first = await applyTo(
      opened.write,
      [updateOf('u', 'public.kinds', [1n], { t: [null, upload('a', 'text')], y: [null, upload('b', 'bytes')] })],
      uploads,
    );
    expect(first.result.kind).toBe('saved');
    expect(await database.run('SELECT md5(t), length(t), octet_length(y) FROM kinds')).toEqual([
      [expect.any(String), '400000', '300000'],
    ]);
    const sum = await database.run(`SELECT md5(t), md5(y) FROM kinds`);
    const base = await opened.write.base('public.kinds', [1n], 't', calmly());
    expect(base.kind).toBe('guard');
    const bytesBase = await opened.write.base('public.kinds', [1n], 'y', calmly());
    expect(bytesBase.kind).toBe('guard');
    const clear = {
      kind: 'update' as const,
      id: 'c',
      model: 'public.kinds',
      key: [1n],
      fields: [
        { field: 't', base, value: { kind: 'cell' as const, cell: 'short' } },
        { field: 'y', base: bytesBase, value: { kind: 'cell' as const, cell: null } },
      ],
    };
    const second = await applyTo(opened.write, [clear]);
    expect(second.result.kind).toBe('saved');
    expect((await applyTo(opened.write, restoring(second.images))).result.kind).toBe('saved');
    expect(await database.run(`SELECT md5(t), md5(y) FROM kinds`)).toEqual(sum);
    await database.run(`UPDATE kinds SET t = t || 'x'`);
    expect((await applyTo(opened.write, [clear])).result).toMatchObject({
      kind: 'refused',
      problems: [{ kind: 'changed', fields: [{ field: 't', theirs: { kind: 'cut', sizeBytes: 800_001 } }] }],
    });
    await database.run(`UPDATE kinds SET t = NULL, y = NULL`);
  });

  it('that is no UTF-8 is not stored as text', async () => {
    const id = 'c'.repeat(32);
    const { result } = await applyTo(
      opened.write,
      [updateOf('u', 'public.kinds', [1n], { t: [null, { kind: 'upload', upload: id, as: 'text', sizeBytes: 3 }] })],
      new Map([[id, Uint8Array.of(0x61, 0xff, 0x62)]]),
    );
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [{ field: 't', code: 'type', message: expect.stringContaining('byte 2') }],
    });
  });
});

describe('a role whose defaults are all hostile', () => {
  it('writes, keeps and brings back the same', async () => {
    const role = await database.role({ defaults: hostileDefaults });
    await using limited = await openWriting(role);
    const before = await database.run('SELECT * FROM kinds');
    const fields = {
      f8: [null, real('0.1')],
      tz: [null, '2026-01-02 03:04:05.6+00'],
      y: [null, { kind: 'bytes', hex: '5c00' }],
      iv: [null, '-1 days'],
      t: [null, "\\'"],
      d: [null, '2026-03-04'],
    } as const;
    const { result, images } = await applyTo(limited.write, [updateOf('u', 'public.kinds', [1n], fields)]);
    expect(result.kind === 'refused' ? result.problems : []).toEqual([]);
    expect(images?.[0]?.fields.map(({ after }) => after?.exact.replace(/^\d+:/, ''))).toEqual([
      'double precisiont0.1',
      'timestamp with time zonet2026-01-02 03:04:05.6+00',
      'byteab5c00',
      'intervalt-1 days',
      "textt\\'",
      'datet2026-03-04',
    ]);
    expect((await applyTo(opened.write, restoring(images))).result.kind).toBe('saved');
    expect(await database.run('SELECT * FROM kinds')).toEqual(before);
  });
});
