import { firstCursor, indexOfRow, prependPage, type RowRun, rowAt, startRun } from './row-run.ts';
import { type LoadedRows, type RowAnchor, RowGone, type RowSource } from './row-source.ts';
import { rowHeight, visibleRows, type WindowState } from './window-state.ts';

/**
 * Reads the seen rows anew and puts them where they were: anchored at the first seen row, and, where that row is gone,
 * at its old number.
 * @returns the offset's change beside the run: the anchor row may have another number now.
 */
export async function readAgain<Row>(
  state: WindowState<Row> & { readonly run: RowRun<Row> },
  source: RowSource<Row>,
  signal: AbortSignal,
): Promise<{ readonly run: RowRun<Row>; readonly offsetBy: number }> {
  const { from, to } = visibleRows(state);
  const anchor = anchorOf(state.run, from, source);
  const limit = Math.max(200, to - from + 100);
  const byNumber: RowAnchor = from === 0 ? { kind: 'start' } : { kind: 'index', index: Math.max(0, from - 50) };
  if (from === 0 || anchor.id === null)
    return { run: runAt(byNumber, await source.load(byNumber, limit, signal)), offsetBy: 0 };

  const loaded = await rowsAround(source, anchor.id, limit, signal);
  const place = loaded?.rows.findIndex((row) => source.rowId(row) === anchor.id) ?? -1;
  if (loaded === null || place === -1)
    return { run: runAt(byNumber, await source.load(byNumber, limit, signal)), offsetBy: 0 };

  let run = runAt({ kind: 'index', index: Math.max(0, anchor.index - place) }, loaded);
  const missing = anchor.index - from - place;
  const before = firstCursor(run);
  if (missing > 0 && !run.atStart && before !== null) {
    run = prependPage(run, await source.load({ kind: 'before', cursor: before }, missing + 50, signal));
  }
  const index = indexOfRow(run, anchor.id, source.rowId);
  return { run, offsetBy: (index - anchor.index) * rowHeight };
}

/** The first seen row that is in memory. */
function anchorOf<Row>(run: RowRun<Row>, seenFrom: number, source: RowSource<Row>) {
  const index = Math.min(Math.max(seenFrom, run.start), run.end - 1);
  const row = rowAt(run, index);
  return { index, id: row === undefined ? null : source.rowId(row) };
}

async function rowsAround<Row>(
  source: RowSource<Row>,
  id: string,
  limit: number,
  signal: AbortSignal,
): Promise<LoadedRows<Row> | null> {
  try {
    return await source.load({ kind: 'row', id }, limit, signal);
  } catch (error) {
    if (error instanceof RowGone) return null;
    throw error;
  }
}

function runAt<Row>(asked: RowAnchor, loaded: LoadedRows<Row>): RowRun<Row> {
  const guessed = asked.kind === 'index' && !loaded.indexIsExact ? asked.index : loaded.index;
  return startRun(loaded, loaded.atStart ? 0 : guessed, loaded.indexIsExact || loaded.atStart);
}
