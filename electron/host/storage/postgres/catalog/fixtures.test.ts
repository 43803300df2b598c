import { readFile } from 'node:fs/promises';
import { expect, it, type TestContext } from 'vitest';
import { fixture } from '../../../../../test/support/fixtures.ts';
import { calm, makeCatalog, type TestCatalog } from '../../../../../test/support/postgres-catalog.ts';

async function load(context: TestContext, path: string): Promise<TestCatalog> {
  return makeCatalog(await readFile(await fixture(context, path), 'utf8'));
}

it('the database of a Wefram project is described', async (context) => {
  await using wefram = await load(context, 'wefram/wefram.inserts.sql');
  const list = await wefram.catalog.list(calm);
  expect(list.map(({ caption, kind }) => `${caption} ${kind}`)).toEqual(
    [
      'Contacts company',
      'Contacts contact',
      'Contacts contact album',
      'Contacts contact docs',
      'Contacts contact group',
      'Contacts contact phone',
      'Contacts contacts groups',
      'Contacts event',
      'Legacy import',
      'System active directory domain',
      'System data history',
      'System mail account',
      'System refresh token',
      'System role',
      'System session log',
      'System stored settings',
      'System user',
      'System users roles',
    ].map((caption) => `${caption} table`),
  );
  for (const { id } of list) expect((await wefram.model(id)).definition).toMatch(/^CREATE TABLE public\."/);
  const contact = await wefram.model('public."contactsContact"');
  expect(contact).toMatchObject({ key: { kind: 'primary', fields: ['id'] }, readOnlyReason: null, hasTriggers: false });
  expect(contact.outgoing.map(({ toModel, onDelete }) => [toModel, onDelete])).toEqual([
    ['public."contactsCompany"', 'SET NULL'],
  ]);
  expect(contact.incoming.map(({ fromModel, onDelete }) => [fromModel, onDelete])).toEqual([
    ['public."contactsContactPhone"', 'CASCADE'],
    ['public."contactsContactsGroups"', 'CASCADE'],
    ['public."contactsEvent"', 'CASCADE'],
  ]);
  expect(contact.fields.map(({ name, type }) => `${name} ${type}`).slice(8)).toEqual([
    'company_id integer',
    'status text',
    'priority integer',
    'is_vip boolean',
    'birthday date',
    'wakes_at time',
    'rating real',
    'balance decimal',
    'external_id integer',
    'extra json',
    'notes text',
    'created_at datetime',
    'updated_at datetime',
  ]);
  expect((await wefram.model('public."contactsCompany"')).fields[0]).toMatchObject({ name: 'id', isNumbered: true });
});

it('the schemas of a blargh database are told apart', async (context) => {
  await using blargh = await load(context, 'blargh/blargh-pg.inserts.sql');
  expect((await blargh.catalog.list(calm)).map(({ id }) => id)).toEqual([
    'cookies.cookie',
    'cookies.jar',
    'cookies_variants.cookie',
    'cookies_variants.jar',
    'family.child',
    'family.female',
    'family.male',
  ]);
  expect((await blargh.model('cookies.cookie')).outgoing.map(({ toModel }) => toModel)).toEqual(['cookies.jar']);
  const variant = await blargh.model('cookies_variants.cookie');
  expect(variant.outgoing.map(({ toModel, onDelete }) => [toModel, onDelete])).toEqual([
    ['cookies_variants.jar', 'CASCADE'],
  ]);
  expect(variant.fields.map(({ name, nativeType }) => `${name} ${nativeType}`)).toContain('ingredients text[]');
  const jar = await blargh.model('cookies_variants.jar');
  expect(jar.fields.find(({ name }) => name === 'shelf')?.allowed).toEqual([1n, 2n]);
  expect((await blargh.model('family.child')).outgoing.map(({ fromFields }) => fromFields.join())).toEqual([
    'father',
    'mother',
  ]);
});
