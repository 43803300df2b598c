import type { Page } from '../../../shared/contract/rows.ts';
import type { Anchor, RowQuery } from '../../../shared/domain/query.ts';
import { decodeRowKey } from '../../../shared/domain/row-key.ts';
import { type LoadedRows, PlaceLost, type RowAnchor, RowGone, type RowSource } from '../../grid/index.ts';
import { type HostClient, toAppError } from '../../host/index.ts';
import { type ModelRow, rowsOfPage } from './model-row.ts';

export interface RowQuestion {
  readonly project: string;
  readonly storage: string;
  readonly query: RowQuery;
  /** Fields to read: those shown. */
  readonly columns: readonly string[];
}

/**
 * The rows of a view, read page by page. They live in the grid's window and not in the query cache: a window knows which
 * pages are near what is seen, keeps only those, and ends the reads of places that were left.
 *
 * @param onPage hears of every page: how long it took, where a search stopped, what it passed over.
 */
export function modelRowSource(
  client: HostClient,
  question: RowQuestion,
  onPage: (page: Page) => void,
): RowSource<ModelRow> {
  const { project, storage, query, columns } = question;

  async function load(at: RowAnchor, limit: number, signal: AbortSignal): Promise<LoadedRows<ModelRow>> {
    const anchor = anchorOf(at);
    if (anchor === null) throw new RowGone();
    const input = { project, storage, query, columns: [...columns], at: anchor, limit: Math.min(1000, limit) };
    const page = await client.rows.page(input, { signal }).catch((error: unknown) => {
      throw explain(at, error);
    });
    signal.throwIfAborted();
    onPage(page);
    return {
      rows: rowsOfPage(page),
      first: page.first,
      last: page.resume ?? page.last,
      atStart: page.atStart,
      atEnd: page.atEnd,
      index: page.position.index,
      indexIsExact: page.position.exact,
      isPaused: page.stopped !== null,
    };
  }

  return { load, rowId: (row) => row.id };
}

function anchorOf(at: RowAnchor): Anchor | null {
  if (at.kind !== 'row') return at.kind === 'start' || at.kind === 'end' ? { kind: at.kind } : at;
  const key = decodeRowKey(at.id);
  return key === null ? null : { kind: 'key', key: [...key] };
}

/** A forgotten cursor and a row that is gone are answered by reading elsewhere, not by a message. */
function explain(at: RowAnchor, error: unknown): unknown {
  const { code } = toAppError(error);
  if (code === 'conflict' && 'cursor' in at) return new PlaceLost({ cause: error });
  if (code === 'not_found' && at.kind === 'row') return new RowGone({ cause: error });
  return error;
}
