import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowQuery, Sort } from '../../../../../shared/domain/query.ts';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { countChanges, type OpenReading, openReading } from '../../../../../test/support/postgres-reading.ts';
import { calm, walkBackwards, walkForwards } from '../../conformance/walks.ts';

const rows = 3000;
const setUp = `
  CREATE TABLE parted (id int8, day date NOT NULL, v int4, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
  CREATE TABLE parted_old PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('2024-02-01');
  CREATE TABLE parted_new PARTITION OF parted FOR VALUES FROM ('2024-02-01') TO (MAXVALUE) PARTITION BY HASH (id);
  CREATE TABLE parted_a PARTITION OF parted_new FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE parted_b PARTITION OF parted_new FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  CREATE INDEX ON parted (v);
  INSERT INTO parted SELECT i, date '2024-01-01' + i % 60, CASE WHEN i % 5 > 0 THEN i % 50 END FROM generate_series(1, ${rows}) i;

  CREATE TABLE uniquely (code text NOT NULL, part int4 NOT NULL, v int4, UNIQUE (code, part));
  INSERT INTO uniquely SELECT 'c' || i % 40, i, i % 7 FROM generate_series(1, ${rows}) i;

  CREATE MATERIALIZED VIEW summed AS SELECT v, count(*) AS number FROM parted GROUP BY v;
  CREATE UNIQUE INDEX ON summed (v);
  CREATE VIEW shown AS SELECT id, v FROM parted WHERE v < 10;
  CREATE TABLE parent (id int4 PRIMARY KEY, v int4);
  CREATE TABLE child (w int4) INHERITS (parent);
  INSERT INTO parent SELECT i, i % 3 FROM generate_series(1, 100) i;
  INSERT INTO child SELECT i, i % 3, 0 FROM generate_series(50, 150) i;
  CREATE TABLE nothing ();
  INSERT INTO nothing DEFAULT VALUES;
  INSERT INTO nothing DEFAULT VALUES;
  CREATE TABLE none (id int4 PRIMARY KEY);
  ANALYZE;`;

let database: TestDatabase;
let open: OpenReading;

beforeAll(async () => {
  database = await makeDatabase({ sql: setUp });
  await countChanges(database);
  open = await openReading(database);
}, 60_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await database?.drop();
});

const queryOf = (name: string, sort: readonly Sort[] = [], more: Partial<RowQuery> = {}): RowQuery => ({
  model: `public.${name}`,
  filter: null,
  sort: [...sort],
  search: '',
  ...more,
});

describe('every kind of relation is walked in its order, both ways, and counted', () => {
  it.each([
    ['parted', [], 'id, day'],
    ['parted', [{ field: 'v', direction: 'asc' }], 'v, id, day'],
    ['parted', [{ field: 'v', direction: 'desc' }], 'v DESC, id DESC, day DESC'],
    ['parted', [{ field: 'day', direction: 'desc' }], 'day DESC, id DESC'],
    ['parted_new', [], 'id, day'],
    ['uniquely', [], 'code, part'],
    ['uniquely', [{ field: 'v', direction: 'asc' }], 'v, code, part'],
    [
      'uniquely',
      [
        { field: 'code', direction: 'asc' },
        { field: 'part', direction: 'desc' },
      ],
      'code, part DESC',
    ],
    [
      'summed',
      [
        { field: 'number', direction: 'desc' },
        { field: 'v', direction: 'asc' },
      ],
      'number DESC, v',
    ],
    [
      'shown',
      [
        { field: 'v', direction: 'desc' },
        { field: 'id', direction: 'asc' },
      ],
      'v DESC, id',
    ],
    [
      'parent',
      [
        { field: 'v', direction: 'asc' },
        { field: 'id', direction: 'asc' },
      ],
      'v, id',
    ],
    ['none', [], 'id'],
  ] as const)('%s %j', async (name, sort, order) => {
    const query = queryOf(name, sort);
    const { fields } = await open.session.describe(query.model, calm());
    const columns = fields.map((field) => field.name);
    const names = columns.map((column, at) => `"${column}"::text AS shown_${at}`).join(', ');
    const expected = (await database.run(`SELECT ${names} FROM ${name} ORDER BY ${order}`)).map((row) => row.join('·'));
    const forwards = await walkForwards(open.session, query, columns, 700);
    expect(forwards.rows.map((row) => row.map((cell) => cell ?? '').join('·'))).toEqual(expected);
    expect(await walkBackwards(open.session, query, columns, 700)).toEqual(forwards);
    expect(await open.session.count(query, calm())).toEqual({ kind: 'exact', value: expected.length });
    let last: unknown;
    for await (const state of open.session.watch(query, calm())) last = state;
    expect(last).toMatchObject({ count: { kind: 'exact', value: expected.length }, positions: 'complete' });
  });

  it('a table without columns has rows all the same', async () => {
    expect(await open.session.count(queryOf('nothing'), calm())).toEqual({ kind: 'exact', value: 2 });
    const page = await open.session.page(
      { query: queryOf('nothing'), columns: [], at: { kind: 'start' }, limit: 5 },
      calm(),
    );
    expect(page.rows).toEqual([[], []]);
  });
});

describe('a count says how sure it is', () => {
  beforeAll(async () => {
    await database.run('CREATE TABLE many (id int4 PRIMARY KEY, v text)');
    await database.run("INSERT INTO many SELECT i, 'v' || i % 10 FROM generate_series(1, 300000) i");
    await database.run('VACUUM ANALYZE many');
  });

  it('exact where there is time', async () => {
    expect(await open.session.count(queryOf('many'), { ...calm(), timeoutMs: 20_000 })).toEqual({
      kind: 'exact',
      value: 300_000,
    });
    const some = queryOf('many', [], { filter: { kind: 'compare', field: 'v', op: 'is', value: 'v3' } });
    expect(await open.session.count(some, { ...calm(), timeoutMs: 20_000 })).toEqual({ kind: 'exact', value: 30_000 });
  });

  it('an estimate where there is none', async () => {
    const all = await open.session.count(queryOf('many'), { ...calm(), timeoutMs: 1 });
    expect(all.kind).toBe('estimate');
    expect(Math.abs(all.value - 300_000)).toBeLessThan(3000);
    const most = queryOf('many', [], { filter: { kind: 'compare', field: 'v', op: 'isNot', value: 'v3' } });
    const counted = await open.session.count(most, { ...calm(), timeoutMs: 1 });
    expect(counted.kind).toBe('estimate');
    expect(Math.abs(counted.value - 270_000)).toBeLessThan(10_000);
  });

  it('at once for a view that is opened, before its rows were counted', async () => {
    for await (const { count } of open.session.watch(queryOf('many'), calm())) {
      if (count.value === 0) continue;
      expect(count.kind).toBe('estimate');
      expect(Math.abs(count.value - 300_000)).toBeLessThan(3000);
      break;
    }
  });
});
