import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';

const lookEveryMs = 50;
const patienceMs = 5000;

/** Transactions of this role, begun by a program like this one, that have written something. */
const writersSql = {
  text: `SELECT a.pid || ' ' || a.backend_xid::pg_catalog.text
  FROM pg_catalog.pg_stat_activity a
 WHERE a.datid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
   AND a.usename = current_user AND a.pid <> pg_catalog.pg_backend_pid() AND a.backend_xid IS NOT NULL
   AND a.application_name = pg_catalog.current_setting('application_name')`,
  values: [],
};

/**
 * A server goes on with what it was told when its client is gone: a commit may still be under way. Waits until the
 * transactions that are open now have ended; only then do rows tell what became of them.
 * @throws AppError `conflict` when one of them does not end
 */
export async function awaitWriters(access: PgAccess, op: Operation): Promise<void> {
  const read = async () => new Set((await access.read(writersSql, op)).rows.map(([name]) => name));
  const since = performance.now();
  let open = await read();
  while (open.size > 0) {
    if (performance.now() - since > patienceMs)
      throw new AppError('conflict', 'A transaction of an earlier save is still open in the server', {
        advice:
          'It ends by itself, or is ended by the administrator of the server. Then the rows can tell what was saved.',
      });
    await delay(lookEveryMs, undefined, { signal: op.signal }).catch(() => {
      throw new AppError('aborted', 'The comparison was given up');
    });
    const now = await read();
    open = new Set([...open].filter((name) => now.has(name)));
  }
}
