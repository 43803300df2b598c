import type { ZodType } from 'zod';
import type { AppError } from '../../../shared/domain/app-error.ts';
import type { Count, Model, ModelSummary } from '../../../shared/domain/catalog.ts';
import type { Cell, WholeCell } from '../../../shared/domain/cell.ts';
import type { BaseValue, ChangeProblem, RowChange, SavedRow } from '../../../shared/domain/change-set.ts';
import type { Anchor, Filter, RowQuery } from '../../../shared/domain/query.ts';
import type { RowKey } from '../../../shared/domain/row-key.ts';
import type { HostEnvironment } from '../environment.ts';

/** Everything that can wait takes one: the signal reaches the driver, and the work ends soon after it. */
export interface Operation {
  readonly signal: AbortSignal;
  /** Ends the operation with what it has, or with `timeout`, after this many ms. */
  readonly timeoutMs?: number;
}

export interface PageRequest {
  readonly query: RowQuery;
  /** Field names to read, in the order of the cells that come back. */
  readonly columns: readonly string[];
  readonly at: Anchor;
  readonly limit: number;
}

export interface StoredPage {
  readonly rows: readonly (readonly Cell[])[];
  /** One for each row; empty where the model has no key. */
  readonly keys: readonly (readonly WholeCell[])[];
  readonly first: string | null;
  readonly last: string | null;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  readonly position: { readonly index: number; readonly exact: boolean };
  readonly stopped: { readonly reason: 'time'; readonly scannedRows: number } | null;
  readonly resume: string | null;
  readonly skipped: readonly { readonly field: string; readonly reason: string }[];
  readonly tookMs: number;
}

export interface ViewState {
  readonly count: Count;
  readonly positions: 'scanning' | 'complete' | 'stopped';
  readonly scannedRows: number;
}

/**
 * An open store. The presence of an operation is the capability: an absent one is not offered.
 * Every method rejects with `AppError`; an aborted one with `aborted`.
 */
export interface Session extends AsyncDisposable {
  /** For the status bar, such as `SQLite 3.54.1`. */
  readonly version: string;
  list(op: Operation): Promise<readonly ModelSummary[]>;
  describe(model: string, op: Operation): Promise<Model>;
  page(request: PageRequest, op: Operation): Promise<StoredPage>;
  count(query: RowQuery, op: Operation): Promise<Count>;
  /** Count and row numbers of a view as the background pass finds them; ends when it does. */
  watch(query: RowQuery, op: Operation): AsyncIterable<ViewState>;
  /** Rows by key, in the order of `keys`; `null` for one that does not exist. Big values are cut. */
  read(
    model: string,
    keys: readonly RowKey[],
    columns: readonly string[],
    op: Operation,
  ): Promise<readonly (readonly Cell[] | null)[]>;
  /** One value, whole up to `limitBytes`, else cut. */
  cell(model: string, key: RowKey, field: string, limitBytes: number, op: Operation): Promise<Cell>;
  /** One value's bytes in pieces, for downloads. */
  stream(model: string, key: RowKey, field: string, op: Operation): AsyncIterable<Uint8Array>;
  /** All rows of a query in batches, in its order. */
  scan(query: RowQuery, columns: readonly string[], op: Operation): AsyncIterable<readonly (readonly Cell[])[]>;
  /** Absent where nothing may be written: `Model.readOnlyReason` and the project say why. */
  readonly write?: WriteOps;
  /** Forgets the catalogue and positions; the next call reads them again. */
  refresh(): void;
  /** Called when this session is of no more use, as when its file was replaced: open another one. */
  onLost(listener: (error: AppError) => void): void;
}

/**
 * A stored value, exactly, as text that JSON can carry: what the journal keeps and an undo writes back. Only the connector
 * that made it reads it; `cell` is the same value for a person, cut when big. Bytes over 64 kB stand in `bytes` and not in
 * `exact`, so that whoever keeps the image can keep them elsewhere.
 */
export interface ValueImage {
  readonly cell: Cell;
  readonly exact: string;
  readonly bytes: Uint8Array | null;
}

/** One row before and after a transaction; `null` for a field that did not exist or does not any more. */
export interface RowImage {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly model: string;
  /** As it is after the change; of a deleted row as it was. */
  readonly key: RowKey;
  /** As it was before; `null` for a new row. */
  readonly keyBefore: RowKey | null;
  /** The store changed it by its foreign keys, along with another one. */
  readonly followed: boolean;
  readonly fields: readonly {
    readonly field: string;
    readonly before: ValueImage | null;
    readonly after: ValueImage | null;
  }[];
  /** Where the store kept a deleted row, such as a hidden row number; only the connector that made it reads it. */
  readonly place?: string;
}

/**
 * Asked once, when all statements have run and nothing is committed: the transaction is committed when it resolves, and
 * rolled back when it rejects. The journal is written here.
 */
export type BeforeCommit = (images: readonly RowImage[]) => Promise<void>;

/** A change as a person stages it, or one that puts an earlier image back. */
export type StoreChange =
  | RowChange
  | {
      readonly kind: 'restore';
      readonly id: string;
      /** What the transaction to be taken back has done to the row. */
      readonly image: RowImage;
      /** Fields that are left as they are; for a whole row the change is left out of the set. */
      readonly skip: ReadonlySet<string>;
      /** Fields whose present value (as a guard) is overwritten; `''` stands for the whole row (the `guard` of its conflict). */
      readonly overwrite: ReadonlyMap<string, string>;
    };

export interface WriteRequest {
  readonly changes: readonly StoreChange[];
  /** Bytes of an upload. @throws AppError `not_found` */
  readonly readUpload: (upload: string) => Promise<Uint8Array>;
}

export interface Statement {
  readonly change: string;
  /** For reading: values stand in it. */
  readonly sql: string;
}

export interface WriteOps {
  /** What {@link WriteOps.apply} would run and what stands in its way, without a lock and without writing. */
  describe(
    request: WriteRequest,
    op: Operation,
  ): Promise<{ readonly statements: readonly Statement[]; readonly problems: readonly ChangeProblem[] }>;
  /**
   * Runs all changes in one transaction, each statement hitting exactly one row. All problems are found in one go, and
   * with any of them nothing is kept. `beforeCommit` is not called when there is nothing to write.
   */
  apply(
    request: WriteRequest,
    beforeCommit: BeforeCommit,
    op: Operation,
  ): Promise<
    | { readonly kind: 'saved'; readonly rows: readonly SavedRow[] }
    | { readonly kind: 'refused'; readonly problems: readonly ChangeProblem[] }
  >;
  /** Names the stored value exactly; whole when a cell can, else as a guard. @throws AppError `not_found` */
  base(model: string, key: RowKey, field: string, op: Operation): Promise<BaseValue>;
  /**
   * Which of the two the rows hold now, after a crash between journal and commit: `after` when the transaction is in the
   * store, `before` when it is not, `neither` when the rows have been changed since so that nobody can tell.
   */
  compare(images: readonly RowImage[], op: Operation): Promise<'before' | 'after' | 'neither'>;
  /** What the store's foreign keys do to other rows when these are deleted. */
  impact(model: string, keys: readonly RowKey[], op: Operation): Promise<readonly RowImpact[]>;
}

export interface RowImpact {
  readonly effect: 'cascade' | 'setNull' | 'setDefault' | 'blocks' | 'dangles';
  readonly model: string;
  /** Selects the affected rows; `null` where a filter can't say it, as for the children of children. */
  readonly filter: Filter | null;
  readonly count: Count;
}

export interface Connector<Config> {
  readonly kind: string;
  readonly config: ZodType<Config>;
  /** For the status bar: a file name or host and port, never a secret. */
  address(config: Config): string;
  open(config: Config, context: ConnectorContext, op: Operation): Promise<Session>;
}

export interface ConnectorContext {
  readonly environment: HostEnvironment;
  /** Relative paths of the configuration start here. */
  readonly projectDirectory: string;
  readonly readOnly: boolean;
  /** The password of this storage, asked for at each attempt to connect; absent or `null` when none is known. Never to be logged. */
  readonly password?: () => Promise<string | null>;
}
