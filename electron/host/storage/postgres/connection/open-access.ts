import type { Logger } from 'pino';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PostgresConfig } from '../../../../../shared/domain/postgres-config.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from './access.ts';
import { connectServer, readTarget } from './connect-server.ts';
import { createConnection } from './connection.ts';
import { createPool } from './pool.ts';
import { createReadAccess } from './read-access.ts';
import { brokenTwice } from './run-cancellable.ts';
import { readServer } from './server-facts.ts';
import { createStreamAccess } from './stream-access.ts';
import { createWriteAccess } from './write-access.ts';

export interface OpenContext {
  /** Asked once; `null` when none is known. */
  readonly password?: (() => Promise<string | null>) | undefined;
  readonly readOnly: boolean;
  /** Relative paths of certificates start here. */
  readonly projectDirectory: string;
  readonly log?: Logger | undefined;
}

/**
 * Connects to one database. Further connections are made as they are needed.
 *
 * @throws AppError `connection`, `auth`, `unsupported`, `bad_request`; `detail.subject` is the form's field that is to blame
 */
export async function openAccess(config: PostgresConfig, context: OpenContext, op: Operation): Promise<PgAccess> {
  if (op.signal.aborted) throw new AppError('aborted', 'Connecting was given up');
  const password = (await context.password?.()) ?? null;
  const target = await readTarget(config, password, context.projectDirectory);
  const first = createConnection(await connectServer(target, op.signal));
  const server = await readServer(first, op.signal).catch((error: unknown) => {
    first.drop('It can’t be used');
    throw brokenTwice(error);
  });
  const { passedOver, address } = first.route;
  if (passedOver.length > 0) context.log?.warn({ host: address.label, passedOver }, 'another host answered');

  const pool = createPool(target, first);
  const writing = context.readOnly || server.readOnlyReason !== null ? null : createWriteAccess(pool);
  return {
    server,
    ...createReadAccess(pool),
    stream: createStreamAccess(pool),
    ...(writing ? { write: writing.write } : {}),
    onLost: pool.onLost,
    close: async () => {
      await writing?.close();
      await pool.close();
    },
  };
}
