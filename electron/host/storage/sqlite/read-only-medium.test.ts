import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { onReadOnlyMedium } from '../../../../test/support/sqlite-medium.ts';
import { rowsOf } from '../../../../test/support/sqlite-session.ts';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { calm } from '../conformance/walks.ts';
import type { Session } from '../connector.ts';
import { sqliteConnector } from './connector.ts';

const reason = process.getuid?.() === 0 ? 'The file lies where nothing can be written' : expect.stringMatching(/./);

/**
 * A database on a read-only medium, opened for writing: the medium is what refuses.
 * @param make writes `test.db` into the folder, and leaves it as it shall lie there
 */
async function openThere(context: TestContext, make: (directory: string) => Promise<void> | void): Promise<Session> {
  const data = await temporaryDirectory();
  const files = join(data, 'files');
  await mkdir(files);
  await make(files);
  const directory = await onReadOnlyMedium(context, files);
  const environment = testEnvironment(data);
  const session = await sqliteConnector.open(
    { kind: 'sqlite', path: 'test.db' },
    { environment, projectDirectory: directory, readOnly: false },
    calm(),
  );
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

function create(directory: string, journal: string): Database.Database {
  const database = new Database(join(directory, 'test.db'));
  database.pragma(`journal_mode = ${journal}`);
  database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t (v) VALUES (1)');
  return database;
}

/** The files as they are while somebody has them open: as a crash or a copy of a running system leaves them. */
async function asOpen(directory: string, journal: string, more: string): Promise<void> {
  const made = await temporaryDirectory();
  const database = create(made, journal);
  if (journal === 'WAL') database.pragma('wal_checkpoint(TRUNCATE)');
  database.exec(more);
  for (const name of await readdir(made)) await copyFile(join(made, name), join(directory, name));
  database.close();
}

async function read(session: Session): Promise<unknown> {
  const page = await session.page({ query: rowsOf('t'), columns: ['v'], at: { kind: 'start' }, limit: 9 }, calm());
  return page.rows.map(([value]) => value);
}

for (const journal of ['DELETE', 'WAL']) {
  test(`a file with journal_mode = ${journal} is read, and says why it is not written`, async (context) => {
    const session = await openThere(context, (directory) => void create(directory, journal).close());
    expect(await read(session)).toEqual([1n]);
    expect(session.write).toBeUndefined();
    expect((await session.describe('t', calm())).readOnlyReason).toEqual(reason);
  });
}

test('rows that stand only in its write-ahead log are read', async (context) => {
  const session = await openThere(context, (directory) => asOpen(directory, 'WAL', 'INSERT INTO t (v) VALUES (2)'));
  expect(await read(session)).toEqual([1n, 2n]);
  expect(session.write).toBeUndefined();
});

test('rows in a log without its index, which SQLite would have to make there, are read', async (context) => {
  const session = await openThere(context, async (directory) => {
    const lying = await temporaryDirectory();
    await asOpen(lying, 'WAL', 'INSERT INTO t (v) VALUES (2)');
    // Without its index, which SQLite would have to make.
    for (const name of ['test.db', 'test.db-wal']) await copyFile(join(lying, name), join(directory, name));
  });
  expect(await read(session)).toEqual([1n, 2n]);
  expect((await session.describe('t', calm())).readOnlyReason).toEqual(reason);
});

test('a change that a crash has left halfway is not seen', async (context) => {
  const session = await openThere(context, async (directory) => {
    const more =
      "PRAGMA cache_size = 1; BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t (v) SELECT printf('%.*c', 500, 'x') FROM n";
    await asOpen(directory, 'DELETE', more);
  });
  expect(await read(session)).toEqual([1n]);
});

test('what is copied for it is gone when it is closed', async (context) => {
  const data = await temporaryDirectory();
  const files = join(data, 'files');
  await mkdir(files);
  create(files, 'WAL').close();
  const directory = await onReadOnlyMedium(context, files);
  const copies = join(data, 'cache', 'unwritable');
  await mkdir(join(copies, 'copy-left-by-a-crash'), { recursive: true });
  const context2 = { environment: testEnvironment(data), projectDirectory: directory, readOnly: false };
  const session = await sqliteConnector.open({ kind: 'sqlite', path: 'test.db' }, context2, calm());
  expect((await readdir(copies)).length).toBe(1);
  await session[Symbol.asyncDispose]();
  expect(await readdir(copies)).toEqual([]);
});
