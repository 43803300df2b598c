import { collectRows, rowsInMemory } from './collect-rows.ts';
import { type LoadPlan, planLoad, totalRows } from './load-plan.ts';
import { readAgain } from './read-again.ts';
import { withLeading, withoutRows, withPatches } from './row-edits.ts';
import { RowReader } from './row-reader.ts';
import { firstCursor, indexOfRow, type RowRun } from './row-run.ts';
import { type LoadedRows, PlaceLost, type RowCount, type RowSource } from './row-source.ts';
import { type RowWindowEvent, WindowEvents } from './window-events.ts';
import { describeWindow, type RowWindowSnapshot } from './window-snapshot.ts';
import {
  acceptRows,
  clampOffset,
  fitEnds,
  indexIn,
  renumber,
  rowHeight,
  rowIn,
  type Transition,
  topOffset,
  visibleRows,
  type WindowState,
  withCount,
} from './window-state.ts';

/** Rows of an earlier question stay this long while the first answer to the new one is on its way. */
const staleGraceMs = 150;

/**
 * Which rows are seen, and reading them: a logical offset over any number of rows, a run of rows around it, and at most
 * one read at a time. Before the stored rows there may be leading ones, which are only in memory. Holds no DOM;
 * `useRowWindow` ties it to a scrolling element.
 *
 * Row numbers given and taken here are those of the grid: leading rows first. Inside, stored rows count from 0.
 */
export class RowWindow<Row> {
  readonly #reader: RowReader<Row>;
  readonly #events = new WindowEvents();
  #state: WindowState<Row>;
  #movement: 'step' | 'jump' = 'jump';
  #wanted: string | null = null;
  #isStale = false;
  #error: unknown = null;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  /** Reads under way are older than what was changed here, and begin anew: a page, or all rows in memory. */
  #restart: 'page' | 'all' | null = null;
  #snapshot: RowWindowSnapshot<Row>;

  constructor(source: RowSource<Row>, count: RowCount | null = null) {
    this.#reader = new RowReader(source, {
      onRows: (plan, loaded) => this.#accept(plan, loaded),
      onFailed: (plan, error) => this.#failPage(plan, error),
      onFree: () => this.#settle(this.#state),
    });
    this.#state = { offset: 0, leading: [], viewportHeight: 0, run: null, count };
    this.#snapshot = this.#describe();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): RowWindowSnapshot<Row> => this.#snapshot;

  /** A row that was found before anybody listened is told to the first one who does: a grid mounted later selects it. */
  onEvent(listener: (event: RowWindowEvent) => void): () => void {
    return this.#events.listen(listener);
  }

  /** The row with this number, when it is in memory. */
  row(index: number): Row | undefined {
    return rowIn(this.#state, index);
  }

  /** Number of the row with this id, or -1 when it is not in memory. */
  indexOf(id: string): number {
    return indexIn(this.#state, id, this.#reader.source.rowId);
  }

  idOf(index: number): string | null {
    const row = this.row(index);
    return row === undefined ? null : this.#reader.source.rowId(row);
  }

  /** Height of the part that shows rows, in CSS px. Reading begins with the first height above 0. */
  setViewportHeight(viewportHeight: number): void {
    if (viewportHeight === this.#state.viewportHeight) return;
    this.#settle({ ...this.#state, viewportHeight });
  }

  /** How many rows are stored; leading rows are not counted. */
  setCount(count: RowCount | null): void {
    const known = this.#state.count;
    if (count?.kind !== known?.kind || count?.value !== known?.value) this.#apply(withCount(this.#state, count));
  }

  /**
   * Shows these rows before the stored ones, such as new rows that are not saved yet. They stay through reloads and other
   * questions, are told apart by the source's `rowId`, and change no number of a stored row. At the top of the grid they
   * push the rows down; anywhere else nothing that is seen moves.
   */
  setLeading(rows: readonly Row[]): void {
    const changed = withLeading(this.#state, rows, this.#reader.source.rowId);
    if (changed !== null) this.#apply(changed);
  }

  /** Replaces a row in its place, without reading it. Nothing happens when it is not in memory. */
  patch(id: string, change: (row: Row) => Row): void {
    this.patchAll([[id, change]]);
  }

  patchAll(patches: Iterable<readonly [id: string, change: (row: Row) => Row]>): void {
    const changed = withPatches(this.#state, patches, this.#reader.source.rowId);
    if (changed === null) return;
    this.#restartReads();
    this.#apply(changed);
  }

  /**
   * Takes rows out that are gone from the store, without reading: those below move up, the selection goes to a neighbour,
   * the count follows. With rows among them that are not in memory the numbers of the others may become guesses, until
   * {@link locate}.
   */
  remove(ids: Iterable<string>): void {
    this.#restartReads();
    this.#apply(withoutRows(this.#state, ids, this.#reader.source.rowId));
  }

  /** Moves by px, as a wheel or a trackpad does; rows between are read through, none is skipped. */
  scrollBy(distance: number): void {
    this.#movement = 'step';
    this.#settle({ ...this.#state, offset: this.#state.offset + distance });
  }

  /** Moves to a place, as a scrollbar does. */
  scrollTo(offset: number): void {
    const { offset: before, viewportHeight } = this.#state;
    const wanted = offset + topOffset(this.#state);
    this.#movement = Math.abs(wanted - before) <= viewportHeight ? 'step' : 'jump';
    this.#settle({ ...this.#state, offset: wanted });
  }

  /** Whole rows that fit, less one: that one is seen on both pages. */
  get rowsPerPage(): number {
    return Math.max(1, Math.floor(this.#state.viewportHeight / rowHeight) - 1);
  }

  /** Scrolls as little as possible so that the row is seen whole. */
  reveal(index: number): void {
    const top = index * rowHeight;
    const lowest = top + rowHeight - this.#state.viewportHeight;
    const { offset } = this.#snapshot;
    if (offset > top) this.scrollTo(top);
    else if (offset < lowest) this.scrollTo(lowest);
  }

  isRevealed(index: number): boolean {
    const top = index * rowHeight - this.#snapshot.offset;
    return top > -rowHeight && top < this.#state.viewportHeight;
  }

  /** Reads around the row with this id and shows it; a `located` event tells where it stands. */
  open(id: string): void {
    const index = this.indexOf(id);
    if (index !== -1 && (!this.#isStale || index < this.#state.leading.length)) {
      if (!this.isRevealed(index)) this.reveal(index);
      this.#events.emit({ kind: 'located', index });
      return;
    }
    this.#wanted = id;
    this.#reader.cancel();
    this.#settle(this.#state);
  }

  /** Selects the row with this id where it stands, without scrolling; nothing happens when it is not in memory. */
  select(id: string): void {
    const index = this.indexOf(id);
    if (index !== -1) this.#events.emit({ kind: 'located', index });
  }

  /** Goes on behind a pause of the source. */
  resume(): void {
    const { run } = this.#state;
    if (run?.isPaused !== true) return;
    this.#movement = 'step';
    this.#settle({ ...this.#state, run: { ...run, isPaused: false } });
  }

  retry(): void {
    this.reload();
  }

  /** Asks another question: from its first row, or, with `keepPosition`, where the present one stands. */
  setSource(source: RowSource<Row>, given: { readonly keepPosition: boolean; readonly count: RowCount | null }): void {
    this.#reader.source = source;
    if (given.keepPosition && this.#state.run !== null) {
      this.reload();
      return;
    }
    this.#reader.cancel();
    this.#error = null;
    this.#wanted = null;
    clearTimeout(this.#staleTimer);
    this.#isStale = this.#state.run !== null;
    if (this.#isStale) this.#staleTimer = setTimeout(() => this.#dropStale(), staleGraceMs);
    this.#settle({ ...this.#state, count: given.count });
  }

  /** Reads the rows in memory again; what is seen stays where it is. */
  reload(): void {
    this.#reader.cancel();
    this.#error = null;
    if (this.#state.run === null || this.#isStale) this.#settle(this.#state);
    else void this.#readAgain(this.#state.run);
  }

  /** Learns the exact numbers of the rows in memory, once the source knows them. */
  async locate(): Promise<void> {
    const { run } = this.#state;
    const cursor = run === null ? null : firstCursor(run);
    if (run === null || run.isExact || cursor === null || this.#reader.isReading) return;
    const found = await this.#reader.doAlone((source, signal) => source.load({ kind: 'after', cursor }, 1, signal));
    if (found.kind === 'cancelled') return;
    if (found.kind === 'failed') {
      this.#fail(found.error);
      return;
    }
    const { rows, index, indexIsExact } = found.value;
    const [row] = rows;
    const now = this.#state.run;
    if (row === undefined || !indexIsExact || now === null || firstCursor(now) !== cursor) {
      this.#settle(this.#state);
      return;
    }
    const id = this.#reader.source.rowId(row);
    const known = id === null ? -1 : indexOfRow(now, id, this.#reader.source.rowId);
    this.#apply(renumber(this.#state, index - (known === -1 ? now.start + 1 : known), true));
  }

  /**
   * Rows `from`…`to` (exclusive), read where they are not in memory.
   * @returns `null` when they can't be named: their numbers are still guesses.
   */
  async collect(from: number, to: number, signal: AbortSignal): Promise<readonly Row[] | null> {
    return collectRows(this.#state, this.#reader.source, from, to, signal);
  }

  /** Of the rows `from`…`to` (exclusive) those in memory, in order, and how many are not. */
  inMemory(from: number, to: number): { readonly rows: readonly Row[]; readonly missing: number } {
    return rowsInMemory(this.#state, from, to);
  }

  /** Begins or goes on reading what is seen. */
  start(): void {
    this.#settle(this.#state);
  }

  /** Ends every read; {@link start} goes on. */
  stop(): void {
    this.#reader.cancel();
    this.#restart = null;
    clearTimeout(this.#staleTimer);
  }

  /** Once for all changes of a moment: a save may patch a thousand rows. */
  #restartReads(): void {
    if (!this.#reader.isReading) return;
    const isFirst = this.#restart === null;
    this.#restart = this.#restart === 'all' || this.#reader.isWorking ? 'all' : 'page';
    this.#reader.cancel();
    if (!isFirst) return;
    queueMicrotask(() => {
      const restart = this.#restart;
      if (restart === null) return;
      this.#restart = null;
      if (restart === 'all') this.reload();
      else this.#settle(this.#state);
    });
  }

  #apply(transition: Transition<Row>): void {
    this.#state = transition.state;
    for (const event of transition.events) this.#events.emit(event);
    this.#settle(this.#state);
  }

  /** Brings offset, reading and what others see in line with each other after any change. */
  #settle(state: WindowState<Row>): void {
    this.#state = clampOffset(state);
    if (state.viewportHeight > 0 && this.#error === null && this.#restart === null) this.#reader.want(this.#plan());
    this.#publish();
  }

  #plan(): LoadPlan | null {
    if (this.#wanted !== null) return { kind: 'jump', at: { kind: 'row', id: this.#wanted }, limit: 200 };
    if (this.#isStale) return { kind: 'jump', at: { kind: 'start' }, limit: 120 };
    const { run, count } = this.#state;
    return planLoad(run, visibleRows(this.#state), totalRows(run, count), this.#movement);
  }

  #accept(plan: LoadPlan, loaded: LoadedRows<Row>): void {
    const wasStale = this.#isStale;
    this.#isStale = false;
    clearTimeout(this.#staleTimer);
    const before = wasStale ? { ...this.#state, offset: topOffset(this.#state) } : this.#state;
    const accepted = acceptRows(before, plan, loaded);
    this.#state = accepted.state;
    if (wasStale) this.#events.emit({ kind: 'replaced' });
    for (const event of accepted.events) this.#events.emit(event);
    if (plan.at.kind === 'row') this.#showWanted(plan.at.id);
    if (plan.at.kind === 'end') {
      const { run, leading } = this.#state;
      this.#events.emit({ kind: 'arrivedAtEnd', index: leading.length + (run?.end ?? 1) - 1 });
    }
    this.#settle(this.#state);
  }

  #failPage(plan: LoadPlan, error: unknown): void {
    if (error instanceof PlaceLost && this.#state.run !== null) {
      void this.#readAgain(this.#state.run);
      return;
    }
    // A row that can't be found is no reason to show none: reading goes on from the top.
    if (plan.at.kind === 'row') this.#wanted = null;
    else this.#error = error;
    this.#dropStale();
  }

  #showWanted(id: string): void {
    this.#wanted = null;
    const index = indexOfRow(this.#state.run, id, this.#reader.source.rowId);
    if (index === -1) return;
    this.#movement = 'jump';
    const above = Math.floor(this.#state.viewportHeight / rowHeight / 3);
    this.#state = clampOffset({ ...this.#state, offset: (index - above) * rowHeight });
    this.#events.emit({ kind: 'located', index: index + this.#state.leading.length });
  }

  async #readAgain(run: RowRun<Row>): Promise<void> {
    const reading = this.#reader.doAlone((source, signal) => readAgain({ ...this.#state, run }, source, signal));
    this.#publish();
    const again = await reading;
    if (again.kind === 'cancelled') return;
    if (again.kind === 'failed') {
      this.#fail(again.error);
      return;
    }
    const offset = Math.max(topOffset(this.#state), this.#state.offset + again.value.offsetBy);
    const fitted = fitEnds({ ...this.#state, run: again.value.run, offset });
    this.#apply({ state: fitted.state, events: [...fitted.events, { kind: 'reloaded' }] });
  }

  #fail(error: unknown): void {
    this.#error = error;
    this.#publish();
  }

  #dropStale(): void {
    clearTimeout(this.#staleTimer);
    const wasStale = this.#isStale;
    this.#isStale = false;
    if (wasStale) {
      this.#state = { ...this.#state, run: null, offset: topOffset(this.#state) };
      this.#events.emit({ kind: 'replaced' });
    }
    this.#settle(this.#state);
  }

  #describe(): RowWindowSnapshot<Row> {
    const { isReading } = this.#reader;
    return describeWindow(this.#state, { isLoading: isReading, isStale: this.#isStale, error: this.#error });
  }

  #publish(): void {
    this.#snapshot = this.#describe();
    for (const listener of this.#listeners) listener();
  }
}
