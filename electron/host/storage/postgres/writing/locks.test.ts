import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import { makeDatabase, type OutsideConnection, type TestDatabase } from '../../../../../test/support/postgres.ts';
import {
  applyTo,
  calmly,
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
  database = await makeDatabase({
    sql: `CREATE TABLE item (id int PRIMARY KEY, name text, note text, price numeric(6,2));
          CREATE SEQUENCE tries;
          CREATE TABLE moody (id int PRIMARY KEY, name text, state text);
          CREATE FUNCTION moody() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NEW.state IS NOT NULL AND (nextval('tries') = 1 OR NEW.name = 'always')
              THEN RAISE EXCEPTION 'another time' USING ERRCODE = NEW.state; END IF;
              RETURN NEW;
            END $$;
          CREATE TRIGGER moody BEFORE UPDATE ON moody FOR EACH ROW EXECUTE FUNCTION moody();`,
  });
  opened = await openWriting(database);
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
  await database.drop();
});
beforeEach(async () => {
  await database.run(`TRUNCATE item, moody; INSERT INTO item SELECT n, 'item ' || n FROM generate_series(1, 3) AS n;
    INSERT INTO moody VALUES (1, 'a'); ALTER SEQUENCE tries RESTART`);
});

const items = () => database.run('SELECT id, name, note FROM item ORDER BY id');
const rename = (id: bigint, to: string) => updateOf(`u${id}`, 'public.item', [id], { name: [`item ${id}`, to] });

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`No AppError: ${String(error)}`, { cause: error });
  return error;
}

async function waitingFor(other: OutsideConnection, count: number): Promise<void> {
  for (;;) {
    const [[waiting = '0'] = []] = await other.run(
      `SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND locktype = 'transactionid'`,
    );
    if (Number(waiting) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a row that somebody else has locked', () => {
  it('ends the save after two seconds, and is told with who holds it', { timeout: 20_000 }, async () => {
    const other = await database.connect();
    await other.run('BEGIN');
    await other.run(`UPDATE item SET note = 'theirs' WHERE id = 2`);
    const before = performance.now();
    const error = await errorOf(applyTo(opened.write, [rename(1n, 'x'), rename(2n, 'y')]));
    expect(performance.now() - before).toBeLessThan(5000);
    expect(error).toMatchObject({ code: 'conflict', detail: { subject: 'public.item' } });
    expect(error.message).toMatch(/public\.item are locked by “test outside” \(user postgres, process \d+, \d+ s/);
    expect(error.detail.advice).toMatch(/Save again/);
    await other.run('COMMIT');
    expect((await applyTo(opened.write, [rename(1n, 'x'), rename(2n, 'y')])).result.kind).toBe('saved');
    expect(await items()).toEqual([
      ['1', 'x', null],
      ['2', 'y', 'theirs'],
      ['3', 'item 3', null],
    ]);
    await other.end();
  });

  it('is waited for as long as it takes, and what was changed besides is kept', { timeout: 20_000 }, async () => {
    const other = await database.connect();
    await other.run('BEGIN');
    await other.run(`UPDATE item SET note = 'theirs' WHERE id = 2`);
    const saving = applyTo(opened.write, [rename(2n, 'mine')]);
    await waitingFor(other, 1);
    await other.run('COMMIT');
    expect((await saving).result.kind).toBe('saved');
    expect((await items())[1]).toEqual(['2', 'mine', 'theirs']);
    await other.end();
  });

  it('is looked at again when its holder has changed what was edited', { timeout: 20_000 }, async () => {
    const other = await database.connect();
    await other.run('BEGIN');
    await other.run(`UPDATE item SET name = 'theirs' WHERE id = 2; DELETE FROM item WHERE id = 3`);
    const saving = applyTo(opened.write, [rename(2n, 'mine'), rename(3n, 'mine'), deleteOf('d', 'public.item', [1n])]);
    await waitingFor(other, 1);
    await other.run('COMMIT');
    expect((await saving).result).toMatchObject({
      kind: 'refused',
      problems: [
        { kind: 'changed', change: 'u2', fields: [{ field: 'name', base: 'item 2', theirs: 'theirs', mine: 'mine' }] },
        { kind: 'gone', change: 'u3' },
      ],
    });
    expect(await items()).toEqual([
      ['1', 'item 1', null],
      ['2', 'theirs', null],
    ]);
    await other.end();
  });
});

describe('a save that collides with another transaction', () => {
  it('in a deadlock is tried once more', { timeout: 20_000 }, async () => {
    const other = await database.connect();
    // The save is the one that notices.
    await other.run(`SET deadlock_timeout = '10s'; BEGIN; UPDATE item SET note = 'theirs' WHERE id = 2`);
    const saving = applyTo(opened.write, [rename(1n, 'x'), rename(2n, 'y')]);
    await waitingFor(other, 1);
    await other.run(`UPDATE item SET note = 'theirs' WHERE id = 1`);
    await other.run('COMMIT');
    expect((await saving).result.kind).toBe('saved');
    expect((await items()).slice(0, 2)).toEqual([
      ['1', 'x', 'theirs'],
      ['2', 'y', 'theirs'],
    ]);
    await other.end();
  });

  it.each(['40001', '40P01'])('with %s is tried once more, from the beginning', async (state) => {
    const { result, images } = await applyTo(opened.write, [
      updateOf('u', 'public.moody', [1n], { name: ['a', 'b'], state: [null, state] }),
    ]);
    expect(result.kind).toBe('saved');
    expect(images).toHaveLength(1);
    expect(await database.run('SELECT last_value FROM tries')).toEqual([['2']]);
  });

  it.each(['40001', '40P01'])('with %s again and again is given up, with nothing written', async (state) => {
    const change = updateOf('u', 'public.moody', [1n], { name: ['a', 'always'], state: [null, state] });
    expect(await errorOf(applyTo(opened.write, [change]))).toMatchObject({
      code: 'conflict',
      detail: { subject: 'public.moody' },
    });
    expect(await database.run('SELECT last_value FROM tries')).toEqual([['2']]);
    expect(await database.run('SELECT * FROM moody')).toEqual([['1', 'a', null]]);
  });
});

describe('a table that is changed from outside while it is edited', () => {
  it.each([
    ['loses the column', 'DROP COLUMN extra'],
    ['gives the column another name', 'RENAME COLUMN extra TO other'],
    ['gives the column another type', 'ALTER COLUMN extra TYPE jsonb USING to_jsonb(extra)'],
    ['gets a column', 'ADD COLUMN more text'],
  ])('and %s stops the save once, with a reason', async (_, change) => {
    await database.run(
      `DROP TABLE IF EXISTS shaped; CREATE TABLE shaped (id int PRIMARY KEY, name text, extra text); INSERT INTO shaped VALUES (1, 'a', 'x')`,
    );
    opened.catalog.forget();
    await opened.catalog.describe('public.shaped', calmly());
    await database.run(`ALTER TABLE shaped ${change}`);
    const edit = updateOf('u', 'public.shaped', [1n], { name: ['a', 'b'] });
    expect(await errorOf(applyTo(opened.write, [edit]))).toMatchObject({
      code: 'conflict',
      message: 'The table “public.shaped” was changed by another program',
    });
    expect((await applyTo(opened.write, [edit])).result.kind).toBe('saved');
  });

  it('and is dropped is refused', async () => {
    await database.run(`CREATE TABLE dropped (id int PRIMARY KEY, name text); INSERT INTO dropped VALUES (1, 'a')`);
    await opened.catalog.describe('public.dropped', calmly());
    await database.run('DROP TABLE dropped');
    const { result } = await applyTo(opened.write, [updateOf('u', 'public.dropped', [1n], { name: ['a', 'b'] })]);
    expect(result).toMatchObject({ kind: 'refused', problems: [{ change: 'u', code: 'store' }] });
  });

  it('and has children now, which go with its rows and come back with them', async () => {
    await database.run(`CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1)`);
    await opened.catalog.describe('public.parent', calmly());
    await database.run(
      `CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE CASCADE, name text); INSERT INTO child VALUES (5, 1, 'kept')`,
    );
    const { result, images } = await applyTo(opened.write, [deleteOf('d', 'public.parent', [1n])]);
    expect(result.kind).toBe('saved');
    expect(images).toMatchObject([
      { model: 'public.parent' },
      { model: 'public.child', kind: 'delete', followed: true },
    ]);
    expect((await applyTo(opened.write, restoring(images))).result.kind).toBe('saved');
    expect(await database.run('SELECT * FROM child')).toEqual([['5', '1', 'kept']]);
  });
});

describe('a role', () => {
  it('that may change one column only is told of the others, and nothing is written', async () => {
    const role = await database.role({
      grants: 'GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT, UPDATE (note) ON item TO {role}',
    });
    await using limited = await openWriting(role);
    const note = updateOf('n', 'public.item', [1n], { note: [null, 'x'] });
    expect((await applyTo(limited.write, [note])).result.kind).toBe('saved');
    const { result } = await applyTo(limited.write, [
      updateOf('a', 'public.item', [2n], { name: ['item 2', 'x'] }),
      insertOf('b', 'public.item', { id: 9n }),
      deleteOf('c', 'public.item', [3n]),
      updateOf('d', 'public.item', [1n], { note: ['x', 'y'] }),
    ]);
    expect(result.kind).toBe('refused');
    const problems = result.kind === 'refused' ? result.problems : [];
    expect(problems.map(({ change }) => change).toSorted()).toEqual(['a', 'b', 'c']);
    expect(await items()).toEqual([
      ['1', 'item 1', 'x'],
      ['2', 'item 2', null],
      ['3', 'item 3', null],
    ]);
  });

  it('that may read some columns only edits those', async () => {
    const role = await database.role({
      grants: 'GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT (id, note), UPDATE (note) ON item TO {role}',
    });
    await using limited = await openWriting(role);
    const { result } = await applyTo(limited.write, [updateOf('n', 'public.item', [1n], { note: [null, 'x'] })]);
    expect(result.kind).toBe('saved');
    const { result: stale } = await applyTo(limited.write, [updateOf('n', 'public.item', [1n], { note: [null, 'y'] })]);
    expect(stale).toMatchObject({ kind: 'refused', problems: [{ kind: 'changed' }] });
    expect((await items())[0]).toEqual(['1', 'item 1', 'x']);
  });

  it('that may delete and not update deletes what nobody has changed', async () => {
    const role = await database.role({
      grants: 'GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT, DELETE ON item TO {role}',
    });
    await using limited = await openWriting(role);
    const { result, images } = await applyTo(limited.write, [deleteOf('d', 'public.item', [1n])]);
    expect(result.kind).toBe('saved');
    expect(images).toMatchObject([{ kind: 'delete', key: [1n] }]);
  });

  it('whose rows are kept by policies learns that it is a policy', async () => {
    await database.run(`DROP TABLE IF EXISTS kept; CREATE TABLE kept (id int PRIMARY KEY, owner text, name text);
      INSERT INTO kept VALUES (1, 'me', 'a'), (2, 'you', 'b');
      ALTER TABLE kept ENABLE ROW LEVEL SECURITY;
      CREATE POLICY seen ON kept FOR SELECT USING (true);
      CREATE POLICY own ON kept FOR UPDATE USING (owner = 'me') WITH CHECK (owner = 'me');
      CREATE POLICY new ON kept FOR INSERT WITH CHECK (owner = 'me')`);
    const role = await database.role({
      grants: 'GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT, INSERT, UPDATE, DELETE ON kept TO {role}',
    });
    await using limited = await openWriting(role);
    const { result } = await applyTo(limited.write, [
      updateOf('mine', 'public.kept', [1n], { name: ['a', 'A'] }),
      updateOf('yours', 'public.kept', [2n], { name: ['b', 'B'] }),
      insertOf('new', 'public.kept', { id: 3n, owner: 'you' }),
    ]);
    expect(result).toMatchObject({
      kind: 'refused',
      problems: [
        { change: 'yours', code: 'store', message: expect.stringContaining('row security') },
        { change: 'new', code: 'store' },
      ],
    });
    const { result: own } = await applyTo(limited.write, [updateOf('mine', 'public.kept', [1n], { name: ['a', 'A'] })]);
    expect(own.kind).toBe('saved');
  });
});
