import { totalRows } from './load-plan.ts';
import { afterLeading, afterRemoval } from './rearranged.ts';
import { dropRows, replaceRow } from './row-run.ts';
import {
  fitEnds,
  indexIn,
  rowHeight,
  rowIn,
  type Transition,
  topOffset,
  visibleRows,
  type WindowState,
} from './window-state.ts';

type RowId<Row> = (row: Row) => string | null;

/** Whoever is at the top sees what is put there; anywhere else nothing that is seen moves. */
export function withLeading<Row>(
  state: WindowState<Row>,
  leading: readonly Row[],
  rowId: RowId<Row>,
): Transition<Row> | null {
  const before = state.leading;
  if (leading.length === before.length && leading.every((row, index) => row === before[index])) return null;
  return { state: replaceLeading(state, [...leading]), events: [afterLeading(before, leading, rowId)] };
}

/** Puts other rows in the places of those with these ids, as far as they are in memory. */
export function withPatches<Row>(
  state: WindowState<Row>,
  patches: Iterable<readonly [id: string, change: (row: Row) => Row]>,
  rowId: RowId<Row>,
): Transition<Row> | null {
  const events: Transition<Row>['events'][number][] = [];
  let patched = state;
  for (const [id, change] of patches) {
    const index = indexIn(patched, id, rowId);
    const row = rowIn(patched, index);
    if (row === undefined) continue;
    const changed = change(row);
    if (changed === row) continue;
    patched = replaceAt(patched, index, changed);
    const to = rowId(changed);
    if (to !== id) events.push({ kind: 'renamed', from: id, to });
  }
  return patched === state ? null : { state: patched, events };
}

/**
 * Takes out rows that are gone from the store. Where those stood that are not in memory nobody knows: unless they stood
 * behind, the numbers of the others become guesses.
 */
export function withoutRows<Row>(state: WindowState<Row>, ids: Iterable<string>, rowId: RowId<Row>): Transition<Row> {
  const found = new Set<number>();
  let isAnyMissing = false;
  for (const id of ids) {
    const index = indexIn(state, id, rowId);
    if (index === -1) isAnyMissing = true;
    else found.add(index);
  }
  const removed = [...found].sort((a, b) => a - b);
  const left = takeOut(isAnyMissing ? withGuessedNumbers(state) : state, removed);
  const fitted = fitEnds(left);
  if (removed.length === 0) return fitted;
  const rowCount = state.leading.length + totalRows(state.run, state.count);
  return { state: fitted.state, events: [afterRemoval(removed, rowCount), ...fitted.events] };
}

function withGuessedNumbers<Row>(state: WindowState<Row>): WindowState<Row> {
  const { run } = state;
  return run === null || run.atStart ? state : { ...state, run: { ...run, isExact: false } };
}

/** What is seen stays, as far as it is still there. */
function takeOut<Row>(state: WindowState<Row>, removed: readonly number[]): WindowState<Row> {
  const { leading, run, count } = state;
  const gone = new Set(removed);
  const rest = replaceLeading(
    state,
    leading.filter((_, index) => !gone.has(index)),
  );
  const stored = removed.filter((index) => index >= leading.length).map((index) => index - leading.length);
  if (run === null || stored.length === 0) return rest;
  const { from } = visibleRows(state);
  const above = stored.filter((index) => index < from).length;
  return {
    ...rest,
    run: dropRows(run, stored),
    count: count === null ? null : { ...count, value: Math.max(0, count.value - stored.length) },
    offset: above === 0 ? rest.offset : Math.max(topOffset(rest), rest.offset - above * rowHeight),
  };
}

function replaceLeading<Row>(state: WindowState<Row>, leading: readonly Row[]): WindowState<Row> {
  const isAtTop = state.offset <= topOffset(state);
  const next = { ...state, leading };
  return isAtTop ? { ...next, offset: topOffset(next) } : next;
}

function replaceAt<Row>(state: WindowState<Row>, index: number, row: Row): WindowState<Row> {
  const { leading, run } = state;
  if (index < leading.length) return { ...state, leading: leading.with(index, row) };
  return run === null ? state : { ...state, run: replaceRow(run, index - leading.length, row) };
}
