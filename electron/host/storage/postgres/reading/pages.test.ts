import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowQuery, Sort } from '../../../../../shared/domain/query.ts';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { measurementsSql, settleMeasurements } from '../../../../../test/support/postgres-measurements.ts';
import { countChanges, type OpenReading, openReading } from '../../../../../test/support/postgres-reading.ts';
import { calm, walkForwards } from '../../conformance/walks.ts';
import type { Session, StoredPage, ViewState } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import type { PgCatalog } from '../table.ts';
import { createReading } from './create-reading.ts';

const tableRows = 120_000;
let database: TestDatabase;
let open: OpenReading;
let session: Session;

beforeAll(async () => {
  database = await makeDatabase({ sql: measurementsSql(tableRows) });
  await database.run(settleMeasurements);
  await countChanges(database);
  open = await openReading(database);
  session = open.session;
}, 120_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await database?.drop();
});

const asc = (field: string): Sort => ({ field, direction: 'asc' });
const desc = (field: string): Sort => ({ field, direction: 'desc' });
const queryOf = (more: Partial<RowQuery> = {}): RowQuery => ({
  model: 'public.measurements',
  filter: null,
  sort: [],
  search: '',
  ...more,
});
type At = Parameters<Session['page']>[0]['at'];
const pageOf = (query: RowQuery, at: At, limit = 50, timeoutMs?: number): Promise<StoredPage> =>
  session.page({ query, columns: ['id'], at, limit }, { ...calm(), ...(timeoutMs === undefined ? {} : { timeoutMs }) });
const idsOf = ({ rows }: StoredPage) => rows.map(([id]) => Number(id));

async function settle(query: RowQuery): Promise<ViewState | undefined> {
  let last: ViewState | undefined;
  for await (const state of session.watch(query, calm())) last = state;
  return last;
}

async function orderBySql(order: string, where = ''): Promise<readonly number[]> {
  return (await database.run(`SELECT id FROM measurements ${where} ORDER BY ${order}`)).map(([id]) => Number(id));
}

const orders: readonly (readonly [readonly Sort[], string])[] = [
  [[], 'id'],
  [[desc('id')], 'id DESC'],
  [[asc('amount')], 'amount, id'],
  [[desc('amount')], 'amount DESC, id DESC'],
  [[asc('moment')], 'moment, id'],
  [[desc('moment')], 'moment DESC, id DESC'],
  [[asc('city')], 'city, id'],
  [[desc('city')], 'city DESC, id DESC'],
  [[asc('city'), desc('amount')], 'city, amount DESC, id DESC'],
  [[asc('name')], 'name, id'],
];

describe('row numbers', () => {
  it.each(orders)('are exact everywhere after the pass: %j', async (sort, order) => {
    const query = queryOf({ sort: [...sort] });
    const expected = await orderBySql(order);
    expect(await settle(query)).toEqual({
      count: { kind: 'exact', value: tableRows },
      positions: 'complete',
      scannedRows: tableRows,
    });
    for (const index of [0, 1, 9_999, 10_000, 10_001, 24_001, 24_003, 55_555, 96_000, tableRows - 1, tableRows + 5]) {
      const page = await pageOf(query, { kind: 'index', index }, 20);
      const from = index < tableRows ? index : tableRows - 20;
      expect(page.position).toEqual({ index: from, exact: true });
      expect(idsOf(page)).toEqual(expected.slice(from, from + 20));
      const around = await pageOf(
        query,
        { kind: 'key', key: [BigInt(expected[Math.min(index, tableRows - 1)] ?? 0)] },
        20,
      );
      const at = Math.max(0, Math.min(index, tableRows - 1) - 5);
      expect(around.position).toEqual({ index: at, exact: true });
      // Above the first row there is nothing to show it in.
      expect(idsOf(around)).toEqual(expected.slice(at, at + around.rows.length));
      expect(around.rows.length).toBeGreaterThan(5);
    }
    const end = await pageOf(query, { kind: 'end' }, 20);
    expect([end.position, idsOf(end)]).toEqual([{ index: tableRows - 20, exact: true }, expected.slice(-20)]);
  });

  it.each(orders.slice(0, 9))('are about right before it: %j', async (sort, order) => {
    await using fresh = await openReading(database);
    const expected = await orderBySql(order);
    for (const index of [30_000, 61_234, 110_000]) {
      const request = { query: queryOf({ sort: [...sort] }), columns: ['id'], limit: 20 };
      const page = await fresh.reading.page({ ...request, at: { kind: 'index', index } }, calm());
      const [first] = idsOf(page);
      const truth = expected.indexOf(first ?? -1);
      expect(Math.abs(truth - page.position.index)).toBeLessThan(tableRows * 0.05);
      if (page.position.exact) expect(truth).toBe(page.position.index);
      const key = [BigInt(expected[index] ?? 0)];
      const around = await fresh.reading.page({ ...request, at: { kind: 'key', key } }, calm());
      expect(Math.abs(around.position.index - index)).toBeLessThan(tableRows * 0.05);
    }
  });

  it('of a filter are found as well, and its pass ends with its count', async () => {
    const query = queryOf({
      filter: { kind: 'compare', field: 'city', op: 'isNot', value: 'Riga' },
      sort: [desc('amount')],
    });
    const expected = await orderBySql('amount DESC, id DESC', "WHERE city <> 'Riga'");
    expect((await settle(query))?.count).toEqual({ kind: 'exact', value: expected.length });
    const page = await pageOf(query, { kind: 'index', index: 77_777 });
    expect([page.position, idsOf(page)]).toEqual([{ index: 77_777, exact: true }, expected.slice(77_777, 77_827)]);
  });

  it('are no longer exact once rows were saved, and again after the next pass', async () => {
    const query = queryOf({ sort: [asc('amount')] });
    await settle(query);
    const before = await pageOf(query, { kind: 'index', index: 60_000 });
    open.reading.forget();
    const after = await pageOf(query, { kind: 'after', cursor: before.last ?? '' });
    expect(after.position).toEqual({ index: 60_050, exact: false });
    await settle(query);
    const again = await pageOf(query, { kind: 'after', cursor: before.last ?? '' });
    expect(again.position).toEqual({ index: 60_050, exact: true });
  });

  it('are no longer exact some seconds after somebody else changed rows', async () => {
    await using fresh = await openReading(database);
    await database.run('CREATE TABLE shared (id int4 PRIMARY KEY); INSERT INTO shared SELECT generate_series(1, 200)');
    await countChanges(database);
    const request = { query: queryOf({ model: 'public.shared' }), columns: ['id'], limit: 10 };
    const page = async (cursor: string) => fresh.reading.page({ ...request, at: { kind: 'after', cursor } }, calm());
    const first = await fresh.reading.page({ ...request, at: { kind: 'index', index: 100 } }, calm());
    expect((await page(first.last ?? '')).position).toEqual({ index: 110, exact: true });
    await database.run('DELETE FROM shared WHERE id < 50');
    // An idle connection would be counted ten seconds later.
    await countChanges(database);
    await expect
      .poll(async () => (await page(first.last ?? '')).position.exact, { timeout: 18_000, interval: 100 })
      .toBe(false);
  });
});

describe('a page', () => {
  it('goes on from its cursor whatever was inserted or deleted meanwhile', async () => {
    await database.run(
      'CREATE TABLE moving (id int4 PRIMARY KEY, v int4); INSERT INTO moving SELECT i * 10, i % 5 FROM generate_series(1, 100) i',
    );
    const query = queryOf({ model: 'public.moving', sort: [asc('v')] });
    const expected = (await database.run('SELECT id FROM moving ORDER BY v, id')).map(([id]) => Number(id));
    const seen: number[] = [];
    let page = await pageOf(query, { kind: 'start' }, 7);
    for (let round = 0; ; round += 1) {
      seen.push(...idsOf(page).filter((id) => id % 10 === 0));
      if (page.atEnd || page.last === null) break;
      // The row the cursor stands at goes, others come before it and after it.
      await database.run(`DELETE FROM moving WHERE id = ${idsOf(page).at(-1)}`);
      await database.run(`INSERT INTO moving VALUES (${round * 10 + 1}, 0), (${round * 10 + 2}, 4)`);
      page = await pageOf(query, { kind: 'after', cursor: page.last }, 7);
    }
    expect(seen).toEqual(expected);
  });

  it('is read again when its table was altered, and says so when it is gone', async () => {
    await database.run(
      "CREATE TABLE altered (id int4 PRIMARY KEY, a text, b int4); INSERT INTO altered VALUES (1, 'x', 2)",
    );
    const query = queryOf({ model: 'public.altered', sort: [asc('b')] });
    const page = (columns: string[]) => session.page({ query, columns, at: { kind: 'start' }, limit: 5 }, calm());
    expect((await page(['id', 'a', 'b'])).rows).toEqual([[1n, 'x', 2n]]);
    await database.run('ALTER TABLE altered ALTER b TYPE text USING b::text, DROP a');
    open.catalog.forget();
    expect((await page(['id', 'b'])).rows).toEqual([[1n, '2']]);
    await expect(page(['id', 'a'])).rejects.toMatchObject({ code: 'bad_request' });
    await database.run('DROP TABLE altered');
    open.catalog.forget();
    await expect(page(['id'])).rejects.toMatchObject({ code: 'not_found' });
  });

  it('has its time for the rows alone: what must be known before them is read all the same', async () => {
    const limits: (number | null | undefined)[] = [];
    const read: PgAccess['read'] = (sql, op, options) => {
      limits.push(op.timeoutMs, options?.timeoutMs);
      return open.access.read(sql, op, options);
    };
    const access = { ...open.access, read };
    const asked: (number | undefined)[] = [];
    const catalog: PgCatalog = {
      ...open.catalog,
      generation: open.catalog.generation,
      describe: (model, op) => {
        asked.push(op.timeoutMs);
        return open.catalog.describe(model, op);
      },
    };
    const query = queryOf({ sort: [asc('city')] });
    const request = { query, columns: ['id'], at: { kind: 'start' } as const, limit: 5 };
    await createReading(access, catalog).page(request, { ...calm(), timeoutMs: 5000 });
    expect(new Set(asked)).toEqual(new Set([undefined]));
    // First what the statistics say of the city, then the rows.
    expect(limits.slice(0, 4)).toEqual([undefined, undefined, undefined, 5000]);
  });

  it('refuses a cursor once the catalogue was read again', async () => {
    const first = await pageOf(queryOf(), { kind: 'start' });
    open.catalog.forget();
    await expect(pageOf(queryOf(), { kind: 'after', cursor: first.last ?? '' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('ends within 150 ms of its abort, and its statement in the server with it', async () => {
    await database.run('CREATE VIEW slow AS SELECT i AS id, pg_sleep(0.05)::text AS v FROM generate_series(1, 1000) i');
    const controller = new AbortController();
    const query = queryOf({ model: 'public.slow', filter: { kind: 'compare', field: 'v', op: 'is', value: 'never' } });
    const page = session.page(
      { query, columns: ['id'], at: { kind: 'start' }, limit: 5 },
      { signal: controller.signal },
    );
    const ended = page.then(
      () => 'gave rows',
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    const began = performance.now();
    controller.abort();
    expect(await ended).toMatchObject({ code: 'aborted' });
    expect(performance.now() - began).toBeLessThan(150);
    const running = `SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%"slow"%' AND pid <> pg_backend_pid() AND datname = current_database()`;
    await expect.poll(async () => (await database.run(running))[0]?.[0], { timeout: 150, interval: 10 }).toBe('0');
  });
});

describe('looking through rows that no index finds', () => {
  const rare = { kind: 'compare', field: 'name', op: 'endsWith', value: '77' } as const;

  async function walk(query: RowQuery, timeoutMs: number) {
    const ids: number[] = [];
    let stops = 0;
    let page = await pageOf(query, { kind: 'start' }, 100, timeoutMs);
    for (;;) {
      ids.push(...idsOf(page));
      if (page.stopped !== null) {
        stops += 1;
        expect(page.stopped.scannedRows).toBeGreaterThan(0);
        expect([page.atEnd, page.resume === null]).toEqual([false, false]);
      }
      const cursor = page.resume ?? page.last;
      if (page.atEnd || cursor === null) return { ids, stops, skipped: page.skipped };
      page = await pageOf(query, { kind: 'after', cursor }, 100, timeoutMs);
    }
  }

  it.each([
    ['a filter', queryOf({ filter: rare }), "WHERE name LIKE '%77'", 'id'],
    [
      'a filter in the order of an index',
      queryOf({ filter: rare, sort: [desc('amount')] }),
      "WHERE name LIKE '%77'",
      'amount DESC, id DESC',
    ],
    ['a search', queryOf({ search: 'MEASUREMENT 77' }), "WHERE name LIKE 'Measurement 77%'", 'id'],
  ] as const)(
    'stops when its time is over and goes on from there, each row once: %s',
    async (_, query, where, order) => {
      const expected = await orderBySql(order, where);
      const { ids, stops } = await walk(query, 8);
      expect(ids).toEqual(expected);
      expect(stops).toBeGreaterThan(0);
      expect(await walk(query, 10_000)).toMatchObject({ ids: expected, stops: 0 });
    },
  );

  it('finds the last ones first from the end', async () => {
    const query = queryOf({ filter: rare });
    const expected = await orderBySql('id', "WHERE name LIKE '%77'");
    expect(idsOf(await pageOf(query, { kind: 'end' }, 30))).toEqual(expected.slice(-30));
  });

  it('comes in the order of the key when there is no time to sort all that was found', async () => {
    const query = queryOf({ search: 'measurement 77', sort: [asc('price')] });
    const { ids, skipped } = await walk(query, 5);
    expect(ids).toEqual(await orderBySql('id', "WHERE name LIKE 'Measurement 77%'"));
    expect(skipped).toEqual([{ field: 'price', reason: 'Not sorted: too many rows to search them all' }]);
  });
});

it('without a key rows are numbered, and come in one order', async () => {
  await database.run(`
    CREATE TABLE loose (v int4, doc json);
    INSERT INTO loose SELECT i % 3, '{}' FROM generate_series(1, 50) i;`);
  for (const sort of [[], [desc('v')]]) {
    const query = queryOf({ model: 'public.loose', sort });
    const { rows, keys } = await walkForwards(session, query, ['v'], 7);
    const expected = await database.run(`SELECT v FROM loose ${sort.length > 0 ? 'ORDER BY v DESC' : ''}`);
    expect(rows.map(([v]) => String(v))).toEqual(expected.map(([v]) => v));
    expect(keys.every((key) => key.length === 0)).toBe(true);
  }
  await expect(pageOf(queryOf({ model: 'public.loose' }), { kind: 'key', key: [1n] })).rejects.toMatchObject({
    code: 'bad_request',
  });
});
