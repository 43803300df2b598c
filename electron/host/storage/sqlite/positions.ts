import type { Count } from '../../../../shared/domain/catalog.ts';
import type { Operation, ViewState } from '../connector.ts';
import { compareRows } from './compare-rows.ts';
import { followState } from './follow-state.ts';
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
export interface Positions {
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
  /** Starts the pass, or goes on with it, until the last of its watchers has left. */
  watch(signal: AbortSignal): AsyncIterable<ViewState>;
  /** Runs the pass to its end, or as long as `signal` lets it. */
  complete(signal: AbortSignal): Promise<ViewState>;
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
  let state: ViewState = { count: { kind: 'atLeast', value: 0 }, positions: 'scanning', scannedRows: 0 };
  let boundaries: (readonly StoredValue[])[] = [];
  let ranks: BigInt64Array | null = null;
  let isCurrent = true;
  let hasGlanced = false;
  let spentMs = 0;
  let watchers = 0;
  let pass: { readonly promise: Promise<void>; readonly abort: AbortController } | null = null;
  const listeners = new Set<() => void>();

  function publish(next: Partial<ViewState>): void {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  }

  async function run(signal: AbortSignal): Promise<void> {
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
    if (hasGlanced || state.scannedRows > 0 || state.count.kind === 'exact') return state.count;
    const count = await glance(op, lane);
    hasGlanced = true;
    if (state.scannedRows === 0 && state.count.kind === 'atLeast') publish({ count });
    return state.count;
  }

  async function step(signal: AbortSignal): Promise<void> {
    while (state.positions === 'scanning') {
      const last = boundaries.at(-1) ?? null;
      const remainingMs = passBudgetMs - spentMs;
      if (remainingMs <= 0) return publish({ positions: 'stopped', count: atLeast(state) });
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
        publish({ scannedRows, count: state.count.kind === 'exact' ? state.count : better(state.count, scannedRows) });
      } else {
        const scannedRows = (last === null ? 0 : (boundaries.length - 1) * boundaryStep + 1) + output.passed;
        if (output.isStopped)
          return publish({ positions: 'stopped', scannedRows, count: atLeast({ ...state, scannedRows }) });
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
    const count: Count = output.isComplete ? { kind: 'exact', value: output.count } : better(state.count, output.count);
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

  function begin(): Promise<void> {
    if (pass) return pass.promise;
    const abort = new AbortController();
    const promise = run(abort.signal).finally(() => {
      if (pass?.abort === abort) pass = null;
    });
    pass = { promise, abort };
    return promise;
  }

  function leave(): void {
    watchers -= 1;
    if (watchers > 0) return;
    pass?.abort.abort();
    // Who comes next begins anew, from where this one came to.
    pass = null;
  }

  return {
    get state() {
      return state;
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
      state = { ...state, positions: 'scanning' };
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
      if (!found || (low === boundaries.length && state.positions !== 'complete')) return null;
      return { index: (low - 1) * boundaryStep, values: found };
    },
    watch: async function* (signal) {
      watchers += 1;
      try {
        const running = state.positions === 'scanning' ? begin() : Promise.resolve();
        const subscribe = (listener: () => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        };
        yield* followState({ read: () => state, subscribe }, running, signal);
      } finally {
        leave();
      }
    },
    complete: async (signal) => {
      watchers += 1;
      try {
        if (state.positions === 'scanning' && !signal.aborted) await untilAborted(begin(), signal);
        return state;
      } finally {
        leave();
      }
    },
    estimate: (op) => estimate(op, 'page'),
    learnCount: (value) => {
      if (state.count.kind !== 'exact') publish({ count: { kind: 'exact', value } });
    },
    invalidate: () => {
      isCurrent = false;
      ranks = null;
      if (state.count.kind === 'exact') publish({ count: { kind: 'estimate', value: state.count.value } });
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

/** Resolves when either has happened. */
function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => resolve();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
