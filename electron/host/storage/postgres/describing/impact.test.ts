import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DescribedDatabase, openDescribed } from '../../../../../test/support/describe-postgres.ts';
import { calm } from '../../conformance/walks.ts';
import type { RowImpact } from '../../connector.ts';
import { createCatalog } from '../catalog/create-catalog.ts';
import { openAccess } from '../connection/open-access.ts';
import { createDescribing } from './create-describing.ts';

const schema = `
CREATE TABLE people (id int PRIMARY KEY, boss int REFERENCES people ON DELETE CASCADE);
INSERT INTO people VALUES (1, NULL), (2, 1), (3, 2), (4, 4), (5, 6), (6, 5), (7, NULL), (8, NULL);
CREATE TABLE letters (id serial PRIMARY KEY, sender int REFERENCES people ON DELETE SET NULL, reader int REFERENCES people,
  office int DEFAULT 7 REFERENCES people ON DELETE SET DEFAULT);
INSERT INTO letters (sender, reader, office) VALUES (1, NULL, NULL), (3, NULL, NULL), (NULL, 1, NULL), (NULL, NULL, 1);
CREATE TABLE stamps (letter int NOT NULL, person int NOT NULL, PRIMARY KEY (letter, person));
CREATE TABLE prints (letter int, person int, FOREIGN KEY (letter, person) REFERENCES stamps ON DELETE CASCADE);
INSERT INTO stamps VALUES (1, 1), (1, 2);
INSERT INTO prints VALUES (1, 1), (1, 1), (1, 2), (1, NULL);
CREATE TABLE forced (id int PRIMARY KEY, owner int NOT NULL REFERENCES people ON DELETE SET NULL);
INSERT INTO forced VALUES (1, 8);
CREATE TABLE crowd (id int PRIMARY KEY, owner int REFERENCES people ON DELETE CASCADE);
INSERT INTO crowd SELECT i, 7 FROM generate_series(1, 10050) i;
CREATE TABLE groups (id int PRIMARY KEY, name text);
INSERT INTO groups SELECT i, 'g' FROM generate_series(1, 2500) i;
CREATE TABLE members (id int, kind int, of int REFERENCES groups ON DELETE CASCADE, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE members_a PARTITION OF members FOR VALUES IN (1);
CREATE TABLE members_b PARTITION OF members FOR VALUES IN (2);
INSERT INTO members SELECT i, 1 + i % 2, i FROM generate_series(1, 2500) i;
CREATE TABLE badges (id serial PRIMARY KEY, member int, kind int, FOREIGN KEY (member, kind) REFERENCES members ON DELETE CASCADE);
INSERT INTO badges (member, kind) SELECT i, 1 + i % 2 FROM generate_series(1, 100) i;
CREATE TABLE late (id int PRIMARY KEY, up int REFERENCES groups ON DELETE CASCADE, other int REFERENCES groups DEFERRABLE);
INSERT INTO late VALUES (1, 1, 1), (2, NULL, 2);
CREATE TABLE hidden_notes (id int PRIMARY KEY, about int REFERENCES groups ON DELETE CASCADE);
`;

const inOrder = (impacts: readonly RowImpact[]) =>
  impacts.toSorted((a, b) => (`${a.model} ${a.effect}` < `${b.model} ${b.effect}` ? -1 : 1));

describe('what deleting rows does to others', () => {
  let db: DescribedDatabase;
  beforeAll(async () => {
    db = await openDescribed(schema);
  }, 60_000);
  afterAll(() => db.close());

  it('tells each effect with its rows, and a filter that selects them', async () => {
    expect(inOrder(await db.impact('public.people', [[1n]]))).toEqual([
      {
        effect: 'blocks',
        model: 'public.letters',
        count: { kind: 'exact', value: 1 },
        filter: { kind: 'compare', field: 'reader', op: 'is', value: 1n },
      },
      {
        effect: 'setDefault',
        model: 'public.letters',
        count: { kind: 'exact', value: 1 },
        filter: { kind: 'compare', field: 'office', op: 'is', value: 1n },
      },
      // One of them refers to a row that goes along.
      { effect: 'setNull', model: 'public.letters', count: { kind: 'exact', value: 2 }, filter: null },
      { effect: 'cascade', model: 'public.people', count: { kind: 'exact', value: 2 }, filter: null },
    ]);
  });

  it('ends with rows that refer to themselves or in a circle', async () => {
    expect(await db.impact('public.people', [[4n]])).toEqual([]);
    expect(await db.impact('public.people', [[5n]])).toMatchObject([
      { effect: 'cascade', model: 'public.people', count: { kind: 'exact', value: 1 } },
    ]);
    expect(await db.impact('public.people', [[5n], [6n]])).toEqual([]);
    expect(await db.impact('public.people', [[99n]])).toEqual([]);
    expect(await db.impact('public.people', [['no number']])).toEqual([]);
  });

  it('follows keys of several columns', async () => {
    expect(await db.impact('public.stamps', [[1n, 1n]])).toEqual([
      {
        effect: 'cascade',
        model: 'public.prints',
        count: { kind: 'exact', value: 2 },
        filter: {
          kind: 'and',
          filters: [
            { kind: 'compare', field: 'letter', op: 'is', value: 1n },
            { kind: 'compare', field: 'person', op: 'is', value: 1n },
          ],
        },
      },
    ]);
  });

  it('a column that must not be NULL can’t be set to it: its row blocks', async () => {
    expect(await db.impact('public.people', [[8n]])).toMatchObject([{ effect: 'blocks', model: 'public.forced' }]);
  });

  it('counts no more than 10,000 rows', async () => {
    expect(await db.impact('public.people', [[7n]])).toMatchObject([
      { effect: 'cascade', model: 'public.crowd', count: { kind: 'atLeast', value: 10_000 } },
    ]);
  });

  it('takes thousands of keys, and follows into partitions and out of them', async () => {
    const keys = Array.from({ length: 2500 }, (_, at) => [BigInt(at + 1)]);
    const found = inOrder(await db.impact('public.groups', keys));
    expect(found.map(({ effect, model, count, filter }) => [effect, model, count.value, count.kind, filter])).toEqual(
      [
        ['cascade', 'public.badges', 100, 'exact', null],
        ['cascade', 'public.late', 1, 'exact', null],
        ['blocks', 'public.late', 1, 'exact', null],
        ['cascade', 'public.members', 2500, 'exact', null],
      ].toSorted((a, b) => (`${a[1]} ${a[0]}` < `${b[1]} ${b[0]}` ? -1 : 1)),
    );
  });

  it('a row that goes along does not block where the key is looked at in the end', async () => {
    const found = await db.impact('public.groups', [[1n]]);
    expect(found.filter(({ effect }) => effect === 'blocks')).toEqual([]);
  });

  it('says that rows the role may not read may go, too', async () => {
    const { config, password } = await db.database.role({
      grants: 'GRANT USAGE ON SCHEMA public TO {role}; GRANT ALL ON groups, late TO {role}',
    });
    const access = await openAccess(
      config,
      { password: async () => password, readOnly: false, projectDirectory: '/' },
      calm(),
    );
    try {
      const { impact } = createDescribing(access, createCatalog(access, { schemas: null, readOnly: null }));
      const found = inOrder(await impact('public.groups', [[1n]], calm()));
      expect(found.map(({ effect, model, count }) => [effect, model, count])).toEqual([
        ['cascade', 'public.hidden_notes', { kind: 'atLeast', value: 0 }],
        ['cascade', 'public.late', { kind: 'exact', value: 1 }],
        ['cascade', 'public.members', { kind: 'atLeast', value: 0 }],
      ]);
    } finally {
      await access.close();
    }
  });

  it('waits for nobody, and ends when it is given up', async () => {
    const other = await db.database.connect();
    try {
      await other.run('BEGIN; UPDATE people SET boss = NULL; DELETE FROM letters');
      expect(await db.impact('public.people', [[5n]])).toHaveLength(1);
    } finally {
      await other.run('ROLLBACK');
      await other.end();
    }
    const describing = createDescribing(db.access, db.catalog);
    await expect(describing.impact('public.people', [[1n]], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    const late = new AbortController();
    const work = describing.impact('public.people', [[7n]], { signal: late.signal });
    late.abort();
    await expect(work).rejects.toMatchObject({ code: 'aborted' });
  });
});
