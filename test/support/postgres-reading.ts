import type { Session } from '../../electron/host/storage/connector.ts';
import { createCatalog } from '../../electron/host/storage/postgres/catalog/create-catalog.ts';
import type { PgAccess } from '../../electron/host/storage/postgres/connection/access.ts';
import { openAccess } from '../../electron/host/storage/postgres/connection/open-access.ts';
import { createReading, type PgReading } from '../../electron/host/storage/postgres/reading/create-reading.ts';
import type { PgCatalog } from '../../electron/host/storage/postgres/table.ts';
import type { PostgresConfig } from '../../shared/domain/postgres-config.ts';
import type { TestDatabase } from './postgres.ts';

export interface OpenReading extends AsyncDisposable {
  readonly access: PgAccess;
  readonly catalog: PgCatalog;
  readonly reading: PgReading;
  /** The same as a session that only reads. */
  readonly session: Session;
}

/**
 * The server counts changes some seconds late, and a session takes what is counted after it was opened for a change of
 * somebody else: this counts all that was done so far.
 */
export async function countChanges(database: Pick<TestDatabase, 'run'>): Promise<void> {
  await database.run('SELECT pg_stat_force_next_flush()');
  await database.run('SELECT 1');
}

/** Opens a test's database for reading, part by part. */
export async function openReading(
  { config, password }: Pick<TestDatabase, 'config' | 'password'>,
  changes: Partial<PostgresConfig> = {},
): Promise<OpenReading> {
  const op = { signal: new AbortController().signal };
  const context = { password: async () => password, readOnly: true, projectDirectory: '/' };
  const access = await openAccess({ ...config, ...changes }, context, op);
  const catalog = createCatalog(access, { schemas: null, readOnly: null });
  const reading = createReading(access, catalog);
  const close = () => access.close();
  const session: Session = {
    version: access.server.version,
    list: catalog.list,
    describe: async (model, one) => (await catalog.describe(model, one)).model,
    ...reading,
    refresh: () => {
      catalog.forget();
      reading.forget();
    },
    onLost: access.onLost,
    [Symbol.asyncDispose]: close,
  };
  return { access, catalog, reading, session, [Symbol.asyncDispose]: close };
}
