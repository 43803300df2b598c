import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../../../shared/domain/cell.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import { openLasting, openTestDatabase, rowsOf } from '../../../../test/support/sqlite-session.ts';
import { calm } from '../conformance/walks.ts';
import type { Session } from '../connector.ts';

const broken = Buffer.from('ff41', 'hex');
const withNul = 'a\0b';
const longText = `${'é'.repeat(255)}😀${'x'.repeat(100)}`;
const document = `{"n":${'1'.repeat(2000)}}`;
const huge = 'Zeile für Zeile\n'.repeat(40_000);
const blob = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));

/** Values as they are stored, and the cell each must come as. */
const corpus: readonly (readonly [string, unknown, Cell])[] = [
  ['NULL', null, null],
  ['the empty text', '', ''],
  ['a text of digits', '007', '007'],
  ['the greatest integer', 9223372036854775807n, 9223372036854775807n],
  ['the smallest integer', -9223372036854775808n, -9223372036854775808n],
  ['an integer above 2^53', 9007199254740993n, 9007199254740993n],
  ['a tenth', 0.1, { kind: 'real', text: '0.1' }],
  ['a sum of tenths', 0.1 + 0.2, { kind: 'real', text: '0.30000000000000004' }],
  ['a whole real', 5, { kind: 'real', text: '5.0' }],
  ['a real without end', Infinity, { kind: 'real', text: 'Infinity' }],
  ['the smallest real', 5e-324, { kind: 'real', text: '5e-324' }],
  ['a big real', 1e21, { kind: 'real', text: '1e21' }],
  ['text of 256 characters', 'x'.repeat(256), 'x'.repeat(256)],
  ['emoji', '👩‍👩‍👧 山田 太郎', '👩‍👩‍👧 山田 太郎'],
  ['text that JavaScript reads as U+FFFD and is U+FFFD', '\ufffd', '\ufffd'],
  ['text with NUL in it, which comes as bytes', withNul, { kind: 'bytes', hex: '610062' }],
  [
    'text over 256 characters',
    longText,
    { kind: 'cut', of: 'text', preview: 'é'.repeat(255), sizeBytes: Buffer.byteLength(longText) },
  ],
  [
    'text over 1 kB',
    document,
    { kind: 'cut', of: 'text', preview: document.slice(0, 256), sizeBytes: document.length },
  ],
  [
    'text over 256 kB, without a preview',
    huge,
    { kind: 'cut', of: 'text', preview: '', sizeBytes: Buffer.byteLength(huge) },
  ],
  ['no bytes', Buffer.alloc(0), { kind: 'bytes', hex: '' }],
  ['128 bytes', Buffer.alloc(128, 7), { kind: 'bytes', hex: '07'.repeat(128) }],
  ['129 bytes', Buffer.alloc(129, 7), { kind: 'cut', of: 'bytes', preview: '07'.repeat(128), sizeBytes: 129 }],
  ['many bytes', blob, { kind: 'cut', of: 'bytes', preview: '', sizeBytes: blob.length }],
];

describe.each([
  ['a table with row numbers', 'CREATE TABLE t (id INTEGER PRIMARY KEY, v)', 't'],
  ['a table without row numbers', 'CREATE TABLE t (id INTEGER PRIMARY KEY, v) WITHOUT ROWID', 't'],
  ['a view', 'CREATE TABLE s (id INTEGER PRIMARY KEY, v); CREATE VIEW t AS SELECT id, v FROM s', 's'],
])('a value comes out of %s as it is stored', (_, schema, stored) => {
  let session: Session;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ session, close } = await openLasting((database) => {
      database.exec(schema);
      const insert = database.prepare(`INSERT INTO ${stored} VALUES (?, ?)`);
      corpus.forEach(([, value], at) => void insert.run(BigInt(at), value));
    }));
  });
  afterAll(() => close());

  it.each(corpus.map(([title, , cell], at) => [title, cell, at] as const))('%s', async (__, cell, at) => {
    const filter = { kind: 'compare', field: 'id', op: 'is', value: BigInt(at) } as const;
    const page = await session.page(
      { query: rowsOf('t', { filter }), columns: ['v', 'id', 'v'], at: { kind: 'start' }, limit: 5 },
      calm(),
    );
    expect(page.rows).toEqual([[cell, BigInt(at), cell]]);
  });

  it('and all of them on one page', async () => {
    const page = await session.page({ query: rowsOf('t'), columns: ['v'], at: { kind: 'start' }, limit: 100 }, calm());
    expect(page.rows).toEqual(corpus.map(([, , cell]) => [cell]));
  });
});

it('text in broken UTF-8 comes as its bytes, is found by them, and names its row', async () => {
  const { session } = await openTestDatabase((database) => {
    database.exec('CREATE TABLE t (name TEXT PRIMARY KEY, v); CREATE INDEX t_v ON t (v)');
    const insert = database.prepare('INSERT INTO t VALUES (CAST(? AS TEXT), CAST(? AS TEXT))');
    insert.run(broken, broken);
    insert.run(Buffer.from('plain'), Buffer.from('ff42', 'hex'));
    database.prepare('INSERT INTO t VALUES (?, ?)').run('blob', broken);
  });
  const cell: Cell = { kind: 'bytes', hex: 'ff41' };
  const page = await session.page(
    {
      query: rowsOf('t', { sort: [{ field: 'v', direction: 'asc' }] }),
      columns: ['name', 'v'],
      at: { kind: 'start' },
      limit: 1,
    },
    calm(),
  );
  expect(page.rows).toEqual([[cell, cell]]);
  const next = await session.page(
    {
      query: rowsOf('t', { sort: [{ field: 'v', direction: 'asc' }] }),
      columns: ['name'],
      at: { kind: 'after', cursor: page.last ?? '' },
      limit: 5,
    },
    calm(),
  );
  expect(next.rows).toEqual([['plain'], ['blob']]);
  expect(await session.read('t', [[cell]], ['name'], calm())).toEqual([[cell]]);
  const found = await session.page(
    {
      query: rowsOf('t', { filter: { kind: 'compare', field: 'v', op: 'is', value: { kind: 'bytes', hex: 'ff41' } } }),
      columns: ['name'],
      at: { kind: 'start' },
      limit: 5,
    },
    calm(),
  );
  expect(found.rows.length).toBe(2);
});

it.each(['UTF-16le', 'UTF-16be'])('a file in %s gives the same text, in the same order both ways', async (encoding) => {
  const texts = ['', 'abc', 'É', '山田 太郎', '😀', '～', 'x'.repeat(600), 'z'];
  const { session } = await openTestDatabase((database) => {
    database.pragma(`encoding = '${encoding}'`);
    database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT); CREATE INDEX t_v ON t (v)');
    const insert = database.prepare('INSERT INTO t (v) VALUES (?)');
    for (const text of texts) insert.run(text);
    database.prepare('INSERT INTO t (v) VALUES (CAST(? AS TEXT))').run(Buffer.from('d800', 'hex'));
  });
  const query = rowsOf('t', { sort: [{ field: 'v', direction: 'asc' }] });
  const all = await session.page({ query, columns: ['v'], at: { kind: 'start' }, limit: 20 }, calm());
  const cells = all.rows.map(([cell]) => cell);
  for (const text of texts.filter(({ length }) => length < 256)) expect(cells).toContain(text);
  expect(cells).toContainEqual({ kind: 'cut', of: 'text', preview: 'x'.repeat(256), sizeBytes: 1200 });
  const backwards: Cell[] = [];
  let page = await session.page({ query, columns: ['v'], at: { kind: 'end' }, limit: 2 }, calm());
  for (;;) {
    backwards.unshift(...page.rows.map(([cell]) => cell ?? null));
    if (page.atStart) break;
    page = await session.page(
      { query, columns: ['v'], at: { kind: 'before', cursor: page.first ?? '' }, limit: 2 },
      calm(),
    );
  }
  expect(backwards).toEqual(cells);
  for (const op of ['contains', 'startsWith', 'endsWith'] as const) {
    const found = await session.page(
      {
        query: rowsOf('t', { filter: { kind: 'compare', field: 'v', op, value: '山田 太郎' } }),
        columns: ['v'],
        at: { kind: 'start' },
        limit: 5,
      },
      calm(),
    );
    expect(found.rows).toEqual([['山田 太郎']]);
  }
});

describe('a big value', () => {
  const key: RowKey = [1n];

  it('is given whole when asked for, and cut above the limit', async () => {
    const { session } = await openTestDatabase((database) => {
      database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v, w)');
      database.prepare('INSERT INTO t VALUES (1, ?, ?)').run(huge, blob);
    });
    expect(await session.cell('t', key, 'v', 8_000_000, calm())).toBe(huge);
    expect(await session.cell('t', key, 'w', 8_000_000, calm())).toEqual({ kind: 'bytes', hex: blob.toString('hex') });
    expect(await session.cell('t', key, 'v', 1000, calm())).toEqual({
      kind: 'cut',
      of: 'text',
      preview: '',
      sizeBytes: Buffer.byteLength(huge),
    });
  });

  it('comes out of a stream byte for byte, in pieces', async () => {
    const bytes = Buffer.from(Array.from({ length: 3_500_000 }, (_, at) => (at * 31) % 256));
    const { session } = await openTestDatabase((database) => {
      database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v)');
      const insert = database.prepare('INSERT INTO t VALUES (?, ?)');
      insert.run(1, bytes);
      insert.run(2, null);
      insert.run(3, 9007199254740993n);
      database.prepare('INSERT INTO t VALUES (4, CAST(? AS TEXT))').run(broken);
    });
    const read = async (row: bigint): Promise<Buffer[]> => {
      const pieces: Buffer[] = [];
      for await (const piece of session.stream('t', [row], 'v', calm())) pieces.push(Buffer.from(piece));
      return pieces;
    };
    const pieces = await read(1n);
    expect(pieces.length).toBe(4);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    expect(Buffer.concat(await read(2n)).length).toBe(0);
    expect(Buffer.concat(await read(3n)).toString()).toBe('9007199254740993');
    expect(Buffer.concat(await read(4n))).toEqual(broken);
  });

  it('costs a page little: a hundred megabytes in it are not read', async () => {
    const { session } = await openTestDatabase((database) => {
      database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, after TEXT)');
      database.exec(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO t SELECT i, printf('%.*c', 1000000, 'x'), NULL FROM n",
      );
    });
    const page = () =>
      session.page({ query: rowsOf('t'), columns: ['id', 'v'], at: { kind: 'start' }, limit: 100 }, calm());
    await page();
    expect((await page()).tookMs).toBeLessThan(30);
  });
});

it('keys and references are never cut', async () => {
  const name = 'n'.repeat(3000);
  const { session } = await openTestDatabase((database) => {
    database.exec(
      'CREATE TABLE p (name TEXT PRIMARY KEY, v TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p (name))',
    );
    database.prepare('INSERT INTO p VALUES (?, ?)').run(name, name);
    database.prepare('INSERT INTO c VALUES (1, ?)').run(name);
  });
  const parents = await session.page(
    { query: rowsOf('p'), columns: ['name', 'v'], at: { kind: 'start' }, limit: 5 },
    calm(),
  );
  expect(parents.keys).toEqual([[name]]);
  expect(parents.rows).toEqual([[name, { kind: 'cut', of: 'text', preview: 'n'.repeat(256), sizeBytes: 3000 }]]);
  const children = await session.page({ query: rowsOf('c'), columns: ['p'], at: { kind: 'start' }, limit: 5 }, calm());
  expect(children.rows).toEqual([[name]]);
});
