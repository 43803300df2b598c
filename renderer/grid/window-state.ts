import { type LoadPlan, totalRows, type Visible } from './load-plan.ts';
import { appendPage, indexOfRow, moveRun, prependPage, type RowRun, rowAt, startRun, trimRun } from './row-run.ts';
import type { LoadedRows, RowCount } from './row-source.ts';
import type { Renumbered, RowWindowEvent } from './window-events.ts';

export const rowHeight = 30;

/** Rows kept in memory on either side of what is seen. */
const keptRows = 1500;

/** What is seen and what is in memory. Every change is a function from one state to the next. */
export interface WindowState<Row> {
  /**
   * Logical position of the top edge, in CSS px from the first stored row: exact however long the table is. Leading rows
   * stand above it, at negative positions: they come and go without moving a stored row.
   */
  readonly offset: number;
  /** Rows that stand before the stored ones. */
  readonly leading: readonly Row[];
  readonly viewportHeight: number;
  readonly run: RowRun<Row> | null;
  readonly count: RowCount | null;
}

export interface Transition<Row> {
  readonly state: WindowState<Row>;
  readonly events: readonly RowWindowEvent[];
}

/** Stored rows that are at least partly seen. Before the first answer the whole viewport is one of skeletons. */
export function visibleRows<Row>(state: WindowState<Row>): Visible {
  const { from, to } = seenRows(state);
  return { from: Math.max(0, from - state.leading.length), to: Math.max(0, to - state.leading.length) };
}

/** The same, as numbers among all rows of the grid. */
export function seenRows<Row>(state: WindowState<Row>): Visible {
  const { length } = state.leading;
  const rowCount = totalRows(state.run, state.count);
  const from = Math.max(0, length + Math.floor(state.offset / rowHeight));
  const to = length + Math.ceil((state.offset + state.viewportHeight) / rowHeight);
  return { from, to: state.run === null && rowCount === 0 ? to : Math.min(length + rowCount, to) };
}

/** The offset at which the first row of the grid stands at the top. */
export function topOffset<Row>(state: WindowState<Row>): number {
  const { length } = state.leading;
  return length === 0 ? 0 : -length * rowHeight;
}

export function clampOffset<Row>(state: WindowState<Row>): WindowState<Row> {
  const top = topOffset(state);
  const maximum = Math.max(top, totalRows(state.run, state.count) * rowHeight - state.viewportHeight);
  const offset = Math.min(Math.max(top, state.offset), maximum);
  return offset === state.offset ? state : { ...state, offset };
}

/** The row with this number among all rows of the grid, when it is in memory. */
export function rowIn<Row>(state: WindowState<Row>, index: number): Row | undefined {
  const { length } = state.leading;
  return index < length ? state.leading[index] : rowAt(state.run, index - length);
}

/** Number among all rows of the grid, or -1 when no row with this id is in memory. */
export function indexIn<Row>(state: WindowState<Row>, id: string, rowId: (row: Row) => string | null): number {
  const leading = state.leading.findIndex((row) => rowId(row) === id);
  if (leading !== -1) return leading;
  const stored = indexOfRow(state.run, id, rowId);
  return stored === -1 ? -1 : stored + state.leading.length;
}

/** Gives the rows in memory other numbers; when they are seen the offset goes with them, so that none moves. */
export function renumber<Row>(state: WindowState<Row>, by: number, isExact: boolean): Transition<Row> {
  const { run } = state;
  if (run === null) return { state, events: [] };
  const moved = { ...state, run: moveRun(run, by, isExact || run.isExact) };
  if (by === 0) return { state: moved, events: [] };
  const { from, to } = visibleRows(state);
  const isSeen = from < run.end && to > run.start;
  const offset = isSeen ? Math.max(topOffset(state), state.offset + by * rowHeight) : state.offset;
  const { length } = state.leading;
  const event: Renumbered = { kind: 'renumbered', by, from: run.start + length, to: run.end + length };
  return { state: { ...moved, offset }, events: [event] };
}

/** A run that has reached an end of the rows is moved to that end. */
export function fitEnds<Row>(state: WindowState<Row>): Transition<Row> {
  const { run, count } = state;
  if (run === null || run.isExact) return { state, events: [] };
  if (run.atStart) return renumber(state, -run.start, true);
  if (run.start < 0) return renumber(state, -run.start, false);
  if (!run.atEnd || count === null) return { state, events: [] };
  return renumber(state, Math.max(count.value, run.end - run.start) - run.end, false);
}

/** Better knowledge of the number of rows never moves what is seen. */
export function withCount<Row>(state: WindowState<Row>, count: RowCount | null): Transition<Row> {
  return fitEnds({ ...state, count });
}

/** Puts the answer to a plan in its place. */
export function acceptRows<Row>(state: WindowState<Row>, plan: LoadPlan, loaded: LoadedRows<Row>): Transition<Row> {
  if (plan.kind === 'jump') return fitEnds(acceptJump(state, plan, loaded));
  if (state.run === null) return { state, events: [] };
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
