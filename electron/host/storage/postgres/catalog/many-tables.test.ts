import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { calm, openCatalog } from '../../../../../test/support/postgres-catalog.ts';
import { makeManyTables } from '../../../../../test/support/postgres-many-tables.ts';

/** How quick it is with ten times as many, `npm run bench -- postgres-catalogue` tells. */
const tables = 2000;
let database: TestDatabase;

beforeAll(async () => {
  database = await makeDatabase();
  await makeManyTables(database, tables);
}, 180_000);

afterAll(() => database.drop());

it('lists every table and reads the columns of the one that is asked for', async () => {
  await using opened = await openCatalog(database);
  const list = await opened.catalog.list(calm);
  expect(list).toHaveLength(tables);
  expect([list[0], list.at(-1)]).toEqual([
    { id: 'area_1."orderLines_1"', caption: 'Order lines 1', schema: 'area_1', kind: 'table' },
    { id: 'area_2."orderLines_999"', caption: 'Order lines 999', schema: 'area_2', kind: 'table' },
  ]);
  expect((await opened.model('area_2."orderLines_77"')).fields.map(({ name }) => name)).toEqual(['id', 'amount']);
});

it('finds the one table among many of which the role may read a column', async () => {
  const role = await database.role({
    grants: 'GRANT USAGE ON SCHEMA area_1, area_2 TO {role}; GRANT SELECT (id) ON area_2."orderLines_5" TO {role}',
  });
  await using opened = await openCatalog(database, {}, role);
  const list = await opened.catalog.list(calm);
  expect(list).toHaveLength(tables);
  expect(list.filter(({ unreadable }) => unreadable === undefined).map(({ id }) => id)).toEqual([
    'area_2."orderLines_5"',
  ]);
});
