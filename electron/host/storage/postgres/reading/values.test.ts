import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { type OpenReading, openReading } from '../../../../../test/support/postgres-reading.ts';
import { calm } from '../../conformance/walks.ts';

const setUp = `
  CREATE TYPE pair AS (a text, b text);
  CREATE TABLE big (id int4 PRIMARY KEY, words text, packed text, code varchar(2000), padded char(600), raw bytea, doc jsonb, plain json, list text[], duo pair, digits numeric);
  ALTER TABLE big ALTER words SET STORAGE EXTERNAL;
  INSERT INTO big VALUES
    (1, 'short', 'short', 'short', 'short', '\\x00ff', '{"a": 1}', '{"a":1}', '{a,b}', '(a,b)', 1.50),
    (2, (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 100000) i), repeat('ä😀', 700000), repeat('é', 300), repeat('x', 500),
      decode((SELECT string_agg(md5(i::text), '') FROM generate_series(1, 100000) i), 'hex'),
      (SELECT jsonb_object_agg('key ' || i, i) FROM generate_series(1, 100000) i),
      (SELECT json_agg(i) FROM generate_series(1, 1000) i), (SELECT array_agg('item ' || i) FROM generate_series(1, 200) i),
      (repeat('p', 400), repeat('q', 400)), ('1' || repeat('0', 400))::numeric),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, '', '', '', '', '', '{}', '{}', '{}', '(,)', 0),
    (5, repeat('a', 256), repeat('😀', 128), repeat('é', 256), 'ab ', decode(repeat('61', 128), 'hex'), '"b"', '"b"', ARRAY[repeat('c', 254)], '(,)', 1),
    (6, repeat('a', 257), repeat('😀', 129), repeat('é', 257), 'ab ', decode(repeat('61', 129), 'hex'), '"b"', '"b"', ARRAY[repeat('c', 255)], '(,)', 1);
  CREATE TABLE named ("key ""1""" text PRIMARY KEY, at timestamptz, value text);
  INSERT INTO named VALUES ('__proto__', '2024-01-01', 'one'), ('', NULL, 'two'), ('ä', '2025-01-01', 'three');
  CREATE TABLE dated (at timestamptz, part int2, value text, PRIMARY KEY (at, part));
  INSERT INTO dated VALUES ('2024-01-01 00:00:00.5+00', 1, 'one'), ('infinity', 2, 'two');
  CREATE TABLE wide (id int4 PRIMARY KEY, ${Array.from({ length: 1500 }, (_, at) => `c${at} text`).join(', ')});
  INSERT INTO wide (id, c0, c1499) VALUES (1, 'first', 'last');`;

let database: TestDatabase;
let open: OpenReading;

beforeAll(async () => {
  database = await makeDatabase({ sql: setUp });
  open = await openReading(database);
}, 60_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await database?.drop();
});

const big = 'public.big';
async function allPieces(id: bigint): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of open.session.stream(big, [id], 'words', calm())) pieces.push(piece);
  return pieces;
}

const all = { model: big, filter: null, sort: [], search: '' };
const columns = ['words', 'packed', 'code', 'padded', 'raw', 'doc', 'plain', 'list', 'duo', 'digits'];

async function rowOf(id: bigint) {
  const [row] = await open.session.read(big, [[id]], columns, calm());
  return Object.fromEntries(columns.map((name, at) => [name, row?.[at] ?? null]));
}

describe('a page carries the beginning of a big value', () => {
  it('and small ones whole', async () => {
    expect(await rowOf(1n)).toEqual({
      words: 'short',
      packed: 'short',
      code: 'short',
      padded: { kind: 'cut', of: 'text', preview: 'short'.padEnd(256), sizeBytes: 600 },
      raw: { kind: 'bytes', hex: '00ff' },
      doc: '{"a": 1}',
      plain: '{"a":1}',
      list: '{a,b}',
      duo: '(a,b)',
      digits: '1.50',
    });
    expect(await rowOf(3n)).toEqual(Object.fromEntries(columns.map((name) => [name, null])));
    expect(await rowOf(4n)).toMatchObject({
      words: '',
      code: '',
      raw: { kind: 'bytes', hex: '' },
      list: '{}',
      duo: '(,)',
      digits: '0',
    });
  });

  it('with its size in bytes', async () => {
    const row = await rowOf(2n);
    expect(row).toMatchObject({
      words: {
        kind: 'cut',
        of: 'text',
        preview: expect.stringMatching(/^c4ca4238[0-9a-f]{248}$/),
        sizeBytes: 3_200_000,
      },
      packed: { kind: 'cut', of: 'text', preview: `${'ä😀'.repeat(85)}ä`, sizeBytes: 4_200_000 },
      code: { kind: 'cut', of: 'text', preview: 'é'.repeat(256), sizeBytes: 600 },
      padded: { kind: 'cut', of: 'text', preview: 'x'.repeat(256), sizeBytes: 600 },
      raw: {
        kind: 'cut',
        of: 'bytes',
        preview: expect.stringMatching(/^c4ca4238[0-9a-f]{248}$/),
        sizeBytes: 1_600_000,
      },
      plain: { kind: 'cut', of: 'text', preview: expect.stringMatching(/^\[1, 2, 3/) },
      list: { kind: 'cut', of: 'text', preview: expect.stringMatching(/^\{"item 1","item 2"/) },
      duo: { kind: 'cut', of: 'text', preview: `(${'p'.repeat(255)}`, sizeBytes: 803 },
      digits: { kind: 'cut', of: 'text', preview: `1${'0'.repeat(255)}`, sizeBytes: 401 },
    });
    // Too big to be written out only to be cut: it is named, with what it takes in the table.
    expect(row.doc).toMatchObject({ kind: 'cut', of: 'text', preview: '' });
  });

  it('from the first character that is too many on', async () => {
    expect(await rowOf(5n)).toMatchObject({
      words: 'a'.repeat(256),
      packed: '😀'.repeat(128),
      code: 'é'.repeat(256),
      raw: { kind: 'bytes', hex: '61'.repeat(128) },
      list: `{${'c'.repeat(254)}}`,
    });
    expect(await rowOf(6n)).toMatchObject({
      words: { kind: 'cut', sizeBytes: 257 },
      packed: { kind: 'cut', preview: '😀'.repeat(128), sizeBytes: 516 },
      code: { kind: 'cut', sizeBytes: 514 },
      raw: { kind: 'cut', preview: '61'.repeat(128), sizeBytes: 129 },
      list: { kind: 'cut', sizeBytes: 257 },
    });
  });

  it('but goes on from a sort by it all the same', async () => {
    const query = { ...all, sort: [{ field: 'words', direction: 'desc' as const }] };
    const ids: unknown[] = [];
    let page = await open.session.page({ query, columns: ['id', 'words'], at: { kind: 'start' }, limit: 1 }, calm());
    for (;;) {
      ids.push(...page.rows.map(([id]) => id));
      if (page.atEnd || page.last === null) break;
      page = await open.session.page(
        { query, columns: ['id', 'words'], at: { kind: 'after', cursor: page.last }, limit: 1 },
        calm(),
      );
    }
    expect(ids).toEqual([3n, 1n, 2n, 6n, 5n, 4n]);
  });
});

describe('one value', () => {
  it('comes whole up to a limit, else cut', async () => {
    const expected = (await database.run('SELECT words, doc FROM big WHERE id = 2'))[0];
    expect(await open.session.cell(big, [2n], 'words', 4_000_000, calm())).toBe(expected?.[0]);
    expect(await open.session.cell(big, [2n], 'words', 3_000_000, calm())).toMatchObject({
      kind: 'cut',
      sizeBytes: 3_200_000,
    });
    expect(await open.session.cell(big, [2n], 'doc', 8_000_000, calm())).toBe(expected?.[1]);
    // Its size in the table is less than half of that.
    const docBytes = Buffer.byteLength(expected?.[1] ?? '');
    const cut = { kind: 'cut', of: 'text', sizeBytes: docBytes };
    expect(await open.session.cell(big, [2n], 'doc', docBytes - 1, calm())).toMatchObject(cut);
    expect(await open.session.cell(big, [5n], 'padded', 1000, calm())).toBe('ab'.padEnd(600));
    expect(await open.session.cell(big, [3n], 'words', 10, calm())).toBe(null);
    expect(await open.session.cell(big, [2n], 'raw', 2_000_000, calm())).toMatchObject({ kind: 'bytes' });
  });

  it.each(['words', 'packed', 'raw', 'doc', 'list', 'padded', 'digits'])('is streamed in pieces: %s', async (field) => {
    const hash = createHash('md5');
    let size = 0;
    let pieces = 0;
    for await (const piece of open.session.stream(big, [2n], field, calm())) {
      hash.update(piece);
      size += piece.length;
      pieces += 1;
      expect(piece.length).toBeLessThanOrEqual(1024 * 1024);
    }
    const bytes =
      field === 'raw'
        ? field
        : field === 'padded'
          ? `convert_to(concat(${field}), 'UTF8')`
          : `convert_to(${field}::text, 'UTF8')`;
    const expected = await database.run(`SELECT octet_length(${bytes}), md5(${bytes}) FROM big WHERE id = 2`);
    expect([String(size), hash.digest('hex')]).toEqual(expected[0]);
    expect(pieces).toBe(Math.ceil(size / (1024 * 1024)));
  });

  it('is streamed of one version of the row, whatever happens to it meanwhile', async () => {
    await database.run("INSERT INTO big (id, words) VALUES (10, repeat('a', 3000000))");
    const letters = new Set<number>();
    let size = 0;
    for await (const piece of open.session.stream(big, [10n], 'words', calm())) {
      if (size === 0) await database.run("UPDATE big SET words = repeat('b', 3000000) WHERE id = 10");
      size += piece.length;
      for (const byte of new Set(piece)) letters.add(byte);
    }
    await database.run('DELETE FROM big WHERE id = 10');
    expect([size, [...letters]]).toEqual([3_000_000, [97]]);
  });

  it('that is NULL or empty has no bytes, and one that is not there is named', async () => {
    for (const id of [3n, 4n]) expect(await allPieces(id)).toEqual([]);
    await expect(allPieces(99n)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(open.session.cell(big, [99n], 'words', 10, calm())).rejects.toMatchObject({ code: 'not_found' });
    await expect(open.session.cell(big, [1n], 'nope', 10, calm())).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('rows by key', () => {
  it('come in the order of the keys, `null` for those that are not there', async () => {
    const read = (keys: readonly (readonly bigint[])[]) => open.session.read(big, keys, ['id'], calm());
    expect(await read([[5n], [99n], [1n], [5n]])).toEqual([[5n], null, [1n], [5n]]);
    expect(await read([])).toEqual([]);
  });

  it('are found by any key, in any spelling the server takes', async () => {
    const read = (model: string, keys: readonly (readonly (string | bigint)[])[]) =>
      open.session.read(model, keys, ['value'], calm());
    expect(await read('public.named', [['__proto__'], [''], ['ä'], ['Ä'], ['a\0'], ['\ud800']])).toEqual([
      ['one'],
      ['two'],
      ['three'],
      null,
      null,
      null,
    ]);
    expect(
      await read('public.dated', [
        ['2024-01-01 00:00:00.5+00', 1n],
        ['2024-01-01T01:00:00.500+01', 1n],
        ['infinity', 2n],
        ['never', 2n],
        ['infinity', 99999n],
      ]),
    ).toEqual([['one'], ['one'], ['two'], null, null]);
    await expect(read('public.dated', [['infinity']])).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('are not taken for missing when a value of theirs can’t be worked out', async () => {
    await database.run(`CREATE TABLE worked_out (id int4 PRIMARY KEY, a int4, b int4 GENERATED ALWAYS AS (10 / a) VIRTUAL);
      INSERT INTO worked_out VALUES (1, 0), (2, 5)`);
    const model = 'public.worked_out';
    const failure = { sqlState: '22012' };
    expect(await open.session.read(model, [['nothing'], [2n]], ['b'], calm())).toEqual([null, [2n]]);
    await expect(open.session.read(model, [[1n]], ['b'], calm())).rejects.toMatchObject(failure);
    await expect(open.session.read(model, [[2n], [1n]], ['b'], calm())).rejects.toMatchObject(failure);
    await expect(open.session.cell(model, [1n], 'b', 100, calm())).rejects.toMatchObject(failure);
    const query = { ...all, model, sort: [{ field: 'b', direction: 'asc' as const }] };
    const pageAt = (key: bigint | string) =>
      open.session.page({ query, columns: ['id'], at: { kind: 'key', key: [key] }, limit: 5 }, calm());
    await expect(pageAt(1n)).rejects.toMatchObject(failure);
    await expect(pageAt('nothing')).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('a table of 1,500 columns is read', async () => {
  const query = { ...all, model: 'public.wide' };
  const names = Array.from({ length: 1500 }, (_, at) => `c${at}`);
  const page = await open.session.page({ query, columns: names, at: { kind: 'start' }, limit: 5 }, calm());
  expect([page.rows[0]?.length, page.rows[0]?.[0], page.rows[0]?.at(-1)]).toEqual([1500, 'first', 'last']);
});

it('a scan gives all rows in the order of the query, in one state of the table', async () => {
  await database.run(
    'CREATE TABLE many (id int4 PRIMARY KEY, v int4); INSERT INTO many SELECT i, i % 7 FROM generate_series(1, 5000) i',
  );
  const query = { model: 'public.many', filter: null, sort: [{ field: 'v', direction: 'desc' as const }], search: '' };
  const rows: unknown[] = [];
  for await (const batch of open.session.scan(query, ['v', 'id'], calm())) {
    if (rows.length === 0) await database.run('DELETE FROM many');
    rows.push(...batch);
    expect(batch.length).toBeLessThanOrEqual(1000);
  }
  const expected = Array.from({ length: 5000 }, (_, at) => [BigInt((at + 1) % 7), BigInt(at + 1)] as const);
  expect(rows).toEqual(expected.toSorted((a, b) => Number(b[0] - a[0]) || Number(b[1] - a[1])));
});
