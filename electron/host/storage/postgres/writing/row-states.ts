import type { Stored } from './exact-value.ts';
import { RefusedRow } from './refused-row.ts';
import type { PlannedRow } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

/** Rows that follow by foreign keys, at most. */
export const followedRows = 100_000;

/** What the images of one save may take. */
export const imageBytes = 256 * 1024 * 1024;

/** What finds a row as long as the transaction lasts: the values of its key. */
export type Locator = readonly Stored[];

/** A row that the transaction touches. */
export interface RowState {
  readonly table: WriteTable;
  /** Where it is now; `null` for a row that is not inserted yet. */
  locator: Locator | null;
  /** What it must be to be written (`xmin`); `null` where nothing is known, or the transaction itself has changed it. */
  version: string | null;
  /** What is known of it as it was before the transaction; `null` for a new row. */
  readonly before: Map<string, Stored> | null;
  /** Nobody else can change it until the transaction ends. */
  readonly isLocked: boolean;
  /** Its own change; `null` when it only follows another row. */
  readonly row: PlannedRow | null;
  /** Its own change, or the one it follows. */
  readonly cause: PlannedRow;
  /** Columns that were written and must lead somewhere where they are a foreign key. */
  readonly written: Set<string>;
  /** The transaction has deleted it. */
  isGone: boolean;
  /** It holds stopgaps in place of values that another row still has. */
  isParked: boolean;
}

/** A row of the plan as it is found, or a new one. */
export function ownState(
  table: WriteTable,
  row: PlannedRow,
  found: { readonly key: Locator; readonly version: string | null; readonly isLocked: boolean } | null,
  before: Map<string, Stored> | null,
): RowState {
  return {
    table,
    locator: found?.key ?? null,
    version: found?.version ?? null,
    before,
    isLocked: found === null || found.isLocked,
    row,
    cause: row,
    written: new Set(),
    isGone: false,
    isParked: false,
  };
}

/** A row that changes along with the one that `cause` is about. */
export function followerState(
  table: WriteTable,
  locator: Locator,
  before: Map<string, Stored>,
  cause: PlannedRow,
): RowState {
  return {
    table,
    locator,
    version: null,
    before,
    isLocked: true,
    row: null,
    cause,
    written: new Set(),
    isGone: false,
    isParked: false,
  };
}

/** All rows the transaction touches, each once, found by where they are now. */
export class RowStates {
  readonly #states: RowState[] = [];
  readonly #places = new Map<string, Map<string, RowState>>();
  #followed = 0;
  #bytes = 0;

  get all(): readonly RowState[] {
    return this.#states;
  }

  find(table: WriteTable, locator: Locator): RowState | undefined {
    return this.#places.get(table.id)?.get(locatorName(locator));
  }

  add(state: RowState): RowState {
    this.#states.push(state);
    this.#place(state);
    if (state.row === null) {
      this.#followed += 1;
      this.checkFollowers(0);
    }
    return state;
  }

  /** @param more rows that are about to follow. */
  checkFollowers(more: number): void {
    if (this.#followed + more > followedRows)
      throw new RefusedRow(`It would change more than ${followedRows.toLocaleString('en')} other rows with it`);
  }

  /** The row is somewhere else now. */
  move(state: RowState, locator: Locator): void {
    this.#leave(state);
    state.locator = locator;
    this.#place(state);
  }

  /** The row is deleted: another one may take its place. */
  remove(state: RowState): void {
    this.#leave(state);
    state.isGone = true;
  }

  #leave(state: RowState): void {
    if (state.locator === null) return;
    const places = this.#places.get(state.table.id);
    const name = locatorName(state.locator);
    // Another row may have taken the place meanwhile.
    if (places?.get(name) === state) places.delete(name);
  }

  #place(state: RowState): void {
    if (state.locator === null) return;
    const { id } = state.table;
    const places = this.#places.get(id) ?? new Map<string, RowState>();
    this.#places.set(id, places);
    places.set(locatorName(state.locator), state);
  }

  /**
   * Notes columns of a row that are not known yet. Nothing has changed them before, or they would be: what they hold now
   * is what they held before the transaction.
   */
  capture(state: RowState, columns: readonly string[], values: readonly Stored[]): void {
    const { before } = state;
    if (before === null || state.isGone) return;
    for (const [at, name] of columns.entries()) {
      if (before.has(name)) continue;
      const value = values[at] ?? null;
      before.set(name, value);
      this.count(value?.length ?? 0);
    }
  }

  /** Counts what images take. */
  count(sizeBytes: number): void {
    this.#bytes += sizeBytes;
    this.checkBytes(0);
  }

  checkBytes(more: number): void {
    if (this.#bytes + more > imageBytes)
      throw new RefusedRow(
        `Its rows hold more than ${imageBytes / 1024 / 1024} MB, which can’t be kept for taking it back`,
      );
  }
}

/** A text that is the same for the same locator. */
export function locatorName(locator: Locator): string {
  return locator.length === 1 && typeof locator[0] === 'string' ? `t${locator[0]}` : JSON.stringify(locator);
}
