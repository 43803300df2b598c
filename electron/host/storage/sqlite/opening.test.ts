import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manifestSchema, type PartState } from '../../../../shared/domain/project.ts';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { makeDatabase, openSession, openTestDatabase, rowsOf } from '../../../../test/support/sqlite-session.ts';
import { calm } from '../conformance/walks.ts';
import { openStorage, type StoragePart } from '../storage-part.ts';

function openPart(directory: string, path: string, models: Record<string, unknown> = {}): StoragePart {
  const manifest = manifestSchema.parse({
    version: 1,
    name: 'Test',
    files: { uploads: { root: 'files', layout: 'wefram' } },
    models,
  });
  const part = openStorage('main', { kind: 'sqlite', path } as { kind: string }, {
    environment: testEnvironment(directory),
    projectId: 'p',
    projectDirectory: directory,
    manifest,
    readOnly: true,
  });
  onTestFinished(() => part.close());
  return part;
}

function reaches(part: StoragePart, kind: PartState['kind']): Promise<PartState> {
  return new Promise((resolve) => {
    const look = () => {
      if (part.state.kind !== kind) return false;
      unsubscribe();
      resolve(part.state);
      return true;
    };
    const unsubscribe = part.onStateChange(() => void look());
    look();
  });
}

describe('a file that can’t be opened says why and what to do', () => {
  it('is not there, and opens by itself once it is', async () => {
    const { directory, path } = await makeDatabase('CREATE TABLE t (v)');
    await rename(path, `${path}.away`);
    const part = openPart(directory, 'test.db');
    expect(part.address).toBe('test.db');
    expect(await reaches(part, 'failed')).toEqual({
      kind: 'failed',
      message: 'No file test.db',
      advice: 'Check the path, or put the file back.',
    });
    await expect(part.session()).rejects.toMatchObject({ code: 'connection', message: 'No file test.db' });
    await rename(`${path}.away`, path);
    expect(await reaches(part, 'ready')).toMatchObject({
      kind: 'ready',
      version: expect.stringMatching(/^SQLite 3\./),
    });
    expect((await (await part.session()).list(calm())).map(({ id }) => id)).toEqual(['t']);
  });

  it.each([
    [
      'is no database',
      async (path: string) =>
        writeFile(path, 'Just some text, long enough to be taken for a page of a database. '.repeat(100)),
      /not an SQLite database, or it is encrypted/,
    ],
    [
      'is a folder',
      async (path: string) => {
        await rm(path);
        await mkdir(path);
      },
      /is not a file/,
    ],
  ])('%s', async (_, spoil, message) => {
    const { directory, path } = await makeDatabase('CREATE TABLE t (v)');
    await spoil(path);
    const part = openPart(directory, 'test.db');
    const state = await reaches(part, 'failed');
    expect(state).toMatchObject({ message: expect.stringMatching(message), advice: expect.stringMatching(/./) });
  });

  it('is damaged inside', async () => {
    const { directory, path } = await makeDatabase((database) => {
      database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)');
      const insert = database.prepare('INSERT INTO t (v) VALUES (?)');
      for (let row = 0; row < 2000; row += 1) insert.run('x'.repeat(100));
    });
    const { readFile } = await import('node:fs/promises');
    const bytes = await readFile(path);
    bytes.fill(0xaa, 4096, bytes.length);
    await writeFile(path, bytes);
    const session = await openSession(path, directory);
    await expect(
      session.page({ query: rowsOf('t'), columns: ['v'], at: { kind: 'start' }, limit: 500 }, calm()),
    ).rejects.toMatchObject({
      code: 'unsupported',
      message: 'test.db is damaged',
    });
  });

  it('names a kind of storage there is not, or no path', async () => {
    const { directory } = await makeDatabase('SELECT 1');
    const context = {
      environment: testEnvironment(directory),
      projectId: 'p',
      projectDirectory: directory,
      manifest: manifestSchema.parse({ version: 1, name: 'x' }),
      readOnly: true,
    };
    const strange = openStorage('a', { kind: 'oracle' }, context);
    const pathless = openStorage('b', { kind: 'sqlite' }, context);
    expect([strange.state.kind, pathless.state.kind]).toEqual(['failed', 'failed']);
    await Promise.all([strange.close(), pathless.close()]);
  });
});

describe('a file in use by others', () => {
  it('is waited for while it is locked, and the wait can be given up', async () => {
    const { session, path } = await openTestDatabase('CREATE TABLE t (v); INSERT INTO t VALUES (1)');
    await session.list(calm());
    const writer = new Database(path);
    writer.exec('BEGIN EXCLUSIVE');
    const abort = new AbortController();
    const given = session.page(
      { query: rowsOf('t'), columns: ['v'], at: { kind: 'start' }, limit: 5 },
      { signal: abort.signal },
    );
    setTimeout(() => abort.abort(), 100);
    await expect(given).rejects.toMatchObject({ code: 'aborted' });
    const waiting = session.page({ query: rowsOf('t'), columns: ['v'], at: { kind: 'start' }, limit: 5 }, calm());
    setTimeout(() => void writer.exec('COMMIT').close(), 200);
    expect((await waiting).rows).toEqual([[1n]]);
  });

  it('is not locked by reading: another program writes while pages are shown', async () => {
    const { session, path } = await openTestDatabase('CREATE TABLE t (v); INSERT INTO t VALUES (1)');
    await session.page({ query: rowsOf('t'), columns: ['v'], at: { kind: 'start' }, limit: 5 }, calm());
    const writer = new Database(path, { timeout: 0 });
    writer.exec('INSERT INTO t VALUES (2)');
    writer.close();
  });

  it('says that row numbers are no longer certain after another program wrote, and counts anew', async () => {
    const { session, path } = await openTestDatabase((database) => {
      database.pragma('journal_mode = WAL');
      database.exec(
        'CREATE TABLE t (id INTEGER PRIMARY KEY); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO t SELECT i FROM n',
      );
    });
    const read = (at: Parameters<typeof session.page>[0]['at']) =>
      session.page({ query: rowsOf('t'), columns: ['id'], at, limit: 10 }, calm());
    const first = await read({ kind: 'index', index: 100 });
    expect(first.position).toEqual({ index: 100, exact: true });
    expect(await session.count(rowsOf('t'), calm())).toEqual({ kind: 'exact', value: 500 });
    const writer = new Database(path);
    writer.exec('DELETE FROM t WHERE id <= 50');
    writer.close();
    // The next reads of each thread notice; a cursor still leads to the rows after it.
    for (let at = 0; at < 3; at += 1)
      await Promise.all([
        read({ kind: 'start' }),
        read({ kind: 'start' }),
        session.count(rowsOf('t', { search: String(at) }), calm()),
      ]);
    const next = await read({ kind: 'after', cursor: first.last ?? '' });
    expect(next.rows[0]).toEqual([111n]);
    expect(next.position.index === 60 || !next.position.exact).toBe(true);
    expect(await session.count(rowsOf('t'), calm())).toEqual({ kind: 'exact', value: 450 });
  });
});

describe('a refresh', () => {
  it('shows a schema that was changed from outside', async () => {
    const { session, path } = await openTestDatabase(
      'CREATE TABLE t (v); INSERT INTO t VALUES (1); CREATE VIEW w AS SELECT v FROM t',
    );
    expect((await session.describe('t', calm())).fields.length).toBe(1);
    expect(
      (await session.page({ query: rowsOf('w'), columns: ['v'], at: { kind: 'start' }, limit: 5 }, calm())).rows,
    ).toEqual([[1n]]);
    const writer = new Database(path);
    writer.exec(
      'ALTER TABLE t ADD COLUMN more TEXT; CREATE TABLE another (id INTEGER PRIMARY KEY); DROP VIEW w; CREATE VIEW w AS SELECT v + 1 AS v FROM t',
    );
    writer.close();
    session.refresh();
    expect((await session.list(calm())).map(({ id }) => id)).toEqual(['another', 't', 'w']);
    expect((await session.describe('t', calm())).fields.map(({ name }) => name)).toEqual(['v', 'more']);
    expect(
      (await session.page({ query: rowsOf('w'), columns: ['v'], at: { kind: 'start' }, limit: 5 }, calm())).rows,
    ).toEqual([[2n]]);
  });

  it('opens a file that was replaced', async () => {
    const { directory, path } = await makeDatabase('CREATE TABLE old (v)');
    const other = await makeDatabase('CREATE TABLE new (v)');
    const part = openPart(directory, 'test.db');
    await part.session();
    await rename(path, `${path}.old`);
    await copyFile(other.path, path);
    part.refresh();
    await reaches(part, 'reconnecting');
    await reaches(part, 'ready');
    expect((await (await part.session()).list(calm())).map(({ id }) => id)).toEqual(['new']);
  });
});

it('the project file’s captions, file columns and key patterns are laid over the catalogue', async () => {
  const { directory } = await makeDatabase(
    'CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, avatar TEXT); CREATE TABLE "__proto__" (v)',
  );
  const part = openPart(directory, 'test.db', {
    customers: { caption: 'Clients', files: { avatar: 'contacts.avatars' }, keys: ['session:{id}'] },
  });
  const session = await part.session();
  expect(await session.list(calm())).toEqual([
    { id: 'customers', caption: 'Clients', schema: null, kind: 'table' },
    { id: '__proto__', caption: 'Proto', schema: null, kind: 'table' },
  ]);
  const model = await session.describe('customers', calm());
  expect(model).toMatchObject({ caption: 'Clients', keyPatterns: ['session:{id}'] });
  expect(model.fields.map(({ file }) => file)).toEqual([null, null, { root: 'uploads', storage: 'contacts.avatars' }]);
});
