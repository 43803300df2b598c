import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
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

it('a row whose values can’t be worked out is not taken for one that is gone', async () => {
  await database.run(`CREATE TABLE t (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (10 / a) VIRTUAL);
    INSERT INTO t VALUES (1, 0), (2, 5)`);
  const failure = { message: expect.stringContaining('division by zero') };
  await expect(applyTo(opened.write, [deleteOf('d', 'public.t', [1n])])).rejects.toMatchObject(failure);
  await expect(
    applyTo(opened.write, [deleteOf('d', 'public.t', [2n]), deleteOf('e', 'public.t', [1n])]),
  ).rejects.toMatchObject(failure);
  expect(await database.run('SELECT id FROM t ORDER BY id')).toEqual([['1'], ['2']]);
  const gone = [deleteOf('d', 'public.t', [2n]), deleteOf('e', 'public.t', ['nothing'])];
  expect((await applyTo(opened.write, gone)).result.kind).toBe('saved');
  expect(await database.run('SELECT id FROM t')).toEqual([['1']]);
});

describe('code of the store', () => {
  it('that changes a value is asked about; what it changes beside is shown, kept and taken back', async () => {
    await database.run(`CREATE TABLE t (id int PRIMARY KEY, name text, changed int DEFAULT 0);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.name = 'none' THEN RETURN NULL; END IF;
        IF NEW.name = 'no' THEN RAISE EXCEPTION 'This name is not liked'; END IF;
        NEW.name := upper(NEW.name); NEW.changed := OLD.changed + 1; RETURN NEW; END $$;
      CREATE TRIGGER f BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
      INSERT INTO t VALUES (1, 'A'), (2, 'B'), (3, 'C')`);
    const { result } = await applyTo(opened.write, [
      updateOf('a', 'public.t', [1n], { name: ['A', 'x'] }),
      updateOf('b', 'public.t', [2n], { name: ['B', 'none'] }),
      updateOf('c', 'public.t', [3n], { name: ['C', 'no'] }),
    ]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [
        { change: 'b', kind: 'invalid', code: 'store', message: expect.stringContaining('trigger') },
        { change: 'c', kind: 'invalid', code: 'store', message: 'This name is not liked' },
        { change: 'a', kind: 'adjusted', field: 'name', mine: 'x', stored: 'X' },
      ],
    });
    const saved = await applyTo(opened.write, [updateOf('a', 'public.t', [1n], { name: ['A', 'X'] })]);
    expect(saved.result).toMatchObject({ kind: 'saved', rows: [{ columns: ['name', 'changed'], cells: ['X', 1n] }] });
    expect(saved.images?.[0]?.fields.map(({ field }) => field)).toEqual(['name', 'changed']);
  });

  it('that deletes or changes other rows is not hindered', async () => {
    await database.run(`CREATE TABLE t (id int PRIMARY KEY, up int, n int DEFAULT 0); INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE t SET n = n + 1 WHERE id = OLD.up; RETURN OLD; END $$;
      CREATE TRIGGER f BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION f()`);
    const { result } = await applyTo(opened.write, [deleteOf('c', 'public.t', [3n]), deleteOf('b', 'public.t', [2n])]);
    expect(result.kind === 'refused' ? result.problems : []).toEqual([]);
    expect(await dumpOf('t')).toEqual([['1||1']]);
  });

  it('a new row shows what the store has given it', async () => {
    await database.run(
      `CREATE TABLE t (id bigserial PRIMARY KEY, at date DEFAULT '2026-01-01', n int GENERATED ALWAYS AS (1 + 1) STORED, v text)`,
    );
    const { result } = await applyTo(opened.write, [insertOf('i', 'public.t', { v: { kind: 'default' } })]);
    expect(result).toMatchObject({
      rows: [{ change: 'i', key: [1n], columns: ['id', 'at', 'n', 'v'], cells: [1n, '2026-01-01', 2n, null] }],
    });
  });
});

describe('a partitioned table', () => {
  beforeEach(async () => {
    await database.run(`CREATE TABLE p (id int, year int, v text, PRIMARY KEY (id, year)) PARTITION BY RANGE (year);
      CREATE TABLE p25 PARTITION OF p FOR VALUES FROM (2025) TO (2026);
      CREATE TABLE p26 PARTITION OF p FOR VALUES FROM (2026) TO (2027);
      CREATE TABLE child (id int PRIMARY KEY, p int, year int, FOREIGN KEY (p, year) REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE);
      INSERT INTO p VALUES (1, 2025, 'a'), (2, 2025, 'b'), (3, 2026, 'c'); INSERT INTO child VALUES (1, 1, 2025), (2, 3, 2026)`);
  });

  it('a row moves to another partition with its key, its children follow, and it comes back', async () => {
    const { images, after } = await thereAndBack(
      [
        updateOf('u', 'public.p', [1n, 2025n], { year: [2025n, 2026n], v: ['a', 'A'] }),
        updateOf('w', 'public.p', [2n, 2025n], { v: ['b', 'B'] }),
        deleteOf('d', 'public.p', [3n, 2026n]),
      ],
      ['p', 'p25', 'p26', 'child'],
    );
    expect(after).toEqual([['1|2026|A', '2|2025|B'], ['2|2025|B'], ['1|2026|A'], ['1|1|2026']]);
    expect(images).toEqual([
      '+delete child 2',
      '+update child 1',
      'delete p 3~2026',
      'update p 1~2026',
      'update p 2~2025',
    ]);
  });

  it('takes no row that no partition takes', async () => {
    const { result } = await applyTo(opened.write, [
      insertOf('i', 'public.p', { id: 9n, year: 1999n }),
      updateOf('u', 'public.p', [1n, 2025n], { year: [2025n, 2030n] }),
    ]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [
        { change: 'u', code: 'check' },
        { change: 'i', code: 'check' },
      ],
    });
  });

  it('its partitions are written by themselves, and their rows are followed, too', async () => {
    const { images } = await thereAndBack([deleteOf('d', 'public.p25', [1n, 2025n])], ['p', 'child']);
    expect(images).toEqual(['+delete child 1', 'delete p25 1~2025']);
  });
});

describe('a view', () => {
  it('that shows rows of one table is written through, and what it adds is told', async () => {
    await database.run(`CREATE TABLE t (id int PRIMARY KEY, kind text NOT NULL, v text);
      INSERT INTO t VALUES (1, 'a', 'x'), (2, 'a', 'y'), (3, 'b', 'z');
      CREATE VIEW shown AS SELECT id, kind, v, id * 2 AS twice FROM t WHERE kind = 'a' WITH CHECK OPTION`);
    const { images, after } = await thereAndBack(
      [
        updateOf('u', 'public.shown', [1n], { v: ['x', 'X'] }),
        deleteOf('d', 'public.shown', [2n]),
        insertOf('i', 'public.shown', { id: 4n, kind: 'a', v: 'new' }),
      ],
      ['t'],
    );
    expect(after).toEqual([['1|a|X', '3|b|z', '4|a|new']]);
    expect(images).toEqual(['delete shown 2', 'insert shown 4', 'update shown 1']);
    const { result } = await applyTo(opened.write, [
      updateOf('u', 'public.shown', [1n], { kind: ['a', 'b'] }),
      insertOf('i', 'public.shown', { id: 5n, kind: 'c' }),
      updateOf('w', 'public.shown', [3n], { v: ['z', 'Z'] }),
    ]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [
        { change: 'w', kind: 'gone' },
        { change: 'u', code: 'check' },
        { change: 'i', code: 'check' },
      ],
    });
  });

  it('deletes no row of which it does not show all, nor one that takes others along', async () => {
    await database.run(`CREATE TABLE t (id int PRIMARY KEY, v text, secret text); INSERT INTO t VALUES (1, 'x', 'kept');
      CREATE VIEW part AS SELECT id, v FROM t; CREATE VIEW whole AS SELECT * FROM t`);
    const { result } = await applyTo(opened.write, [deleteOf('d', 'public.part', [1n])]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [{ message: expect.stringContaining('does not show all') }],
    });
    await thereAndBack([deleteOf('d', 'public.whole', [1n])], ['t']);
    await thereAndBack([updateOf('d', 'public.part', [1n], { v: ['x', 'X'] })], ['t']);
    await database.run('CREATE TABLE child (id int PRIMARY KEY, t int REFERENCES t ON DELETE CASCADE)');
    const { result: other } = await applyTo(opened.write, [deleteOf('d', 'public.whole', [1n])]);
    expect(other).toMatchObject({
      kind: 'refused',
      problems: [{ message: expect.stringContaining('may go with it') }],
    });
  });
});

describe('a row that was deleted', () => {
  it('and is there again with other values is overwritten when somebody has seen it and says so', async () => {
    await database.run(`CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t VALUES (1, 'x', 'y')`);
    const gone = await applyTo(opened.write, [deleteOf('d', 'public.t', [1n])]);
    await database.run(`INSERT INTO t VALUES (1, 'theirs', 'y')`);
    const [restore] = restoring(gone.images);
    if (restore?.kind !== 'restore') throw new Error('An image was made');
    const { result } = await applyTo(opened.write, [restore]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [{ kind: 'changed', row: 'insert', fields: [{ field: 'a', theirs: 'theirs', mine: 'x' }] }],
    });
    const guard = result.kind === 'refused' && result.problems[0]?.kind === 'changed' ? result.problems[0].guard : '';
    const overwrite = new Map([['', guard ?? '']]);
    await database.run(`UPDATE t SET a = 'newer'`);
    expect((await applyTo(opened.write, [{ ...restore, overwrite }])).result.kind).toBe('refused');
    await database.run(`UPDATE t SET a = 'theirs'`);
    expect((await applyTo(opened.write, [{ ...restore, overwrite }])).result.kind).toBe('saved');
    expect(await dumpOf('t')).toEqual([['1|x|y']]);
  });

  it('is not deleted by an undo whose image of it is damaged', async () => {
    await database.run(`CREATE TABLE t (id int PRIMARY KEY, a text)`);
    const { images } = await applyTo(opened.write, [insertOf('i', 'public.t', { id: 1n, a: 'x' })]);
    const damaged = (images ?? []).map((image) => ({
      ...image,
      fields: image.fields.map((field) => ({ ...field, after: field.after && { ...field.after, exact: '?' } })),
    }));
    const { result } = await applyTo(opened.write, restoring(damaged));
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [
        { field: 'id', code: 'store', message: 'An image of a value is damaged' },
        { field: 'a', code: 'store', message: 'An image of a value is damaged' },
      ],
    });
    expect(await dumpOf('t')).toEqual([['1|x']]);
  });

  it('is edited and undone only where nobody has changed it since', async () => {
    await database.run(`CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t VALUES (1, 'x', 'y')`);
    const edited = await applyTo(opened.write, [updateOf('u', 'public.t', [1n], { a: ['x', 'X'], b: ['y', 'Y'] })]);
    await database.run(`UPDATE t SET b = 'theirs'`);
    const [restore] = restoring(edited.images);
    if (restore?.kind !== 'restore') throw new Error('An image was made');
    expect((await applyTo(opened.write, [restore])).result).toMatchObject({
      problems: [{ kind: 'changed', fields: [{ field: 'b', base: 'Y', theirs: 'theirs', mine: 'y' }] }],
    });
    expect((await applyTo(opened.write, [{ ...restore, skip: new Set(['b']) }])).result.kind).toBe('saved');
    expect(await dumpOf('t')).toEqual([['1|x|theirs']]);
  });
});
