import type { Cell, WholeCell } from '../../../../../shared/domain/cell.ts';
import type { BaseValue, ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { StoredValue } from '../protocol.ts';
import type { WriteRelation, WriteTable } from './write-table.ts';

/** What a field shall hold, ready to be bound. */
export type PlannedValue =
  | { readonly kind: 'stored'; readonly value: StoredValue }
  | { readonly kind: 'default' }
  /** Stands until the row it refers to is there: NULL where the column takes it. */
  | { readonly kind: 'stopgap' }
  /** The value the row of another change gets; one that is known already has been put in its place. */
  | { readonly kind: 'inserted'; readonly change: string; readonly field: string }
  | { readonly kind: 'upload'; readonly upload: string; readonly as: 'text' | 'bytes'; readonly sizeBytes: number };

/** What a field must hold for the change to be made. */
export type PlannedBase = BaseValue | { readonly kind: 'stored'; readonly value: StoredValue };

export interface PlannedField {
  readonly field: string;
  readonly value: PlannedValue;
  /** `value` for a person. */
  readonly mine: Cell;
  /** The form the store may give to the value. */
  readonly accepts?: WholeCell;
  /** The value can't be stored as it was typed: digits were lost when it became a double. */
  readonly isRounded: boolean;
}

export interface GuardedField {
  readonly field: string;
  readonly base: PlannedBase;
}

/** One row to write, and what must hold for it. */
export type PlannedRow = {
  /** Id of the change. */
  readonly change: string;
  readonly table: string;
  /** It has a problem already: it is looked at, and not written. */
  readonly isBlocked: boolean;
  /** What a person has seen in the row and agreed to overwrite: a guard by field, `''` for the guard of all conflicts at once. */
  readonly overwrites: ReadonlyMap<string, string>;
} & (
  | {
      readonly kind: 'insert';
      /** Fields that are left out get their default. */
      readonly fields: readonly PlannedField[];
      /** Set when all rows are there: they refer to rows that refer back. Their places in `fields` hold a stopgap. */
      readonly later: readonly PlannedField[];
      /** The hidden row number it had before it was deleted. */
      readonly rowid: bigint | null;
      /** The row number is no part of its key: when another row has it by now, it gets a new one. */
      readonly isRowidFree: boolean;
      /** It brings a deleted row back: one that is there again, and the same, is as good. */
      readonly restores: RowKey | null;
    }
  | {
      readonly kind: 'update';
      readonly key: RowKey;
      readonly fields: readonly (PlannedField & GuardedField)[];
    }
  | { readonly kind: 'delete'; readonly key: RowKey; readonly guards: readonly GuardedField[] }
);

/** All rows to write, in the order to try, with all that is needed to know of their tables. */
export interface WritePlan {
  readonly rows: readonly PlannedRow[];
  /** Tables of the rows, and of those that follow them by foreign keys. */
  readonly tables: ReadonlyMap<string, WriteTable>;
  /** Foreign keys that begin or end at one of the tables. */
  readonly relations: readonly WriteRelation[];
  /** Names the foreign keys that begin or end at one of the tables; made by `foreignKeysOf`. */
  readonly foreignKeys: readonly string[];
  /** Found without looking into the store. */
  readonly problems: readonly ChangeProblem[];
}
