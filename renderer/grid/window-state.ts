import { type LoadPlan, totalRows, type Visible } from './load-plan.ts';
import { appendPage, moveRun, prependPage, type RowRun, startRun, trimRun } from './row-run.ts';
import type { LoadedRows, RowCount } from './row-source.ts';

export const rowHeight = 30;

/** Rows kept in memory on either side of what is seen. */
const keptRows = 1500;

/** What is seen and what is in memory. Every change is a function from one state to the next. */
export interface WindowState<Row> {
  /** Logical position of the top edge, in CSS px from the first row: exact however long the table is. */
  readonly offset: number;
  readonly viewportHeight: number;
  readonly run: RowRun<Row> | null;
  readonly count: RowCount | null;
}

/** Row numbers of the rows that were in `from`…`to` changed by `by`; nothing moved on the screen. */
export interface Renumbered {
  readonly kind: 'renumbered';
  readonly by: number;
  readonly from: number;
  readonly to: number;
}

export interface Transition<Row> {
  readonly state: WindowState<Row>;
  readonly renumbered: readonly Renumbered[];
}

/** Rows that are at least partly seen. Before the first answer the whole viewport is one of skeletons. */
export function visibleRows<Row>(state: WindowState<Row>): Visible {
  const rowCount = totalRows(state.run, state.count);
  const from = Math.max(0, Math.floor(state.offset / rowHeight));
  const to = Math.ceil((state.offset + state.viewportHeight) / rowHeight);
  return { from, to: state.run === null && rowCount === 0 ? to : Math.min(rowCount, to) };
}

export function clampOffset<Row>(state: WindowState<Row>): WindowState<Row> {
  const maximum = Math.max(0, totalRows(state.run, state.count) * rowHeight - state.viewportHeight);
  const offset = Math.min(Math.max(0, state.offset), maximum);
  return offset === state.offset ? state : { ...state, offset };
}

/** Gives the rows in memory other numbers; when they are seen the offset goes with them, so that none moves. */
export function renumber<Row>(state: WindowState<Row>, by: number, isExact: boolean): Transition<Row> {
  const { run } = state;
  if (run === null) return { state, renumbered: [] };
  const moved = { ...state, run: moveRun(run, by, isExact || run.isExact) };
  if (by === 0) return { state: moved, renumbered: [] };
  const { from, to } = visibleRows(state);
  const isSeen = from < run.end && to > run.start;
  const offset = isSeen ? Math.max(0, state.offset + by * rowHeight) : state.offset;
  return { state: { ...moved, offset }, renumbered: [{ kind: 'renumbered', by, from: run.start, to: run.end }] };
}

/** A run that has reached an end of the rows is moved to that end. */
export function fitEnds<Row>(state: WindowState<Row>): Transition<Row> {
  const { run, count } = state;
  if (run === null || run.isExact) return { state, renumbered: [] };
  if (run.atStart) return renumber(state, -run.start, true);
  if (run.start < 0) return renumber(state, -run.start, false);
  if (!run.atEnd || count === null) return { state, renumbered: [] };
  return renumber(state, Math.max(count.value, run.end - run.start) - run.end, false);
}

/** Better knowledge of the number of rows never moves what is seen. */
export function withCount<Row>(state: WindowState<Row>, count: RowCount | null): Transition<Row> {
  return fitEnds({ ...state, count });
}

/** Puts the answer to a plan in its place. */
export function acceptRows<Row>(state: WindowState<Row>, plan: LoadPlan, loaded: LoadedRows<Row>): Transition<Row> {
  if (plan.kind === 'jump') return fitEnds(acceptJump(state, plan, loaded));
  if (state.run === null) return { state, renumbered: [] };
  const expected = plan.kind === 'after' ? state.run.end : state.run.start - loaded.rows.length;
  const run = plan.kind === 'after' ? appendPage(state.run, loaded) : prependPage(state.run, loaded);
  const isPlaced = loaded.indexIsExact && loaded.rows.length > 0;
  const placed = isPlaced ? renumber({ ...state, run }, loaded.index - expected, true) : fitEnds({ ...state, run });
  return { ...placed, state: trimmed(placed.state) };
}

function acceptJump<Row>(state: WindowState<Row>, plan: LoadPlan, loaded: LoadedRows<Row>): WindowState<Row> {
  const isExact = loaded.indexIsExact || loaded.atStart;
  const run = startRun(loaded, Math.max(0, jumpStart(state, plan, loaded)), isExact);
  // Whoever has left the end meanwhile is not taken back to it.
  const staysAtEnd = plan.at.kind === 'end' && visibleRows(state).to >= totalRows(state.run, state.count);
  return { ...state, run, offset: staysAtEnd ? Number.MAX_SAFE_INTEGER : state.offset };
}

/** Where the source only guesses, rows are put where they were asked for: nobody sees them jump. */
function jumpStart<Row>(state: WindowState<Row>, plan: LoadPlan, loaded: LoadedRows<Row>): number {
  if (loaded.atStart) return 0;
  if (loaded.indexIsExact) return loaded.index;
  if (plan.at.kind === 'index') return plan.at.index;
  if (plan.at.kind === 'end' && state.count !== null) return state.count.value - loaded.rows.length;
  return loaded.index;
}

function trimmed<Row>(state: WindowState<Row>): WindowState<Row> {
  if (state.run === null) return state;
  const { from, to } = visibleRows(state);
  return { ...state, run: trimRun(state.run, from, to, keptRows) };
}
