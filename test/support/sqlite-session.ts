import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import type { Session } from '../../electron/host/storage/connector.ts';
import { sqliteConnector } from '../../electron/host/storage/sqlite/connector.ts';
import type { RowQuery } from '../../shared/domain/query.ts';
import { testEnvironment } from './environment.ts';

export interface TestDatabase {
  readonly session: Session;
  readonly path: string;
  readonly directory: string;
}

type Create = string | ((database: Database.Database) => void);

/** A folder with a database in it made by `create`. */
async function newDatabase(create: Create): Promise<{ path: string; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-sqlite-'));
  const path = join(directory, 'test.db');
  const database = new Database(path);
  database.pragma('synchronous = OFF');
  if (typeof create === 'string') database.exec(create);
  else create(database);
  database.close();
  return { path, directory };
}

/** The same for one test; it goes with the test. */
export async function makeDatabase(create: Create): Promise<{ path: string; directory: string }> {
  const made = await newDatabase(create);
  onTestFinished(() => rm(made.directory, { recursive: true, force: true }));
  return made;
}

function open(path: string, directory: string): Promise<Session> {
  const context = { environment: testEnvironment(directory), projectDirectory: directory, readOnly: true };
  return sqliteConnector.open({ kind: 'sqlite', path }, context, calm());
}

/** For several tests: who opens it closes it. */
export async function openLasting(create: Create): Promise<{ session: Session; close(): Promise<void> }> {
  const { path, directory } = await newDatabase(create);
  const session = await open(path, directory);
  return {
    session,
    close: async () => {
      await session[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export async function openSession(path: string, directory: string): Promise<Session> {
  const session = await open(path, directory);
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

export async function openTestDatabase(create: Create): Promise<TestDatabase> {
  const { path, directory } = await makeDatabase(create);
  return { session: await openSession(path, directory), path, directory };
}

export function rowsOf(model: string, more: Partial<RowQuery> = {}): RowQuery {
  return { model, filter: null, sort: [], search: '', ...more };
}
