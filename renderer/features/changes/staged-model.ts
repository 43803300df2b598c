import type { Cell } from '../../../shared/domain/cell.ts';
import type { ChangeProblem, FieldEdit, FieldValue, SavedRow } from '../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../shared/domain/row-key.ts';
import type { StagedAction } from '../../../shared/domain/staged-edits-actions.ts';

/** An edit of one field and what is known to stand in its way. */
export interface StagedFieldEdit extends FieldEdit {
  readonly problem: ChangeProblem | null;
}

/** A stored row with staged edits, or marked to be deleted. */
export interface StagedRow {
  readonly kind: 'update' | 'delete';
  /** As it was when the first edit was staged. */
  readonly key: RowKey;
  /** Of a row to be deleted: edits that come back when it is not. */
  readonly fields: ReadonlyMap<string, StagedFieldEdit>;
  /** About the row as a whole: it is gone, or it was changed while it was marked to be deleted. */
  readonly problem: ChangeProblem | null;
}

/** A new row. Fields that are not in `fields` get the store's default. */
export interface StagedNewRow {
  /** `new-<n>`: the id in references (`{ kind: 'inserted', change: id, … }`). */
  readonly id: string;
  readonly fields: ReadonlyMap<string, FieldValue>;
  readonly problems: readonly ChangeProblem[];
  /** Its key once it was saved; the row stays here, in its place, until {@link StagedModel.forgetSaved}. */
  readonly saved: RowKey | null;
  /** What the store holds, by field, once it was saved; big values cut. Later edits are in {@link StagedModel.rows}. */
  readonly savedCells: ReadonlyMap<string, Cell> | null;
}

/** One saved row, and what it was called before. */
export interface SavedRowOf {
  /** `row.key` is `null` when it was deleted. */
  readonly row: SavedRow;
  /** `encodeRowKey` of the key it had, or the temporary id of a new row. */
  readonly previousId: string;
}

/** The staged edits of one model. */
export interface StagedModel {
  /** Why nothing can be staged: the project's reason, or the model's; `null` when it can. */
  readonly readOnlyReason: string | null;
  /** In their order. */
  readonly newRows: readonly StagedNewRow[];
  /** By `encodeRowKey`. A row keeps its identity while nothing about it changes. */
  readonly rows: ReadonlyMap<string, StagedRow>;
  /**
   * Does all of the actions, as one step of `Undo`, or none: a refusal is shown to the person and returned.
   * Stable between renders.
   */
  dispatch(actions: readonly StagedAction[]): string | null;
  /** A temporary id for the next `add`; each call gives another one. Stable between renders. */
  newRowId(): string;
  /** Takes saved rows out of {@link StagedModel.newRows}: when the rows are read again. Stable between renders. */
  forgetSaved(): void;
  /** Hears of every save of rows of this model. Stable between renders. @returns ends it */
  onSaved(listener: (saved: readonly SavedRowOf[]) => void): () => void;
}
