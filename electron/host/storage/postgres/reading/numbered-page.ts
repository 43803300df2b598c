import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { StoredPage } from '../../connector.ts';
import { cutWindow, placeOf, type Reading, toPage } from './reading.ts';
import { numberedStatement } from './statements.ts';

/**
 * Without these the order of an unsorted scan would depend on who else reads the table, and on which worker was faster.
 */
const steadyOrder = {
  text: "SELECT pg_catalog.set_config('synchronize_seqscans', 'off', true), pg_catalog.set_config('max_parallel_workers_per_gather', '0', true)",
  values: [],
} as const;

/** A view without a key: rows have numbers only, and every window is counted off from the start. */
export async function readNumbered(reading: Reading, began: number): Promise<StoredPage> {
  const { opened, request, op, layout, sources, limitMs } = reading;
  const { at, limit } = request;
  const { positions, view } = opened;
  const needsCount = at.kind === 'end';
  if (needsCount) await positions.complete(op.signal);
  if (op.signal.aborted) throw new AppError('aborted', 'The read was given up');
  const total = positions.state.count.kind === 'exact' ? positions.state.count.value : null;
  if (needsCount && total === null) {
    throw new AppError(
      'unsupported',
      `${view.table.name} has no key, and counting its rows takes too long to go to its end`,
      { subject: view.table.id },
    );
  }
  const skip = numberedOffset(reading, total ?? 0);
  const size = at.kind === 'before' ? Math.min(limit, placeNumber(reading, at.cursor)) : limit;
  const options = limitMs === null ? {} : { timeoutMs: limitMs };
  const statement = numberedStatement(view, layout, skip, size + 1);
  const { rows } =
    view.order.columns.length > 0
      ? await sources.access.read(statement, op, options)
      : await sources.access.snapshot(
          async (run) => (await Promise.all([run(steadyOrder), run(statement)]))[1],
          op,
          options,
        );
  const result = cutWindow(rows, size, false);
  const atEnd = !result.hasMore;
  if (atEnd && (result.rows.length > 0 || skip === 0) && positions.isCurrent) {
    positions.learnCount(skip + result.rows.length);
  }
  // Past the last row, as after rows were deleted: the end is shown instead.
  if (result.rows.length === 0 && skip > 0 && at.kind === 'index') {
    return readNumbered({ ...reading, request: { ...request, at: { kind: 'end' } } }, began);
  }
  return toPage(reading, { result, atStart: skip === 0, atEnd, index: skip, isExact: true }, skip, true, began);
}

function numberedOffset(reading: Reading, total: number): number {
  const { at, limit } = reading.request;
  switch (at.kind) {
    case 'start':
      return 0;
    case 'end':
      return Math.max(0, total - limit);
    case 'after':
      return placeNumber(reading, at.cursor) + 1;
    case 'before':
      return Math.max(0, placeNumber(reading, at.cursor) - limit);
    case 'index':
      return at.index;
    case 'key': {
      const { table } = reading.opened.view;
      throw new AppError('unsupported', `Rows of ${table.name} have no key`, { subject: table.id });
    }
  }
}

function placeNumber(reading: Reading, cursor: string): number {
  return placeOf(reading, cursor).index ?? 0;
}
