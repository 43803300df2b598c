import type { Cell, WholeCell } from '../../../../../shared/domain/cell.ts';
import type { BaseValue, ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { PgForeignKey } from '../table.ts';
import type { Stored } from './exact-value.ts';
import type { WriteTable } from './write-table.ts';

/** What a field shall hold, ready to be bound. */
export type PlannedValue =
  | { readonly kind: 'stored'; readonly value: Stored }
  | { readonly kind: 'default' }
  /** Stands until the row it refers to is there: NULL where the column takes it. */
  | { readonly kind: 'stopgap' }
  /** The value the row of another change gets; one that is known already has been put in its place. */
  | { readonly kind: 'inserted'; readonly change: string; readonly field: string };

/** What a field must hold for the change to be made. */
export type PlannedBase = BaseValue | { readonly kind: 'stored'; readonly value: Stored };

export interface PlannedField {
  readonly field: string;
  readonly value: PlannedValue;
  /** What a person has typed; `undefined` for what came otherwise, which must be kept to the byte. */
  readonly typed: WholeCell | undefined;
  /** `value` for a person. */
  readonly mine: Cell;
  /** The form the store may give to the value. */
  readonly accepts?: WholeCell;
}

export interface GuardedField {
  readonly field: string;
  readonly base: PlannedBase;
}

export type PlannedInsert = PlannedShared & {
  readonly kind: 'insert';
  /** Fields that are left out get their default. */
  readonly fields: readonly PlannedField[];
  /** Set when all rows are there: they refer to rows that refer back. Their places in `fields` hold a stopgap. */
  readonly later: readonly PlannedField[];
  /** It brings a deleted row back: one that is there again, and the same, is as good. */
  readonly restores: RowKey | null;
};

export type PlannedUpdate = PlannedShared & {
  readonly kind: 'update';
  readonly key: RowKey;
  readonly fields: readonly (PlannedField & GuardedField)[];
};

export type PlannedDelete = PlannedShared & {
  readonly kind: 'delete';
  readonly key: RowKey;
  readonly guards: readonly GuardedField[];
};

interface PlannedShared {
  /** Id of the change. */
  readonly change: string;
  readonly table: string;
  /** It has a problem already: it is looked at, and not written. */
  readonly isBlocked: boolean;
  /** What a person has seen in the row and agreed to overwrite: a guard by field, `''` for the guard of all conflicts at once. */
  readonly overwrites: ReadonlyMap<string, string>;
}

/** One row to write, and what must hold for it. */
export type PlannedRow = PlannedInsert | PlannedUpdate | PlannedDelete;

/** All rows to write, in the order to try, with all that is needed to know of their tables. */
export interface WritePlan {
  readonly rows: readonly PlannedRow[];
  /** Tables of the rows, and of those that follow them by foreign keys. */
  readonly tables: ReadonlyMap<string, WriteTable>;
  /** Tables whose rows may follow, which the role may not read: why not. */
  readonly hidden: ReadonlyMap<string, string>;
  /** Tables that foreign keys of these lead to or come from, as they stand in SQL. */
  readonly sources: ReadonlyMap<string, string>;
  /** Foreign keys that begin or end at one of the tables. */
  readonly relations: readonly PgForeignKey[];
  /** Found without looking into the store. */
  readonly problems: readonly ChangeProblem[];
}

/** What a problem says of the row it is about. */
export function subjectOfRow(row: PlannedRow): {
  change: string;
  row: 'insert' | 'update' | 'delete';
  model: string;
  key: RowKey | null;
} {
  const key = row.kind === 'insert' ? row.restores : row.key;
  return { change: row.change, row: row.kind, model: row.table, key };
}
