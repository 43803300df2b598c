import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sort } from '../../../../shared/domain/query.ts';
import { buildModel } from './build-model.ts';
import type { StoredValue } from './protocol.ts';
import { countStatements, layoutOf, planView, seekStatements, type View, windowStatements } from './statements.ts';
import type { Table } from './table.ts';
import { readCatalog } from './worker/read-catalog.ts';
import { readTable } from './worker/read-table.ts';
import { createReader } from './worker/reader.ts';

const schema = `
  CREATE TABLE plain (id INTEGER PRIMARY KEY, a INTEGER, b TEXT NOT NULL, c REAL, d TEXT COLLATE NOCASE, e, f TEXT);
  CREATE INDEX plain_a ON plain (a);
  CREATE INDEX plain_b ON plain (b DESC);
  CREATE INDEX plain_ab ON plain (c, b DESC, a);
  CREATE INDEX plain_d ON plain (d);
  CREATE INDEX plain_e ON plain (e) WHERE e > 5;
  CREATE INDEX plain_f ON plain (lower(f));
  CREATE INDEX plain_f_nocase ON plain (f COLLATE NOCASE);
  CREATE TABLE named (name TEXT PRIMARY KEY, at TEXT);
  CREATE INDEX named_at ON named (at);
  CREATE TABLE pairs (x TEXT, y INTEGER, z TEXT, PRIMARY KEY (x, y)) WITHOUT ROWID;
  CREATE INDEX pairs_z ON pairs (z DESC);
  CREATE TABLE bare (v INTEGER);
  CREATE TABLE hidden (rowid TEXT, oid TEXT, _rowid_ TEXT);`;

const cutToken = new Uint8Array(16);
let database: Database.Database;

function tableNamed(name: string): Table {
  const reader = createReader(database, {
    control: new Int32Array(new SharedArrayBuffer(4)),
    cutToken,
    encoding: 'UTF-8',
    previewCharacters: 256,
  });
  const catalog = readCatalog(reader);
  return buildModel(catalog, readTable(reader, { name, targets: [], isReadable: true }), 'UTF-8').table;
}

function plan(sql: { text: string; values: readonly unknown[] }, ...more: unknown[]): string {
  const rows = database
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.text}`)
    .all(...sql.values, ...more);
  return rows.map(({ detail }) => detail).join(' · ');
}

function places(view: View): readonly (readonly StoredValue[])[] {
  const values = view.order.columns.map(
    ({ column }, position): StoredValue => (column.affinity === 'text' ? 'm' : BigInt(position + 5)),
  );
  return [
    values,
    ...values.map((_, at) =>
      values.map((value, position) => (position === at && view.order.columns[at]?.column.canBeNull ? null : value)),
    ),
  ];
}

beforeAll(() => {
  database = new Database(':memory:').defaultSafeIntegers(true);
  database.exec(schema);
});
afterAll(() => {
  database.close();
});

const asc = (field: string): Sort => ({ field, direction: 'asc' });
const desc = (field: string): Sort => ({ field, direction: 'desc' });

const indexed: readonly (readonly [string, readonly Sort[]])[] = [
  ['plain', []],
  ['plain', [desc('id')]],
  ['plain', [asc('a')]],
  ['plain', [desc('a')]],
  ['plain', [desc('a'), desc('id')]],
  ['plain', [asc('b')]],
  ['plain', [desc('b')]],
  ['plain', [asc('c')]],
  ['plain', [desc('c'), asc('b')]],
  ['plain', [asc('c'), desc('b'), asc('a')]],
  ['plain', [asc('d')]],
  ['plain', [desc('d')]],
  ['named', []],
  ['named', [desc('name')]],
  ['named', [desc('at')]],
  ['pairs', []],
  ['pairs', [desc('x')]],
  ['pairs', [desc('x'), desc('y')]],
  ['pairs', [asc('z')]],
  ['bare', []],
];

const unindexed: readonly (readonly [string, readonly Sort[]])[] = [
  ['plain', [asc('e')]],
  ['plain', [asc('f')]],
  ['plain', [asc('a'), desc('id')]],
  ['plain', [asc('c'), asc('b')]],
  ['pairs', [asc('y')]],
  ['bare', [asc('v')]],
];

describe('no window of an indexed sort holds a full sort or a filtered scan', () => {
  it.each(indexed)('%s by %j', (name, sort) => {
    const view = planView(tableNamed(name), { model: name, filter: null, sort: [...sort], search: '' });
    expect(view.order.kind).toBe('indexed');
    const layout = layoutOf(view.table, [...view.table.columns.keys()], view.order.columns);
    for (const backwards of [false, true]) {
      for (const statement of windowStatements(view, layout, cutToken, { from: null, isInclusive: false, backwards })) {
        expect(plan(statement, 10n)).not.toContain('TEMP B-TREE');
      }
      for (const from of places(view)) {
        for (const isInclusive of [false, true]) {
          const start = { from, isInclusive, backwards };
          const statements = [
            ...windowStatements(view, layout, cutToken, start).map((sql) => plan(sql, 10n)),
            ...seekStatements(view, start).map((sql) => plan(sql, 1n, 10n)),
          ];
          expect(statements.length).toBeGreaterThan(0);
          for (const steps of statements) {
            expect(steps).not.toContain('TEMP B-TREE');
            expect(steps).toMatch(/^SEARCH [^·]*$/);
          }
          // The inner rows of a count are searched; what is counted of them are at most as many as asked for.
          for (const sql of countStatements(view, start, from)) expect(plan(sql, 10n)).not.toContain('TEMP B-TREE');
        }
      }
    }
  });

  it.each(unindexed)('%s by %j has no index to go by and says so', (name, sort) => {
    const view = planView(tableNamed(name), { model: name, filter: null, sort: [...sort], search: '' });
    expect(view.order.kind).toBe('sorted');
  });
});

it('a table whose columns take all names of its row number is read by row numbers of its own', () => {
  const view = planView(tableNamed('hidden'), { model: 'hidden', filter: null, sort: [], search: '' });
  expect([view.order.kind, view.table.key.kind]).toEqual(['numbered', 'none']);
});
