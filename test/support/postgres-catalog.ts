import type { Operation } from '../../electron/host/storage/connector.ts';
import { type CatalogOptions, createCatalog } from '../../electron/host/storage/postgres/catalog/create-catalog.ts';
import type { PgAccess } from '../../electron/host/storage/postgres/connection/access.ts';
import { openAccess } from '../../electron/host/storage/postgres/connection/open-access.ts';
import type { PgCatalog, PgTable } from '../../electron/host/storage/postgres/table.ts';
import type { Model } from '../../shared/domain/catalog.ts';
import { makeDatabase, type TestDatabase, type TestRole } from './postgres.ts';

/** The catalogue of a database of one test file. */
export interface TestCatalog extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly access: PgAccess;
  readonly catalog: PgCatalog;
  model(id: string): Promise<Model>;
  table(id: string): Promise<PgTable>;
}

export const calm: Operation = { signal: new AbortController().signal };

/** Makes a database, fills it and opens its catalogue as its administrator. */
export async function makeCatalog(sql: string, options?: Partial<CatalogOptions>): Promise<TestCatalog> {
  const database = await makeDatabase({ sql });
  try {
    const opened = await openCatalog(database, options);
    return {
      ...opened,
      [Symbol.asyncDispose]: async () => {
        await opened[Symbol.asyncDispose]();
        await database.drop();
      },
    };
  } catch (error) {
    await database.drop();
    throw error;
  }
}

/** Opens the catalogue of a database that stays, as its administrator or as `role`. */
export async function openCatalog(
  database: TestDatabase,
  options: Partial<CatalogOptions> = {},
  role?: TestRole,
): Promise<TestCatalog> {
  const access = await openAccess(
    role?.config ?? database.config,
    { readOnly: false, projectDirectory: '/', password: async () => role?.password ?? database.password },
    calm,
  );
  const catalog = createCatalog(access, { schemas: null, readOnly: null, ...options });
  return {
    database,
    access,
    catalog,
    model: async (id) => (await catalog.describe(id, calm)).model,
    table: async (id) => (await catalog.describe(id, calm)).table,
    [Symbol.asyncDispose]: () => access.close(),
  };
}
