import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ModelSummary } from '../../../../../shared/domain/catalog.ts';
import { calm, makeCatalog, openCatalog, type TestCatalog } from '../../../../../test/support/postgres-catalog.ts';

let shop: TestCatalog;

beforeAll(async () => {
  shop = await makeCatalog(`
    CREATE SCHEMA zoo; CREATE SCHEMA "Archive 2020"; CREATE SCHEMA locked;
    CREATE TABLE zoo.animals (id int); CREATE TABLE public.animals (id int); CREATE TABLE "contactsContact" (id int);
    CREATE TABLE "Weird ""name"".x; drop" (id int); CREATE TABLE "__proto__" (id int); CREATE TABLE "line\u000abreak" (id int);
    CREATE TABLE "${'ž'.repeat(31)}x" (id int);
    CREATE TABLE "Archive 2020".old (id int); CREATE TABLE locked.secrets (id int); CREATE TABLE hidden (id int, note text);
    CREATE TABLE partly (id int, note text);
    CREATE VIEW seen AS SELECT * FROM animals; CREATE MATERIALIZED VIEW summary AS SELECT count(*) FROM animals;
    CREATE TABLE events (day date) PARTITION BY RANGE (day);
    CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (day);
    CREATE TABLE events_2025_01 PARTITION OF events_2025 FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
    CREATE TABLE zoo.events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE TABLE base (id int); CREATE TABLE derived () INHERITS (base);
    CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
    CREATE FOREIGN TABLE outside (line text) SERVER files OPTIONS (filename '/nowhere');
    CREATE SEQUENCE numbers; CREATE TYPE pair AS (a int, b int); CREATE TEMPORARY TABLE passing (id int)`);
});

afterAll(() => shop[Symbol.asyncDispose]());

const names = (models: readonly ModelSummary[]) => models.map(({ id }) => id);

it('lists what has rows, public first, the other schemas and the names in alphabetical order', async () => {
  const models = await shop.catalog.list(calm);
  expect(models.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    'public.__proto__ table',
    'public.animals table',
    'public.base table',
    'public."contactsContact" table',
    'public.derived table',
    'public.events partitioned',
    'public.hidden table',
    'public."line\nbreak" table',
    'public.outside foreign',
    'public.partly table',
    'public.seen view',
    'public.summary materialized',
    'public."Weird ""name"".x; drop" table',
    `public."${'ž'.repeat(31)}x" table`,
    '"Archive 2020".old table',
    'locked.secrets table',
    'zoo.animals table',
  ]);
  expect(models.find(({ id }) => id === 'public."contactsContact"')).toEqual({
    id: 'public."contactsContact"',
    caption: 'Contacts contact',
    schema: 'public',
    kind: 'table',
  });
});

it('describes every table it lists, and the partitions it leaves out', async () => {
  for (const { id, schema, kind } of await shop.catalog.list(calm)) {
    const { model, table } = await shop.catalog.describe(id, calm);
    expect({ id: model.id, schema: model.schema, kind: table.kind }).toEqual({ id, schema, kind });
  }
  expect((await shop.model('public.events_2025_01')).fields.map(({ name }) => name)).toEqual(['day']);
});

it('lists the chosen schemas in their order, and a partition whose parent is in none of them', async () => {
  await using chosen = await openCatalog(shop.database, {
    schemas: ['zoo', 'Archive 2020', 'none', 'pg_catalog', '{"'],
  });
  expect(names(await chosen.catalog.list(calm))).toEqual(['zoo.animals', 'zoo.events_2026', '"Archive 2020".old']);
});

it('says what the role may not read, and why', async () => {
  const role = await shop.database.role({
    grants: `GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}; REVOKE SELECT ON hidden, partly FROM {role};
             GRANT SELECT (id) ON partly TO {role}; GRANT SELECT ON locked.secrets TO {role};
             GRANT USAGE ON SCHEMA zoo, "Archive 2020" TO {role}`,
  });
  await using restricted = await openCatalog(shop.database, {}, role);
  const unreadable = (await restricted.catalog.list(calm)).filter((model) => model.unreadable !== undefined);
  expect(Object.fromEntries(unreadable.map(({ id, unreadable: reason }) => [id, reason]))).toEqual({
    'public.hidden': `The role “${role.name}” may not read it`,
    '"Archive 2020".old': `The role “${role.name}” may not read it`,
    'locked.secrets': `The role “${role.name}” may not use the schema “locked”`,
    'zoo.animals': `The role “${role.name}” may not read it`,
  });
  await expect(restricted.catalog.describe('public.hidden', calm)).rejects.toMatchObject({
    code: 'auth',
    message: `The role “${role.name}” may not read it`,
    detail: { subject: 'public.hidden' },
  });
  await expect(restricted.catalog.describe('locked.secrets', calm)).rejects.toMatchObject({ code: 'auth' });
  expect((await restricted.model('public.partly')).fields.map(({ name }) => name)).toEqual(['id']);
  expect([...(await restricted.table('public.partly')).columns.keys()]).toEqual(['id', 'note']);
});

it.each([
  'public.gone',
  'nowhere.animals',
  'pg_catalog.pg_class',
  'information_schema.tables',
  'animals',
  'public.pair',
  'public.numbers',
  'public."\0"',
  'public."\ud800"',
])('there is no table %j', async (id) => {
  await expect(shop.catalog.describe(id, calm)).rejects.toMatchObject({ code: 'not_found', detail: { subject: id } });
});

it('keeps what it has read until it is told to forget', async () => {
  await using fresh = await openCatalog(shop.database);
  await shop.database.run('CREATE TABLE changing (id int PRIMARY KEY, old text)');
  const listed = await fresh.catalog.list(calm);
  const before = await fresh.model('public.changing');
  await shop.database.run('ALTER TABLE changing RENAME COLUMN old TO new; CREATE TABLE later (id int)');
  expect(await fresh.catalog.list(calm)).toBe(listed);
  expect(await fresh.model('public.changing')).toBe(before);
  const { generation } = fresh.catalog;
  fresh.catalog.forget();
  expect(fresh.catalog.generation).toBe(generation + 1);
  expect(names(await fresh.catalog.list(calm))).toContain('public.later');
  expect((await fresh.model('public.changing')).fields.map(({ name }) => name)).toEqual(['id', 'new']);
  await shop.database.run('DROP TABLE changing, later');
  fresh.catalog.forget();
  await expect(fresh.catalog.describe('public.changing', calm)).rejects.toMatchObject({ code: 'not_found' });
});

it('a read that began before a change is not kept', async () => {
  await using fresh = await openCatalog(shop.database);
  const began = fresh.catalog.list(calm);
  const describing = fresh.catalog.describe('public.animals', calm);
  fresh.catalog.forget();
  const [list, described] = await Promise.all([began, describing]);
  expect(await fresh.catalog.list(calm)).not.toBe(list);
  expect(await fresh.catalog.describe('public.animals', calm)).not.toBe(described);
});

it('an aborted read ends with aborted, also when it is known already', async () => {
  const aborted = { signal: AbortSignal.abort() };
  await expect(shop.catalog.list(aborted)).rejects.toMatchObject({ code: 'aborted' });
  await expect(shop.catalog.describe('public.animals', aborted)).rejects.toMatchObject({ code: 'aborted' });
});
