import { lastCursor, type RowRun, rowAt } from './row-run.ts';
import type { RowSource } from './row-source.ts';
import type { WindowState } from './window-state.ts';

const largestLoad = 1000;

/** Of the rows `from`…`to` (exclusive) of the grid those in memory, in order, and how many are not. */
export function rowsInMemory<Row>({ leading, run }: WindowState<Row>, from: number, to: number) {
  const rows = leading.slice(from, to);
  const first = Math.max(from - leading.length, run?.start ?? 0);
  const last = Math.min(to - leading.length, run?.end ?? 0);
  for (let index = first; index < last; index += 1) {
    const row = rowAt(run, index);
    if (row !== undefined) rows.push(row);
  }
  return { rows, missing: to - from - rows.length };
}

/**
 * Rows `from`…`to` (exclusive) of the grid, read where they are not in memory.
 * @returns `null` when they can't be named: their numbers are still guesses.
 */
export async function collectRows<Row>(
  { leading, run }: WindowState<Row>,
  source: RowSource<Row>,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<readonly Row[] | null> {
  const { length } = leading;
  const first = leading.slice(from, to);
  if (to <= length) return first;
  if (run === null) return null;
  const stored = await collectStored(run, source, Math.max(0, from - length), to - length, signal);
  return stored === null ? null : [...first, ...stored];
}

async function collectStored<Row>(
  run: RowRun<Row>,
  source: RowSource<Row>,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<readonly Row[] | null> {
  const isInMemory = from >= run.start && from < run.end;
  if (!isInMemory && !run.isExact) return null;
  const rows: Row[] = [];
  for (let index = from; isInMemory && index < Math.min(to, run.end); index += 1) {
    const row = rowAt(run, index);
    if (row !== undefined) rows.push(row);
  }
  let cursor = isInMemory ? lastCursor(run) : null;
  while (rows.length < to - from && !(isInMemory && cursor === null)) {
    const at = cursor === null ? ({ kind: 'index', index: from } as const) : ({ kind: 'after', cursor } as const);
    const loaded = await source.load(at, Math.min(largestLoad, to - from - rows.length), signal);
    if (cursor === null && (!loaded.indexIsExact || loaded.index !== from)) return null;
    rows.push(...loaded.rows);
    cursor = loaded.last;
    if (loaded.atEnd || cursor === null || loaded.rows.length === 0) break;
  }
  return rows;
}
