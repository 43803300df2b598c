import type { Count } from '../../../../shared/domain/catalog.ts';
import type { Operation } from '../connector.ts';
import { unlessDamaged } from './damage.ts';
import type { Lane, SqlitePool } from './pool.ts';
import { quoteName } from './sql-text.ts';
import { countStatement, fewRowsStatement, type View } from './statements.ts';

/** Files up to this size are counted through without a way to stop: it takes a fraction of a second. */
const smallFileBytes = 256 * 1024 * 1024;

export interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

/** The smallest and greatest row number; `null` for an empty table, or one without row numbers. */
export async function rowidRange(
  pool: SqlitePool,
  view: View,
  op: Operation,
  lane: Lane = 'page',
): Promise<Range | null> {
  const { rowid, source: table } = view.table;
  if (rowid === null) return null;
  const column = quoteName(rowid);
  // Two subqueries are two searches; both aggregates in one query would be a scan.
  const { output } = await pool.run(
    'query',
    {
      sql: { text: `SELECT (SELECT min(${column}) FROM ${table}), (SELECT max(${column}) FROM ${table})`, values: [] },
      deadlineMs: null,
    },
    op,
    lane,
  );
  const [min, max] = output?.[0] ?? [];
  return typeof min === 'bigint' && typeof max === 'bigint' ? { min, max } : null;
}

/** How many rows a view may have, at a glance: nothing that takes long is done for it. */
export async function estimateCount(pool: SqlitePool, view: View, op: Operation, lane: Lane): Promise<Count> {
  if (view.condition.text !== '' || view.table.kind === 'view') return { kind: 'atLeast', value: 0 };
  if (pool.opened.sizeBytes <= smallFileBytes && view.table.kind !== 'virtual')
    return unlessDamaged(
      pool,
      () => countAll(pool, view, op, null, lane),
      () => estimateByRange(pool, view, op, lane),
    );
  return estimateByRange(pool, view, op, lane);
}

async function estimateByRange(pool: SqlitePool, view: View, op: Operation, lane: Lane): Promise<Count> {
  const range = await rowidRange(pool, view, op, lane);
  if (range === null) return view.table.rowid === null ? { kind: 'atLeast', value: 0 } : { kind: 'exact', value: 0 };
  return { kind: 'estimate', value: Number(range.max - range.min + 1n) };
}

/** Counts every row of a table, as long as that may take. */
export async function countAll(
  pool: SqlitePool,
  view: View,
  op: Operation,
  deadlineMs: number | null,
  lane: Lane = 'background',
): Promise<Count> {
  const isSmall = pool.opened.sizeBytes <= smallFileBytes && view.table.kind === 'table';
  const { output } = await pool.run('query', { sql: countStatement(view, !isSmall), deadlineMs }, op, lane);
  const value = output?.[0]?.[0];
  return typeof value === 'bigint' ? { kind: 'exact', value: Number(value) } : { kind: 'atLeast', value: 0 };
}

const fewRows = 10_000;
const fewMs = 100;

/** The count of a filter that leaves few rows: most do, and it takes no more than finding them. `null` when there are more. */
export async function countFew(pool: SqlitePool, view: View, op: Operation): Promise<Count | null> {
  const deadlineMs = Math.min(fewMs, op.timeoutMs ?? fewMs);
  const { output } = await pool.run('query', { sql: fewRowsStatement(view, fewRows + 1), deadlineMs }, op);
  const found = output?.[0]?.[0];
  return typeof found === 'bigint' && found <= fewRows ? { kind: 'exact', value: Number(found) } : null;
}

/** Counts of whole tables, kept until the file changes. */
export interface TableCounts {
  /** Exact where there is time for it, else the best that is known at a glance. */
  get(view: View, op: Operation): Promise<Count>;
  forget(): void;
}

const defaultBudgetMs = 1000;

export function createTableCounts(pool: SqlitePool): TableCounts {
  let known = new Map<string, Count>();
  return {
    get: async (view, op) => {
      const kept = known;
      const before = kept.get(view.table.name);
      if (before) return before;
      const deadlineMs = op.timeoutMs ?? defaultBudgetMs;
      const started = performance.now();
      const counted = await unlessDamaged(
        pool,
        () => countAll(pool, view, op, deadlineMs),
        () => estimateByRange(pool, view, op, 'background'),
      );
      if (counted.kind === 'exact') {
        kept.set(view.table.name, counted);
        return counted;
      }
      op.signal.throwIfAborted();
      if (counted.kind === 'estimate') return counted;
      // Only the glance is left: it takes no time worth measuring.
      return performance.now() - started < deadlineMs * 2 ? estimateCount(pool, view, op, 'background') : counted;
    },
    forget: () => {
      known = new Map();
    },
  };
}
