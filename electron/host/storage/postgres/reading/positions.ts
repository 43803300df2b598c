import type { Count } from '../../../../../shared/domain/catalog.ts';
import { type BackgroundPass, createBackgroundPass } from '../../background-pass.ts';
import type { Operation, ViewState } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import { walkStatement } from './boundary-statements.ts';
import { countExactly, estimateCount, planned, withinTime } from './counts.ts';
import { type Boundary, nextBoundaries } from './find-boundaries.ts';

import type { View } from './view.ts';

/** Rows from one boundary to the next. */
export const boundaryStep = 10_000;

/** The pass gives up after this time: what it knows by then stays. */
const passBudgetMs = 5000;

/** A sort, or a count without which a view has no end, is worth more. */
const sortBudgetMs = 15_000;

/** Boundaries of long texts would fill the memory. */
const keptCharacters = 16_000_000;

/** One view's row numbers, as far as they are known, and the pass that finds them. */
export interface Positions extends Pick<BackgroundPass, 'watch' | 'complete'> {
  readonly state: ViewState;
  /** False once rows may have changed since. */
  readonly isCurrent: boolean;
  /** Known places in order, each with its row number. */
  readonly boundaries: readonly Boundary[];
  /** The nearest known place at or before this row; `null` for the start. */
  boundaryAt(index: number): Boundary | null;
  /** The count as far as it is known, at least at a glance. */
  estimate(op: Operation): Promise<Count>;
  /** Says that a page has met the end: an exact count for free. */
  learnCount(count: number): void;
  /** Rows have changed: numbers are no longer exact. */
  invalidate(): void;
}

export function createPositions(access: PgAccess, view: View): Positions {
  const boundaries: Boundary[] = [];
  const pass = createBackgroundPass(run);
  let isCurrent = true;
  let hasGlanced = false;
  let spentMs = 0;
  let keptSize = 0;

  async function run(op: Operation): Promise<void> {
    await estimate(op, 'background');
    switch (view.order.kind) {
      case 'indexed':
        return step(op);
      case 'sorted':
        return walk(op);
      case 'numbered':
        return countOnly(op);
    }
  }

  async function estimate(op: Operation, lane: 'page' | 'background'): Promise<Count> {
    const { state } = pass;
    if (hasGlanced || state.scannedRows > 0 || state.count.kind === 'exact') return state.count;
    const count = await estimateCount(access, view, op, lane);
    hasGlanced = true;
    if (pass.state.scannedRows === 0 && pass.state.count.kind === 'atLeast') pass.publish({ count });
    return pass.state.count;
  }

  function keep(found: readonly Boundary[]): void {
    for (const boundary of found) {
      boundaries.push(boundary);
      keptSize += boundary.values.reduce((size, value) => size + (value?.length ?? 0), 0);
    }
  }

  function found(scannedRows: number): void {
    const { count } = pass.state;
    pass.publish({ scannedRows, count: count.kind === 'exact' ? count : better(count, scannedRows) });
  }

  async function step(op: Operation): Promise<void> {
    while (pass.state.positions === 'scanning') {
      const timeoutMs = passBudgetMs - spentMs;
      if (timeoutMs <= 0 || keptSize > keptCharacters) return stop(op);
      const began = performance.now();
      const last = boundaries.at(-1) ?? null;
      const next = await withinTime(nextBoundaries({ access, view, op, timeoutMs, step: boundaryStep }, last));
      spentMs += performance.now() - began;
      if (next === null) return stop(op);
      keep(next.boundaries);
      const known = boundaries.at(-1);
      if (next.total !== null) return complete(next.total);
      found((known?.index ?? 0) + 1);
    }
  }

  async function walk(op: Operation): Promise<void> {
    const options = { lane: 'background', timeoutMs: sortBudgetMs } as const;
    const counted = await countExactly(access, view, op, sortBudgetMs, 'background');
    if (counted === null) return stop(op);
    const walked = await withinTime(access.read(walkStatement(view, boundaryStep), op, options));
    if (walked === null) return stop(op);
    keep(walked.rows.map(([number, ...values]) => ({ index: Number(number) - 1, values })));
    complete(counted.value);
  }

  async function countOnly(op: Operation): Promise<void> {
    const counted = await countExactly(access, view, op, sortBudgetMs, 'background');
    if (counted === null) await stop(op);
    else complete(counted.value);
  }

  function complete(total: number): void {
    pass.publish({
      positions: 'complete',
      scannedRows: total,
      count: { kind: isCurrent ? 'exact' : 'estimate', value: total },
    });
  }

  /** Of what is not known to its end the planner has an opinion, which is better than none. */
  async function stop(op: Operation): Promise<void> {
    const { count, scannedRows } = pass.state;
    const known = count.kind === 'exact' ? count : better(count, scannedRows);
    const told = known.kind === 'atLeast' ? await planned(access, view, op, known.value) : known;
    pass.publish({ positions: 'stopped', count: told });
  }

  return {
    get state() {
      return pass.state;
    },
    get isCurrent() {
      return isCurrent;
    },
    boundaries,
    boundaryAt: (index) => {
      if (!isCurrent) return null;
      const at = boundaries.findLastIndex((boundary) => boundary.index <= index);
      return boundaries[at] ?? null;
    },
    watch: pass.watch,
    complete: pass.complete,
    estimate: (op) => estimate(op, 'page'),
    learnCount: (value) => {
      if (pass.state.count.kind !== 'exact') pass.publish({ count: { kind: 'exact', value } });
    },
    invalidate: () => {
      isCurrent = false;
      const { count } = pass.state;
      if (count.kind === 'exact') pass.publish({ count: { kind: 'estimate', value: count.value } });
    },
  };
}

/** What is known when more rows were seen than there were thought to be. */
function better(count: Count, seen: number): Count {
  return count.kind === 'atLeast' || count.value < seen
    ? { kind: 'atLeast', value: Math.max(seen, count.kind === 'atLeast' ? count.value : 0) }
    : count;
}
