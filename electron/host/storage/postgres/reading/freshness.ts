import type { PgAccess } from '../connection/access.ts';
import type { PgTable } from '../table.ts';

/** Between two looks at one table; nobody looks while nothing is read. */
const pauseMs = 2000;
/** The server's counters follow a change of our own within this time. */
const settlingMs = 5000;
/** Of views and foreign tables the server counts no changes: what is known of their rows is believed so long. */
const believedMs = 30_000;

/** Notices that somebody else has changed rows, some seconds later: then row numbers and counts are no longer exact. */
export interface Freshness {
  /** Called after each read of a table: looks, in the background, when it has not looked for a while. */
  look(table: PgTable): void;
  /** Rows were changed by ourselves: that is known already. */
  expectChange(): void;
}

interface Seen {
  readonly table: PgTable;
  readonly counter: string | null;
  readonly at: number;
}

/**
 * The server counts the rows that are inserted, updated and deleted in each table, for its statistics.
 * @param onChange rows of this table have been changed since it was first looked at
 */
export function createFreshness(access: PgAccess, onChange: (table: PgTable) => void): Freshness {
  const seen = new Map<string, Seen>();
  const looking = new Set<string>();
  let settledAt = 0;

  async function compare(table: PgTable): Promise<void> {
    const now = performance.now();
    const before = seen.get(table.id);
    const known = before?.table === table ? before : undefined;
    const counter = hasCounter(table) ? await changesOf(access, table) : null;
    const isOld = counter === null && known !== undefined && now - known.at > believedMs;
    // What has no counter keeps the time of its first look.
    if (counter === null && known !== undefined && !isOld) return;
    seen.set(table.id, { table, counter, at: now });
    if (known === undefined || now < settledAt) return;
    if (isOld || counter !== known.counter) onChange(table);
  }

  return {
    look: (table) => {
      const known = seen.get(table.id);
      const isRecent = known?.table === table && performance.now() - known.at < pauseMs;
      if (isRecent || looking.has(table.id)) return;
      looking.add(table.id);
      // A look that fails tells nothing; the next read of the table tells what is wrong.
      compare(table)
        .catch(() => undefined)
        .finally(() => looking.delete(table.id));
    },
    expectChange: () => {
      settledAt = performance.now() + settlingMs;
    },
  };
}

function hasCounter({ kind }: PgTable): boolean {
  return kind === 'table' || kind === 'partitioned' || kind === 'materialized';
}

async function changesOf(access: PgAccess, table: PgTable): Promise<string | null> {
  const { rows } = await access.read(
    {
      text: `WITH RECURSIVE parts AS (
          SELECT $1::pg_catalog.oid AS oid
          UNION ALL
          SELECT i.inhrelid FROM parts p JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid)
        SELECT sum(pg_catalog.pg_stat_get_tuples_inserted(oid) + pg_catalog.pg_stat_get_tuples_updated(oid)
          + pg_catalog.pg_stat_get_tuples_deleted(oid)), min(pg_catalog.pg_relation_filenode(oid)) FROM parts`,
      values: [String(table.oid)],
    },
    { signal: AbortSignal.timeout(pauseMs) },
    { lane: 'background' },
  );
  return rows[0]?.join(':') ?? null;
}
