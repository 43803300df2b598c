import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Count } from '../../../../../shared/domain/catalog.ts';
import type { Operation } from '../../connector.ts';
import type { Lane, PgAccess } from '../connection/access.ts';
import { countStatement } from './statements.ts';
import type { View } from './view.ts';

/** Tables up to this size are counted at once: it takes a few milliseconds. */
const smallTableRows = 50_000;
/** Rows of a filter that are counted before anything is said of their number. */
const cappedRows = 10_000;
const cappedMs = 300;
const exactMs = 1000;

/** How many rows a view may have, at a glance: nothing that takes long is done for it. */
export async function estimateCount(access: PgAccess, view: View, op: Operation, lane: Lane): Promise<Count> {
  const { table } = view;
  if (view.isFiltered || table.kind === 'view' || table.kind === 'foreign') {
    return (await countUpTo(access, view, op, lane)) ?? { kind: 'atLeast', value: 0 };
  }
  const estimated = await tableRows(access, view, op, lane);
  if (estimated !== null && estimated > smallTableRows) return { kind: 'estimate', value: estimated };
  return (
    (await countExactly(access, view, op, cappedMs, lane)) ??
    (estimated === null ? { kind: 'atLeast', value: 0 } : { kind: 'estimate', value: estimated })
  );
}

/** The ladder of a count that is asked for: exact where that takes no longer than a person waits. */
export async function countRows(access: PgAccess, view: View, op: Operation): Promise<Count> {
  const began = performance.now();
  const limitMs = op.timeoutMs ?? exactMs;
  const leftMs = () => Math.max(1, limitMs - (performance.now() - began));
  const isPlain = !view.isFiltered && view.table.kind !== 'view' && view.table.kind !== 'foreign';
  if (!isPlain) {
    const few = await countUpTo(access, view, { ...op, timeoutMs: leftMs() }, 'page');
    if (few?.kind === 'exact') return few;
    return (
      (await countExactly(access, view, op, leftMs(), 'page')) ?? (await planned(access, view, op, few?.value ?? 0))
    );
  }
  const exact = await countExactly(access, view, op, leftMs(), 'page');
  if (exact !== null) return exact;
  // What is left to ask takes no time worth measuring.
  const estimated = await tableRows(access, view, { signal: op.signal }, 'page');
  return estimated === null ? planned(access, view, op, 0) : { kind: 'estimate', value: estimated };
}

/** `null` when there was not enough time. */
export async function countExactly(
  access: PgAccess,
  view: View,
  op: Operation,
  timeoutMs: number | null,
  lane: Lane,
): Promise<Count | null> {
  const found = await withinTime(access.read(countStatement(view, null), op, { lane, timeoutMs }));
  return found === null ? null : { kind: 'exact', value: Number(found.rows[0]?.[0] ?? 0) };
}

/** Exact when there are few; `atLeast` when there are more; `null` when not even the first of them were found in time. */
async function countUpTo(access: PgAccess, view: View, op: Operation, lane: Lane): Promise<Count | null> {
  const timeoutMs = Math.min(cappedMs, op.timeoutMs ?? cappedMs);
  const found = await withinTime(access.read(countStatement(view, cappedRows + 1), op, { lane, timeoutMs }));
  if (found === null) return null;
  const value = Number(found.rows[0]?.[0] ?? 0);
  return value <= cappedRows ? { kind: 'exact', value } : { kind: 'atLeast', value };
}

/** What the server expects: of the rows it has looked at for its statistics, and of its size now. */
async function tableRows(
  access: PgAccess,
  { table }: View,
  op: Pick<Operation, 'signal'>,
  lane: Lane,
): Promise<number | null> {
  const { rows } = await access.read(
    {
      text: `WITH RECURSIVE parts AS (
          SELECT c.oid, c.relkind, c.reltuples, c.relpages FROM pg_catalog.pg_class c WHERE c.oid = $1::pg_catalog.oid
          UNION ALL
          SELECT c.oid, c.relkind, c.reltuples, c.relpages FROM parts p
            JOIN pg_catalog.pg_inherits i ON p.relkind = 'p' AND i.inhparent = p.oid
            JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid)
        SELECT sum(CASE WHEN relpages = 0 THEN reltuples ELSE reltuples / relpages *
            (pg_catalog.pg_relation_size(oid) / pg_catalog.current_setting('block_size')::pg_catalog.int8) END)::pg_catalog.int8,
          bool_or(reltuples < 0 OR (relpages = 0 AND pg_catalog.pg_relation_size(oid) > 0))
        FROM parts WHERE relkind <> 'p'`,
      values: [String(table.oid)],
    },
    op,
    { lane },
  );
  const [total, isUnknown] = rows[0] ?? [];
  return typeof total === 'string' && isUnknown !== 't' ? Number(total) : null;
}

/** The number of rows the planner expects of a view. @param seen so many there are at least. */
export async function planned(
  access: PgAccess,
  view: View,
  op: Pick<Operation, 'signal'>,
  seen: number,
): Promise<Count> {
  const sql = countStatement(view, null);
  const text = sql.text.replace(/^SELECT count\(\*\)/, 'EXPLAIN (FORMAT JSON) SELECT 1');
  const { rows } = await access.read({ ...sql, text }, { signal: op.signal });
  const value = rowsOfPlan(rows[0]?.[0] ?? null);
  if (value === null || value <= seen) return { kind: 'atLeast', value: seen };
  return { kind: 'estimate', value };
}

function rowsOfPlan(json: string | null): number | null {
  if (json === null) return null;
  // The server's own output: `[{"Plan": {"Plan Rows": 5, …}}]`.
  const plans = JSON.parse(json) as { Plan?: { 'Plan Rows'?: number } }[];
  const value = plans[0]?.Plan?.['Plan Rows'];
  return typeof value === 'number' ? Math.round(value) : null;
}

/** `null` for a statement that ran out of its time; everything else stays an error. */
export async function withinTime<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (isTimeout(error)) return null;
    throw error;
  }
}

export function isTimeout(error: unknown): boolean {
  return error instanceof AppError && error.code === 'timeout';
}
