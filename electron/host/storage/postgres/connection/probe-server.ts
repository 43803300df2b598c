import type { PostgresConfig } from '../../../../../shared/domain/postgres-config.ts';
import type { Operation } from '../../connector.ts';
import { connectServer, readTarget } from './connect-server.ts';
import { createConnection } from './connection.ts';
import { beginText } from './pinned-settings.ts';
import { brokenTwice, runCancellable } from './run-cancellable.ts';
import { readServer } from './server-facts.ts';

export interface ProbeResult {
  /** `PostgreSQL 18.4` */
  readonly version: string;
  /** From the first packet until all of this was known. */
  readonly tookMs: number;
  readonly notes: string[];
  /** That the role may connect to. */
  readonly databases: string[];
  /** Of the database, that the role may use; the system's own left out. */
  readonly schemas: string[];
}

const timeoutMs = 10_000;

const begin = beginText({
  isolation: 'repeatable read',
  access: 'read only',
  statementTimeoutMs: timeoutMs,
  lockTimeoutMs: 2000,
  idleTimeoutMs: 10_000,
});

const databasesSql = {
  text: `SELECT datname FROM pg_catalog.pg_database
    WHERE datallowconn AND NOT datistemplate AND pg_catalog.has_database_privilege(oid, 'CONNECT') ORDER BY 1`,
  values: [],
} as const;

const schemasSql = {
  text: `SELECT nspname FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      AND pg_catalog.has_schema_privilege(oid, 'USAGE') ORDER BY 1`,
  values: [],
} as const;

const closedSchemasSql = {
  text: `SELECT count(*) FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
      AND NOT pg_catalog.has_schema_privilege(oid, 'USAGE')`,
  values: [],
} as const;

const writableSql = {
  text: `SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
      AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      AND pg_catalog.has_any_column_privilege(c.oid, 'INSERT, UPDATE'))::text,
    EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema')::text`,
  values: [],
} as const;

/**
 * Connects, looks around and leaves.
 *
 * @throws AppError; `detail.subject` is the form's field that is to blame: `host`, `port`, `user`, `password`, `databases`,
 * `sslMode`, `rootCertificate`, `certificate`, `key`
 */
export async function probePostgres(
  config: PostgresConfig,
  password: string | null,
  context: { readonly projectDirectory: string },
  op: Operation,
): Promise<ProbeResult> {
  const since = performance.now();
  const target = await readTarget(config, password, context.projectDirectory);
  const connection = createConnection(await connectServer(target, op.signal));
  try {
    const server = await readServer(connection, op.signal);
    const lookAround = () =>
      Promise.all([
        connection.command(begin),
        connection.query(databasesSql),
        connection.query(schemasSql),
        connection.query(closedSchemasSql),
        connection.query(writableSql),
        connection.command('COMMIT'),
      ]);
    const [, databases, schemas, closed, writable] = await runCancellable(
      connection,
      { signal: op.signal, timeoutMs },
      lookAround,
    );
    const { encryption, passedOver, address } = connection.route;
    const notes = [encryption ?? (address.isSocket ? 'Local socket' : 'Not encrypted')];
    if (passedOver.length > 0) notes.push(`${address.label} answered; ${passedOver.join('; ')}`);
    const [mayWrite, hasTables] = writable.rows[0] ?? [];
    if (server.readOnlyReason !== null) notes.push(server.readOnlyReason);
    else if (mayWrite === 'false' && hasTables === 'true') notes.push(`${server.user} may only read`);
    const hidden = Number(closed.rows[0]?.[0] ?? 0);
    if (hidden > 0) notes.push(`${server.user} may not use ${hidden === 1 ? 'one schema' : `${hidden} schemas`}`);
    return {
      version: server.version,
      tookMs: performance.now() - since,
      notes,
      databases: databases.rows.map(([name]) => name ?? ''),
      schemas: schemas.rows.map(([name]) => name ?? ''),
    };
  } catch (error) {
    throw brokenTwice(error);
  } finally {
    await connection.end();
  }
}
