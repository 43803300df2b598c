import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCatalog, openCatalog, type TestCatalog } from '../../../../../test/support/postgres-catalog.ts';

let shop: TestCatalog;

beforeAll(async () => {
  shop = await makeCatalog(`
    CREATE EXTENSION btree_gist;
    CREATE SCHEMA crm; CREATE SCHEMA locked;
    CREATE TABLE crm.people (id int PRIMARY KEY, code text UNIQUE, first int, last int, UNIQUE (first, last));
    CREATE TABLE locked.vault (id int PRIMARY KEY, person int REFERENCES crm.people);
    CREATE TABLE orders (
      id int PRIMARY KEY, buyer int CONSTRAINT buyer REFERENCES crm.people ON DELETE CASCADE ON UPDATE SET NULL,
      seller_code text CONSTRAINT seller REFERENCES crm.people (code) ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
      first int, last int, parent int CONSTRAINT parent REFERENCES orders ON DELETE RESTRICT, vault int CONSTRAINT vault REFERENCES locked.vault,
      loosely int CONSTRAINT loosely REFERENCES crm.people NOT ENFORCED,
      CONSTRAINT names FOREIGN KEY (first, last) REFERENCES crm.people (first, last) ON DELETE SET NULL (last)
    );
    CREATE TABLE events (id int, day date, person int CONSTRAINT person REFERENCES crm.people, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
    CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE notes (id int PRIMARY KEY, event int, day date, CONSTRAINT event FOREIGN KEY (event, day) REFERENCES events);
    CREATE TABLE parts (id int, note int CONSTRAINT note REFERENCES notes, event int, day date, CONSTRAINT part_event FOREIGN KEY (event, day) REFERENCES events, PRIMARY KEY (id)) PARTITION BY RANGE (id);
    CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (id);
    CREATE TABLE parts_1_1 PARTITION OF parts_1 FOR VALUES FROM (0) TO (50);
    CREATE TABLE rooms (id int, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
    CREATE TABLE bookings (room int, at daterange, CONSTRAINT room FOREIGN KEY (room, PERIOD at) REFERENCES rooms (id, PERIOD during))`);
});

afterAll(() => shop[Symbol.asyncDispose]());

const routes = (relations: readonly { id: string; fromFields: string[]; toModel: string; toFields: string[] }[]) =>
  relations.map(({ id, fromFields, toModel, toFields }) => `${id}: ${fromFields} -> ${toModel} ${toFields}`);

it('finds foreign keys of all kinds with what they do', async () => {
  const model = await shop.model('public.orders');
  expect(model.outgoing).toEqual(
    [
      ['buyer', ['buyer'], 'crm.people', ['id'], 'CASCADE', 'SET NULL'],
      ['loosely', ['loosely'], 'crm.people', ['id'], 'NO ACTION', 'NO ACTION'],
      ['names', ['first', 'last'], 'crm.people', ['first', 'last'], 'SET NULL', 'NO ACTION'],
      ['parent', ['parent'], 'public.orders', ['id'], 'RESTRICT', 'NO ACTION'],
      ['seller', ['seller_code'], 'crm.people', ['code'], 'SET DEFAULT', 'NO ACTION'],
      ['vault', ['vault'], 'locked.vault', ['id'], 'NO ACTION', 'NO ACTION'],
    ].map(([name, fromFields, toModel, toFields, onDelete, onUpdate]) => ({
      id: `public.orders#${String(name)}`,
      fromModel: 'public.orders',
      fromFields,
      toModel,
      toFields,
      onDelete,
      onUpdate,
    })),
  );
  expect(Object.fromEntries(model.fields.map(({ name, reference }) => [name, reference]))).toEqual({
    id: null,
    buyer: { model: 'crm.people', field: 'id' },
    seller_code: { model: 'crm.people', field: 'code' },
    first: null,
    last: null,
    parent: { model: 'public.orders', field: 'id' },
    vault: { model: 'locked.vault', field: 'id' },
    loosely: { model: 'crm.people', field: 'id' },
  });
  const table = await shop.table('public.orders');
  expect(table.outgoing.map(({ name }) => name)).toEqual(['buyer', 'names', 'parent', 'seller', 'vault']);
  expect(table.outgoing.find(({ name }) => name === 'names')).toMatchObject({
    onDelete: 'setNull',
    setOnDelete: ['last'],
  });
  expect(table.outgoing.find(({ name }) => name === 'seller')).toMatchObject({
    onDelete: 'setDefault',
    isDeferrable: true,
  });
  expect(table.incoming.map(({ name }) => name)).toEqual(['parent']);
  expect([...table.wholeFields].sort()).toEqual([
    'buyer',
    'first',
    'id',
    'last',
    'loosely',
    'parent',
    'seller_code',
    'vault',
  ]);
});

it('a key of a partitioned table counts once, whichever side is cut into partitions', async () => {
  const incoming = async (id: string) => routes((await shop.model(id)).incoming);
  expect(await incoming('crm.people')).toEqual([
    'locked.vault#vault_person_fkey: person -> crm.people id',
    'public.events#person: person -> crm.people id',
    'public.orders#buyer: buyer -> crm.people id',
    'public.orders#loosely: loosely -> crm.people id',
    'public.orders#names: first,last -> crm.people first,last',
    'public.orders#seller: seller_code -> crm.people code',
  ]);
  expect(await incoming('public.events')).toEqual([
    'public.notes#event: event,day -> public.events id,day',
    'public.parts#part_event: event,day -> public.events id,day',
  ]);
  expect(await incoming('public.notes')).toEqual(['public.parts#note: note -> public.notes id']);
  expect(routes((await shop.model('public.notes')).outgoing)).toEqual([
    'public.notes#event: event,day -> public.events id,day',
  ]);
});

it('a partition has the keys of its parent', async () => {
  expect(routes((await shop.model('public.parts_1_1')).outgoing)).toEqual([
    'public.parts_1_1#note: note -> public.notes id',
    'public.parts_1_1#part_event: event,day -> public.events id,day',
  ]);
  const incoming = (await shop.table('public.events_1')).incoming;
  expect(incoming.map(({ fromModel, toModel }) => `${fromModel} -> ${toModel}`)).toEqual([
    'public.notes -> public.events_1',
    'public.parts -> public.events_1',
  ]);
});

it('every id of a relation is the only one', async () => {
  const ids = new Set<string>();
  for (const id of [
    'crm.people',
    'public.orders',
    'public.events',
    'public.events_1',
    'public.parts',
    'public.parts_1_1',
  ]) {
    const { outgoing } = await shop.model(id);
    for (const relation of outgoing) {
      expect(ids).not.toContain(relation.id);
      ids.add(relation.id);
    }
  }
});

it('a key that compares times by what they cover is no way from row to row', async () => {
  const { model, table } = await shop.catalog.describe('public.bookings', { signal: new AbortController().signal });
  expect([model.outgoing, table.outgoing]).toEqual([[], []]);
  expect([...table.wholeFields].sort()).toEqual(['at', 'room']);
});

it('a relation leads nowhere the role may not read, and the statements still know of it', async () => {
  const role = await shop.database.role({
    grants: `GRANT USAGE ON SCHEMA crm TO {role}; GRANT ALL ON orders TO {role}; GRANT SELECT (id, first) ON crm.people TO {role}`,
  });
  await using restricted = await openCatalog(shop.database, {}, role);
  const { model, table } = await restricted.catalog.describe('public.orders', { signal: new AbortController().signal });
  expect(model.outgoing.map(({ id }) => id)).toEqual(
    ['buyer', 'loosely', 'parent'].map((name) => `public.orders#${name}`),
  );
  expect(model.fields.find(({ name }) => name === 'vault')?.reference).toBe(null);
  expect(table.outgoing.map(({ name }) => name)).toEqual(['buyer', 'names', 'parent', 'seller', 'vault']);
});
