import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCatalog, openCatalog, type TestCatalog } from '../../../../../test/support/postgres-catalog.ts';

let shop: TestCatalog;

beforeAll(async () => {
  shop = await makeCatalog(`
    CREATE EXTENSION btree_gist;
    CREATE DOMAIN code AS text NOT NULL;
    CREATE TABLE pairs (a int, b text, v int, PRIMARY KEY (b, a));
    CREATE TABLE late (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
    CREATE TABLE including (id int, v int, PRIMARY KEY (id) INCLUDE (v));
    CREATE TABLE uniques (a int NOT NULL, b int NOT NULL, c int NOT NULL, UNIQUE (a, b), CONSTRAINT z UNIQUE (c), CONSTRAINT y UNIQUE (b));
    CREATE TABLE indexed (a int NOT NULL); CREATE UNIQUE INDEX ON indexed (a);
    CREATE TABLE bare (v int);
    CREATE TABLE nullable (v int UNIQUE);
    CREATE TABLE nulls_equal (v int UNIQUE NULLS NOT DISTINCT);
    CREATE TABLE partial (v int NOT NULL, deleted bool); CREATE UNIQUE INDEX ON partial (v) WHERE NOT deleted;
    CREATE TABLE expression (v text NOT NULL); CREATE UNIQUE INDEX ON expression (lower(v));
    CREATE TABLE deferred (v int NOT NULL UNIQUE DEFERRABLE);
    CREATE TABLE by_domain (v code UNIQUE);
    CREATE TABLE unchecked (v int UNIQUE); INSERT INTO unchecked VALUES (NULL); ALTER TABLE unchecked ADD NOT NULL v NOT VALID;
    CREATE TABLE excluded (v int NOT NULL, EXCLUDE USING gist (v WITH =));
    CREATE TABLE temporal (id int, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
    CREATE TABLE parted (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
    CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE parent (id int PRIMARY KEY, v int NOT NULL); CREATE TABLE child () INHERITS (parent);
    CREATE TABLE broken (v int NOT NULL); INSERT INTO broken VALUES (1), (1);
    CREATE TABLE secret_key (id int PRIMARY KEY, code int NOT NULL UNIQUE, v int);
    CREATE TABLE empty ();
    CREATE MATERIALIZED VIEW summary AS SELECT a FROM indexed; CREATE UNIQUE INDEX ON summary (a)`);
  await shop.database.run('CREATE UNIQUE INDEX CONCURRENTLY ON broken (v)').catch(() => {});
});

afterAll(() => shop[Symbol.asyncDispose]());

it.each<[string, string, readonly string[]]>([
  ['pairs', 'primary', ['b', 'a']],
  ['late', 'primary', ['id']],
  ['including', 'primary', ['id']],
  ['uniques', 'unique', ['b']],
  ['indexed', 'unique', ['a']],
  ['temporal', 'primary', ['id', 'during']],
  ['parted', 'primary', ['id', 'day']],
  ['parted_1', 'primary', ['id', 'day']],
  ['child', 'none', []],
])('the key of %s is %s %j', async (name, kind, fields) => {
  const { model, table } = await shop.catalog.describe(`public.${name}`, { signal: new AbortController().signal });
  expect(model.key).toEqual({ kind, fields });
  expect(table.key).toEqual(model.key);
  expect(model.readOnlyReason).toBe(kind === 'none' ? 'Its rows have no key that tells them apart' : null);
  expect(model.fields.filter(({ inKey }) => inKey).map(({ name: field }) => field)).toEqual(
    model.fields.map(({ name: field }) => field).filter((field) => fields.includes(field)),
  );
});

it.each([
  'bare',
  'nullable',
  'nulls_equal',
  'partial',
  'expression',
  'deferred',
  'by_domain',
  'unchecked',
  'excluded',
  'broken',
  'empty',
])('nothing tells the rows of %s apart for certain', async (name) => {
  const model = await shop.model(`public.${name}`);
  expect(model.key).toEqual({ kind: 'none', fields: [] });
  expect(model.readOnlyReason).toBe('Its rows have no key that tells them apart');
});

it('the key of a parent does not tell the rows of its children apart', async () => {
  await shop.database
    .run('INSERT INTO parent VALUES (1, 1); INSERT INTO child VALUES (1, NULL) ON CONFLICT DO NOTHING')
    .catch(() => {});
  const { model, table } = { model: await shop.model('public.parent'), table: await shop.table('public.parent') };
  expect(model.key).toEqual({ kind: 'none', fields: [] });
  expect(model.readOnlyReason).toBe(
    'Rows of tables that inherit from it are shown with its own, and no key spans them all',
  );
  expect(table.columns.get('v')?.notNull).toBe(false);
});

it('a key the role may not read is none, and a unique key stands in', async () => {
  const role = await shop.database.role({ grants: 'GRANT SELECT (code, v), UPDATE ON secret_key TO {role}' });
  await using restricted = await openCatalog(shop.database, {}, role);
  expect((await restricted.model('public.secret_key')).key).toEqual({ kind: 'unique', fields: ['code'] });
});

it('says why a whole storage or a materialized view is read-only', async () => {
  expect((await shop.model('public.summary')).readOnlyReason).toBe(
    'A materialized view holds what its query found when it was last refreshed',
  );
  await using closed = await openCatalog(shop.database, { readOnly: 'The project file says read-only' });
  expect((await closed.model('public.pairs')).readOnlyReason).toBe('The project file says read-only');
});

it('says what the role may change', async () => {
  const reader = await shop.database.role({ grants: 'GRANT SELECT ON pairs TO {role}' });
  const writer = await shop.database.role({
    grants:
      'GRANT SELECT ON pairs TO {role}; GRANT UPDATE (v) ON pairs TO {role}; GRANT INSERT (a, b) ON pairs TO {role}',
  });
  await using reading = await openCatalog(shop.database, {}, reader);
  expect((await reading.model('public.pairs')).readOnlyReason).toBe(
    `The role “${reader.name}” may read it, not change it`,
  );
  await using writing = await openCatalog(shop.database, {}, writer);
  const [model, table] = [await writing.model('public.pairs'), await writing.table('public.pairs')];
  expect(model.readOnlyReason).toBe(null);
  expect([[...table.updatable], [...table.insertable], table.canDelete]).toEqual([['v'], ['a', 'b'], false]);
  expect(model.fields.map(({ readOnlyReason }) => readOnlyReason)).toEqual([undefined, undefined, undefined]);
  const other = await shop.database.role({
    grants: 'GRANT SELECT, DELETE ON pairs TO {role}; GRANT UPDATE (v) ON pairs TO {role}',
  });
  await using partly = await openCatalog(shop.database, {}, other);
  const reason = `The role “${other.name}” may not change it`;
  expect((await partly.model('public.pairs')).fields.map(({ readOnlyReason }) => readOnlyReason)).toEqual([
    reason,
    reason,
    undefined,
  ]);
  expect((await partly.table('public.pairs')).canDelete).toBe(true);
});
