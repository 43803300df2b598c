import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWhole, type WholeCell } from '../../../../../shared/domain/cell.ts';
import type { RowChange } from '../../../../../shared/domain/change-set.ts';
import { applyChanges, lastingDatabase, restoring, stored, update } from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';
import { realText } from '../../query/real-text.ts';
import { shortLiteral } from '../describe-changes/short-literal.ts';
import type { StoredValue } from '../protocol.ts';
import { imageOf, sameStored, valueOfImage } from './exact-value.ts';

/** SQL that gives a value which is easily spoiled on its way through a program. */
const values: readonly string[] = [
  'NULL',
  '0',
  '1',
  '-1',
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '0.0',
  '-0.0',
  '0.1',
  '0.1 + 0.2',
  '5.0',
  '1e21',
  '5e-324',
  '1.7976931348623157e308',
  '1e400',
  '-1e400',
  '9223372036854775807.0',
  '4.35',
  "''",
  "' '",
  "'0'",
  "'007'",
  "'1.10'",
  "'1e3'",
  "'-0'",
  "'0x10'",
  "'9223372036854775808'",
  "'NaN'",
  "'Infinity'",
  "'NULL'",
  "'null'",
  "'true'",
  "'\uFFFD'",
  "'\uFEFFbom'",
  "'line\nbreak\r\nand\ttab'",
  "'it''s \"quoted\" `so` [too]'",
  "'👩‍👩‍👧 山田 太郎'",
  "'e\u0301'",
  "'\u00e9'",
  "'\u202Eright to left'",
  "'__proto__'",
  "'@mark'",
  "'=mark'",
  '\'{"a":1.0,"a":2,"n":12345678901234567890}\'',
  "CAST(x'ff41' AS TEXT)",
  "CAST(x'610062' AS TEXT)",
  "CAST(x'eda080' AS TEXT)",
  "CAST(x'00' AS TEXT)",
  "x''",
  "x'00'",
  "x'ff41'",
  "x'30'",
  "x'efbfbd'",
  'randomblob(128)',
  'randomblob(70000)',
  "printf('%.*c', 300, 'x')",
  "replace(hex(zeroblob(100000)), '0', 'é')",
];
const columns = ['plain', 'text', 'integer', 'real', 'numeric', 'blob', 'it\'s "odd"', '__proto__'] as const;
const schema =
  'CREATE TABLE t (id INTEGER PRIMARY KEY, other TEXT, plain, "text" TEXT, "integer" INTEGER, "real" REAL, "numeric" NUMERIC, "blob" BLOB, "it\'s ""odd""" ANY, "__proto__" VARCHAR);';

describe.each(['', "PRAGMA encoding = 'UTF-16le';"])(`${values.length * columns.length} values %s`, (encoding) => {
  let place: Awaited<ReturnType<typeof lastingDatabase>>;
  let before: readonly Record<string, string>[];
  const rows = (table = 't') => stored(place.path, table);

  // One session for all of them: each test leaves the rows as they were.
  beforeAll(async () => {
    const list = columns.map(() => '%').join(', ');
    place = await lastingDatabase(
      `${encoding}${schema}${values.map((value, at) => `INSERT INTO t VALUES (${at + 1}, 'o', ${list.replaceAll('%', value)});`).join('')}`,
    );
    before = rows();
  });
  afterAll(() => place.close());

  it('stay as they are, byte for byte, while another column is edited', async () => {
    const changes = values.map((_, at) => update('t', [BigInt(at + 1)], { other: ['o', 'edited'] }));
    const result = await applyChanges(place.write, changes);
    expect(result.kind).toBe('saved');
    expect(rows().map((row) => ({ ...row, other: 'text' }))).toEqual(before.map((row) => ({ ...row, other: 'text' })));
    if (result.kind === 'saved') await applyChanges(place.write, restoring(result.images));
    expect(rows()).toEqual(before);
  });

  it('come back from a delete, byte for byte', async () => {
    const changes = values.map(
      (_, at): RowChange => ({ kind: 'delete', id: `d${at}`, model: 't', key: [BigInt(at + 1)], base: [] }),
    );
    const result = await applyChanges(place.write, changes);
    if (result.kind !== 'saved') throw new Error('refused');
    expect(rows()).toEqual([]);
    // As the journal keeps them: text, and bytes beside.
    const images = (result.images ?? []).map((image) => ({
      ...image,
      fields: image.fields.map((field) => ({ ...field, before: field.before && structuredClone(field.before) })),
    }));
    expect(
      JSON.parse(JSON.stringify(images.flatMap(({ fields }) => fields.map(({ before: old }) => old?.exact)))),
    ).toEqual(images.flatMap(({ fields }) => fields.map(({ before: old }) => old?.exact)));
    expect(await place.write.compare(images, calm())).toBe('after');
    expect((await applyChanges(place.write, restoring(images))).kind).toBe('saved');
    expect(rows()).toEqual(before);
    expect(await place.write.compare(images, calm())).toBe('before');
  });

  it('are a base that holds, and given back as they are they are not written', async () => {
    for (const column of columns) {
      const changes: RowChange[] = [];
      for (const [at] of values.entries()) {
        const key = [BigInt(at + 1)];
        const cell = await place.session.cell('t', key, column, 1_000_000, calm());
        const base = await place.write.base('t', key, column, calm());
        // Bytes that are shown for a text are no value to write: an editor gives them back as they came.
        if (!isWhole(cell) || (cell !== null && typeof cell === 'object' && before[at]?.[column]?.startsWith('text')))
          continue;
        changes.push({
          kind: 'update',
          id: `u${at}`,
          model: 't',
          key,
          fields: [{ field: column, base, value: { kind: 'cell', cell } }],
        });
      }
      expect(changes.length).toBeGreaterThan(50);
      expect(await applyChanges(place.write, changes)).toMatchObject({ kind: 'saved', images: null });
    }
    expect(rows()).toEqual(before);
  });

  it('are stored as they are given, or their other form is shown and asked about', async () => {
    const given: WholeCell[] = [];
    for (const [at] of values.entries()) {
      const cell = await place.session.cell('t', [BigInt(at + 1)], 'plain', 1_000_000, calm());
      if (isWhole(cell)) given.push(cell);
    }
    expect(given.length).toBeGreaterThan(50);
    for (const column of columns) {
      const accepted = new Map<string, WholeCell>();
      const changes = () =>
        given.map((cell, at): RowChange => {
          const accepts = accepted.get(`new ${at}`);
          const value = { kind: 'cell', cell } as const;
          return {
            kind: 'insert',
            id: `new ${at}`,
            model: 't',
            fields: [{ field: column, value, ...(accepts === undefined ? {} : { accepts }) }],
          };
        });
      const first = await applyChanges(place.write, changes());
      for (const problem of first.kind === 'refused' ? first.problems : []) {
        if (problem.kind !== 'adjusted' || !isWhole(problem.stored)) throw new Error('Only another form is in the way');
        accepted.set(problem.change, problem.stored);
      }
      const result = first.kind === 'saved' ? first : await applyChanges(place.write, changes());
      if (result.kind !== 'saved') throw new Error('refused');
      for (const row of result.rows) {
        const cell = row.key && (await place.session.cell('t', row.key, column, 1_000_000, calm()));
        const asked = accepted.get(row.change) ?? given[Number(row.change.slice(4))] ?? null;
        // A REAL column keeps an integer as the same number.
        const isSameNumber = column === 'real' && typeof asked === 'bigint';
        expect(cell).toEqual(isSameNumber ? { kind: 'real', text: realText(Number(asked)) } : asked);
      }
      expect((await applyChanges(place.write, restoring(result.images))).kind).toBe('saved');
    }
    expect(rows()).toEqual(before);
  });
});

const images: readonly StoredValue[] = [
  null,
  0n,
  -(2n ** 63n),
  -0,
  Infinity,
  0.1,
  '',
  '@',
  '=',
  '=@x',
  'x'.repeat(70_000),
  'é'.repeat(40_000),
  { text: Uint8Array.of(0xff, 0x41) },
  { text: new Uint8Array(70_000).fill(0xff) },
  new Uint8Array(),
  Uint8Array.of(0, 255),
  new Uint8Array(70_000).fill(7),
];

it.each(images.map((value) => [shortLiteral(value).slice(0, 40), value] as const))(
  'the image of %s gives it back, also over JSON, and only whole',
  (_, value) => {
    const { exact, bytes } = imageOf(value, 'UTF-8');
    const again = JSON.parse(JSON.stringify({ exact })) as { exact: string };
    expect(sameStored(valueOfImage({ exact: again.exact, bytes }), value)).toBe(true);
    expect(exact.length).toBeLessThan(140_000);
    if (bytes === null) return;
    const damaged = Uint8Array.from(bytes);
    damaged[1000] = 0x20;
    expect(() => valueOfImage({ exact, bytes: damaged })).toThrow('damaged');
    expect(() => valueOfImage({ exact, bytes: null })).toThrow('damaged');
  },
);
