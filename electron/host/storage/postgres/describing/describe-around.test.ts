import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import {
  type DescribedDatabase,
  deleteOf,
  edit,
  insertOf,
  openDescribed,
  updateOf,
} from '../../../../../test/support/describe-postgres.ts';
import { calm } from '../../conformance/walks.ts';
import { createCatalog } from '../catalog/create-catalog.ts';
import { openAccess } from '../connection/open-access.ts';
import { createDescribing } from './create-describing.ts';

const schema = `
CREATE DOMAIN word AS varchar(5) NOT NULL;
CREATE TYPE mood AS ENUM ('calm', 'busy');
CREATE TABLE kinds (
  id int PRIMARY KEY, short varchar(3), scaled numeric(5,2), flags bit(3), mood mood, doc jsonb, list numeric(4,1)[],
  word word DEFAULT 'x'
);
INSERT INTO kinds (id, short) VALUES (1, 'a'), (2, 'b');
CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE children (id serial PRIMARY KEY, parent int REFERENCES parents);
CREATE TABLE rules (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'n');
`;

const line = (problem: ChangeProblem): string =>
  `${problem.change} ${problem.kind === 'invalid' ? problem.code : problem.kind} ${'field' in problem ? (problem.field ?? '-') : ''}`.trim();

describe('describing changes, whatever is around', () => {
  let db: DescribedDatabase;
  beforeAll(async () => {
    db = await openDescribed(schema);
  }, 60_000);
  afterAll(() => db.close());

  it('finds the same on servers that can’t say what is wrong with a value', async () => {
    const server = { ...db.access.server, versionNumber: 140_000 };
    const older = createDescribing({ ...db.access, server }, db.catalog);
    const fields = [
      edit('scaled', null, '12345'),
      edit('mood', null, 'nope'),
      edit('doc', null, '{'),
      edit('flags', null, '111'),
    ];
    const changes = [
      updateOf('public.kinds', [1n], fields, 'a'),
      updateOf(
        'public.kinds',
        [2n],
        [edit('doc', null, '[]'), edit('mood', null, 'sad'), edit('list', null, '{1.25}')],
        'b',
      ),
    ];
    const { problems } = await older.describe({ changes, readUpload: async () => Buffer.alloc(0) }, calm());
    expect(problems.map(line).toSorted()).toEqual([
      'a type doc',
      'a type mood',
      'a type scaled',
      'b adjusted list',
      'b type mood',
    ]);
  });

  it('says nothing of rows that policies hide from the role', async () => {
    await db.database.run(`
CREATE TABLE secret (id int PRIMARY KEY, owner text DEFAULT 'nobody', name text UNIQUE);
CREATE TABLE public_notes (id int PRIMARY KEY, about int REFERENCES secret);
INSERT INTO secret VALUES (1, 'nobody', 'a'), (2, 'all', 'b');
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON secret USING (owner = 'all') WITH CHECK (owner = 'all');`);
    const { config, password } = await db.database.role();
    const access = await openAccess(
      config,
      { password: async () => password, readOnly: false, projectDirectory: '/' },
      calm(),
    );
    try {
      const catalog = createCatalog(access, { schemas: null, readOnly: null });
      const { describe: look } = createDescribing(access, catalog);
      const changes = [insertOf('public.public_notes', { id: 1n, about: 1n })];
      const { problems } = await look({ changes, readUpload: async () => Buffer.alloc(0) }, calm());
      expect(problems).toEqual([]);
    } finally {
      await access.close();
    }
  });

  it('looks at the tables again when they have been changed from outside', async () => {
    await db.database.run(
      'CREATE TABLE moving (id int PRIMARY KEY, a int, b int); INSERT INTO moving VALUES (1, 1, 1)',
    );
    const fine = await db.describe([updateOf('public.moving', [1n], [edit('a', 1n, 2n)])]);
    expect(fine.problems).toEqual([]);
    await db.database.run('ALTER TABLE moving DROP COLUMN a; ALTER TABLE moving ADD COLUMN c int NOT NULL DEFAULT 0');
    const { problems } = await db.describe([updateOf('public.moving', [1n], [edit('a', 1n, 2n), edit('b', 1n, 2n)])]);
    expect(problems.map(line)).toEqual(['u store a']);
    await db.database.run('DROP TABLE moving');
    const gone = await db.describe([updateOf('public.moving', [1n], [edit('b', 1n, 2n)])]);
    expect(gone.problems.map(line)).toEqual(['u store -']);
  });

  it('serves a role that may read and write single columns only', async () => {
    await db.database.run(`CREATE TABLE partly (id int PRIMARY KEY, a int CHECK (a > 0), hidden text, u int UNIQUE);
INSERT INTO partly VALUES (1, 1, 'x', 1), (2, 2, 'y', 2)`);
    const { config, password } = await db.database.role({
      grants: 'GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT (id, a, u), UPDATE (a, u) ON partly TO {role}',
    });
    const access = await openAccess(
      config,
      { password: async () => password, readOnly: false, projectDirectory: '/' },
      calm(),
    );
    try {
      const catalog = createCatalog(access, { schemas: null, readOnly: null });
      const { describe: look } = createDescribing(access, catalog);
      const readUpload = async () => Buffer.alloc(0);
      const changes = [updateOf('public.partly', [1n], [edit('a', 1n, -1n)])];
      expect((await look({ changes, readUpload }, calm())).problems.map(line)).toEqual(['u check a']);
      const fine = [updateOf('public.partly', [1n], [edit('u', 1n, 3n)])];
      expect((await look({ changes: fine, readUpload }, calm())).problems).toEqual([]);
    } finally {
      await access.close();
    }
  });

  it('waits for nobody’s lock', async () => {
    const other = await db.database.connect();
    try {
      await other.run('BEGIN');
      await other.run("UPDATE kinds SET short = 'zz' WHERE id = 1");
      const started = performance.now();
      const { problems } = await db.describe([updateOf('public.kinds', [1n], [edit('short', 'a', 'b')])]);
      expect(problems).toEqual([]);
      expect(performance.now() - started).toBeLessThan(2000);
    } finally {
      await other.run('ROLLBACK');
      await other.end();
    }
  });

  it('ends soon when it is given up', async () => {
    const abort = new AbortController();
    abort.abort();
    const work = db.describeWith([updateOf('public.kinds', [1n], [edit('short', 'a', 'b')])], abort.signal);
    await expect(work).rejects.toBeInstanceOf(AppError);
  });

  it('shows statements that can be read, and not run where a value was cut', async () => {
    const { statements } = await db.describe([
      updateOf('public.kinds', [1n], [edit('short', 'a', "'b\\")], 'a'),
      updateOf('public.kinds', [2n], [edit('doc', null, `"${'x'.repeat(500)}"`)], 'b'),
      insertOf('public.parents', { id: 6n }, 'c'),
      insertOf('public.children', { parent: { kind: 'inserted', change: 'e', field: 'id' } }, 'd'),
      insertOf('public.rules', { name: { kind: 'default' } }, 'e'),
      deleteOf('public.kinds', [1n], 'f'),
    ]);
    const byChange = new Map(statements.map(({ change, sql }) => [change, sql]));
    expect(byChange.get('a')).toBe(
      `UPDATE "public"."kinds" SET "short" = E'''b\\\\' WHERE "id" = 1 AND "short" IS NOT DISTINCT FROM 'a'`,
    );
    expect(byChange.get('b')).toContain(`' […] /* the first 200 of 502 characters */ WHERE "id" = 2 AND "doc" IS NULL`);
    expect(byChange.get('c')).toBe('INSERT INTO "public"."parents" ("id") VALUES (6)');
    expect(byChange.get('d')).toBe(
      'INSERT INTO "public"."children" ("parent") VALUES ([…] /* id of the row that is inserted for e */)',
    );
    expect(byChange.get('e')).toBe('INSERT INTO "public"."rules" DEFAULT VALUES');
    for (const [change, sql] of byChange) {
      const isWhole = !sql.includes('[…]');
      const planned = await db.database.run(`EXPLAIN ${sql}`).then(
        () => true,
        () => false,
      );
      expect({ change, planned }).toEqual({ change, planned: isWhole });
    }
  });

  it('describes 1,000 changes within a second or so, and 20,000 within reason', async () => {
    await db.database.run(
      'CREATE TABLE many (id int PRIMARY KEY, name varchar(20) UNIQUE, n numeric(9,2) CHECK (n >= 0), up int REFERENCES many)',
    );
    await db.database.run(
      "INSERT INTO many SELECT i, 'name ' || i, i, greatest(1, i - 1) FROM generate_series(1, 30000) i; ANALYZE many",
    );
    const changesOf = (count: number) =>
      Array.from({ length: count }, (_, at) => {
        const id = BigInt(at + 1);
        const bad = at % 100 === 0 ? '-1' : '1.50';
        return updateOf(
          'public.many',
          [id],
          [edit('n', `${id}.00`, bad), edit('name', `name ${id}`, `other ${id}`)],
          `u${at}`,
        );
      });
    await db.describe(changesOf(10));
    const tookMs = async (count: number) => {
      const started = performance.now();
      const { problems, statements } = await db.describe(changesOf(count));
      expect([problems.length, statements.length]).toEqual([count / 100, count]);
      return performance.now() - started;
    };
    const thousand = await tookMs(1000);
    expect(thousand).toBeLessThan(3000);
    // No worse than in proportion.
    expect(await tookMs(20_000)).toBeLessThan(40 * thousand);
  }, 60_000);
});
