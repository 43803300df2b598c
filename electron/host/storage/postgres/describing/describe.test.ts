import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeProblem, RowChange } from '../../../../../shared/domain/change-set.ts';
import {
  type DescribedDatabase,
  deleteOf,
  edit,
  insertOf,
  openDescribed,
  updateOf,
} from '../../../../../test/support/describe-postgres.ts';

const schema = `
CREATE SCHEMA "o""dd";
CREATE DOMAIN word AS varchar(5) NOT NULL CHECK (value <> 'bad');
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE TYPE mood AS ENUM ('calm', 'busy');
CREATE TABLE kinds (
  id int PRIMARY KEY, short varchar(3), scaled numeric(5,2), flags bit(3), word word DEFAULT 'x', positive positive,
  mood mood, doc jsonb, list numeric(4,1)[], span int4range, day date NOT NULL DEFAULT '2026-01-01', code char(2)
);
INSERT INTO kinds (id, short) VALUES (1, 'a'), (2, 'b');
CREATE TABLE rules (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lo int, hi int, double int GENERATED ALWAYS AS (lo * 2) STORED UNIQUE,
  half int GENERATED ALWAYS AS (hi / 2) VIRTUAL, name text COLLATE "C" NOT NULL DEFAULT 'n',
  CHECK (lo < hi), CONSTRAINT "no ""x""" CHECK (name <> 'x'), CHECK (10 / NULLIF(hi, 100) >= 0 OR hi = 100), CHECK (half < 1000)
);
INSERT INTO rules (lo, hi) VALUES (1, 2), (5, 9), (NULL, NULL);
CREATE TABLE uniques (
  id int PRIMARY KEY, email text, active bool NOT NULL DEFAULT true, a int, b int, c int,
  UNIQUE (a, b), UNIQUE NULLS NOT DISTINCT (c), late int UNIQUE DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX ON uniques (lower(email)) WHERE active;
INSERT INTO uniques (id, email, a, b, c, late) VALUES (1, 'A@x', 1, 1, NULL, 1), (2, 'b@x', 1, NULL, 2, 2), (3, 'c@x', 2, 1, 3, 3);
CREATE TABLE parents (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE children (
  id serial PRIMARY KEY, parent int REFERENCES parents, code text REFERENCES parents (code) ON UPDATE CASCADE,
  soft int REFERENCES parents ON DELETE SET NULL, gone int REFERENCES parents ON DELETE CASCADE,
  strict int REFERENCES parents ON DELETE RESTRICT DEFERRABLE
);
INSERT INTO parents VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e');
INSERT INTO children (parent, code, soft, gone, strict) VALUES
  (1, NULL, NULL, NULL, NULL), (NULL, 'b', NULL, NULL, NULL), (NULL, NULL, 3, NULL, NULL), (NULL, NULL, NULL, 4, NULL),
  (5, NULL, NULL, 5, NULL);
CREATE TABLE pairs (a int, b int, PRIMARY KEY (a, b));
INSERT INTO pairs VALUES (1, 2);
CREATE TABLE halves (
  id int PRIMARY KEY, a int, b int, c int, d int, FOREIGN KEY (a, b) REFERENCES pairs, FOREIGN KEY (c, d) REFERENCES pairs MATCH FULL
);
CREATE TABLE needed (id int PRIMARY KEY, parent int NOT NULL REFERENCES parents ON DELETE SET NULL);
INSERT INTO needed VALUES (1, 2);
CREATE TABLE "o""dd"."ta""ble" ("i d" int PRIMARY KEY, "r ""ow" int UNIQUE, "co""l" varchar(2) CHECK ("co""l" <> 'xx'), "__proto__" text);
INSERT INTO "o""dd"."ta""ble" VALUES (1, 1, 'a', 'b'), (2, 2, 'b', 'c');
CREATE TABLE parts (id int, at date, name varchar(3) UNIQUE, PRIMARY KEY (id, at), UNIQUE (id, at, name));
DROP TABLE parts;
CREATE TABLE parts (id int, at date, name varchar(3), PRIMARY KEY (id, at), CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE TABLE parts_old PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2025-01-01');
CREATE TABLE parts_new PARTITION OF parts FOR VALUES FROM ('2025-01-01') TO ('2030-01-01');
INSERT INTO parts VALUES (1, '2021-01-01', 'a'), (1, '2026-01-01', 'b');
CREATE TABLE triggered (id int PRIMARY KEY, a int NOT NULL CHECK (a > 0), b int UNIQUE, c varchar(2));
CREATE FUNCTION mend() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := abs(coalesce(NEW.a, 1)); NEW.b := NULL; RETURN NEW; END $$;
CREATE TRIGGER mend BEFORE INSERT OR UPDATE ON triggered FOR EACH ROW EXECUTE FUNCTION mend();
INSERT INTO triggered VALUES (1, 1, 1, 'a');
CREATE TABLE audited (id int PRIMARY KEY, a int NOT NULL CHECK (a > 0), b int UNIQUE);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON audited FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO audited VALUES (1, 1, 1);
CREATE VIEW seen AS SELECT id, short, scaled FROM kinds WHERE id < 100 WITH CHECK OPTION;
`;

describe('describing changes', () => {
  let db: DescribedDatabase;
  beforeAll(async () => {
    db = await openDescribed(schema);
  }, 60_000);
  afterAll(() => db.close());

  const line = (problem: ChangeProblem): string => {
    if (problem.kind === 'invalid') return `${problem.change} ${problem.code} ${problem.field ?? '-'}`;
    return problem.kind === 'adjusted'
      ? `${problem.change} adjusted ${problem.field}`
      : `${problem.change} ${problem.kind}`;
  };

  /** What is foretold; the save itself says the same, and nothing was written by either. */
  async function foretold(changes: readonly RowChange[]): Promise<readonly string[]> {
    const before = await db.database.run('SELECT pg_snapshot_xmax(pg_current_snapshot())::text');
    const { problems } = await db.describe(changes);
    if (before) expect(problems.every(({ change }) => changes.some(({ id }) => id === change))).toBe(true);
    const lines = problems.map(line).toSorted();
    const met = await db.tryToApply(changes);
    expect({ changes, lines }).toEqual({
      changes,
      lines: met.kind === 'refused' ? met.problems.map(line).toSorted() : [],
    });
    return lines;
  }

  it('says nothing of changes that can be written', async () => {
    const changes = [
      updateOf(
        'public.kinds',
        [1n],
        [edit('short', 'a', 'abc'), edit('doc', null, 'null'), edit('span', null, '[1,5]')],
        'a',
      ),
      insertOf('public.kinds', { id: 7n, scaled: '1.5', list: '{1,2.5}', mood: 'busy', code: 'x' }, 'b'),
      insertOf('public.rules', {}, 'c'),
      deleteOf('public.kinds', [2n], 'd'),
      insertOf('public.parents', { id: 9n }, 'e'),
      insertOf('public.children', { parent: { kind: 'inserted', change: 'e', field: 'id' } }, 'f'),
    ];
    expect(await foretold(changes)).toEqual([]);
  });

  it('finds what a type does not take, every value of a row at once', async () => {
    const fields = [
      edit('scaled', null, '12345'),
      edit('flags', null, '01'),
      edit('positive', null, '-1'),
      edit('mood', null, 'nope'),
      edit('doc', null, '{'),
      edit('list', null, '{1,x}'),
      edit('span', null, '[5,1]'),
    ];
    const { problems } = await db.describe([updateOf('public.kinds', [1n], fields)]);
    expect(problems.map(line).toSorted()).toEqual([
      'u check positive',
      'u length flags',
      'u type doc',
      'u type list',
      'u type mood',
      'u type scaled',
      'u type span',
    ]);
    for (const one of fields) {
      const [told] = await foretold([updateOf('public.kinds', [1n], [one])]);
      expect(told).toContain(one.field);
    }
  });

  it('finds what is too long, missing, or computed by the store', async () => {
    expect(await foretold([updateOf('public.kinds', [1n], [edit('short', 'a', 'abcd')])])).toEqual(['u length short']);
    expect(await foretold([updateOf('public.kinds', [1n], [edit('day', '2026-01-01', null)])])).toEqual([
      'u not_null day',
    ]);
    expect(await foretold([updateOf('public.kinds', [1n], [edit('word', 'x', null)])])).toEqual(['u not_null word']);
    expect(await foretold([updateOf('public.kinds', [1n], [edit('word', 'x', 'bad')])])).toEqual(['u check word']);
    expect(await foretold([insertOf('public.kinds', { id: null })])).toEqual(['n not_null id']);
    expect(await foretold([insertOf('public.kinds', {})])).toEqual(['n not_null id']);
    expect(await foretold([insertOf('public.rules', { double: 4n })])).toEqual(['n generated double']);
    expect(await foretold([insertOf('public.rules', { id: 4n })])).toEqual(['n generated id']);
  });

  it('asks about values that would be rounded, cut or lose something', async () => {
    const cases = [
      edit('scaled', null, '1.005'),
      edit('list', null, '{1.25}'),
      edit('doc', null, '{"a":1,"a":2}'),
      edit('day', '2026-01-01', '2026-02-01 13:00'),
      edit('short', 'a', 'ab     '),
    ];
    for (const one of cases)
      expect(await foretold([updateOf('public.kinds', [1n], [one])])).toEqual([`u adjusted ${one.field}`]);
    const { problems } = await db.describe([updateOf('public.kinds', [1n], [edit('scaled', null, '1.005')])]);
    expect(problems).toMatchObject([{ kind: 'adjusted', mine: '1.005', stored: '1.01' }]);
    const accepted = { ...edit('scaled', null, '1.005'), accepts: '1.01' };
    expect(await foretold([updateOf('public.kinds', [1n], [accepted])])).toEqual([]);
  });

  it('runs the checks of the table over the row as it will be', async () => {
    expect(await foretold([updateOf('public.rules', [1n], [edit('lo', 1n, 2n)])])).toEqual(['u check lo']);
    expect(await foretold([updateOf('public.rules', [1n], [edit('lo', 1n, 9n), edit('hi', 2n, 10n)])])).toEqual([]);
    expect(await foretold([updateOf('public.rules', [3n], [edit('lo', null, 9n)])])).toEqual([]);
    expect(await foretold([updateOf('public.rules', [1n], [edit('hi', 2n, 5000n)])])).toEqual(['u check half']);
    expect(await foretold([insertOf('public.rules', { name: 'x' })])).toEqual(['n check name']);
    const { problems } = await db.describe([insertOf('public.rules', { name: 'x' })]);
    expect(problems).toMatchObject([{ message: `The store’s rule “no "x"” is not met: name <> 'x'` }]);
  });

  it('finds values that are taken, under every kind of unique rule', async () => {
    const one = (key: bigint, ...fields: Parameters<typeof edit>[]) =>
      updateOf(
        'public.uniques',
        [key],
        fields.map((args) => edit(...args)),
        `u${key}`,
      );
    expect(await foretold([one(2n, ['b', null, 1n])])).toEqual(['u2 unique b']);
    expect(await foretold([one(3n, ['a', 2n, 1n], ['b', 1n, null])])).toEqual([]);
    expect(await foretold([one(2n, ['c', 2n, null])])).toEqual(['u2 unique c']);
    expect(await foretold([one(2n, ['email', 'b@x', 'a@X'])])).toEqual(['u2 unique email']);
    expect(await foretold([one(2n, ['email', 'b@x', 'a@X'], ['active', true, false])])).toEqual([]);
    expect(await foretold([one(2n, ['late', 2n, 3n])])).toEqual(['u2 unique late']);
    expect(await foretold([insertOf('public.uniques', { id: 3n, c: 9n })])).toEqual(['n unique id']);
    expect(await foretold([insertOf('public.rules', { lo: 5n, hi: 6n })])).toEqual(['n unique double']);
  });

  it('lets rows of one save exchange their values and take over those of rows that go', async () => {
    expect(
      await foretold([
        updateOf('public.uniques', [1n], [edit('a', 1n, 2n), edit('late', 1n, 2n)], 'a'),
        updateOf('public.uniques', [2n], [edit('late', 2n, 1n)], 'b'),
        deleteOf('public.uniques', [3n], 'c'),
        insertOf('public.uniques', { id: 3n, email: 'C@X', c: 3n }, 'd'),
      ]),
    ).toEqual([]);
    const twice = [
      insertOf('public.uniques', { id: 8n, c: 8n }, 'x'),
      insertOf('public.uniques', { id: 8n, c: 9n }, 'y'),
    ];
    expect(await foretold(twice)).toEqual(['y unique id']);
  });

  it('finds references that lead to nothing, and rows whose key others refer to', async () => {
    expect(await foretold([insertOf('public.children', { parent: 99n })])).toEqual(['n foreign_key parent']);
    expect(await foretold([updateOf('public.parents', [1n], [edit('id', 1n, 77n)])])).toEqual(['u foreign_key id']);
    expect(await foretold([updateOf('public.parents', [2n], [edit('code', 'b', 'z')])])).toEqual([]);
    expect(await foretold([insertOf('public.halves', { id: 1n, a: 1n, b: null })])).toEqual([]);
    expect(await foretold([insertOf('public.halves', { id: 1n, a: 1n, b: 2n, c: 1n, d: 2n })])).toEqual([]);
    expect(await foretold([insertOf('public.halves', { id: 1n, a: 2n, b: 2n })])).toEqual(['n foreign_key a']);
    expect(await foretold([insertOf('public.halves', { id: 1n, c: 1n, d: null })])).toEqual(['n foreign_key c']);
    const both = [
      updateOf('public.children', [1n], [edit('parent', 1n, 9n)], 'c'),
      insertOf('public.parents', { id: 9n }, 'p'),
    ];
    expect(await foretold(both)).toEqual([]);
  });

  it('finds what stands in the way of a delete, and follows what goes along', async () => {
    expect(await foretold([deleteOf('public.parents', [1n])])).toEqual(['d foreign_key -']);
    expect(await foretold([deleteOf('public.parents', [1n]), deleteOf('public.children', [1n], 'c')])).toEqual([]);
    expect(await foretold([deleteOf('public.parents', [3n])])).toEqual([]);
    expect(await foretold([deleteOf('public.parents', [4n])])).toEqual([]);
    // It refers twice: the key that was made first looks before the other one takes the row along.
    expect(await foretold([deleteOf('public.parents', [5n])])).toEqual(['d foreign_key -']);
    const { problems } = await db.describe([deleteOf('public.parents', [1n])]);
    expect(problems).toMatchObject([{ message: '1 row of public.children refers to it' }]);
    expect(await foretold([deleteOf('public.parents', [2n]), deleteOf('public.children', [2n], 'c')])).toEqual([
      'd foreign_key -',
    ]);
    const edited = updateOf('public.children', [4n], [edit('soft', null, 3n)], 'c');
    expect(await foretold([deleteOf('public.parents', [4n]), edited])).toEqual(['c store -']);
    const moved = updateOf('public.children', [4n], [edit('gone', 4n, 3n)], 'c');
    expect(await foretold([deleteOf('public.parents', [4n]), moved])).toEqual([]);
  });

  it('finds conflicts and rows that are gone by the rules of a save', async () => {
    expect(await foretold([updateOf('public.kinds', [1n], [edit('short', 'other', 'x')])])).toEqual(['u changed']);
    expect(await foretold([updateOf('public.kinds', [1n], [edit('short', 'other', 'a')])])).toEqual([]);
    expect(await foretold([updateOf('public.kinds', [99n], [edit('short', 'a', 'x')])])).toEqual(['u gone']);
    expect(await foretold([deleteOf('public.kinds', [99n])])).toEqual([]);
    const { problems } = await db.describe([updateOf('public.kinds', [1n], [edit('short', 'other', 'x')])]);
    expect(problems).toMatchObject([
      { kind: 'changed', fields: [{ field: 'short', theirs: 'a', mine: 'x', base: 'other' }] },
    ]);
  });

  it('copes with names that hold quotes, and that are its own', async () => {
    const model = '"o""dd"."ta""ble"';
    expect(await foretold([updateOf(model, [1n], [edit('r "ow', 1n, 2n)])])).toEqual(['u unique r "ow']);
    expect(await foretold([updateOf(model, [1n], [edit('co"l', 'a', 'xx')])])).toEqual(['u check co"l']);
    expect(await foretold([updateOf(model, [1n], [edit('__proto__', 'b', null), edit('co"l', 'a', 'xxx')])])).toEqual([
      'u length co"l',
    ]);
  });

  it('looks into partitions, and through views as far as they say', async () => {
    expect(await foretold([insertOf('public.parts', { id: 1n, at: '2026-01-01' })])).toEqual(['n unique id']);
    expect(await foretold([updateOf('public.parts', [1n, '2021-01-01'], [edit('id', 1n, -1n)])])).toEqual([
      'u check id',
    ]);
    expect(
      await foretold([updateOf('public.parts', [1n, '2021-01-01'], [edit('at', '2021-01-01', '2027-01-01')])]),
    ).toEqual([]);
    expect(
      await foretold([updateOf('public.parts', [1n, '2021-01-01'], [edit('at', '2021-01-01', '2026-01-01')])]),
    ).toEqual(['u unique at']);
  });

  it('leaves rules to the save where code of the store may change the row first', async () => {
    const changes = [
      updateOf('public.triggered', [1n], [edit('a', 1n, -5n), edit('b', null, 1n)], 'a'),
      insertOf('public.triggered', { id: 2n, a: null, b: 1n }, 'b'),
    ];
    const { problems } = await db.describe(changes);
    expect(problems).toEqual([]);
    expect(await foretold([updateOf('public.triggered', [1n], [edit('c', 'a', 'abc')])])).toEqual(['u length c']);
    // Code that runs after a row was written changes nothing of it.
    expect(await foretold([updateOf('public.audited', [1n], [edit('a', 1n, null)])])).toEqual(['u not_null a']);
    expect(await foretold([insertOf('public.audited', { id: 2n, a: 0n })])).toEqual(['n check a']);
  });
});
