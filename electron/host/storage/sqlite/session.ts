import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { isWhole } from '../../../../shared/domain/cell.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import type { Operation, Session } from '../connector.ts';
import { createCursors } from '../cursors.ts';
import { createCatalog } from './catalog.ts';
import { countFew, createTableCounts, estimateCount } from './counts.ts';
import { readPage } from './page.ts';
import type { SqlitePool } from './pool.ts';
import type { StoredValue } from './protocol.ts';
import type { PageSources } from './reading.ts';
import {
  layoutOf,
  numberedStatement,
  planView,
  readStatement,
  type Start,
  valueStatement,
  windowStatements,
} from './statements.ts';
import type { Table } from './table.ts';
import { createViews } from './views.ts';
import { windowRows } from './window-rows.ts';
import { damagedReason, writeRefusal } from './write/file-access.ts';
import { createSessionWrite } from './write/session-write.ts';
import type { Writer } from './write/writer.ts';

/** Bytes of a value in one piece of a stream. */
const pieceBytes = 1024 * 1024;
/** Rows in one batch of a scan; where every batch is a sort of its own, a bigger one. */
const batchRows = 1000;
const sortedBatchRows = 20_000;

/** An open SQLite file. @param writer `null` when nothing may be written to it. */
export function createSqliteSession(pool: SqlitePool, path: string, writer: Writer | null): Session {
  const catalog = createCatalog(pool);
  const counts = createTableCounts(pool);
  const cursors = createCursors<readonly StoredValue[]>();
  const views = createViews(pool, (view, op, lane) => estimateCount(pool, view, op, lane));
  const opened = fileIdentity(path);
  const refusal = writer === null ? null : writeRefusal(path, pool.opened);
  const lost = new Set<(error: AppError) => void>();
  let generation = 0;

  function forget(change: 'data' | 'schema'): void {
    generation += 1;
    counts.forget();
    if (change === 'data') {
      views.invalidate();
      return;
    }
    catalog.forget();
    views.clear();
    cursors.clear();
  }
  pool.onChange(forget);

  const sources: PageSources = { pool, views, cursors, describe: catalog.describe, generation: () => generation };

  async function readRows(table: Table, keys: readonly RowKey[], columns: readonly string[], op: Operation) {
    const layout = layoutOf(table, columns, []);
    const windows = keys.map((key) => ({
      segments: [readStatement(table, layout, pool.cutToken, key)],
      limit: 1,
      reversed: false,
    }));
    const { output } = await pool.run('window', { layout, windows, deadlineMs: null }, op);
    return output.map((window) => windowRows(window, layout).rows[0] ?? null);
  }

  /** @throws {AppError} `connection` when the file is gone, or another one has taken its place. */
  function checkFile(): void {
    const now = fileIdentity(path);
    if (now === opened) return;
    const error = new AppError('connection', now === null ? 'The file is gone' : 'The file was replaced', {
      subject: path,
    });
    for (const listener of lost) listener(error);
    throw error;
  }

  /** @throws {AppError} also `unsupported`, when reading has met damage since the file was opened. */
  function checkWritable(): void {
    checkFile();
    if (!pool.isDamaged) return;
    throw new AppError('unsupported', `${basename(path)} is damaged`, {
      subject: path,
      advice: 'Nothing was written. Recover it with `sqlite3 FILE .recover`, or open a backup.',
    });
  }

  const write =
    writer === null || refusal !== null
      ? null
      : createSessionWrite({ pool, catalog, writer, checkFile, checkWritable, changed: forget });

  return {
    version: `SQLite ${pool.opened.version}`,
    list: (op) => catalog.list(op),
    describe: async (name, op) => {
      const { model } = await catalog.describe(name, op);
      const reason = writer === null ? null : pool.isDamaged ? damagedReason : refusal;
      return reason !== null && model.readOnlyReason === null ? { ...model, readOnlyReason: reason } : model;
    },
    ...(write ? { write } : {}),
    page: (request, op) => readPage(sources, request, op),
    count: async (query, op) => {
      const described = await catalog.describe(query.model, op);
      if (query.filter === null && query.search === '')
        return counts.get(planView(described.table, { ...query, sort: [] }), op);
      const few = await countFew(pool, planView(described.table, { ...query, sort: [] }), op);
      if (few !== null) return few;
      const { positions } = await views.open({ ...query, sort: [] }, described, op);
      const signal =
        op.timeoutMs === undefined ? op.signal : AbortSignal.any([op.signal, AbortSignal.timeout(op.timeoutMs)]);
      const { count } = await positions.complete(signal);
      if (op.signal.aborted) throw new AppError('aborted', 'The read was given up');
      return count;
    },
    watch: async function* (query, op) {
      const described = await catalog.describe(query.model, op);
      yield* (await views.open(query, described, op)).positions.watch(op.signal);
    },
    read: async (model, keys, columns, op) => readRows((await catalog.describe(model, op)).table, keys, columns, op),
    cell: async (model, key, field, limitBytes, op) => {
      const { table } = await catalog.describe(model, op);
      const [row] = await readRows(table, [key], [field], op);
      const cell = row?.[0];
      if (cell === undefined) throw new AppError('not_found', `No such row in ${model}`, { subject: model });
      if (isWhole(cell) || cell.sizeBytes > limitBytes) return cell;
      const [whole] = await readRows({ ...table, wholeFields: new Set([field]) }, [key], [field], op);
      return whole?.[0] ?? null;
    },
    stream: async function* (model, key, field, op) {
      const { table } = await catalog.describe(model, op);
      const thread = pool.pin();
      const { output: value } = await thread.run('openValue', valueStatement(table, key, field), op);
      if (value === null) throw new AppError('not_found', `No such row in ${model}`, { subject: model });
      try {
        for (let offset = 0; offset < value.sizeBytes; offset += pieceBytes) {
          yield (await thread.run('readValue', { handle: value.handle, offset, length: pieceBytes }, op)).output;
        }
      } finally {
        // The reader may have gone, and with it the signal: the value is let go of all the same.
        await thread
          .run('closeValue', { handle: value.handle }, { signal: new AbortController().signal })
          .catch(() => undefined);
      }
    },
    scan: async function* (query, columns, op) {
      const { table } = await catalog.describe(query.model, op);
      yield* scanRows(pool, table, query, columns, op);
    },
    refresh: () => {
      forget('schema');
      try {
        checkFile();
      } catch (error) {
        // Those who listen have been told.
        if (!(error instanceof AppError)) throw error;
      }
    },
    onLost: (listener) => void lost.add(listener),
    [Symbol.asyncDispose]: async () => {
      // What is being saved is finished first: it may need the catalogue.
      await writer?.close();
      await pool.close();
    },
  };
}

async function* scanRows(pool: SqlitePool, table: Table, query: RowQuery, columns: readonly string[], op: Operation) {
  const view = planView(table, query);
  const layout = layoutOf(table, columns, view.order.kind === 'numbered' ? [] : view.order.columns);
  const limit = view.order.kind === 'indexed' ? batchRows : sortedBatchRows;
  let start: Start = { from: null, isInclusive: false, backwards: false };
  for (let offset = 0; ; offset += limit) {
    const segments =
      view.order.kind === 'numbered'
        ? [numberedStatement(view, layout, pool.cutToken, offset)]
        : windowStatements(view, layout, pool.cutToken, start);
    const { output } = await pool.run(
      'window',
      { layout, windows: [{ segments, limit, reversed: false }], deadlineMs: null },
      op,
      'background',
    );
    const [window] = output;
    if (!window) return;
    if (window.rowCount > 0) yield windowRows(window, layout).rows;
    if (!window.hasMore) return;
    start = { ...start, from: window.last };
  }
}

/** Tells a file from another one at the same path; `null` when there is none. Looking at it does not open it. */
function fileIdentity(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found ? `${found.dev}:${found.ino}` : null;
}
