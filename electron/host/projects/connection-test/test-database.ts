import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { postgresConfigSchema } from '../../../../shared/domain/postgres-config.ts';
import type { PostgresSettings, ProjectSettings } from '../../../../shared/domain/project-settings.ts';
import type { HostEnvironment } from '../../environment.ts';
import type { Operation } from '../../storage/connector.ts';
import { probePostgres } from '../../storage/postgres/connection/probe-server.ts';
import { findConnector } from '../../storage/registry.ts';
import { postgresStorage } from '../postgres-storage.ts';
import type { Found } from './run-test.ts';

type Database = NonNullable<ProjectSettings['database']>;
type SqliteSettings = Extract<Database, { kind: 'sqlite' }>;

/** Connects to a database and looks around without writing. @throws AppError with the field as `subject` */
export function testDatabase(
  database: Database,
  password: string | null,
  environment: HostEnvironment,
  op: Operation,
): Promise<Found> {
  switch (database.kind) {
    case 'postgresql':
      return testPostgres(database, password, op);
    case 'sqlite':
      return testSqlite(database, environment, op);
  }
}

async function testPostgres(settings: PostgresSettings, password: string | null, op: Operation): Promise<Found> {
  const [first = '', ...others] = settings.databases;
  const config = postgresConfigSchema.parse(postgresStorage(settings, first));
  try {
    const { version, notes, databases, schemas, tookMs } = await probePostgres(
      config,
      password,
      { projectDirectory: '/' },
      op,
    );
    const missing = others.find((name) => !databases.includes(name));
    if (missing !== undefined) {
      throw new AppError('not_found', `The server has no database “${missing}” that ${settings.user} may use`, {
        subject: 'database',
        advice: `It has ${databases.slice(0, 10).join(', ')}.`,
      });
    }
    const unknown = settings.schemas.filter((name) => !schemas.includes(name));
    const hidden = unknown.length > 0 ? [`No schema ${unknown.map((name) => `“${name}”`).join(', ')}`] : [];
    return { version, notes: [...notes, ...hidden], databases, schemas, tookMs };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { subject, ...detail } = error.detail;
    // The form has one field for all databases of the server.
    const field = subject === 'databases' ? 'database' : subject;
    throw new AppError(error.code, error.message, field === undefined ? detail : { ...detail, subject: field }, {
      cause: error,
    });
  }
}

async function testSqlite(
  { path, attached }: SqliteSettings,
  environment: HostEnvironment,
  op: Operation,
): Promise<Found> {
  const connector = findConnector('sqlite');
  if (!connector) throw new Error('The SQLite connector is not registered');
  await assertFile(path, 'path');
  for (const file of attached) await assertFile(file.path, 'attached');
  try {
    // Each connector checks its own configuration; the registry can't know which one this is.
    const attach = Object.fromEntries(attached.map((file) => [file.name, file.path]));
    const config = connector.config.parse({ kind: 'sqlite', path, attach });
    await using session = await connector.open(config, { environment, projectDirectory: '/', readOnly: true }, op);
    const models = await session.list(op);
    const tables = models.length === 1 ? 'One table or view' : `${models.length.toLocaleString('en')} tables and views`;
    return { version: session.version, notes: [tables, ...(await fileNotes(path))] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, { ...error.detail, subject: 'path' }, { cause: error });
  }
}

/** Files are not opened here: that would drop locks which this process holds. */
async function assertFile(path: string, subject: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return;
    throw new AppError('not_found', `${path} is no file`, { subject, advice: 'Give the database file itself.' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('not_found', `There is no file ${path}`, { subject, advice: 'Correct the path.' });
    if (code === 'EACCES' || code === 'EPERM')
      throw new AppError('not_found', `No permission to read ${path}`, {
        subject,
        advice: 'Give your user the right to read the file.',
      });
    throw error;
  }
}

async function fileNotes(path: string): Promise<string[]> {
  const isWritable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  const hasLog = await stat(`${path}-wal`).then(
    ({ size }) => size > 0,
    () => false,
  );
  return [
    ...(isWritable ? [] : ['The file can’t be written']),
    ...(hasLog ? ['Changes wait in its write-ahead log'] : []),
  ];
}
