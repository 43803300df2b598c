import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DescribedDatabase, openDescribed } from '../../../../../test/support/describe-postgres.ts';
import { calm } from '../../conformance/walks.ts';
import { readPgError } from '../connection/pg-error.ts';
import type { PgTable } from '../table.ts';
import { checkExpression, checkMessage, problemOfError } from './problem-of-error.ts';

const schema = `
CREATE DOMAIN word AS text NOT NULL CHECK (value <> 'bad');
CREATE TABLE parents (id int PRIMARY KEY, code text, UNIQUE (code, id));
CREATE TABLE t (
  id int PRIMARY KEY, short varchar(3), long varchar(30), n numeric(4,1) CHECK (n > 0), w word DEFAULT 'x', a int, b int,
  parent int REFERENCES parents, g int GENERATED ALWAYS AS (id) STORED, need int NOT NULL DEFAULT 1, UNIQUE (a, b),
  CHECK (a < b), EXCLUDE USING btree (need WITH =) WHERE (need > 5)
);
CREATE UNIQUE INDEX ON t (lower(long));
CREATE TABLE kids (id int, of int NOT NULL REFERENCES t ON DELETE SET NULL, x int REFERENCES t);
INSERT INTO parents VALUES (1, 'a');
INSERT INTO t (id, a, b, long, need) VALUES (1, 1, 2, 'L', 6), (2, 3, 4, 'M', 1), (3, NULL, NULL, NULL, 1);
INSERT INTO kids VALUES (1, 1, NULL), (2, 3, 2);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION E'not  today,\\nsaid "the" rule.'; END $$;
CREATE TABLE guarded (id int);
CREATE TRIGGER refuse BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
INSERT INTO parts VALUES (1);
`;

describe('errors of the server', () => {
  let db: DescribedDatabase;
  const tables = new Map<string, PgTable>();
  beforeAll(async () => {
    db = await openDescribed(schema);
    for (const name of ['t', 'parents', 'guarded', 'parts'])
      tables.set(name, (await db.catalog.describe(`public.${name}`, calm())).table);
  }, 60_000);
  afterAll(() => db.close());

  async function problemOf(sql: string, name = 't', written: readonly string[] = []) {
    const error = await db.database.run(sql).then(
      () => null,
      (reason: unknown) => readPgError(reason),
    );
    const table = tables.get(name);
    if (!error || !table) throw new Error(`${sql} did not fail`);
    const { field, code, message } = problemOfError(error, table, new Set(written));
    return [field, code, message];
  }

  it.each([
    ['UPDATE t SET need = NULL', ['need', 'not_null', 'A value is needed here']],
    ['UPDATE t SET w = NULL', ['w', 'not_null', 'A value is needed here']],
    ["UPDATE t SET w = 'bad'", ['w', 'check', 'The store’s rule “word_check” is not met']],
    ["UPDATE t SET short = 'abcd'", ['short', 'length', 'Value too long for type character varying(3)']],
    ['UPDATE t SET n = -1 WHERE id = 1', ['n', 'check', 'The store’s rule “t_n_check” is not met: n > 0']],
    ['UPDATE t SET a = 9 WHERE id = 1', [null, 'check', 'The store’s rule “t_check” is not met: a < b']],
    ['UPDATE t SET id = 2 WHERE id = 3', ['id', 'unique', 'Another row has this value']],
    ['UPDATE t SET a = 1, b = 2 WHERE id = 3', ['a', 'unique', 'Another row has the same a and b']],
    [
      'UPDATE t SET parent = 99 WHERE id = 1',
      ['parent', 'foreign_key', 'No row of public.parents has this value as id'],
    ],
    ['DELETE FROM t WHERE id = 2', [null, 'foreign_key', 'Rows of public.kids refer to this one']],
    ['DELETE FROM t WHERE id = 1', [null, 'foreign_key', 'Rows of public.kids refer to this one']],
    ['UPDATE t SET g = 1', [null, 'generated', 'The store computes the value of this column by itself']],
    ["UPDATE t SET id = 'x'", [null, 'type', 'Invalid input syntax for type integer: "x"']],
    [
      'UPDATE t SET need = 6 WHERE id = 2',
      [null, 'unique', 'Another row is in the way, by the store’s rule “t_need_excl”'],
    ],
  ])('%s', async (sql, problem) => {
    expect(await problemOf(sql)).toEqual(problem);
  });

  it('a rule of several columns is shown at one that was written', async () => {
    expect((await problemOf('UPDATE t SET b = 0 WHERE id = 1', 't', ['b']))[0]).toBe('b');
    expect((await problemOf('UPDATE t SET a = 1, b = 2 WHERE id = 3', 't', ['b', 'a']))[0]).toBe('a');
    expect((await problemOf("UPDATE t SET long = 'm' WHERE id = 1", 't', ['id', 'long']))[0]).toBe('long');
  });

  it('what code of the store says is one line of its own words', async () => {
    expect(await problemOf('INSERT INTO guarded VALUES (1)', 'guarded')).toEqual([
      null,
      'store',
      'Not today, said "the" rule',
    ]);
  });

  it('rules of partitions are understood, too', async () => {
    expect(await problemOf('INSERT INTO parts VALUES (1)', 'parts')).toEqual([
      'id',
      'unique',
      'Another row has this value',
    ]);
    expect((await problemOf('INSERT INTO parts VALUES (99)', 'parts'))[1]).toBe('check');
  });

  it('no message is long, whatever was typed', async () => {
    const [, , message] = await problemOf(`UPDATE t SET id = '${'x'.repeat(5000)}'`);
    expect(String(message).length).toBeLessThan(300);
  });
});

describe('the condition of a definition', () => {
  it.each([
    ['CHECK ((amount >= 0))', 'amount >= 0'],
    ['CHECK (is_ok(a))', 'is_ok(a)'],
    ['CHECK (((a > 0) AND (b > 0))) NOT VALID', '(a > 0) AND (b > 0)'],
    [`CHECK ((name <> ')'::text))`, `name <> ')'::text`],
    [`CHECK ((")" > 0)) NO INHERIT`, `")" > 0`],
    ['UNIQUE (a)', null],
  ])('of %s is %s', (definition, expression) => {
    expect(checkExpression(definition)).toBe(expression);
  });

  it.each([
    [
      `CHECK (((state)::text = ANY ((ARRAY['a::b'::character varying, 'c'::character varying])::text[])))`,
      `state IN ('a::b', 'c')`,
    ],
    [`CHECK ((price > (0)::numeric))`, 'price > 0'],
    [`CHECK ((lower((name)::text) <> ''::text))`, `lower(name) <> ''`],
    [`CHECK ((at > '2020-01-01 00:00:00'::timestamp without time zone))`, `at > '2020-01-01 00:00:00'`],
    [`CHECK (("a::b" > 1))`, `"a::b" > 1`],
  ])('of %s is told as %s', (definition, told) => {
    expect(checkMessage(null, definition)).toBe(`The store’s rule is not met: ${told}`);
  });
});
