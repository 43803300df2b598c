import type { StoredValue } from '../../protocol.ts';
import { storedSize } from '../../write/exact-value.ts';
import type { PlannedRow } from '../../write/write-plan.ts';
import { type Locator, locatorName, type TableAccess } from './table-access.ts';

/** Thrown when a row can’t be written for a reason that is not the store’s own. */
export class RefusedRow extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RefusedRow';
  }
}

/** Rows that follow by foreign keys, at most. */
export const followedRows = 100_000;

/** What the images of one save may take. */
export const imageBytes = 256 * 1024 * 1024;

/** A row that the transaction touches. */
export interface RowState {
  readonly access: TableAccess;
  /** Where it is now; `null` for a row that is not inserted yet. */
  locator: Locator | null;
  /** What is known of it as it was before the transaction; `null` for a new row. */
  readonly before: Map<string, StoredValue> | null;
  /** Its own change; `null` when it only follows another row. */
  readonly row: PlannedRow | null;
  /** Its own change, or the one it follows. */
  readonly cause: PlannedRow;
  /** Columns that were written and must lead somewhere where they are a foreign key. */
  written: readonly string[];
  /** The transaction has deleted it. */
  isGone: boolean;
  /** It holds stopgaps in place of values that another row still has. */
  isParked: boolean;
}

/** A row of the plan as it is found, or a new one. */
export function ownState(
  access: TableAccess,
  row: PlannedRow,
  locator: Locator | null,
  before: Map<string, StoredValue> | null,
): RowState {
  return { access, locator, before, row, cause: row, written: [], isGone: false, isParked: false };
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

  find(access: TableAccess, locator: Locator): RowState | undefined {
    return this.#places.get(access.table.name)?.get(locatorName(locator));
  }

  add(state: RowState): RowState {
    this.#states.push(state);
    this.#place(state);
    if (state.row === null) {
      this.#followed += 1;
      if (this.#followed > followedRows)
        throw new RefusedRow(`It would change more than ${followedRows.toLocaleString('en')} other rows with it`);
    }
    return state;
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
    const places = this.#places.get(state.access.table.name);
    const name = locatorName(state.locator);
    // Another row may have taken the place meanwhile.
    if (places?.get(name) === state) places.delete(name);
  }

  /**
   * Reads columns that are not known yet. Nothing has changed them before, or they would be: what they hold now is
   * what they held before the transaction.
   */
  capture(state: RowState, columns: readonly string[]): void {
    const { before, locator, access } = state;
    if (before === null || locator === null || state.isGone) return;
    const missing = columns.filter((name) => !before.has(name));
    if (missing.length === 0) return;
    const values = access.readOne(missing, locator);
    if (values === null) return;
    missing.forEach((name, position) => void this.keep(before, name, values[position] ?? null));
  }

  keep(before: Map<string, StoredValue>, name: string, value: StoredValue): void {
    before.set(name, value);
    this.count(value);
  }

  count(value: StoredValue): void {
    this.#bytes += storedSize(value);
    if (this.#bytes > imageBytes)
      throw new RefusedRow(
        `Its rows hold more than ${imageBytes / 1024 / 1024} MB, which can’t be kept for taking it back`,
      );
  }

  #place(state: RowState): void {
    if (state.locator === null) return;
    const { name } = state.access.table;
    const places = this.#places.get(name) ?? new Map<string, RowState>();
    this.#places.set(name, places);
    places.set(locatorName(state.locator), state);
  }
}
