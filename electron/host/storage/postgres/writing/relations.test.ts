import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostileDefaults, makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { roundTrips } from '../../../../../test/support/postgres-round-trips.ts';
import {
  applyTo,
  deleteOf,
  insertOf,
  type OpenWriting,
  openWriting,
  restoring,
  updateOf,
} from '../../../../../test/support/postgres-write.ts';

let database: TestDatabase;
let opened: OpenWriting;

beforeAll(async () => {
  database = await makeDatabase();
  opened = await openWriting(database);
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await database.drop();
});
beforeEach(async () => {
  await database.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  opened.catalog.forget();
});

const { dumpOf, thereAndBack } = roundTrips(
  () => database,
  () => opened,
);

describe('rows that follow by foreign keys', () => {
  it('go, lose their reference or get the default, through all levels, and come back', async () => {
    await database.run(`
      CREATE TABLE a (id int PRIMARY KEY);
      CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE, note text, twice int GENERATED ALWAYS AS (a * 2) STORED);
      CREATE TABLE c (id int PRIMARY KEY, b int REFERENCES b ON DELETE SET NULL, twice int GENERATED ALWAYS AS (b * 2) STORED);
      CREATE TABLE d (id int PRIMARY KEY, b int DEFAULT 99 REFERENCES b ON DELETE SET DEFAULT);
      CREATE TABLE f (x int, y int, a int REFERENCES a ON DELETE CASCADE, PRIMARY KEY (x, y));
      CREATE TABLE e (id int PRIMARY KEY, x int NOT NULL, y int, FOREIGN KEY (x, y) REFERENCES f ON DELETE SET NULL (y));
      INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (10, 1, 'ten'), (11, 1, NULL), (12, 2, ''), (99, NULL, NULL);
      INSERT INTO c VALUES (20, 10), (21, 12); INSERT INTO d VALUES (30, 11), (31, 12);
      INSERT INTO f VALUES (1, 1, 1), (1, 2, 2); INSERT INTO e VALUES (40, 1, 1), (41, 1, 2)`);
    const { images, after } = await thereAndBack([deleteOf('d', 'public.a', [1n])], ['a', 'b', 'c', 'd', 'e', 'f']);
    expect(after).toEqual([
      ['2'],
      ['12|2||4', '99|||'],
      ['20||', '21|12|24'],
      ['30|99', '31|12'],
      ['40|1|', '41|1|2'],
      ['1|2|2'],
    ]);
    expect(images).toEqual([
      '+delete b 10',
      '+delete b 11',
      '+delete f 1~1',
      '+update c 20',
      '+update d 30',
      '+update e 40',
      'delete a 1',
    ]);
  });

  it('follow a key that changes, also where it is part of their own', async () => {
    await database.run(`
      CREATE TABLE a (id text PRIMARY KEY);
      CREATE TABLE b (a text REFERENCES a ON UPDATE CASCADE ON DELETE CASCADE, n int, v text, PRIMARY KEY (a, n));
      CREATE TABLE c (id int PRIMARY KEY, a text, n int, FOREIGN KEY (a, n) REFERENCES b ON UPDATE CASCADE);
      INSERT INTO a VALUES ('x'), ('y'); INSERT INTO b VALUES ('x', 1, 'v'), ('x', 2, 'w'), ('y', 1, 'u'); INSERT INTO c VALUES (1, 'x', 2)`);
    const { images, after } = await thereAndBack(
      [updateOf('u', 'public.a', ['x'], { id: ['x', 'z'] }), updateOf('v', 'public.b', ['x', 1n], { v: ['v', 'V'] })],
      ['a', 'b', 'c'],
    );
    expect(after).toEqual([['y', 'z'], ['y|1|u', 'z|1|V', 'z|2|w'], ['1|z|2']]);
    expect(images).toEqual(['+update b z~2', '+update c 1', 'update a z', 'update b z~1']);
  });

  it('refer to their own table, in a circle, and many at once', async () => {
    await database.run(`
      CREATE TABLE node (id int PRIMARY KEY, up int REFERENCES node ON DELETE CASCADE, name text);
      INSERT INTO node SELECT n, NULLIF(n / 2, 0), 'n' || n FROM generate_series(1, 700) AS n;
      UPDATE node SET up = 700 WHERE id = 1`);
    const { images, after } = await thereAndBack(
      [deleteOf('d', 'public.node', [1n]), deleteOf('e', 'public.node', [350n])],
      ['node'],
    );
    expect(after).toEqual([[]]);
    expect(images).toHaveLength(700);
    expect(images.filter((image) => !image.startsWith('+'))).toEqual(['delete node 1', 'delete node 350']);
  });

  it('without a key, or that the role may not read, keep a row from being deleted', async () => {
    await database.run(`CREATE TABLE a (id int PRIMARY KEY);
      CREATE TABLE keyless (a int REFERENCES a ON DELETE CASCADE, v text);
      INSERT INTO a VALUES (1), (2); INSERT INTO keyless VALUES (1, 'x')`);
    const { result } = await applyTo(opened.write, [deleteOf('d', 'public.a', [1n]), deleteOf('e', 'public.a', [2n])]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [{ change: 'd', code: 'store', message: expect.stringContaining('no key') }],
    });
    await database.run(
      'DROP TABLE keyless; CREATE TABLE hidden (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE)',
    );
    const role = await database.role({ grants: 'GRANT USAGE ON SCHEMA public TO {role}; GRANT ALL ON a TO {role}' });
    await using limited = await openWriting(role);
    const { result: other } = await applyTo(limited.write, [deleteOf('d', 'public.a', [1n])]);
    expect(other).toMatchObject({
      kind: 'refused',
      problems: [{ change: 'd', code: 'store', message: expect.stringContaining('public.hidden') }],
    });
  });

  it('are too many to be kept: nothing is deleted', { timeout: 60_000 }, async () => {
    await database.run(`CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE);
      INSERT INTO a VALUES (1); INSERT INTO b SELECT n, 1 FROM generate_series(1, 100001) AS n; CREATE INDEX ON b (a)`);
    const { result } = await applyTo(opened.write, [deleteOf('d', 'public.a', [1n])]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [{ change: 'd', message: 'It would change more than 100,000 other rows with it' }],
    });
    // Copied, a value stays packed as it is.
    await database.run(`DROP TABLE b; CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE, v text);
      INSERT INTO b VALUES (1, 1, repeat('x', 30000000)); INSERT INTO b SELECT n, 1, v FROM b, generate_series(2, 10) AS n`);
    opened.catalog.forget();
    const { result: big } = await applyTo(opened.write, [deleteOf('d', 'public.a', [1n])]);
    expect(big).toMatchObject({
      kind: 'refused',
      problems: [{ change: 'd', message: expect.stringContaining('256 MB') }],
    });
    expect(await database.run('SELECT count(*) FROM b')).toEqual([['10']]);
  });
});

describe('references', () => {
  it('to rows of the same save are written in an order the server takes, constraints deferrable or not', async () => {
    for (const deferrable of ['', ' DEFERRABLE']) {
      await database.run(`DROP SCHEMA public CASCADE; CREATE SCHEMA public;
        CREATE TABLE team (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, lead int);
        CREATE TABLE person (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, team int NOT NULL REFERENCES team${deferrable}, boss int REFERENCES person${deferrable});
        ALTER TABLE team ADD FOREIGN KEY (lead) REFERENCES person${deferrable};
        INSERT INTO team VALUES (100); INSERT INTO person VALUES (100, 100)`);
      opened.catalog.forget();
      const inserted = (change: string) => ({ kind: 'inserted', change, field: 'id' }) as const;
      const { after } = await thereAndBack(
        [
          insertOf('p2', 'public.person', { team: inserted('t'), boss: inserted('p1') }),
          insertOf('t', 'public.team', { lead: inserted('p1') }),
          insertOf('p1', 'public.person', { team: inserted('t'), boss: inserted('p2') }),
          updateOf('u', 'public.person', [100n], { team: [100n, inserted('t')] }),
          deleteOf('d', 'public.team', [100n]),
        ],
        ['team', 'person'],
      );
      const people = (after[1] ?? []).map((row) => row.split('|').map(Number));
      const [team] = (after[0] ?? []).map((row) => row.split('|').map(Number));
      expect(after[0]).toHaveLength(1);
      const [first, second] = people.filter(([id]) => id !== 100);
      expect([first?.[2], second?.[2]]).toEqual([second?.[0], first?.[0]]);
      expect(people.map((row) => row[1])).toEqual([team?.[0], team?.[0], team?.[0]]);
    }
  });

  it.each(['', 'DEFERRABLE', 'DEFERRABLE INITIALLY DEFERRED'])(
    'that lead nowhere are all told, %s',
    async (deferrable) => {
      await database.run(`CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ${deferrable}, other int REFERENCES a ${deferrable});
      INSERT INTO a VALUES (1), (2), (3); INSERT INTO b VALUES (1, 1), (2, 2), (3, NULL)`);
      const before = await dumpOf('a', 'b');
      const { result } = await applyTo(opened.write, [
        deleteOf('d1', 'public.a', [1n]),
        deleteOf('d3', 'public.a', [3n]),
        updateOf('u', 'public.b', [3n], { a: [null, 77n] }),
        insertOf('i', 'public.b', { id: 9n, other: 78n }),
        insertOf('ok', 'public.b', { id: 10n, a: 2n }),
      ]);
      const told = result.kind === 'refused' ? result.problems : [];
      expect(
        told
          .map((problem) =>
            problem.kind === 'invalid' ? `${problem.change} ${problem.field} ${problem.code}` : problem.kind,
          )
          .toSorted(),
      ).toEqual(['d1 null foreign_key', 'i other foreign_key', 'u a foreign_key']);
      expect(await dumpOf('a', 'b')).toEqual(before);
    },
  );

  it('a deferred unique rule is told at the end, on the row that breaks it', async () => {
    await database.run(
      `CREATE TABLE a (id int PRIMARY KEY, u int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO a VALUES (1, 1), (2, 2), (3, 3)`,
    );
    const swapped = await thereAndBack(
      [updateOf('x', 'public.a', [1n], { u: [1n, 2n] }), updateOf('y', 'public.a', [2n], { u: [2n, 1n] })],
      ['a'],
    );
    expect(swapped.after).toEqual([['1|2', '2|1', '3|3']]);
    const { result } = await applyTo(opened.write, [
      updateOf('x', 'public.a', [1n], { u: [1n, 3n] }),
      updateOf('y', 'public.a', [2n], { u: [2n, 9n] }),
    ]);
    expect(result).toMatchObject({ kind: 'refused', problems: [{ change: 'x', field: 'u', code: 'unique' }] });
  });

  it('a chain of a thousand values moves up by one', { timeout: 60_000 }, async () => {
    await database.run(
      `CREATE TABLE a (id int PRIMARY KEY, rank int NOT NULL UNIQUE); INSERT INTO a SELECT n, n FROM generate_series(1, 1000) AS n`,
    );
    const changes = Array.from({ length: 1000 }, (_, at) =>
      updateOf(`u${at}`, 'public.a', [BigInt(at + 1)], { rank: [BigInt(at + 1), BigInt(at + 2)] }),
    );
    const before = performance.now();
    const { result } = await applyTo(opened.write, changes);
    expect(result.kind).toBe('saved');
    expect(performance.now() - before).toBeLessThan(30_000);
    expect(await database.run('SELECT count(*) FROM a WHERE rank = id + 1')).toEqual([['1000']]);
  });
});

it('rows are found by the comparison of the foreign key itself, whatever path the role has', async () => {
  await database.run(`CREATE EXTENSION citext SCHEMA public;
    CREATE TABLE a (id citext PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a citext REFERENCES a ON DELETE CASCADE);
    INSERT INTO a VALUES ('Name'); INSERT INTO b VALUES (1, 'NAME')`);
  const role = await database.role({ defaults: hostileDefaults });
  await using limited = await openWriting(role);
  const { result, images } = await applyTo(limited.write, [deleteOf('d', 'public.a', ['Name'])]);
  expect(result.kind).toBe('saved');
  expect(images).toMatchObject([{ key: ['Name'] }, { model: 'public.b', key: [1n], followed: true }]);
  expect((await applyTo(limited.write, restoring(images))).result.kind).toBe('saved');
  expect(await dumpOf('a', 'b')).toEqual([['Name'], ['1|NAME']]);
});
