import { AppError } from '../../../../shared/domain/app-error.ts';
import type { StoredPage } from '../connector.ts';
import { placeOf, type Reading, single, toPage } from './reading.ts';
import { numberedStatement } from './statements.ts';

/** A view without a key: rows have numbers only, and every window is counted off from the start. */
export async function readNumbered(reading: Reading): Promise<StoredPage> {
  const { opened, request, op, layout, sources } = reading;
  const { at, limit } = request;
  const { positions, view } = opened;
  const needsCount = at.kind === 'end';
  if (needsCount) await positions.complete(op.signal);
  const total = positions.state.count.kind === 'exact' ? positions.state.count.value : null;
  if (needsCount && total === null) {
    throw new AppError(
      'unsupported',
      `${view.table.name} has no key, and counting its rows takes too long to go to its end`,
      { subject: view.table.name },
    );
  }
  const offset = numberedOffset(reading, total ?? 0);
  const size = at.kind === 'before' ? Math.min(limit, placeNumber(reading, at.cursor)) : limit;
  const statement = numberedStatement(view, layout, sources.pool.cutToken, offset);
  const { result, tookMs } = await single(reading, { segments: [statement], limit: size, reversed: false });
  const atEnd = !result.hasMore && result.stopped === null;
  if (atEnd && (result.rowCount > 0 || offset === 0)) positions.learnCount(offset + result.rowCount);
  // Past the last row, as after rows were deleted: the end is shown instead.
  if (result.rowCount === 0 && offset > 0 && at.kind === 'index' && result.stopped === null) {
    return readNumbered({ ...reading, request: { ...request, at: { kind: 'end' } } });
  }
  return toPage(reading, { result, tookMs, atStart: offset === 0, atEnd, index: offset, isExact: true }, offset, true);
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
    case 'key':
      throw new AppError('unsupported', `Rows of ${reading.opened.view.table.name} have no key`, {
        subject: reading.opened.view.table.name,
      });
  }
}

function placeNumber(reading: Reading, cursor: string): number {
  return placeOf(reading, cursor).index ?? 0;
}
