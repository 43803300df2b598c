import type { Rearranged } from './rearranged.ts';

/** Row numbers of the rows that were in `from`…`to` changed by `by`; nothing moved on the screen. */
export interface Renumbered {
  readonly kind: 'renumbered';
  readonly by: number;
  readonly from: number;
  readonly to: number;
}

/** What happened to the rows of a window. Numbers are those of the grid: leading rows count. */
export type RowWindowEvent =
  | Renumbered
  | Rearranged
  /** A row was patched into one with another id. */
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string | null }
  /** Rows were read again; a row may have another number now. */
  | { readonly kind: 'reloaded' }
  /** The rows are those of another question. */
  | { readonly kind: 'replaced' }
  /** The row that was asked for stands here. */
  | { readonly kind: 'located'; readonly index: number }
  /** The true end was read; the last row has this number. */
  | { readonly kind: 'arrivedAtEnd'; readonly index: number };

/** Tells events to whoever listens. A row that was found before anybody did is told to the first one who comes. */
export class WindowEvents {
  readonly #listeners = new Set<(event: RowWindowEvent) => void>();
  #unheard: Extract<RowWindowEvent, { kind: 'located' }> | null = null;

  listen(listener: (event: RowWindowEvent) => void): () => void {
    this.#listeners.add(listener);
    const unheard = this.#unheard;
    this.#unheard = null;
    if (unheard !== null) listener(unheard);
    return () => this.#listeners.delete(listener);
  }

  emit(event: RowWindowEvent): void {
    if (this.#listeners.size === 0) this.#keep(event);
    for (const listener of this.#listeners) listener(event);
  }

  #keep(event: RowWindowEvent): void {
    const found = this.#unheard;
    if (event.kind === 'located') this.#unheard = event;
    else if (found === null) return;
    else if (event.kind === 'rearranged') this.#unheard = { ...found, index: event.placeOf(found.index).index };
    else if (event.kind === 'renumbered' && found.index >= event.from && found.index < event.to) {
      this.#unheard = { ...found, index: found.index + event.by };
    }
  }
}
