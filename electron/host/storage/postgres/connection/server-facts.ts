import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PgServer } from './access.ts';
import type { PgConnection } from './connection.ts';
import { toAppError } from './pg-error.ts';
import { beginText, notPinned, readPinnedSql } from './pinned-settings.ts';
import { runCancellable } from './run-cancellable.ts';

const oldestVersion = 120_000;
const timeoutMs = 10_000;

const begin = beginText({
  isolation: 'read committed',
  access: 'read only',
  statementTimeoutMs: timeoutMs,
  lockTimeoutMs: 2000,
  idleTimeoutMs: 10_000,
});

const factsSql = {
  text: `SELECT current_setting('server_version'), current_setting('server_version_num'),
    pg_catalog.current_database(), CURRENT_USER, current_setting('server_encoding'),
    pg_catalog.pg_is_in_recovery()::text, current_setting('default_transaction_read_only')`,
  values: [],
} as const;

/** Whether values really look as they are pinned: asked of each new connection. @throws AppError `unsupported` */
export async function checkPins(connection: PgConnection, signal: AbortSignal): Promise<void> {
  await inTransaction(connection, signal, async () => {
    const { rows } = await connection.query(readPinnedSql);
    checkPinned(rows[0] ?? []);
  });
}

/** What is known of a server once it has let us in. @throws AppError `unsupported` */
export async function readServer(connection: PgConnection, signal: AbortSignal): Promise<PgServer> {
  return inTransaction(connection, signal, async () => {
    const [pins, facts] = await Promise.all([connection.query(readPinnedSql), connection.query(factsSql)]);
    const [row] = facts.rows;
    const [version = '', number, database = '', user = '', encoding, isStandby, isReadOnly] = row ?? [];
    const versionNumber = Number(number);
    const name = `PostgreSQL ${(version ?? '').split(' ')[0]}`;
    if (!(versionNumber >= oldestVersion)) {
      throw new AppError('unsupported', `${name} is too old`, {
        subject: 'host',
        advice: 'Servers from version 12 on can be opened.',
      });
    }
    // Without a conversion any bytes may come as text: they would be shown, and saved again, as something else.
    if (encoding === 'SQL_ASCII' || encoding === 'MULE_INTERNAL') {
      throw new AppError(
        'unsupported',
        `The database “${database}” does not say how its texts are encoded (${encoding})`,
        {
          subject: 'databases',
          advice: 'Copy it into a database with the encoding UTF8 (pg_dump -E, createdb -E UTF8).',
        },
      );
    }
    checkPinned(pins.rows[0] ?? []);
    return {
      version: name,
      versionNumber,
      user: user ?? '',
      database: database ?? '',
      readOnlyReason:
        isStandby === 'true'
          ? 'The server is a standby: it repeats what another one writes'
          : isReadOnly === 'on'
            ? 'The server lets this user only read'
            : null,
    };
  });
}

function checkPinned(row: readonly (string | null)[]): void {
  const [name] = notPinned(row);
  if (name === undefined) return;
  throw new AppError('unsupported', `The server does not take over the setting ${name}`, {
    subject: 'host',
    advice: 'Without it values could not be shown exactly. What stands between here and the server may hold it back.',
  });
}

async function inTransaction<Result>(
  connection: PgConnection,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  return runCancellable(connection, { signal, timeoutMs }, async () => {
    try {
      const started = connection.command(begin);
      const [, result] = await Promise.all([started, work()]);
      return result;
    } catch (error) {
      throw toAppError(error, 'host');
    } finally {
      // Whatever came of it; on a broken connection there is nothing to end.
      if (connection.isUsable) await connection.command('COMMIT').catch(() => undefined);
    }
  });
}
