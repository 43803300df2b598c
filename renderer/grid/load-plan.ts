import { firstCursor, lastCursor, type RowRun } from './row-run.ts';
import type { RowAnchor, RowCount } from './row-source.ts';

/** Rows read ahead on either side of what is seen. */
export const readAhead = 120;
const smallestLoad = 120;
const ordinaryLoad = 200;
const largestLoad = 1000;

/** Up to this many missing rows are read through when someone scrolls row by row: nothing may be skipped. */
const stepReach = 5000;
/** After a jump a gap as small as this is read through as well; a larger one is jumped over. */
const jumpReach = 300;

export interface LoadPlan {
  readonly kind: 'jump' | 'after' | 'before';
  readonly at: RowAnchor;
  readonly limit: number;
}

export interface Visible {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** What to read next so that the visible rows, and some around them, are in memory; `null` when they are. */
export function planLoad<Row>(
  run: RowRun<Row> | null,
  visible: Visible,
  rowCount: number,
  movement: 'step' | 'jump',
): LoadPlan | null {
  if (run === null) return jumpTo(visible, rowCount);
  const missingAfter = visible.to + readAhead - run.end;
  const missingBefore = run.start - (visible.from - readAhead);
  const reach = movement === 'step' ? stepReach : jumpReach;
  if (visible.from - run.end > reach || run.start - visible.to > reach) return jumpTo(visible, rowCount);

  const canGoOn = !run.atEnd && !run.isPaused;
  const after = canGoOn && missingAfter > 0 ? extend('after', lastCursor(run), missingAfter) : null;
  const before = !run.atStart && missingBefore > 0 ? extend('before', firstCursor(run), missingBefore) : null;
  if (after === null) return before;
  if (before === null) return after;
  // What is seen comes before what may be seen soon.
  return run.start > visible.from ? before : after;
}

function extend(kind: 'after' | 'before', cursor: string | null, missing: number): LoadPlan | null {
  if (cursor === null) return null;
  return { kind, at: { kind, cursor }, limit: Math.min(largestLoad, Math.max(ordinaryLoad, missing)) };
}

function jumpTo(visible: Visible, rowCount: number): LoadPlan {
  const limit = Math.max(smallestLoad, Math.min(largestLoad, (visible.to - visible.from) * 3));
  if (visible.from === 0) return { kind: 'jump', at: { kind: 'start' }, limit };
  if (visible.to >= rowCount) return { kind: 'jump', at: { kind: 'end' }, limit };
  const margin = Math.floor((limit - (visible.to - visible.from)) / 2);
  const index = Math.max(0, visible.from - margin);
  return { kind: 'jump', at: index === 0 ? { kind: 'start' } : { kind: 'index', index }, limit };
}

export function samePlan(a: LoadPlan, b: LoadPlan): boolean {
  if (a.kind !== b.kind || a.at.kind !== b.at.kind) return false;
  if ('cursor' in a.at && 'cursor' in b.at) return a.at.cursor === b.at.cursor;
  if ('index' in a.at && 'index' in b.at) return a.at.index === b.at.index;
  return true;
}

/** Rows of the whole view, judged by the count given from outside and by what the run has seen of its ends. */
export function totalRows<Row>(run: RowRun<Row> | null, count: RowCount | null): number {
  const counted = count?.value ?? 0;
  if (run === null) return counted;
  if (run.atEnd) return run.end;
  if (run.isPaused) return Math.max(run.end, count?.kind === 'exact' ? counted : 0);
  return Math.max(counted, run.end + 1);
}
