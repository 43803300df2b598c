import type { ZodType } from 'zod';
import type { AppError } from '../../../shared/domain/app-error.ts';
import type { Count, Model, ModelSummary } from '../../../shared/domain/catalog.ts';
import type { Cell, WholeCell } from '../../../shared/domain/cell.ts';
import type { Anchor, RowQuery } from '../../../shared/domain/query.ts';
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
  /** Forgets the catalogue and positions; the next call reads them again. */
  refresh(): void;
  /** Called when this session is of no more use, as when its file was replaced: open another one. */
  onLost(listener: (error: AppError) => void): void;
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
}
