import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { testEnvironment } from '../../../../test/support/environment.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import { calm } from '../conformance/walks.ts';
import type { Session } from '../connector.ts';
import { sqliteConnector } from './connector.ts';

export interface TestDatabase {
  readonly session: Session;
  readonly path: string;
  readonly directory: string;
}

/** A folder for one test, and a database in it made by `create`; both go with the test. */
export async function makeDatabase(create: string | ((database: Database.Database) => void), name = 'test.db'): Promise<{ path: string; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-sqlite-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, name);
  const database = new Database(path);
  if (typeof create === 'string') database.exec(create);
  else create(database);
  database.close();
  return { path, directory };
}

export async function openSession(path: string, directory: string): Promise<Session> {
  const session = await sqliteConnector.open({ kind: 'sqlite', path }, { environment: testEnvironment(directory), projectDirectory: directory, readOnly: true }, calm());
  onTestFinished(() => session[Symbol.asyncDispose]());
  return session;
}

export async function openTestDatabase(create: string | ((database: Database.Database) => void)): Promise<TestDatabase> {
  const { path, directory } = await makeDatabase(create);
  return { session: await openSession(path, directory), path, directory };
}

export function rowsOf(model: string, more: Partial<RowQuery> = {}): RowQuery {
  return { model, filter: null, sort: [], search: '', ...more };
}
