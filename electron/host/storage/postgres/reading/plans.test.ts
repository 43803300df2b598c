import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sort } from '../../../../../shared/domain/query.ts';
import { makeDatabase, type OutsideConnection, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { measurementsSql } from '../../../../../test/support/postgres-measurements.ts';
import { type OpenReading, openReading } from '../../../../../test/support/postgres-reading.ts';
import { calm } from '../../conformance/walks.ts';
import type { Sql } from '../sql-text.ts';
import { layoutOf } from './row-layout.ts';
import type { PlaceValues } from './segments.ts';
import { type Start, seekStatement, windowStatement } from './statements.ts';
import type { View } from './view.ts';
import { createViews } from './views.ts';

const tableRows = 60_000;
const limit = 201;

const more = `
  CREATE TABLE pairs (x text, y int4, z int4, w int4 NOT NULL, PRIMARY KEY (x, y));
  INSERT INTO pairs SELECT 'x' || (i % 300), i, CASE WHEN i % 4 > 0 THEN i % 3000 END, i % 500 FROM generate_series(1, ${tableRows}) i;
  CREATE INDEX ON pairs (z DESC);
  CREATE INDEX ON pairs (w, z DESC NULLS LAST);
  CREATE INDEX ON pairs (w, x, y);
  CREATE TABLE people (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email varchar(80) NOT NULL UNIQUE, state "char" NOT NULL, nick name, born date);
  INSERT INTO people (email, state, nick, born) SELECT 'p' || i || '@example.org', 'a', 'n' || i, date '1950-01-01' + i % 20000 FROM generate_series(1, ${tableRows}) i;
  CREATE INDEX ON people (nick);
  CREATE INDEX ON people (born) WHERE born > '1990-01-01';
  CREATE INDEX ON people (lower(email));`;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Parallel Aware': boolean;
  readonly 'Plan Rows': number;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

let database: TestDatabase;
let open: OpenReading;

beforeAll(async () => {
  database = await makeDatabase({ sql: measurementsSql(tableRows) });
  await database.run(more);
  for (const table of ['measurements', 'pairs', 'people']) await database.run(`VACUUM (ANALYZE) ${table}`);
  open = await openReading(database);
}, 120_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await database?.drop();
});

const asc = (field: string): Sort => ({ field, direction: 'asc' });
const desc = (field: string): Sort => ({ field, direction: 'desc' });

async function viewOf(name: string, sort: readonly Sort[]): Promise<View> {
  const query = { model: `public.${name}`, filter: null, sort: [...sort], search: '' };
  const { table } = await open.catalog.describe(query.model, calm());
  return (await createViews(open.access).open(query, table, calm())).view;
}

async function explain({ text, values }: Sql): Promise<readonly PlanNode[]> {
  const [[json] = []] = await database.run(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
  // The server's own output.
  const [{ Plan: plan } = { Plan: undefined }] = JSON.parse(json ?? '[]') as { Plan: PlanNode }[];
  const nodes: PlanNode[] = [];
  const collect = (node: PlanNode) => {
    nodes.push(node);
    node.Plans?.forEach(collect);
  };
  if (plan) collect(plan);
  return nodes;
}

/** Rows that were looked at, by the leaves of a plan. */
function visited(nodes: readonly PlanNode[]): number {
  return nodes
    .filter(({ Plans: below }) => below === undefined)
    .reduce((sum, node) => {
      const rows = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
      return sum + rows * (node['Actual Loops'] ?? 0);
    }, 0);
}

/** Places of the first row, of one in the middle, of the last, and of the first and the last with a NULL or beside it. */
async function placesOf(view: View): Promise<readonly PlaceValues[]> {
  const start: Start = { from: null, isInclusive: false, backwards: false };
  const seek = async (backwards: boolean, skip: number) => {
    const { text, values } = seekStatement(view, { ...start, backwards }, skip);
    const [row] = await database.run(text, values);
    return row ?? [];
  };
  return [await seek(false, 0), await seek(false, tableRows / 2), await seek(true, 150), await seek(true, 0)];
}

const indexed: readonly (readonly [string, readonly Sort[]])[] = [
  ['measurements', []],
  ['measurements', [desc('id')]],
  ['measurements', [asc('amount')]],
  ['measurements', [desc('amount')]],
  ['measurements', [asc('moment')]],
  ['measurements', [desc('moment')]],
  ['measurements', [asc('city')]],
  ['measurements', [desc('city')]],
  ['measurements', [asc('city'), desc('amount')]],
  ['measurements', [desc('city'), asc('amount')]],
  ['pairs', []],
  ['pairs', [desc('x'), desc('y')]],
  ['pairs', [asc('x')]],
  ['pairs', [asc('z')]],
  ['pairs', [desc('z')]],
  ['pairs', [asc('w')]],
  ['pairs', [desc('w')]],
  ['people', []],
  ['people', [asc('email')]],
  ['people', [desc('email')]],
  ['people', [asc('nick')]],
  ['people', [desc('nick')]],
];

const unindexed: readonly (readonly [string, readonly Sort[]])[] = [
  ['measurements', [asc('name')]],
  ['measurements', [asc('city'), asc('amount')]],
  ['pairs', [asc('y')]],
  ['pairs', [asc('w'), desc('z')]],
  ['people', [asc('born')]],
  ['people', [asc('state')]],
];

describe('no window of an indexed sort holds a full sort or a filtered scan', () => {
  it.each(indexed)('%s by %j', async (name, sort) => {
    const view = await viewOf(name, sort);
    expect(view.order.kind).toBe('indexed');
    const layout = layoutOf(view.table, [...view.table.columns.keys()], view.order.columns);
    for (const from of [null, ...(await placesOf(view))]) {
      for (const backwards of [false, true]) {
        for (const isInclusive of from === null ? [false] : [false, true]) {
          const nodes = await explain(windowStatement(view, layout, { from, isInclusive, backwards }, limit));
          const types = nodes.map((node) => node['Node Type']);
          expect(types.filter((type) => /Seq Scan|Gather/.test(type))).toEqual([]);
          // Only rows that tie in the index are sorted.
          for (const node of nodes.filter((one) => one['Node Type'] === 'Sort'))
            expect(node.Plans?.[0]?.['Plan Rows']).toBeLessThan(3000);
          expect(visited(nodes), `from ${JSON.stringify(from)}, backwards: ${backwards}`).toBeLessThan(20 * limit);
        }
      }
    }
  });

  it.each(unindexed)('%s by %j has no index to go by and says so', async (name, sort) => {
    expect((await viewOf(name, sort)).order.kind).toBe('sorted');
  });
});

it('an index that holds NULLs at the other end is none for the order', async () => {
  const { table } = await open.catalog.describe('public.pairs', calm());
  const mixed = table.indexes.find(({ columns: [w, z] }) => w?.column === 'w' && z?.column === 'z');
  expect(mixed?.columns[1]).toMatchObject({ isDescending: true, nullsFirst: false });
  expect((await viewOf('pairs', [asc('w'), desc('z')])).order).toMatchObject({ kind: 'sorted', held: 0 });
});

describe('where the server takes workers to cost nothing', () => {
  const settings = [
    'parallel_setup_cost',
    'parallel_tuple_cost',
    'min_parallel_table_scan_size',
    'min_parallel_index_scan_size',
  ];
  let eager: OutsideConnection;
  beforeAll(async () => {
    eager = await database.connect();
    for (const name of settings) await eager.run(`SET ${name} = 0`);
  });

  /** Nodes of the plan, each with the types of those above it. */
  async function planOf({
    text,
    values,
  }: Sql): Promise<readonly { readonly node: PlanNode; readonly above: string[] }[]> {
    const [[json] = []] = await eager.run(`EXPLAIN (FORMAT JSON) ${text}`, values);
    // The server's own output.
    const [{ Plan: plan } = { Plan: undefined }] = JSON.parse(json ?? '[]') as { Plan: PlanNode }[];
    const found: { node: PlanNode; above: string[] }[] = [];
    const collect = (node: PlanNode, above: string[]) => {
      found.push({ node, above });
      for (const part of node.Plans ?? []) collect(part, [...above, node['Node Type']]);
    };
    if (plan) collect(plan, []);
    return found;
  }

  it('branches without a limit are read side by side', async () => {
    const branch = (w: number) => `SELECT y FROM pairs WHERE w % 7 = ${w}`;
    const plan = await planOf({ text: `${branch(1)} UNION ALL ${branch(2)}`, values: [] });
    expect(plan.find(({ node }) => node['Node Type'] === 'Append')).toMatchObject({
      node: { 'Parallel Aware': true },
      above: ['Gather'],
    });
  });

  it.each([
    ['pairs', [asc('z')]],
    ['pairs', [desc('z')]],
    ['measurements', [asc('moment')]],
    ['measurements', [asc('city'), desc('amount')]],
  ] as const)('the pieces of a page are still read one after the other: %s by %j', async (name, sort) => {
    const view = await viewOf(name, sort);
    const layout = layoutOf(view.table, [...view.table.columns.keys()], view.order.columns);
    let pieces = 0;
    for (const from of await placesOf(view)) {
      for (const backwards of [false, true]) {
        const start: Start = { from, isInclusive: true, backwards };
        for (const sql of [windowStatement(view, layout, start, limit), seekStatement(view, start, 5)]) {
          const appends = (await planOf(sql)).filter(({ node }) => node['Node Type'] === 'Append');
          for (const { node, above } of appends) {
            pieces += 1;
            expect(node['Parallel Aware']).toBe(false);
            expect(above.filter((type) => type.startsWith('Gather'))).toEqual([]);
          }
        }
      }
    }
    expect(pieces).toBeGreaterThan(0);
  });
});

it('values of a page are measured and cut for the rows that are shown, not for those that are sorted', async () => {
  const view = await viewOf('measurements', [asc('name')]);
  const layout = layoutOf(view.table, ['note'], view.order.columns);
  const start: Start = { from: null, isInclusive: false, backwards: false };
  const { text, values } = windowStatement(view, layout, start, limit);
  const rows = await database.run(`EXPLAIN (VERBOSE, COSTS OFF) ${text}`, values);
  const lines = rows.map(([line]) => line ?? '');
  const cut = lines.findIndex((line) => line.includes('octet_length'));
  expect(cut).toBeGreaterThan(-1);
  expect(cut).toBeLessThan(lines.findIndex((line) => line.includes('Sort Key')));
  expect(lines.filter((line) => line.includes('octet_length'))).toHaveLength(1);
});
