import type { Count } from '../../../../shared/domain/catalog.ts';
import { type BackgroundPass, createBackgroundPass } from '../background-pass.ts';
import type { Operation, ViewState } from '../connector.ts';
import { compareRows } from './compare-rows.ts';
import { unlessDamaged } from './damage.ts';
import type { Lane, SqlitePool } from './pool.ts';
import type { StoredValue } from './protocol.ts';
import { countStatement, rankStatement, seekStatements, type View, walkStatement } from './statements.ts';

/** Rows from one boundary to the next. */
export const boundaryStep = 10_000;

/** The pass gives up after this time: what it knows by then stays. */
const passBudgetMs = 5000;

/** A sort is worth more: without its result every single page is a scan of the whole table. */
const sortBudgetMs = 15_000;

/** One view's row numbers, as far as they are known, and the pass that finds them. */
export interface Positions extends Pick<BackgroundPass, 'watch' | 'complete'> {
  readonly state: ViewState;
  /** False once the file was written to by someone else. */
  readonly isCurrent: boolean;
  /** Row numbers of all rows in a sorted order, once the pass has found them; `null` before. */
  readonly ranks: BigInt64Array | null;
  /** Lets go of `ranks`, which can be big; the next look finds them again. */
  releaseRanks(): void;
  /** The nearest known place at or before this row; `values` is `null` for the start. */
  boundaryAt(index: number): { readonly index: number; readonly values: readonly StoredValue[] | null };
  /** The last boundary at or before this place; `null` when it lies beyond what the pass knows. */
  boundaryBefore(
    values: readonly StoredValue[],
  ): { readonly index: number; readonly values: readonly StoredValue[] } | null;
  /** The count as far as it is known, at least at a glance. */
  estimate(op: Operation): Promise<Count>;
  /** Says that a page has met the end: an exact count for free. */
  learnCount(count: number): void;
  /** The file has changed: numbers are no longer exact. */
  invalidate(): void;
}

export function createPositions(
  pool: SqlitePool,
  view: View,
  glance: (op: Operation, lane: Lane) => Promise<Count>,
): Positions {
  const stopped = () => publish({ positions: 'stopped', count: atLeast(pass.state) });
  const pass = createBackgroundPass((op) => unlessDamaged(pool, () => run(op), stopped));
  const { publish } = pass;
  let boundaries: (readonly StoredValue[])[] = [];
  let ranks: BigInt64Array | null = null;
  let isCurrent = true;
  let hasGlanced = false;
  let spentMs = 0;

  async function run({ signal }: Operation): Promise<void> {
    await estimate({ signal }, 'background');
    switch (view.order.kind) {
      case 'indexed':
        return step(signal);
      case 'sorted':
        return view.table.rowid === null ? walk(signal) : rank(signal);
      case 'numbered':
        return countOnly(signal);
    }
  }

  async function estimate(op: Operation, lane: Lane): Promise<Count> {
    if (hasGlanced || pass.state.scannedRows > 0 || pass.state.count.kind === 'exact') return pass.state.count;
    const count = await glance(op, lane);
    hasGlanced = true;
    if (pass.state.scannedRows === 0 && pass.state.count.kind === 'atLeast') publish({ count });
    return pass.state.count;
  }

  async function step(signal: AbortSignal): Promise<void> {
    while (pass.state.positions === 'scanning') {
      const last = boundaries.at(-1) ?? null;
      const remainingMs = passBudgetMs - spentMs;
      if (remainingMs <= 0) return publish({ positions: 'stopped', count: atLeast(pass.state) });
      const { output, tookMs } = await pool.run(
        'seek',
        {
          segments: seekStatements(view, { from: last, isInclusive: false, backwards: false }),
          skip: last === null ? 0 : boundaryStep - 1,
          width: view.order.columns.length,
          deadlineMs: remainingMs,
        },
        { signal },
        'background',
      );
      spentMs += tookMs;
      if (output.values !== null) {
        boundaries.push(output.values);
        const scannedRows = (boundaries.length - 1) * boundaryStep + 1;
        publish({
          scannedRows,
          count: pass.state.count.kind === 'exact' ? pass.state.count : better(pass.state.count, scannedRows),
        });
      } else {
        const scannedRows = (last === null ? 0 : (boundaries.length - 1) * boundaryStep + 1) + output.passed;
        if (output.isStopped)
          return publish({ positions: 'stopped', scannedRows, count: atLeast({ ...pass.state, scannedRows }) });
        return publish({ positions: 'complete', scannedRows, count: { kind: 'exact', value: scannedRows } });
      }
    }
  }

  async function rank(signal: AbortSignal): Promise<void> {
    const { output } = await pool.run(
      'rank',
      { sql: rankStatement(view), deadlineMs: sortBudgetMs },
      { signal },
      'background',
    );
    if (output === null) return publish({ positions: 'stopped' });
    if (isCurrent) ranks = output;
    publish({ positions: 'complete', scannedRows: output.length, count: { kind: 'exact', value: output.length } });
  }

  async function walk(signal: AbortSignal): Promise<void> {
    const { output } = await pool.run(
      'walk',
      { sql: walkStatement(view), every: boundaryStep, width: view.order.columns.length, deadlineMs: sortBudgetMs },
      { signal },
      'background',
    );
    boundaries = [...output.boundaries];
    const count: Count = output.isComplete
      ? { kind: 'exact', value: output.count }
      : better(pass.state.count, output.count);
    publish({ positions: output.isComplete ? 'complete' : 'stopped', scannedRows: output.count, count });
  }

  async function countOnly(signal: AbortSignal): Promise<void> {
    const { output } = await pool.run(
      'query',
      { sql: countStatement(view, true), deadlineMs: passBudgetMs },
      { signal },
      'background',
    );
    const value = Number(output?.[0]?.[0] ?? 0n);
    publish(
      output === null
        ? { positions: 'stopped' }
        : { positions: 'complete', scannedRows: value, count: { kind: 'exact', value } },
    );
  }

  return {
    get state() {
      return pass.state;
    },
    get isCurrent() {
      return isCurrent;
    },
    get ranks() {
      return ranks;
    },
    releaseRanks: () => {
      if (ranks === null) return;
      ranks = null;
      publish({ positions: 'scanning' });
    },
    boundaryAt: (index) => {
      const position = Math.min(Math.floor(index / boundaryStep), boundaries.length - 1);
      const values = isCurrent ? boundaries[position] : undefined;
      return values ? { index: position * boundaryStep, values } : { index: 0, values: null };
    },
    boundaryBefore: (values) => {
      if (!isCurrent || boundaries.length === 0) return null;
      let low = 0;
      let high = boundaries.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const boundary = boundaries[middle];
        if (boundary && compareRows(view.order.columns, view.table.encoding, boundary, values) <= 0) low = middle + 1;
        else high = middle;
      }
      const found = boundaries[low - 1];
      // Beyond the last boundary only a finished pass knows where it is.
      if (!found || (low === boundaries.length && pass.state.positions !== 'complete')) return null;
      return { index: (low - 1) * boundaryStep, values: found };
    },
    watch: pass.watch,
    complete: pass.complete,
    estimate: (op) => estimate(op, 'page'),
    learnCount: (value) => {
      if (pass.state.count.kind !== 'exact') publish({ count: { kind: 'exact', value } });
    },
    invalidate: () => {
      isCurrent = false;
      ranks = null;
      if (pass.state.count.kind === 'exact') publish({ count: { kind: 'estimate', value: pass.state.count.value } });
    },
  };
}

/** What is known when the pass stops early: an estimate stays one unless more rows were seen. */
function atLeast(state: ViewState): Count {
  return state.count.kind === 'exact' ? state.count : better(state.count, state.scannedRows);
}

function better(count: Count, seen: number): Count {
  return count.kind === 'atLeast' || count.value < seen
    ? { kind: 'atLeast', value: Math.max(seen, count.kind === 'atLeast' ? count.value : 0) }
    : count;
}
