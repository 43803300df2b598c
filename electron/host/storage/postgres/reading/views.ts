import type { RowQuery } from '../../../../../shared/domain/query.ts';
import type { Operation } from '../../connector.ts';
import { queryKey } from '../../query/query-key.ts';
import type { PgAccess } from '../connection/access.ts';
import type { PgTable } from '../table.ts';
import { hasBigGroups } from './distribution.ts';
import { createPositions, type Positions } from './positions.ts';
import { planView, type View } from './view.ts';

/** A query in use: its plan and what is known of its row numbers, shared by all who look at it. */
export interface OpenView {
  readonly id: string;
  readonly view: View;
  readonly positions: Positions;
  /** In one go a page takes longer than anybody waits: rows are looked through piece by piece, and a search is not sorted. */
  isSlow: boolean;
}

const keptViews = 32;

export interface Views {
  open(query: RowQuery, table: PgTable, op: Operation): Promise<OpenView>;
  /** Row numbers are no longer exact; the next look counts again. Places stay good. */
  invalidate(): void;
  /** Those of one table only. */
  invalidateTable(id: string): void;
  /** The catalogue has changed: places die with it. */
  clear(): void;
}

export function createViews(access: PgAccess): Views {
  const open = new Map<string, OpenView>();
  let catalogs = 0;
  const invalidate = (isMeant: (view: View) => boolean) => {
    for (const [id, { view, positions }] of open) {
      if (!isMeant(view)) continue;
      positions.invalidate();
      open.delete(id);
    }
  };
  return {
    open: async (query, table, op) => {
      const id = `${catalogs}:${queryKey(query)}`;
      const known = open.get(id);
      // A plan made from a catalogue that has changed since is of no use.
      if (known?.view.table === table) {
        open.delete(id);
        open.set(id, known);
        return known;
      }
      const plan = planView(table, query);
      const view = { ...plan, splitsGroups: await hasBigGroups(access, plan, { signal: op.signal }) };
      // Somebody else may have opened it meanwhile: row numbers are counted once.
      const meanwhile = open.get(id);
      if (meanwhile?.view.table === table) return meanwhile;
      const opened = { id, view, positions: createPositions(access, view), isSlow: false };
      open.set(id, opened);
      const oldest = open.keys().next();
      if (open.size > keptViews && !oldest.done) open.delete(oldest.value);
      return opened;
    },
    invalidate: () => invalidate(() => true),
    invalidateTable: (table) => invalidate((view) => view.table.id === table),
    clear: () => {
      open.clear();
      catalogs += 1;
    },
  };
}
