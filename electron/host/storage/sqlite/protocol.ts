import type { AppErrorCode, AppErrorDetail } from '../../../../shared/domain/app-error.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import type { BaseValue, ChangeProblem } from '../../../../shared/domain/change-set.ts';
import type { FileEncoding } from './compare-rows.ts';
import type { ProbeInput } from './describe-changes/probe-input.ts';
import type { ImpactGroup, ImpactInput } from './impact/summarise.ts';
import type { PackedCells } from './packed-cells.ts';
import type { Sql, SqlValue } from './sql-text.ts';
import type { CatalogFacts } from './worker/read-catalog.ts';
import type { TableFacts } from './worker/read-table.ts';

/** A cell between the worker and the host: a real is a plain number here. */
export type RawCell = Exclude<Cell, { kind: 'real' }> | number;

/**
 * A whole value with its storage class: what cursors are made of. `text` that can't be a JavaScript string
 * (not valid in the file's encoding, or with NUL in it) keeps its bytes.
 */
export type StoredValue = null | string | bigint | number | Uint8Array | { readonly text: Uint8Array };

/** Stands for the hidden row number where a position in `WindowLayout.fields` is expected. */
export const rowidPosition = -1;

export interface WindowField {
  readonly name: string;
  /** Its values are never cut. */
  readonly whole: boolean;
  /** Its column prefers text. */
  readonly isMostlyText: boolean;
}

/** How the rows of a window statement are laid out. */
export interface WindowLayout {
  /** The table, quoted. */
  readonly table: string;
  /**
   * `narrow`: the first column is the rowid, then comes one column for each field; what does not travel in it
   * (cut values, text that is not plain) is fetched by rowid. `wide`: three columns for each field, complete in themselves.
   */
  readonly form: 'narrow' | 'wide';
  /** The hidden row number, quoted; `null` in the wide form. */
  readonly rowid: string | null;
  /** With quoted names. */
  readonly fields: readonly WindowField[];
  /** Positions in `fields` of the cells to send. */
  readonly cells: readonly number[];
  /** Positions in `fields` of the key's values. */
  readonly key: readonly number[];
  /** What the order is made of, as quoted names: the values of a cursor. Empty when rows are addressed by number. */
  readonly order: readonly string[];
}

export interface WindowRequest {
  /** Run in turn until there are `limit` rows. */
  readonly segments: readonly Sql[];
  readonly limit: number;
  /** The statements run backwards: the rows are turned round. */
  readonly reversed: boolean;
}

export interface WindowResult {
  readonly rowCount: number;
  /** Row after row: its cells, then the values of its key. */
  readonly cells: PackedCells;
  /** Cursor values of the first and the last row, as they are shown. */
  readonly first: readonly StoredValue[] | null;
  readonly last: readonly StoredValue[] | null;
  /** There are more rows than `limit` in this direction. */
  readonly hasMore: boolean;
  /** Set when time ran out; `at` is the last place that was looked at, `null` when it can't be told. */
  readonly stopped: { readonly scannedRows: number; readonly at: readonly StoredValue[] | null } | null;
}

/** What the worker does, by name. `deadlineMs` ends a scan early with what it has; `null` lets it run. */
export interface SqliteTasks {
  catalog: { input: null; output: CatalogFacts };
  /** `targets`: tables its foreign keys lead to. Of a table that can't be read only the definition is looked at. */
  table: {
    input: { readonly name: string; readonly targets: readonly string[]; readonly isReadable: boolean };
    output: TableFacts;
  };
  window: {
    input: {
      readonly layout: WindowLayout;
      readonly windows: readonly WindowRequest[];
      readonly deadlineMs: number | null;
    };
    output: readonly WindowResult[];
  };
  /** The row `skip` rows further on, over all segments; `null` values when there are fewer: then `passed` says how many. */
  seek: {
    input: {
      readonly segments: readonly Sql[];
      readonly skip: number;
      readonly width: number;
      readonly deadlineMs: number | null;
    };
    output: { readonly values: readonly StoredValue[] | null; readonly passed: number; readonly isStopped: boolean };
  };
  /** Runs a statement for `count` row numbers spread evenly from `min` to `max`; the number is its first parameter. */
  sample: {
    input: {
      readonly sql: Sql;
      readonly min: bigint;
      readonly max: bigint;
      readonly count: number;
      readonly width: number;
    };
    output: readonly (readonly StoredValue[])[];
  };
  /** The row numbers of a sorted statement's rows, in its order; `null` when time ran out. */
  rank: { input: { readonly sql: Sql; readonly deadlineMs: number }; output: BigInt64Array<ArrayBuffer> | null };
  /** Walks one sorted statement to its end and keeps every `every`-th row. */
  walk: {
    input: { readonly sql: Sql; readonly every: number; readonly width: number; readonly deadlineMs: number };
    output: {
      readonly boundaries: readonly (readonly StoredValue[])[];
      readonly count: number;
      readonly isComplete: boolean;
    };
  };
  /** A statement of ours that gives few plain values, such as a count; `null` when time ran out. */
  query: {
    input: { readonly sql: Sql; readonly deadlineMs: number | null };
    output: readonly (readonly SqlValue[])[] | null;
  };
  /** The query plan, one line a step. */
  explain: { input: Sql; output: readonly string[] };
  /** What stands in the way of changes. */
  probeChanges: { input: ProbeInput; output: readonly ChangeProblem[] };
  /** What deleting rows does to others. */
  impact: { input: ImpactInput; output: readonly ImpactGroup[] };
  /** Names one value (value and storage class, text as its bytes) exactly; `null` when the row is not there. */
  base: { input: Sql; output: BaseValue | null };
  /** Holds one value's bytes in the worker until `closeValue`. */
  openValue: { input: Sql; output: { readonly handle: number; readonly sizeBytes: number } | null };
  readValue: {
    input: { readonly handle: number; readonly offset: number; readonly length: number };
    output: Uint8Array;
  };
  closeValue: { input: { readonly handle: number }; output: null };
}

export type TaskKind = keyof SqliteTasks;

export interface TaskMessage {
  readonly id: number;
  readonly kind: TaskKind;
  readonly input: unknown;
}

export interface WireError {
  /** `null` for a bug. */
  readonly code: AppErrorCode | null;
  readonly message: string;
  readonly detail: AppErrorDetail;
  readonly stack: string;
  /** SQLite found the file damaged. */
  readonly isDamage?: boolean;
  /** A copy of the file elsewhere can be opened. */
  readonly isReadableAsCopy?: boolean;
}

/** What the worker knew of the file when it was asked last; changes when another connection wrote to it. */
export interface FileVersion {
  readonly data: bigint;
  readonly schema: bigint;
}

/** What opening a file told of it. */
export interface OpenedFile {
  /** SQLite's own version. */
  readonly version: string;
  readonly encoding: FileEncoding;
  readonly sizeBytes: number;
  /** It is damaged so that SQLite opens it only by looking away: what can still be read is, and nothing is written. */
  readonly isDamaged: boolean;
  /** What is read is a copy: the file can't be opened where it lies. */
  readonly isCopy: boolean;
}

export type WorkerMessage =
  | { readonly kind: 'ready'; readonly opened: OpenedFile }
  | { readonly kind: 'failed'; readonly error: WireError }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly output: unknown;
      readonly tookMs: number;
      readonly version: FileVersion;
    }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError };

export interface WorkerInput {
  readonly path: string;
  /** `control[0]` is the id of the last task that is no longer wanted. */
  readonly control: Int32Array<SharedArrayBuffer>;
  /** Stands in window statements for a value that is too big; 16 random bytes, so that no stored value equals it. */
  readonly cutToken: Uint8Array;
  /** Characters of a text that travel with a page. */
  readonly previewCharacters: number;
  /** Page cache, which is also how much a sort takes at a time: between two such parts it can be given up. */
  readonly cacheKb: number;
  /** What a crash has left in the middle of a change may be taken back, which is a write. */
  readonly mayRecover: boolean;
}
