import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import type { OpenedFile, StoredValue, WireError } from '../protocol.ts';
import type { WritePlan } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

export interface WriterInput {
  readonly path: string;
  /** `control[0]` is the id of the last task that is no longer wanted. */
  readonly control: Int32Array<SharedArrayBuffer>;
}

/** One row before and after, as the thread has seen it. */
export interface RowOutcome {
  /** The change it belongs to; `null` for a row that followed by a foreign key. */
  readonly change: string | null;
  readonly table: string;
  readonly key: readonly StoredValue[];
  readonly keyBefore: readonly StoredValue[] | null;
  readonly fields: readonly string[];
  /** In the order of `fields`; `null` for a new row. */
  readonly before: readonly StoredValue[] | null;
  /** In the order of `fields`; `null` for a deleted row. */
  readonly after: readonly StoredValue[] | null;
  /** Of a deleted row: its row number, where that stands in no column and is not its key. */
  readonly rowid?: bigint;
}

/** A row that was written, or was found as it shall be. */
export interface SavedOutcome {
  readonly change: string;
  /** `null` when the row is deleted. */
  readonly key: readonly StoredValue[] | null;
  readonly table: string;
  readonly fields: readonly string[];
  readonly values: readonly StoredValue[];
}

export type PrepareOutcome =
  | { readonly kind: 'refused'; readonly problems: readonly ChangeProblem[] }
  /** These tables, or the foreign keys around them, are not what the plan was made for. */
  | { readonly kind: 'stale' }
  /** Nothing is to be committed. */
  | { readonly kind: 'unchanged'; readonly saved: readonly SavedOutcome[] }
  /** The transaction is open, and waits to be finished. */
  | {
      readonly kind: 'prepared';
      readonly rows: readonly RowOutcome[];
      readonly saved: readonly SavedOutcome[];
      /** Readers keep a commit waiting: the file has no write-ahead log. */
      readonly waitsForReaders: boolean;
    };

export type FinishOutcome =
  | { readonly kind: 'done' }
  /** Deferred foreign keys, of which only the commit has told. */
  | { readonly kind: 'refused'; readonly problems: readonly ChangeProblem[] };

export interface ComparedRow {
  readonly table: string;
  readonly kind: 'insert' | 'update' | 'delete';
  readonly key: RowKey;
  readonly keyBefore: RowKey | null;
  readonly fields: readonly string[];
  readonly before: readonly (StoredValue | undefined)[];
  readonly after: readonly (StoredValue | undefined)[];
}

/** What the thread does, by name. */
export interface WriterTasks {
  prepare: {
    input: { readonly plan: WritePlan; readonly uploads: ReadonlyMap<string, Uint8Array> };
    output: PrepareOutcome;
  };
  finish: { input: 'commit' | 'rollback'; output: FinishOutcome };
  compare: {
    input: { readonly rows: readonly ComparedRow[]; readonly tables: ReadonlyMap<string, WriteTable> };
    output: 'before' | 'after' | 'neither';
  };
}

export type WriterTaskKind = keyof WriterTasks;

export interface WriterTaskMessage {
  readonly id: number;
  readonly kind: WriterTaskKind;
  readonly input: unknown;
}

export type WriterMessage =
  | { readonly kind: 'ready'; readonly opened: Pick<OpenedFile, 'version' | 'encoding'> }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError };
