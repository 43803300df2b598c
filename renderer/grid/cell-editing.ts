import type { RowWindow } from './row-window.ts';
import type { RowWindowEvent } from './window-events.ts';

/** The cell whose editor is open. */
export interface OpenEditor<Row> {
  /** Another one for every edit. */
  readonly serial: number;
  readonly id: string | null;
  /** As it was last seen: it may be scrolled out of memory. */
  readonly row: Row;
  /** Its row number; `null` while nobody knows where the row stands, or whether it is still in the view. */
  readonly index: number | null;
  readonly column: string;
  readonly typed: string | null;
}

/**
 * The one open editor of a grid. It stays with its row: when that one is scrolled out of sight, gets another number, is
 * read again or saved under another key, what was typed stays as it is. Scrolling is looking, not deciding, so it does
 * not commit; pressing a key in the editor brings it back into sight.
 */
export class CellEditing<Row> {
  #rows: RowWindow<Row>;
  #open: OpenEditor<Row> | null = null;
  #commit: (() => boolean) | null = null;
  #isCommitting = false;
  #serial = 0;
  readonly #listeners = new Set<() => void>();

  constructor(rows: RowWindow<Row>) {
    this.#rows = rows;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly open = (): OpenEditor<Row> | null => this.#open;

  attach(rows: RowWindow<Row>): () => void {
    this.#rows = rows;
    const endEvents = rows.onEvent((event) => this.#follow(event));
    const endChanges = rows.subscribe(() => this.#update());
    return () => {
      endEvents();
      endChanges();
    };
  }

  /** Opens the editor of this cell. False when another one could not be closed or the row is not in memory. */
  begin(index: number, column: string, typed: string | null): boolean {
    if (!this.close()) return false;
    const row = this.#rows.row(index);
    if (row === undefined) return false;
    this.#serial += 1;
    this.#commit = null;
    this.#set({ serial: this.#serial, id: this.#rows.idOf(index), row, index, column, typed });
    return true;
  }

  readonly register = (commit: () => boolean): void => {
    this.#commit = commit;
  };

  /** Commits and closes. True when no editor is open afterwards. */
  close(): boolean {
    if (this.#open === null) return true;
    // Committing may move the focus, or change rows, which would ask once more.
    if (this.#isCommitting) return false;
    this.#isCommitting = true;
    try {
      if (this.#commit?.() === false) return false;
    } finally {
      this.#isCommitting = false;
    }
    this.cancel();
    return true;
  }

  cancel(): void {
    this.#commit = null;
    this.#set(null);
  }

  #follow(event: RowWindowEvent): void {
    const open = this.#open;
    if (open === null) return;
    switch (event.kind) {
      case 'renumbered':
        if (open.index !== null && open.index >= event.from && open.index < event.to)
          this.#set({ ...open, index: Math.max(0, open.index + event.by) });
        break;
      case 'rearranged': {
        if (open.index === null) break;
        const place = event.placeOf(open.index);
        this.#set({ ...open, index: place.isGone ? null : place.index });
        break;
      }
      case 'renamed':
        if (open.id === event.from) this.#set({ ...open, id: event.to });
        break;
      case 'replaced':
        this.#set({ ...open, index: null });
        break;
      case 'reloaded':
      case 'located':
      case 'arrivedAtEnd':
        break;
    }
  }

  /** Looks the row up again: it may have come back, stand elsewhere, or have been changed. */
  #update(): void {
    const open = this.#open;
    if (open === null || this.#rows.snapshot().isStale) return;
    if (open.id === null) return;
    let { index } = open;
    if (index === null || this.#rows.idOf(index) !== open.id) {
      const found = this.#rows.indexOf(open.id);
      if (found !== -1) index = found;
      // Another row stands there now.
      else if (index !== null && this.#rows.row(index) !== undefined) index = null;
    }
    const row = index === null ? undefined : this.#rows.row(index);
    if (index !== open.index || (row !== undefined && row !== open.row)) {
      this.#set({ ...open, index, row: row ?? open.row });
    }
  }

  #set(open: OpenEditor<Row> | null): void {
    if (open === this.#open) return;
    this.#open = open;
    for (const listener of this.#listeners) listener();
  }
}
