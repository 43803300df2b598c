import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { testEnvironment } from '../../../../../test/support/environment.ts';
import { makeDatabase } from '../../../../../test/support/sqlite-session.ts';
import { calm } from '../../conformance/walks.ts';
import type { RowImpact } from '../../connector.ts';
import { createCatalog } from '../catalog.ts';
import { openPool } from '../pool.ts';
import { createImpact } from './create-impact.ts';

async function openImpact(create: string | ((database: Database.Database) => void)) {
  const { path, directory } = await makeDatabase(create);
  const pool = await openPool(testEnvironment(directory), path, calm(), { mayRecover: false });
  onTestFinished(() => pool.close());
  const impact = createImpact({ pool, describe: createCatalog(pool).describe });
  return {
    path,
    of: async (model: string, ...keys: readonly WholeCell[][]) =>
      [...(await impact(model, keys, calm()))].sort((a, b) =>
        `${a.effect}${a.model}`.localeCompare(`${b.effect}${b.model}`),
      ),
  };
}

const shop = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers ON DELETE CASCADE, payer INTEGER REFERENCES customers ON DELETE CASCADE);
  CREATE TABLE lines (id INTEGER PRIMARY KEY, "order" INTEGER REFERENCES orders ON DELETE CASCADE);
  CREATE TABLE notes (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers ON DELETE SET NULL);
  CREATE TABLE strict_notes (customer INTEGER NOT NULL REFERENCES customers ON DELETE SET NULL);
  CREATE TABLE visits (customer INTEGER DEFAULT 9 REFERENCES customers ON DELETE SET DEFAULT);
  CREATE TABLE bills (customer INTEGER REFERENCES customers ON DELETE RESTRICT);
  CREATE TABLE loans (customer INTEGER REFERENCES customers);
  INSERT INTO customers VALUES (1), (2), (3), (9);
  INSERT INTO orders VALUES (10, 1, 1), (11, 1, 2), (12, 2, 2);
  INSERT INTO lines (id, "order") VALUES (100, 10), (101, 10), (102, 11), (103, 12);
  INSERT INTO notes (customer) VALUES (1), (NULL); INSERT INTO strict_notes VALUES (1);
  INSERT INTO visits VALUES (1), (1); INSERT INTO bills VALUES (1); INSERT INTO loans VALUES (2)`;

it('tells what goes along, becomes NULL or default, and stands in the way, with a filter for direct children', async () => {
  const { of } = await openImpact(shop);
  const found = await of('customers', [1n]);
  expect(found).toEqual([
    {
      effect: 'blocks',
      model: 'bills',
      filter: { kind: 'compare', field: 'customer', op: 'is', value: 1n },
      count: { kind: 'exact', value: 1 },
    },
    {
      effect: 'blocks',
      model: 'strict_notes',
      filter: { kind: 'compare', field: 'customer', op: 'is', value: 1n },
      count: { kind: 'exact', value: 1 },
    },
    { effect: 'cascade', model: 'lines', filter: null, count: { kind: 'exact', value: 3 } },
    {
      effect: 'cascade',
      model: 'orders',
      filter: {
        kind: 'or',
        filters: [
          { kind: 'compare', field: 'payer', op: 'is', value: 1n },
          { kind: 'compare', field: 'customer', op: 'is', value: 1n },
        ],
      },
      count: { kind: 'exact', value: 2 },
    },
    {
      effect: 'setDefault',
      model: 'visits',
      filter: { kind: 'compare', field: 'customer', op: 'is', value: 1n },
      count: { kind: 'exact', value: 2 },
    },
    {
      effect: 'setNull',
      model: 'notes',
      filter: { kind: 'compare', field: 'customer', op: 'is', value: 1n },
      count: { kind: 'exact', value: 1 },
    },
  ] satisfies RowImpact[]);
  expect(await of('customers', [3n])).toEqual([]);
  expect(await of('customers', [4711n])).toEqual([]);
});

it('leaves out rows that are to be deleted themselves, also where rows refer to each other in a circle', async () => {
  const { of } = await openImpact(`
    CREATE TABLE people (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES people, friend INTEGER REFERENCES people ON DELETE CASCADE);
    INSERT INTO people VALUES (1, 1, 2), (2, 1, 3), (3, NULL, 1), (4, 2, NULL)`);
  // 1 takes 3 along, 3 takes 2, 2 takes 1; 4 refers to 2 and stays.
  expect(await of('people', [1n])).toEqual([
    {
      effect: 'blocks',
      model: 'people',
      filter: null,
      count: { kind: 'exact', value: 1 },
    },
    { effect: 'cascade', model: 'people', filter: null, count: { kind: 'exact', value: 2 } },
  ]);
  expect(await of('people', [1n], [4n])).toEqual([
    { effect: 'cascade', model: 'people', filter: null, count: { kind: 'exact', value: 2 } },
  ]);
});

it('compares composite keys and keys of another type or collation as foreign keys do', async () => {
  const { of } = await openImpact(`
    CREATE TABLE places (country TEXT COLLATE NOCASE, city INTEGER, PRIMARY KEY (country, city)) WITHOUT ROWID;
    CREATE TABLE trips (id INTEGER PRIMARY KEY, country TEXT, city TEXT, FOREIGN KEY (country, city) REFERENCES places ON DELETE CASCADE);
    INSERT INTO places VALUES ('CZ', 1), ('cz', 2), ('at', 1);
    INSERT INTO trips (country, city) VALUES ('cz', '1'), ('Cz', '1'), ('at', '1'), ('cz', NULL)`);
  const filter = (country: string, city: bigint) => ({
    kind: 'and' as const,
    filters: [
      { kind: 'compare' as const, field: 'country', op: 'is' as const, value: country },
      { kind: 'compare' as const, field: 'city', op: 'is' as const, value: String(city) },
    ],
  });
  expect(await of('places', ['cz', 1n])).toEqual([
    { effect: 'cascade', model: 'trips', filter: filter('CZ', 1n), count: { kind: 'exact', value: 2 } },
  ]);
  expect(await of('places', ['CZ', 1n], ['at', 1n])).toEqual([
    {
      effect: 'cascade',
      model: 'trips',
      filter: { kind: 'or', filters: [filter('CZ', 1n), filter('at', 1n)] },
      count: { kind: 'exact', value: 3 },
    },
  ]);
});

it('stops counting at 10,000 rows, with and without an index', async () => {
  const { of } = await openImpact(`
    CREATE TABLE parents (id INTEGER PRIMARY KEY);
    CREATE TABLE indexed (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents ON DELETE CASCADE);
    CREATE INDEX indexed_parent ON indexed (parent);
    CREATE TABLE scanned (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents ON DELETE SET NULL);
    WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO parents SELECT i FROM n;
    WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) INSERT INTO indexed SELECT i, i % 20 + 1 FROM n;
    INSERT INTO scanned SELECT * FROM indexed`);
  expect(
    (await of('parents', ...Array.from({ length: 20 }, (_, at) => [BigInt(at + 1)]))).map(({ effect, count }) => [
      effect,
      count,
    ]),
  ).toEqual([
    ['cascade', { kind: 'atLeast', value: 10_000 }],
    ['setNull', { kind: 'atLeast', value: 10_000 }],
  ]);
  expect((await of('parents', [3n])).map(({ effect, count }) => [effect, count])).toEqual([
    ['cascade', { kind: 'exact', value: 2000 }],
    ['setNull', { kind: 'exact', value: 2000 }],
  ]);
});

const actions = fc.constantFrom('CASCADE', 'SET NULL', 'NO ACTION');

/** Three tables that refer to each other and to themselves in all ways, with few rows and many references. */
const webs = fc.record({
  actions: fc.array(actions, { minLength: 6, maxLength: 6 }),
  references: fc.array(fc.array(fc.option(fc.integer({ min: 1, max: 6 })), { minLength: 12, maxLength: 12 }), {
    minLength: 3,
    maxLength: 3,
  }),
  keys: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
  isIndexed: fc.boolean(),
});

function makeWeb(
  database: Database.Database,
  { actions: given, references, isIndexed }: typeof webs extends fc.Arbitrary<infer Web> ? Web : never,
): void {
  const names = ['a', 'b', 'c'];
  names.forEach((name, at) => {
    const first = names[(at + 1) % 3] ?? '';
    const second = names[(at + (at % 2 === 0 ? 0 : 2)) % 3] ?? '';
    database.exec(
      `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, x REFERENCES ${first} ON DELETE ${given[2 * at]}, y REFERENCES ${second} ON DELETE ${given[2 * at + 1]})`,
    );
    if (isIndexed) database.exec(`CREATE INDEX ${name}_x ON ${name} (x); CREATE INDEX ${name}_y ON ${name} (y)`);
    const insert = database.prepare(`INSERT INTO ${name} VALUES (?, ?, ?)`);
    for (let id = 1; id <= 6; id += 1)
      insert.run(id, references[at]?.[2 * id - 2] ?? null, references[at]?.[2 * id - 1] ?? null);
  });
}

it('foretells exactly what SQLite does', async () => {
  const { path, directory } = await makeDatabase('CREATE TABLE a (id); CREATE TABLE b (id); CREATE TABLE c (id)');
  const pool = await openPool(testEnvironment(directory), path, calm(), { mayRecover: false });
  onTestFinished(() => pool.close());
  const database = new Database(path);
  onTestFinished(() => void database.close());
  database.pragma('synchronous = OFF');
  await fc.assert(
    fc.asyncProperty(webs, async (web) => {
      database.pragma('foreign_keys = OFF');
      database.transaction(() => {
        database.exec('DROP TABLE a; DROP TABLE b; DROP TABLE c');
        makeWeb(database, web);
      })();
      database.pragma('foreign_keys = ON');
      const impact = createImpact({ pool, describe: createCatalog(pool).describe });
      const found = await impact(
        'a',
        web.keys.map((key) => [BigInt(key)]),
        calm(),
      );
      const before = rowsOf(database);
      let fails = false;
      try {
        database.prepare(`DELETE FROM a WHERE id IN (${web.keys.join(', ')})`).run();
      } catch {
        fails = true;
      }
      expect(found.some(({ effect }) => effect === 'blocks')).toBe(fails);
      if (fails) return;
      const after = rowsOf(database);
      for (const name of ['a', 'b', 'c']) {
        const count = (effect: RowImpact['effect']) =>
          found.find((group) => group.model === name && group.effect === effect)?.count.value ?? 0;
        const gone = [...(before.get(name) ?? [])].filter(([id]) => !after.get(name)?.has(id)).length;
        const changed = [...(after.get(name) ?? [])].filter(([id, row]) => before.get(name)?.get(id) !== row).length;
        expect({ name, cascade: count('cascade'), setNull: count('setNull') }).toEqual({
          name,
          cascade: gone - (name === 'a' ? web.keys.length : 0),
          setNull: changed,
        });
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

function rowsOf(database: Database.Database): ReadonlyMap<string, ReadonlyMap<number, string>> {
  return new Map(
    ['a', 'b', 'c'].map((name) => [
      name,
      new Map(
        database
          .prepare<[], { id: number; x: number | null; y: number | null }>(`SELECT id, x, y FROM ${name}`)
          .all()
          .map(({ id, x, y }) => [id, `${x} ${y}`]),
      ),
    ]),
  );
}
