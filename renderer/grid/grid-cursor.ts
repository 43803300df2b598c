import type { RowWindow } from './row-window.ts';
import {
  type CellPlace,
  headerRow,
  type Motion,
  noSelection,
  reduceSelection,
  type Selection,
  type SelectionAction,
  selectCell,
} from './selection.ts';
import type { RowWindowEvent } from './window-events.ts';
import { rowHeight } from './window-state.ts';

/** Whoever sorts and goes on at once speaks of rows that are asked for in this time. */
const expectedWithinMs = 500;

/**
 * The selected cells of a grid. They are row numbers here, and stay with their rows when those get other numbers: while
 * positions are guessed, when rows are read again, when rows come and go.
 */
export class GridCursor<Row> {
  #rows: RowWindow<Row>;
  #selection: Selection;
  /** Identity of the active row, as long as it is known. */
  #activeId: string | null = null;
  /** The last row was asked for: where that is, is known when it is read. */
  #goesToEnd = false;
  /**
   * What was chosen since other rows were asked for: `place` with the keyboard, such as the first row, whichever it will
   * be; `row` with the pointer, that very row.
   */
  #chosenEarly: 'place' | 'row' | null = null;
  #expectedUntil = 0;
  readonly #listeners = new Set<() => void>();

  constructor(rows: RowWindow<Row>, initialColumn: number) {
    this.#rows = rows;
    this.#selection = noSelection(Math.max(0, initialColumn));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly selection = (): Selection => this.#selection;

  /** Follows these rows until the function that is returned is called. */
  attach(rows: RowWindow<Row>): () => void {
    this.#rows = rows;
    const endEvents = rows.onEvent((event) => this.#follow(event));
    const endChanges = rows.subscribe(() => this.#remember());
    this.#remember();
    return () => {
      endEvents();
      endChanges();
    };
  }

  /**
   * Other rows were just asked for: they begin without a selection, and until they come what is chosen by the keyboard is
   * a place among them.
   */
  expectRows(): void {
    this.#expectedUntil = performance.now() + expectedWithinMs;
    this.#chosenEarly = null;
    if (!this.#isLeading(this.#selection.active.row)) this.#dispatch({ kind: 'clear' });
  }

  /** How long the active row may still be one of a question that was given up, in ms; 0 when it is the one meant. */
  get uncertainForMs(): number {
    if (this.#rows.snapshot().isStale) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#expectedUntil - performance.now());
  }

  /** The active row when it is in memory and surely the one meant. */
  activeRow(): Row | undefined {
    return this.uncertainForMs > 0 && !this.#isLeading(this.#selection.active.row)
      ? undefined
      : this.#rows.row(this.#selection.active.row);
  }

  select(cell: CellPlace, options: { readonly extend?: boolean; readonly rows?: boolean } = {}): void {
    this.#goesToEnd = false;
    this.#activeId = this.#rows.idOf(cell.row);
    this.#chose('row');
    this.#dispatch({ kind: 'select', cell, extend: options.extend === true, rows: options.rows === true });
  }

  /** Makes the place where the keyboard begins a chosen one. */
  choose(): void {
    if (this.#selection.kind === 'none') this.#dispatch({ kind: 'collapse' });
  }

  collapse(): void {
    this.#dispatch({ kind: 'collapse' });
  }

  selectAll(): void {
    this.#dispatch({ kind: 'selectAll', rowCount: this.#rows.snapshot().rowCount });
  }

  move(motion: Motion, extend: boolean, columnCount: number): void {
    const rows = this.#rows;
    const { active } = this.#selection;
    const { rowCount } = rows.snapshot();
    const { rowsPerPage } = rows;
    const isPage = motion === 'pageUp' || motion === 'pageDown';
    this.#goesToEnd = motion === 'lastRow' || motion === 'lastCell';
    this.#activeId = null;
    this.#chose('place');
    if (isPage && active.row >= 0) {
      const isSeen = rows.isRevealed(active.row);
      rows.scrollBy((motion === 'pageDown' ? 1 : -1) * rowsPerPage * rowHeight);
      if (!isSeen && !extend) {
        // The active cell was scrolled away: the page turns where one looks, and the cell comes along.
        const { offset } = rows.snapshot();
        const row = Math.min(Math.max(0, rowCount - 1), Math.ceil(offset / rowHeight));
        this.#set(selectCell({ row, column: active.column }));
        return;
      }
    }
    this.#dispatch({ kind: 'move', motion, extend, extent: { rowCount, columnCount, rowsPerPage } });
  }

  #chose(how: 'place' | 'row'): void {
    this.#chosenEarly = this.uncertainForMs > 0 ? how : null;
  }

  #isLeading(row: number): boolean {
    return row >= 0 && row < this.#rows.snapshot().leading.length;
  }

  #goTo(row: number): void {
    this.#dispatch({
      kind: 'select',
      cell: { row, column: this.#selection.active.column },
      extend: false,
      rows: false,
    });
  }

  #follow(event: RowWindowEvent): void {
    switch (event.kind) {
      case 'renumbered':
        this.#dispatch(event);
        break;
      case 'rearranged':
        if (event.placeOf(this.#selection.active.row).isGone) this.#activeId = null;
        this.#dispatch(event);
        break;
      case 'renamed':
        if (this.#activeId === event.from) this.#activeId = event.to;
        break;
      case 'located':
        this.#activeId = this.#rows.idOf(event.index);
        this.#goTo(event.index);
        break;
      case 'arrivedAtEnd':
        if (this.#goesToEnd) this.#goTo(event.index);
        this.#goesToEnd = false;
        break;
      case 'reloaded': {
        const index = this.#activeId === null ? -1 : this.#rows.indexOf(this.#activeId);
        if (index !== -1 && index !== this.#selection.active.row) this.#goTo(index);
        break;
      }
      case 'replaced':
        this.#replace();
        break;
    }
  }

  #replace(): void {
    const chosen = this.#chosenEarly;
    const id = this.#activeId;
    this.#chosenEarly = null;
    this.#expectedUntil = 0;
    this.#activeId = null;
    const { active } = this.#selection;
    // Whoever sorts from the header stays there, and a leading row is where it was.
    if (active.row === headerRow || this.#isLeading(active.row) || chosen === 'place') return;
    const index = chosen === 'row' && id !== null ? this.#rows.indexOf(id) : -1;
    if (index === -1) this.#dispatch({ kind: 'clear' });
    else this.#goTo(index);
  }

  #remember(): void {
    const { run, isStale, rowCount } = this.#rows.snapshot();
    // Fewer rows than were thought, or than there were.
    if (run?.atEnd === true && !isStale) this.#dispatch({ kind: 'limit', rowCount });
    this.#activeId = this.#rows.idOf(this.#selection.active.row) ?? this.#activeId;
  }

  #dispatch(action: SelectionAction): void {
    this.#set(reduceSelection(this.#selection, action));
  }

  #set(selection: Selection): void {
    if (selection === this.#selection) return;
    this.#selection = selection;
    for (const listener of this.#listeners) listener();
  }
}
