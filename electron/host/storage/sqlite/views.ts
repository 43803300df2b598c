import type { Count } from '../../../../shared/domain/catalog.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import type { Operation } from '../connector.ts';
import { queryKey } from '../query/query-key.ts';
import type { Described } from './catalog.ts';
import { chooseAccess } from './choose-access.ts';
import type { Lane, SqlitePool } from './pool.ts';
import { createPositions, type Positions } from './positions.ts';
import { planView, type View } from './statements.ts';

/** A query in use: its plan and what is known of its row numbers, shared by all who look at it. */
export interface OpenView {
  readonly id: string;
  readonly view: View;
  readonly positions: Positions;
  /** A search that must also be sorted ran out of time: it is not tried again. */
  isTooSlow: boolean;
}

const keptViews = 32;
/** A sorted order of millions of rows is tens of megabytes: only the last few are kept. */
const keptRanks = 3;

export interface Views {
  open(query: RowQuery, described: Described, op: Operation): Promise<OpenView>;
  /** Row numbers are no longer exact; the next look counts again. Places stay good. */
  invalidate(): void;
  /** The schema has changed: places die with it. */
  clear(): void;
}

/** @param estimate how many rows a view may have, at a glance. */
export function createViews(
  pool: SqlitePool,
  estimate: (view: View, op: Operation, lane: Lane) => Promise<Count>,
): Views {
  const open = new Map<string, OpenView>();
  let schemas = 0;
  return {
    open: async (query, { table }, op) => {
      const id = `${schemas}:${queryKey(query)}`;
      const known = open.get(id);
      // A plan made from a schema that has changed since is of no use.
      if (known?.view.table === table) {
        open.delete(id);
        open.set(id, known);
        return known;
      }
      const ranked = [...open.values()].filter(({ positions }) => positions.ranks !== null);
      for (const { positions } of ranked.slice(0, Math.max(0, ranked.length - keptRanks + 1))) positions.releaseRanks();
      const view = await chooseAccess(pool, planView(table, query), op);
      // Somebody else may have opened it meanwhile: row numbers are counted once.
      const meanwhile = open.get(id);
      if (meanwhile?.view.table === table) return meanwhile;
      const opened: OpenView = {
        isTooSlow: false,
        id,
        view,
        positions: createPositions(pool, view, (look, lane) => estimate(view, look, lane)),
      };
      open.set(id, opened);
      const oldest = open.keys().next();
      if (open.size > keptViews && !oldest.done) open.delete(oldest.value);
      return opened;
    },
    invalidate: () => {
      for (const { positions } of open.values()) positions.invalidate();
      open.clear();
    },
    clear: () => {
      open.clear();
      schemas += 1;
    },
  };
}
