import { copyFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { fixture } from '../../../../test/support/fixtures.ts';
import { makeDatabase, openSession, openTestDatabase, rowsOf } from '../../../../test/support/sqlite-session.ts';
import { calm } from '../conformance/walks.ts';

it('lists tables, views, virtual and shadow tables, and leaves SQLite’s own out', async () => {
  const { session } = await openTestDatabase(`
    CREATE TABLE order_lines (id INTEGER PRIMARY KEY AUTOINCREMENT);
    CREATE TABLE "Weird ""name""; drop" (v);
    CREATE VIEW totals AS SELECT 1 AS n;
    CREATE VIEW broken AS SELECT * FROM gone;
    CREATE VIRTUAL TABLE docs USING fts5(title, body);
    CREATE VIRTUAL TABLE places USING rtree(id, x0, x1);
    ANALYZE`);
  const list = await session.list(calm());
  expect(list.filter(({ kind }) => kind !== 'shadow')).toEqual([
    { id: 'broken', caption: 'Broken', schema: null, kind: 'view' },
    { id: 'docs', caption: 'Docs', schema: null, kind: 'virtual' },
    { id: 'order_lines', caption: 'Order lines', schema: null, kind: 'table' },
    { id: 'places', caption: 'Places', schema: null, kind: 'virtual' },
    { id: 'totals', caption: 'Totals', schema: null, kind: 'view' },
    { id: 'Weird "name"; drop', caption: 'Weird "name"; drop', schema: null, kind: 'table' },
  ]);
  expect(list.filter(({ kind }) => kind === 'shadow').map(({ id }) => id)).toContain('docs_content');
});

it('describes keys, types, defaults, generated and indexed fields', async () => {
  const { session } = await openTestDatabase(`
    CREATE TABLE t (
      id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'x', is_open BOOLEAN, price DECIMAL(10, 2), ratio REAL, size BIGINT,
      meta JSON, made DATETIME, born DATE, at TIME, raw BLOB, loose, total AS (price * 2), kept TEXT AS (upper(name)) STORED, when_text TEXT, doc TEXT
    );
    CREATE INDEX t_two ON t (size, ratio); CREATE INDEX t_part ON t (price) WHERE price > 5; CREATE UNIQUE INDEX t_name ON t (name);
    INSERT INTO t (id, name, when_text, doc) VALUES (1, 'a', '2024-01-02T03:04:05Z', '{"a":1}'), (2, 'b', '2024-02-02 03:04', '[1,2]'), (3, 'c', NULL, NULL)`);
  const model = await session.describe('t', calm());
  expect(model.key).toEqual({ kind: 'primary', fields: ['id'] });
  expect(model.captionField).toBe('name');
  expect(Object.fromEntries(model.fields.map((field) => [field.name, field.type]))).toEqual({
    id: 'integer',
    name: 'text',
    is_open: 'boolean',
    price: 'decimal',
    ratio: 'real',
    size: 'integer',
    meta: 'json',
    made: 'datetime',
    born: 'date',
    at: 'time',
    raw: 'bytes',
    loose: 'any',
    total: 'any',
    kept: 'text',
    when_text: 'datetime',
    doc: 'json',
  });
  expect(model.fields.filter(({ indexed }) => indexed).map(({ name }) => name)).toEqual(['id', 'name', 'size']);
  expect(model.fields.filter(({ generated }) => generated).map(({ name }) => name)).toEqual(['total', 'kept']);
  expect(model.fields.filter(({ nullable }) => !nullable).map(({ name }) => name)).toEqual(['id', 'name']);
  expect(model.fields[1]).toMatchObject({ nativeType: 'VARCHAR(20)', defaultText: "'x'" });
  expect(model.definition).toMatch(/^CREATE TABLE t/);
});

it('finds references by any spelling: implicit targets, composite keys, other letters, missing tables', async () => {
  const { session } = await openTestDatabase(`
    CREATE TABLE Customers (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE places (country TEXT, city TEXT, PRIMARY KEY (country, city));
    CREATE TABLE orders (
      id INTEGER PRIMARY KEY, customer INTEGER REFERENCES CUSTOMERS ON DELETE CASCADE ON UPDATE SET NULL, parent INTEGER REFERENCES orders (ID),
      country TEXT, city TEXT, lost INTEGER REFERENCES gone (id), FOREIGN KEY (country, city) REFERENCES places
    )`);
  const orders = await session.describe('orders', calm());
  expect(
    orders.outgoing
      .map(({ id, fromModel: _, ...relation }) => relation)
      .toSorted((a, b) => a.toModel.localeCompare(b.toModel)),
  ).toEqual([
    { fromFields: ['customer'], toModel: 'Customers', toFields: ['id'], onDelete: 'CASCADE', onUpdate: 'SET NULL' },
    { fromFields: ['parent'], toModel: 'orders', toFields: ['id'], onDelete: 'NO ACTION', onUpdate: 'NO ACTION' },
    {
      fromFields: ['country', 'city'],
      toModel: 'places',
      toFields: ['country', 'city'],
      onDelete: 'NO ACTION',
      onUpdate: 'NO ACTION',
    },
  ]);
  const references = Object.fromEntries(orders.fields.map(({ name, reference }) => [name, reference]));
  expect(references).toMatchObject({
    customer: { model: 'Customers', field: 'id' },
    parent: { model: 'orders', field: 'id' },
    country: null,
    lost: null,
  });
  expect((await session.describe('Customers', calm())).incoming.map(({ fromModel }) => fromModel)).toEqual(['orders']);
  expect(new Set(orders.outgoing.map(({ id }) => id)).size).toBe(3);
});

it('knows each kind of key', async () => {
  const { session } = await openTestDatabase(`
    CREATE TABLE bare (v); INSERT INTO bare VALUES ('a'), ('b');
    CREATE TABLE shadowed (rowid TEXT, v); INSERT INTO shadowed VALUES ('x', 1);
    CREATE TABLE pairs (a, b, PRIMARY KEY (b, a)) WITHOUT ROWID; INSERT INTO pairs VALUES (1, 2);
    CREATE TABLE descending (id INTEGER PRIMARY KEY DESC, v); INSERT INTO descending VALUES (7, 1), (3, 2);
    CREATE TABLE nulls (id TEXT PRIMARY KEY, v); INSERT INTO nulls VALUES (NULL, 1), (NULL, 2), ('a', 3);
    CREATE VIEW shown AS SELECT * FROM bare`);
  const keyOf = async (model: string) => (await session.describe(model, calm())).key;
  expect(await keyOf('bare')).toEqual({ kind: 'rowid', fields: ['rowid'] });
  expect(await keyOf('shadowed')).toEqual({ kind: 'rowid', fields: ['_rowid_'] });
  expect(await keyOf('pairs')).toEqual({ kind: 'primary', fields: ['b', 'a'] });
  expect(await keyOf('shown')).toEqual({ kind: 'none', fields: [] });
  const pageOf = (model: string, columns: string[]) =>
    session.page({ query: rowsOf(model), columns, at: { kind: 'start' }, limit: 9 }, calm());
  expect((await pageOf('bare', ['v'])).keys).toEqual([[1n], [2n]]);
  expect(await session.read('bare', [[2n]], ['v'], calm())).toEqual([['b']]);
  expect((await pageOf('shadowed', ['rowid'])).rows).toEqual([['x']]);
  expect((await pageOf('pairs', ['a', 'b'])).keys).toEqual([[2n, 1n]]);
  expect((await pageOf('descending', ['id'])).rows).toEqual([[3n], [7n]]);
  expect((await pageOf('nulls', ['v'])).rows).toEqual([[1n], [2n], [3n]]);
  expect((await session.describe('shown', calm())).fields.map(({ name }) => name)).toEqual(['v']);
});

it('reads full-text and r-tree tables by their row numbers', async () => {
  const { session } = await openTestDatabase(`
    CREATE VIRTUAL TABLE docs USING fts5(title, body); INSERT INTO docs VALUES ('one', 'first text'), ('two', 'second text');
    CREATE VIRTUAL TABLE places USING rtree(id, x0, x1); INSERT INTO places VALUES (5, 1.5, 2.5), (2, 0, 1)`);
  const docs = await session.page(
    { query: rowsOf('docs', { search: 'SECOND' }), columns: ['title', 'body'], at: { kind: 'start' }, limit: 5 },
    calm(),
  );
  expect(docs.rows).toEqual([['two', 'second text']]);
  expect(docs.keys).toEqual([[2n]]);
  const places = await session.page(
    { query: rowsOf('places'), columns: ['id', 'x0'], at: { kind: 'start' }, limit: 1 },
    calm(),
  );
  expect(places.rows).toEqual([[2n, { kind: 'real', text: '0.0' }]]);
  const next = await session.page(
    { query: rowsOf('places'), columns: ['id', 'x0'], at: { kind: 'after', cursor: places.last ?? '' }, limit: 1 },
    calm(),
  );
  expect(next.rows).toEqual([[5n, { kind: 'real', text: '1.5' }]]);
});

it('a view over a missing table says what is missing; the others stay readable', async () => {
  const { session } = await openTestDatabase(
    'CREATE TABLE t (v); CREATE VIEW broken AS SELECT * FROM gone; CREATE VIEW fine AS SELECT * FROM t',
  );
  await expect(session.describe('broken', calm())).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('gone'),
  });
  expect((await session.describe('fine', calm())).fields.length).toBe(1);
});

it('a view that can’t be copied for the probe is read as it is', async () => {
  const { session } = await openTestDatabase(`
    CREATE TABLE t (v); INSERT INTO t VALUES ('a'), ('b'); CREATE INDEX t_v ON t (v);
    CREATE VIEW numbers AS SELECT rowid AS n, v FROM t; CREATE VIEW hinted AS SELECT v FROM t INDEXED BY t_v; CREATE VIEW nested AS SELECT n FROM numbers;
    CREATE VIEW named (first) AS WITH x AS (SELECT v FROM t) SELECT v FROM x`);
  for (const [view, column] of [
    ['numbers', 'n'],
    ['hinted', 'v'],
    ['nested', 'n'],
    ['named', 'first'],
  ] as const) {
    const page = await session.page(
      { query: rowsOf(view), columns: [column], at: { kind: 'start' }, limit: 9 },
      calm(),
    );
    expect(page.rows.length).toBe(2);
  }
});

it('thousands of tables are listed in a moment', async () => {
  const { path, directory } = await makeDatabase((database) => {
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.transaction(() => {
      for (let at = 0; at < 4000; at += 1)
        database.exec(
          `CREATE TABLE table_${at} (id INTEGER PRIMARY KEY, v TEXT${at > 0 ? `, parent INTEGER REFERENCES table_${at - 1} (id)` : ''})`,
        );
    })();
  });
  const session = await openSession(path, directory);
  const started = performance.now();
  expect((await session.list(calm())).length).toBe(4000);
  expect(performance.now() - started).toBeLessThan(1000);
  expect((await session.describe('table_3999', calm())).outgoing.length).toBe(1);
}, 60_000);

it.for(['tent/tent.db', 'tent/tentd-late.db'])(
  'reads %s as the system that wrote it left it',
  async (name, context) => {
    const source = await fixture(context, name);
    const { directory, path } = await makeDatabase('SELECT 1');
    await copyFile(source, path);
    const session = await openSession(path, directory);
    const models = await session.list(calm());
    expect(models.length).toBeGreaterThan(0);
    for (const { id } of models) {
      const model = await session.describe(id, calm());
      const page = await session.page(
        {
          query: rowsOf(id),
          columns: model.fields.map(({ name: column }) => column),
          at: { kind: 'start' },
          limit: 500,
        },
        calm(),
      );
      expect(await session.count(rowsOf(id), calm())).toEqual({ kind: 'exact', value: page.rows.length });
    }
  },
);

it('tells the limits of a field: length, listed values, what becomes of a value', async () => {
  const { session } = await openTestDatabase(`
    CREATE TABLE t (
      id INTEGER PRIMARY KEY, name VARCHAR(20), code NCHAR ( 3 ) CHECK (length(code) = 2), price DECIMAL(10, 2), size INT(11), raw VARBINARY(16),
      tier TEXT CHECK (tier IN ('basic', 'gold')), is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)), ratio REAL, loose, level CHECK (level IN (1, 'x')),
      parent INTEGER REFERENCES t CHECK (parent IN (0, 1)), note STRING(9)
    );
    CREATE VIEW shown AS SELECT name, size FROM t`);
  const { fields } = await session.describe('t', calm());
  expect(
    Object.fromEntries(fields.flatMap(({ name, maxLength }) => (maxLength === null ? [] : [[name, maxLength]]))),
  ).toEqual({
    name: 20,
    code: 2,
    note: 9,
  });
  expect(
    Object.fromEntries(fields.flatMap(({ name, allowed }) => (allowed === null ? [] : [[name, allowed]]))),
  ).toEqual({
    tier: ['basic', 'gold'],
    is_open: [0n, 1n],
    level: [1n, 'x'],
    parent: [0n, 1n],
  });
  expect(fields.map(({ name, type, coercion }) => [name, type, coercion])).toEqual([
    ['id', 'integer', 'integer'],
    ['name', 'text', 'text'],
    ['code', 'text', 'text'],
    ['price', 'decimal', 'numeric'],
    ['size', 'integer', 'integer'],
    ['raw', 'bytes', 'numeric'],
    ['tier', 'text', 'text'],
    ['is_open', 'boolean', 'integer'],
    ['ratio', 'real', 'real'],
    ['loose', 'any', null],
    ['level', 'any', null],
    ['parent', 'integer', 'integer'],
    ['note', 'text', 'numeric'],
  ]);
  expect((await session.describe('shown', calm())).fields.map(({ coercion }) => coercion)).toEqual([null, null]);
});

it('knows that a STRICT table keeps ANY as it is given', async () => {
  const { session } = await openTestDatabase(
    'CREATE TABLE t (a INT, b ANY, c TEXT, d BLOB) STRICT; CREATE TABLE u (a INT, b ANY)',
  );
  const coercions = async (model: string) =>
    (await session.describe(model, calm())).fields.map(({ coercion }) => coercion);
  expect(await coercions('t')).toEqual(['integer', null, 'text', null]);
  expect(await coercions('u')).toEqual(['integer', 'numeric']);
});

it('says why rows can’t be changed, and where triggers run', async () => {
  const { session } = await openTestDatabase(`
    CREATE TABLE plain (v); CREATE TABLE keyless (rowid, _rowid_, oid); CREATE TABLE Watched (v);
    CREATE TRIGGER w AFTER UPDATE ON watched BEGIN SELECT 1; END;
    CREATE VIEW shown AS SELECT * FROM plain; CREATE TRIGGER s INSTEAD OF INSERT ON shown BEGIN SELECT 1; END;
    CREATE VIRTUAL TABLE docs USING fts5(title)`);
  const models = await Promise.all((await session.list(calm())).map(({ id }) => session.describe(id, calm())));
  expect(Object.fromEntries(models.map(({ id, readOnlyReason }) => [id, readOnlyReason]))).toEqual({
    plain: null,
    Watched: null,
    keyless: 'Its rows have no key that tells them apart',
    shown: 'A view shows rows that belong to tables',
    docs: 'The rows of a virtual table are kept by a module of SQLite',
    ...Object.fromEntries(
      ['docs_config', 'docs_content', 'docs_data', 'docs_docsize', 'docs_idx'].map((name) => [
        name,
        'The rows of this table are kept by the virtual table it belongs to',
      ]),
    ),
  });
  expect(models.filter(({ hasTriggers }) => hasTriggers).map(({ id }) => id)).toEqual(['shown', 'Watched']);
});
