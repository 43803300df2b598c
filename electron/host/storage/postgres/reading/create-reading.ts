import type { RowQuery } from '../../../../../shared/domain/query.ts';
import type { Operation, Session } from '../../connector.ts';
import { createCursors } from '../../cursors.ts';
import type { PgAccess } from '../connection/access.ts';
import type { PgCatalog } from '../table.ts';
import { countRows } from './counts.ts';
import { createFreshness } from './freshness.ts';
import { nameOperand } from './name-operand.ts';
import { readPage } from './page.ts';
import { readCell, readRows } from './read-values.ts';
import type { PageSources } from './reading.ts';
import { layoutOf } from './row-layout.ts';
import type { PlaceValues } from './segments.ts';
import { scanStatement } from './statements.ts';
import { streamValue } from './stream-value.ts';
import { planView } from './view.ts';
import { createViews } from './views.ts';

export type PgReading = Pick<Session, 'page' | 'count' | 'watch' | 'read' | 'cell' | 'stream' | 'scan'> & {
  /** Rows have changed: row numbers and counts are no longer exact. */
  forget(): void;
};

const batchRows = 1000;

/** Everything that reads rows. */
export function createReading(access: PgAccess, catalog: PgCatalog): PgReading {
  const cursors = createCursors<PlaceValues>((values) =>
    values.reduce((size, value) => size + (value?.length ?? 0), 0),
  );
  const views = createViews(access);
  let changes = 0;
  let catalogGeneration = catalog.generation;

  const describe = async (model: string, op: Operation) => {
    if (catalogGeneration !== catalog.generation) {
      catalogGeneration = catalog.generation;
      views.clear();
      cursors.clear();
    }
    // The time of a page or a count is that of its rows: without the catalogue there are none.
    return catalog.describe(model, { signal: op.signal });
  };
  const freshness = createFreshness(access, ({ id }) => {
    changes += 1;
    views.invalidateTable(id);
  });
  const sources: PageSources = { access, views, cursors, describe, generation: () => changes };

  /** What the server could not read of a filter is told by the name of its field. */
  async function named<Result>(query: RowQuery, op: Operation, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw await nameOperand(access, (await describe(query.model, op)).table, query.filter, error, op);
    }
  }

  return {
    page: (request, op) =>
      named(request.query, op, async () => {
        const page = await readPage(sources, request, op);
        freshness.look((await describe(request.query.model, op)).table);
        return page;
      }),
    count: async (query, op) => {
      const { table } = await describe(query.model, op);
      return named(query, op, () => countRows(access, planView(table, { ...query, sort: [] }), op));
    },
    watch: async function* (query, op) {
      const { table } = await describe(query.model, op);
      freshness.look(table);
      yield* (await views.open(query, table, op)).positions.watch(op.signal);
    },
    read: async (model, keys, columns, op) => readRows(access, (await describe(model, op)).table, keys, columns, op),
    cell: async (model, key, field, limitBytes, op) =>
      readCell(access, (await describe(model, op)).table, key, field, limitBytes, op),
    stream: async function* (model, key, field, op) {
      yield* streamValue(access, (await describe(model, op)).table, key, field, op);
    },
    scan: async function* (query, columns, op) {
      const { table } = await describe(query.model, op);
      const view = planView(table, query);
      const layout = layoutOf(table, columns, []);
      for await (const rows of access.stream(scanStatement(view, layout), batchRows, op)) yield rows.map(layout.cells);
    },
    forget: () => {
      freshness.expectChange();
      changes += 1;
      views.invalidate();
    },
  };
}
