import { expect, it } from 'vitest';
import { openTestDatabase, rowsOf } from '../../../../test/support/sqlite-session.ts';
import { applyChanges, insert, stored, update, writableDatabase } from '../../../../test/support/sqlite-write.ts';
import { calm } from '../conformance/walks.ts';

const virtual = `CREATE VIRTUAL TABLE docs USING fts5(title, body); INSERT INTO docs VALUES ('one', 'first text'), ('two', 'second');
  CREATE VIRTUAL TABLE places USING rtree(id, x0, x1); INSERT INTO places VALUES (7, 0.5, 1.5);
  CREATE TABLE plain (id INTEGER PRIMARY KEY, v); INSERT INTO plain VALUES (1, 'x');`;

it('rows of virtual tables are read and searched; they and their shadow tables are not written', async () => {
  const { session, write, path } = await writableDatabase(virtual);
  const list = await session.list(calm());
  expect(Object.fromEntries(list.map(({ id, kind }) => [id, kind]))).toEqual({
    docs: 'virtual',
    docs_config: 'shadow',
    docs_content: 'shadow',
    docs_data: 'shadow',
    docs_docsize: 'shadow',
    docs_idx: 'shadow',
    places: 'virtual',
    places_node: 'shadow',
    places_parent: 'shadow',
    places_rowid: 'shadow',
    plain: 'table',
  });
  const pageOf = async (model: string, columns: string[], search = '') =>
    (await session.page({ query: rowsOf(model, { search }), columns, at: { kind: 'start' }, limit: 9 }, calm())).rows;
  expect(await pageOf('docs', ['title'])).toEqual([['one'], ['two']]);
  expect(await pageOf('docs', ['title'], 'second')).toEqual([['two']]);
  expect(await pageOf('places', ['id', 'x1'])).toEqual([[7n, { kind: 'real', text: '1.5' }]]);
  expect((await pageOf('docs_content', ['c0'])).length).toBe(2);
  const before = stored(path, 'docs');
  for (const model of ['docs', 'docs_content', 'places', 'places_rowid']) {
    expect((await session.describe(model, calm())).readOnlyReason).toMatch(/virtual table/);
    expect(
      await applyChanges(write, [insert(model, {}, 'new'), update('plain', [1n], { v: ['x', 'y'] })]),
    ).toMatchObject({
      kind: 'refused',
      problems: [{ change: 'new', kind: 'invalid', code: 'store', field: null }],
    });
  }
  expect(stored(path, 'docs')).toEqual(before);
  expect(stored(path, 'plain')).toEqual([{ id: 'integer:1', v: 'text:78' }]);
});

it('a virtual table of a module that is not here says so, and what is named after it is left alone', async () => {
  const { session } = await openTestDatabase((database) => {
    database.exec('CREATE TABLE geo_node (v); CREATE TABLE other (v); INSERT INTO other VALUES (1)');
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    database.exec(
      `INSERT INTO sqlite_schema VALUES ('table', 'geo', 'geo', 0, 'CREATE VIRTUAL TABLE "geo" USING "VirtualSpatial"(a)')`,
    );
  });
  const unreadable = 'Its rows are kept by “VirtualSpatial”, which is not part of SQLite';
  expect(await session.list(calm())).toEqual([
    { id: 'geo', caption: 'Geo', schema: null, kind: 'virtual', unreadable },
    { id: 'geo_node', caption: 'Geo node', schema: null, kind: 'shadow' },
    { id: 'other', caption: 'Other', schema: null, kind: 'table' },
  ]);
  expect(await session.describe('geo', calm())).toMatchObject({ unreadable, fields: [], kind: 'virtual' });
  await expect(
    session.page({ query: rowsOf('geo'), columns: [], at: { kind: 'start' }, limit: 9 }, calm()),
  ).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('VirtualSpatial') });
  expect(
    (await session.page({ query: rowsOf('other'), columns: ['v'], at: { kind: 'start' }, limit: 9 }, calm())).rows,
  ).toEqual([[1n]]);
});
