import type { Operation } from '../connector.ts';
import { compareRows } from './compare-rows.ts';
import { rowidRange } from './counts.ts';
import type { SqlitePool } from './pool.ts';
import { boundaryStep } from './positions.ts';
import type { StoredValue } from './protocol.ts';
import { countStatements, sampleStatement, seekStatements } from './statements.ts';
import type { OpenView } from './views.ts';

/** A place by its row number, and whether that number is certain. */
export interface Located {
  readonly values: readonly StoredValue[];
  readonly index: number;
  readonly isExact: boolean;
}

/** Stepping over rows is exact and fast enough up to this time; then a guess is better than waiting. */
const stepBudgetMs = 120;
const samples = 400;

/** The place of a row number, exact where it can be had soon; `null` when there are fewer rows. */
export async function placeAt(
  pool: SqlitePool,
  opened: OpenView,
  index: number,
  op: Operation,
): Promise<Located | null> {
  const { view, positions } = opened;
  const base = positions.boundaryAt(index);
  const skip = index - base.index;
  const canGuess = skip > boundaryStep && view.order.kind === 'indexed' && view.table.rowid !== null;
  const { output } = await pool.run(
    'seek',
    {
      segments: seekStatements(view, { from: base.values, isInclusive: base.values !== null, backwards: false }),
      skip,
      width: view.order.columns.length,
      deadlineMs: canGuess ? stepBudgetMs : null,
    },
    op,
  );
  if (output.values !== null) return { values: output.values, index, isExact: positions.isCurrent };
  if (!output.isStopped) {
    if (positions.isCurrent) positions.learnCount(base.index + output.passed);
    return null;
  }
  return guessPlace(pool, opened, index, op);
}

/** The row number of a place; `null` when not even a guess can be made. */
export async function indexOf(
  pool: SqlitePool,
  opened: OpenView,
  values: readonly StoredValue[],
  op: Operation,
): Promise<{ index: number; isExact: boolean } | null> {
  const { view, positions } = opened;
  const base = positions.boundaryBefore(values);
  if (base === null) return guessIndex(pool, opened, values, op);
  let left = boundaryStep;
  let before = 0;
  for (const sql of countStatements(view, { from: base.values, isInclusive: true, backwards: false }, values)) {
    const { output } = await pool.run(
      'query',
      { sql: { text: sql.text, values: [...sql.values, BigInt(left)] }, deadlineMs: null },
      op,
    );
    const [seen = 0n, counted = 0n] = output?.[0] ?? [];
    before += Number(counted);
    left -= Number(seen);
    if (counted !== seen || left <= 0) break;
  }
  return { index: base.index + before, isExact: positions.isCurrent };
}

async function guessPlace(pool: SqlitePool, opened: OpenView, index: number, op: Operation): Promise<Located | null> {
  const { view, positions } = opened;
  const total = Math.max((await positions.estimate(op)).value, index + 1);
  const range = await rowidRange(pool, view, op);
  if (range === null) return null;
  const fraction = index / total;
  if (isRowidOrder(opened)) {
    const forward = view.order.columns[0]?.isDescending ? 1 - fraction : fraction;
    return { values: [range.min + BigInt(Math.round(Number(range.max - range.min) * forward))], index, isExact: false };
  }
  const sampled = await sample(pool, opened, op);
  const values = sampled[Math.min(sampled.length - 1, Math.floor(fraction * sampled.length))];
  return values ? { values, index, isExact: false } : null;
}

async function guessIndex(
  pool: SqlitePool,
  opened: OpenView,
  values: readonly StoredValue[],
  op: Operation,
): Promise<{ index: number; isExact: boolean } | null> {
  const { view, positions } = opened;
  if (view.table.rowid === null || view.order.kind === 'numbered') return null;
  const total = (await positions.estimate(op)).value;
  if (isRowidOrder(opened)) {
    const [rowid] = values;
    const range = await rowidRange(pool, view, op);
    if (range === null || typeof rowid !== 'bigint') return null;
    const span = range.max - range.min;
    const fraction = span === 0n ? 0 : Number(rowid - range.min) / Number(span);
    const size = total > 0 ? total : Number(span) + 1;
    return {
      index: Math.max(0, Math.round((view.order.columns[0]?.isDescending ? 1 - fraction : fraction) * (size - 1))),
      isExact: false,
    };
  }
  const sampled = await sample(pool, opened, op);
  if (sampled.length === 0) return null;
  const before = sampled.filter(
    (place) => compareRows(view.order.columns, view.table.encoding, place, values) < 0,
  ).length;
  return { index: Math.round((before / sampled.length) * total), isExact: false };
}

function isRowidOrder({ view }: OpenView): boolean {
  return (
    view.order.kind === 'indexed' && view.order.columns.length === 1 && view.order.columns[0]?.column.isRowid === true
  );
}

/** Places of some rows spread over the table, in order. */
async function sample(
  pool: SqlitePool,
  { view }: OpenView,
  op: Operation,
): Promise<readonly (readonly StoredValue[])[]> {
  const range = await rowidRange(pool, view, op);
  if (range === null) return [];
  const { output } = await pool.run(
    'sample',
    { sql: sampleStatement(view), ...range, count: samples, width: view.order.columns.length },
    op,
  );
  return [...output].sort((a, b) => compareRows(view.order.columns, view.table.encoding, a, b));
}
