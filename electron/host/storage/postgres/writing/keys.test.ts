import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import {
  applyTo,
  calmly,
  deleteOf,
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

describe('keys', () => {
  const keyed: readonly (readonly [type: string, first: WholeCell, second: WholeCell])[] = [
    ['uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    ['text', "'; COMMIT; DROP TABLE keyed; --", 'a~b"\\'],
    ['text COLLATE "und-x-icu"', 'é', 'e'],
    ['varchar(30)', '', '{NULL}'],
    ['char(5)', 'ab   ', 'abc  '],
    ['numeric', '1.10', '-0.001'],
    ['bytea', { kind: 'bytes', hex: '005c22' }, { kind: 'bytes', hex: '' }],
    ['timestamptz', '2026-01-02 03:04:05.000001+00', '-infinity'],
    ['date', '0001-01-01 BC', 'infinity'],
    ['boolean', true, false],
    ['float8', real('-0.1'), real('1e+300')],
    ['int[]', '{1,2}', '{}'],
    ['mood', "it's", '"; DROP TABLE kinds; --'],
    ['inet', '10.0.0.1/8', '::1'],
    ['jsonb', '{"a": 1}', 'null'],
    ['short', 'abc', 'x'],
    ['pair', '(1,x)', '(2,"a b")'],
    ['regclass', 'pg_class', 'pg_type'],
  ];

  it.each(keyed)(
    'of type %s name their rows: edited, exchanged, deleted and brought back',
    async (type, first, second) => {
      await database.run(`DROP TABLE IF EXISTS keyed; CREATE TABLE keyed (k ${type} PRIMARY KEY, v text)`);
      opened.catalog.forget();
      const added = await applyTo(opened.write, [
        insertOf('a', 'public.keyed', { k: first, v: '1' }),
        insertOf('b', 'public.keyed', { k: second, v: '2' }),
      ]);
      expect(added.result.kind).toBe('saved');
      const dump = () => database.run(`SELECT * FROM keyed ORDER BY v`);
      const before = await dump();
      const edited = await applyTo(opened.write, [
        updateOf('a', 'public.keyed', [first], { v: ['1', 'one'] }),
        deleteOf('b', 'public.keyed', [second]),
      ]);
      expect(edited.result).toMatchObject({
        kind: 'saved',
        rows: [
          { change: 'b', key: null },
          { change: 'a', key: [first] },
        ],
      });
      expect((await applyTo(opened.write, restoring(edited.images))).result.kind).toBe('saved');
      expect(await dump()).toEqual(before);
      const moved = await applyTo(opened.write, [
        deleteOf('b', 'public.keyed', [second]),
        updateOf('a', 'public.keyed', [first], { k: [first, second] }),
      ]);
      expect(moved.result).toMatchObject({
        kind: 'saved',
        rows: [
          { change: 'b', key: null },
          { change: 'a', key: [second] },
        ],
      });
      expect((await applyTo(opened.write, restoring(moved.images))).result.kind).toBe('saved');
      expect(await dump()).toEqual(before);
    },
  );

  it.each(['uuid', 'text', 'varchar(10)', 'numeric(8,2)', 'int2', 'timestamptz', 'bytea', 'date', 'float8'])(
    'of type %s are exchanged between rows, by way of a value nobody has',
    async (type) => {
      await database.run(
        `DROP TABLE IF EXISTS swapped; CREATE TABLE swapped (k ${type} PRIMARY KEY, n int UNIQUE, v text)`,
      );
      const texts: Readonly<Record<string, readonly [string, string]>> = {
        uuid: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
        timestamptz: ['2026-01-01 00:00:00+00', '2026-01-02 00:00:00+00'],
        date: ['2026-01-01', '2026-01-02'],
        bytea: ['\\x01', '\\x02'],
        'numeric(8,2)': ['1.00', '2.00'],
      };
      const [a, b] = texts[type] ?? ['1', '2'];
      await database.run(`INSERT INTO swapped VALUES ('${a}', 1, 'a'), ('${b}', 2, 'b')`);
      opened.catalog.forget();
      const { table } = await opened.catalog.describe('public.swapped', calmly());
      const kind = table.columns.get('k')?.kind ?? 'text';
      const [first, second] = [wholeCell(kind, a), wholeCell(kind, b)];
      const { result, images } = await applyTo(opened.write, [
        updateOf('a', 'public.swapped', [first], { k: [first, second], n: [1n, 2n] }),
        updateOf('b', 'public.swapped', [second], { k: [second, first], n: [2n, 1n] }),
      ]);
      expect(result).toMatchObject({ kind: 'saved' });
      expect(await database.run('SELECT * FROM swapped ORDER BY v')).toEqual([
        [b, '2', 'a'],
        [a, '1', 'b'],
      ]);
      expect((await applyTo(opened.write, restoring(images))).result.kind).toBe('saved');
      expect(await database.run('SELECT * FROM swapped ORDER BY v')).toEqual([
        [a, '1', 'a'],
        [b, '2', 'b'],
      ]);
    },
  );

  it('that are identities come back with their numbers, and are not written otherwise', async () => {
    await database.run(
      'DROP TABLE IF EXISTS numbered; CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)',
    );
    opened.catalog.forget();
    const added = await applyTo(opened.write, [insertOf('a', 'public.numbered', { v: 'x' })]);
    expect(added.result).toMatchObject({
      kind: 'saved',
      rows: [{ key: [1n], columns: ['id', 'v'], cells: [1n, 'x'] }],
    });
    const { result } = await applyTo(opened.write, [
      insertOf('b', 'public.numbered', { id: 9n }),
      updateOf('c', 'public.numbered', [1n], { id: [1n, 2n] }),
    ]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [
        { change: 'b', field: 'id', code: 'generated' },
        { change: 'c', field: 'id', code: 'generated' },
      ],
    });
    const gone = await applyTo(opened.write, [deleteOf('d', 'public.numbered', [1n])]);
    expect((await applyTo(opened.write, restoring(gone.images))).result.kind).toBe('saved');
    expect(await database.run('SELECT * FROM numbered')).toEqual([['1', 'x']]);
  });
});
