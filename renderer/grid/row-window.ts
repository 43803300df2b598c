import { type LoadPlan, planLoad, samePlan, totalRows } from './load-plan.ts';
import { readAgain } from './read-again.ts';
import { firstCursor, indexOfRow, lastCursor, type RowRun, rowAt } from './row-run.ts';
import { PlaceLost, type RowCount, type RowSource } from './row-source.ts';
import {
  acceptRows,
  clampOffset,
  fitEnds,
  type Renumbered,
  renumber,
  rowHeight,
  type Transition,
  visibleRows,
  type WindowState,
  withCount,
} from './window-state.ts';

/** A read that was overtaken by a jump may still answer within this time, so that dragging shows rows on the way. */
const overtakenGraceMs = 150;
/** Rows of an earlier question stay this long while the first answer to the new one is on its way. */
const staleGraceMs = 150;

export interface RowWindowSnapshot<Row> extends WindowState<Row> {
  readonly rowCount: number;
  /** Rows that are at least partly seen; `visibleTo` is exclusive. */
  readonly visibleFrom: number;
  readonly visibleTo: number;
  readonly isLoading: boolean;
  /** The rows belong to the question before; the answer to the present one is on its way. */
  readonly isStale: boolean;
  readonly error: unknown;
}

export type RowWindowEvent =
  | Renumbered
  /** Rows were read again; a row may have another number now. */
  | { readonly kind: 'reloaded' }
  /** The rows are those of another question. */
  | { readonly kind: 'replaced' }
  /** The row that {@link RowWindow.open} asked for stands here. */
  | { readonly kind: 'located'; readonly index: number }
  /** The true end was read; the last row has this number. */
  | { readonly kind: 'arrivedAtEnd'; readonly index: number };

type Flight = { readonly plan: LoadPlan; readonly abort: AbortController; readonly startedAt: number };

/**
 * Which rows are seen, and reading them: a logical offset over any number of rows, a run of rows around it, and at most
 * one read at a time. Holds no DOM; `useRowWindow` ties it to a scrolling element.
 */
export class RowWindow<Row> {
  #source: RowSource<Row>;
  #state: WindowState<Row>;
  #movement: 'step' | 'jump' = 'jump';
  #flight: Flight | null = null;
  #reload: AbortController | null = null;
  #wanted: string | null = null;
  #isStale = false;
  #error: unknown = null;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #eventListeners = new Set<(event: RowWindowEvent) => void>();
  /** A row was found before anybody listened: a grid that is mounted later still selects it. */
  #unheard: Extract<RowWindowEvent, { kind: 'located' }> | null = null;
  #snapshot: RowWindowSnapshot<Row>;

  constructor(source: RowSource<Row>, count: RowCount | null = null) {
    this.#source = source;
    this.#state = { offset: 0, viewportHeight: 0, run: null, count };
    this.#snapshot = this.#describe();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): RowWindowSnapshot<Row> => this.#snapshot;

  onEvent(listener: (event: RowWindowEvent) => void): () => void {
    this.#eventListeners.add(listener);
    const unheard = this.#unheard;
    this.#unheard = null;
    if (unheard !== null) listener(unheard);
    return () => this.#eventListeners.delete(listener);
  }

  /** The row with this number, when it is in memory. */
  row(index: number): Row | undefined {
    return rowAt(this.#state.run, index);
  }

  /** Number of the row with this id, or -1 when it is not in memory. */
  indexOf(id: string): number {
    return indexOfRow(this.#state.run, id, this.#source.rowId);
  }

  idOf(index: number): string | null {
    const row = this.row(index);
    return row === undefined ? null : this.#source.rowId(row);
  }

  /** Height of the part that shows rows, in CSS px. Reading begins with the first height above 0. */
  setViewportHeight(viewportHeight: number): void {
    if (viewportHeight === this.#state.viewportHeight) return;
    this.#settle({ ...this.#state, viewportHeight });
  }

  setCount(count: RowCount | null): void {
    const known = this.#state.count;
    if (count?.kind !== known?.kind || count?.value !== known?.value) this.#apply(withCount(this.#state, count));
  }

  /** Moves by px, as a wheel or a trackpad does; rows between are read through, none is skipped. */
  scrollBy(distance: number): void {
    this.#movement = 'step';
    this.#settle({ ...this.#state, offset: this.#state.offset + distance });
  }

  /** Moves to a place, as a scrollbar does. */
  scrollTo(offset: number): void {
    const { offset: before, viewportHeight } = this.#state;
    this.#movement = Math.abs(offset - before) <= viewportHeight ? 'step' : 'jump';
    this.#settle({ ...this.#state, offset });
  }

  /** Whole rows that fit, less one: that one is seen on both pages. */
  get rowsPerPage(): number {
    return Math.max(1, Math.floor(this.#state.viewportHeight / rowHeight) - 1);
  }

  /** Scrolls as little as possible so that the row is seen whole. */
  reveal(index: number): void {
    const top = index * rowHeight;
    const lowest = top + rowHeight - this.#state.viewportHeight;
    if (this.#state.offset > top) this.scrollTo(top);
    else if (this.#state.offset < lowest) this.scrollTo(lowest);
  }

  isRevealed(index: number): boolean {
    const top = index * rowHeight - this.#state.offset;
    return top > -rowHeight && top < this.#state.viewportHeight;
  }

  /** Reads around the row with this id and shows it; a `located` event tells where it stands. */
  open(id: string): void {
    const index = this.indexOf(id);
    if (index !== -1 && !this.#isStale) {
      if (!this.isRevealed(index)) this.reveal(index);
      this.#emit({ kind: 'located', index });
      return;
    }
    this.#wanted = id;
    this.#cancelReads();
    this.#settle(this.#state);
  }

  /** Selects the row with this id where it stands, without scrolling; nothing happens when it is not in memory. */
  select(id: string): void {
    const index = this.indexOf(id);
    if (index !== -1) this.#emit({ kind: 'located', index });
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
    this.#source = source;
    if (given.keepPosition && this.#state.run !== null) {
      this.reload();
      return;
    }
    this.#cancelReads();
    this.#error = null;
    this.#wanted = null;
    clearTimeout(this.#staleTimer);
    this.#isStale = this.#state.run !== null;
    if (this.#isStale) this.#staleTimer = setTimeout(() => this.#dropStale(), staleGraceMs);
    this.#settle({ ...this.#state, count: given.count });
  }

  /** Reads the rows in memory again; what is seen stays where it is. */
  reload(): void {
    this.#cancelReads();
    this.#error = null;
    if (this.#state.run === null || this.#isStale) this.#settle(this.#state);
    else void this.#readAgain(this.#state.run);
  }

  /** Learns the exact numbers of the rows in memory, once the source knows them. */
  async locate(): Promise<void> {
    const { run } = this.#state;
    const cursor = run === null ? null : firstCursor(run);
    if (run === null || run.isExact || cursor === null || this.#flight !== null || this.#reload !== null) return;
    const abort = new AbortController();
    this.#reload = abort;
    try {
      const loaded = await this.#source.load({ kind: 'after', cursor }, 1, abort.signal);
      const now = this.#state.run;
      this.#endReload(abort);
      if (abort.signal.aborted || now === null || now.pages[0] !== run.pages[0] || !loaded.indexIsExact) return;
      if (loaded.rows.length > 0) this.#apply(renumber(this.#state, loaded.index - 1 - now.start, true));
    } catch (error) {
      this.#fail(abort, error);
    }
  }

  /**
   * Rows `from`…`to` (exclusive), read where they are not in memory.
   * @returns `null` when they can't be named: their numbers are still guesses.
   */
  async collect(from: number, to: number, signal: AbortSignal): Promise<readonly Row[] | null> {
    const { run } = this.#state;
    if (run === null) return null;
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
      const loaded = await this.#source.load(at, Math.min(1000, to - from - rows.length), signal);
      if (cursor === null && (!loaded.indexIsExact || loaded.index !== from)) return null;
      rows.push(...loaded.rows);
      cursor = loaded.last;
      if (loaded.atEnd || cursor === null || loaded.rows.length === 0) break;
    }
    return rows;
  }

  /** Begins or goes on reading what is seen. */
  start(): void {
    this.#settle(this.#state);
  }

  /** Ends every read; {@link start} goes on. */
  stop(): void {
    this.#cancelReads();
    clearTimeout(this.#staleTimer);
  }

  #apply(transition: Transition<Row>): void {
    this.#state = transition.state;
    for (const event of transition.renumbered) this.#emit(event);
    this.#settle(this.#state);
  }

  /** Brings offset, reading and what others see in line with each other after any change. */
  #settle(state: WindowState<Row>): void {
    this.#state = clampOffset(state);
    if (state.viewportHeight > 0 && this.#error === null && this.#reload === null) this.#read();
    this.#publish();
  }

  #plan(): LoadPlan | null {
    if (this.#wanted !== null) return { kind: 'jump', at: { kind: 'row', id: this.#wanted }, limit: 200 };
    if (this.#isStale) return { kind: 'jump', at: { kind: 'start' }, limit: 120 };
    const { run, count } = this.#state;
    return planLoad(run, visibleRows(this.#state), totalRows(run, count), this.#movement);
  }

  #read(): void {
    const plan = this.#plan();
    if (this.#flight !== null) {
      if (plan === null || samePlan(this.#flight.plan, plan)) return;
      const age = performance.now() - this.#flight.startedAt;
      if (age < overtakenGraceMs) {
        clearTimeout(this.#graceTimer);
        this.#graceTimer = setTimeout(() => this.#settle(this.#state), overtakenGraceMs - age + 1);
        return;
      }
      this.#cancelReads();
    }
    if (plan !== null) this.#start(plan);
  }

  #start(plan: LoadPlan): void {
    const flight: Flight = { plan, abort: new AbortController(), startedAt: performance.now() };
    this.#flight = flight;
    this.#source.load(plan.at, plan.limit, flight.abort.signal).then(
      (loaded) => {
        if (this.#flight !== flight) return;
        this.#flight = null;
        const wasStale = this.#isStale;
        this.#isStale = false;
        clearTimeout(this.#staleTimer);
        const before = wasStale ? { ...this.#state, offset: 0 } : this.#state;
        const accepted = acceptRows(before, plan, loaded);
        this.#state = accepted.state;
        if (wasStale) this.#emit({ kind: 'replaced' });
        for (const event of accepted.renumbered) this.#emit(event);
        if (plan.at.kind === 'row') this.#showWanted(plan.at.id);
        if (plan.at.kind === 'end') this.#emit({ kind: 'arrivedAtEnd', index: (this.#state.run?.end ?? 1) - 1 });
        this.#settle(this.#state);
      },
      (error: unknown) => {
        if (this.#flight !== flight) return;
        this.#flight = null;
        if (error instanceof PlaceLost && this.#state.run !== null) {
          void this.#readAgain(this.#state.run);
          return;
        }
        // A row that can't be found is no reason to show none: reading goes on from the top.
        if (plan.at.kind === 'row') this.#wanted = null;
        else this.#error = error;
        this.#dropStale();
      },
    );
  }

  #showWanted(id: string): void {
    this.#wanted = null;
    const index = this.indexOf(id);
    if (index === -1) return;
    this.#movement = 'jump';
    const above = Math.floor(this.#state.viewportHeight / rowHeight / 3);
    this.#state = clampOffset({ ...this.#state, offset: (index - above) * rowHeight });
    this.#emit({ kind: 'located', index });
  }

  async #readAgain(run: RowRun<Row>): Promise<void> {
    const { from } = visibleRows(this.#state);
    const index = Math.min(Math.max(from, run.start), run.end - 1);
    const abort = new AbortController();
    this.#reload = abort;
    this.#publish();
    try {
      const again = await readAgain(this.#state, this.#source, { index, id: this.idOf(index) }, abort.signal);
      if (abort.signal.aborted) return;
      this.#endReload(abort);
      this.#state = { ...this.#state, run: again.run, offset: Math.max(0, this.#state.offset + again.offsetBy) };
      this.#apply(fitEnds(this.#state));
      this.#emit({ kind: 'reloaded' });
    } catch (error) {
      this.#fail(abort, error);
    }
  }

  #endReload(abort: AbortController): void {
    if (this.#reload === abort) this.#reload = null;
  }

  #fail(abort: AbortController, error: unknown): void {
    this.#endReload(abort);
    if (abort.signal.aborted) return;
    this.#error = error;
    this.#publish();
  }

  #cancelReads(): void {
    clearTimeout(this.#graceTimer);
    this.#flight?.abort.abort();
    this.#flight = null;
    this.#reload?.abort();
    this.#reload = null;
  }

  #dropStale(): void {
    clearTimeout(this.#staleTimer);
    const wasStale = this.#isStale;
    this.#isStale = false;
    if (wasStale) this.#emit({ kind: 'replaced' });
    this.#settle(wasStale ? { ...this.#state, run: null, offset: 0 } : this.#state);
  }

  #describe(): RowWindowSnapshot<Row> {
    const { from, to } = visibleRows(this.#state);
    return {
      ...this.#state,
      rowCount: totalRows(this.#state.run, this.#state.count),
      visibleFrom: from,
      visibleTo: to,
      isLoading: this.#flight !== null || this.#reload !== null,
      isStale: this.#isStale,
      error: this.#error,
    };
  }

  #keepUnheard(event: RowWindowEvent): void {
    const found = this.#unheard;
    if (event.kind === 'located') this.#unheard = event;
    else if (event.kind === 'renumbered' && found !== null && found.index >= event.from && found.index < event.to) {
      this.#unheard = { ...found, index: found.index + event.by };
    }
  }

  #publish(): void {
    this.#snapshot = this.#describe();
    for (const listener of this.#listeners) listener();
  }

  #emit(event: RowWindowEvent): void {
    if (this.#eventListeners.size === 0) this.#keepUnheard(event);
    for (const listener of this.#eventListeners) listener(event);
  }
}
