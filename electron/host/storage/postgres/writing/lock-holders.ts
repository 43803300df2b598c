import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PgAccess } from '../connection/access.ts';
import { PgError } from '../connection/pg-error.ts';

/** How often is looked who a save waits for: more often than the time after which it gives up. */
const lookEveryMs = 600;

const holdersSql = `
SELECT DISTINCT coalesce(a.application_name, ''), coalesce(a.usename, ''), a.pid,
       coalesce(a.state, ''), pg_catalog.floor(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.xact_start))
  FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::pg_catalog.int4)) AS blocking(pid)
  JOIN pg_catalog.pg_stat_activity a ON a.pid = blocking.pid
 ORDER BY a.pid LIMIT 3`;

/** Watches who a transaction waits for: afterwards, when it has given up, nobody can tell any more. */
export interface LockWatch extends Disposable {
  /** What a failed save tells of a lock that did not come free; any other error as it is. */
  explain(error: unknown, table: string | null): unknown;
}

/** @param process of the server that runs the transaction. */
export function watchLocks(access: PgAccess, process: string): LockWatch {
  let holders: readonly string[] = [];
  const stop = new AbortController();
  const timer = setInterval(() => {
    access
      .read({ text: holdersSql, values: [process] }, { signal: stop.signal }, { timeoutMs: lookEveryMs })
      .then(({ rows }) => {
        if (rows.length > 0) holders = rows.map(holderText);
      })
      // Who it is can't be told then; the save itself does not depend on it.
      .catch(() => undefined);
  }, lookEveryMs);
  return {
    explain: (error, table) => {
      if (!(error instanceof PgError) || error.sqlState !== '55P03') return error;
      const what = table === null ? 'Rows of the save are' : `Rows of ${table} are`;
      const who = holders.length === 0 ? 'another connection' : holders.join(' and ');
      return new AppError(
        'conflict',
        `${what} locked by ${who}`,
        {
          ...(table === null ? {} : { subject: table }),
          advice: 'Nothing was written. Save again when the other transaction has ended.',
        },
        { cause: error },
      );
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      stop.abort();
    },
  };
}

function holderText([application, user, process, state, seconds]: readonly (string | null)[]): string {
  const name = application === '' || application === null ? 'a connection' : `“${application}”`;
  const since = seconds === null || seconds === undefined ? '' : `, ${seconds} s in its transaction`;
  const idle = state === 'idle in transaction' ? ' and idle' : '';
  return `${name} (user ${user === '' ? 'unknown' : user}, process ${process}${since}${idle})`;
}
