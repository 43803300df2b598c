import { unpackRows } from '../shared/domain/packed-cells.ts';
import type { Anchor, RowQuery, Sort } from '../shared/domain/query.ts';
import type { ConnectedClient } from '../test/e2e/client.ts';

/** A model of the one storage of the one project that is open, as a window reads it. */
export interface OpenModel {
  /** Waits until count and row numbers of the view are known, as they are a moment after a grid is opened. */
  settle(sort: readonly Sort[]): Promise<void>;
  askNothing(): Promise<unknown>;
  /** @throws Error when it comes with another number of rows */
  page(sort: readonly Sort[], at: Anchor, rows: number): Promise<{ last: string | null }>;
}

export async function openModel(
  { calls }: ConnectedClient,
  model: string,
  columns: readonly string[],
): Promise<OpenModel> {
  const [project] = await calls.projects.list();
  if (project === undefined) throw new Error('Storeroom opened no project');
  const [storage] = (await calls.projects.get({ project: project.id })).storages;
  if (storage === undefined) throw new Error('The project has no storage');
  const address = { project: project.id, storage: storage.id };
  const queryOf = (sort: readonly Sort[]): RowQuery => ({ model, filter: null, sort: [...sort], search: '' });
  return {
    settle: async (sort) => {
      for await (const { positions } of await calls.rows.watch({ ...address, query: queryOf(sort) }))
        if (positions !== 'scanning') return;
    },
    askNothing: () => calls.projects.get({ project: project.id }),
    page: async (sort, at, limit) => {
      const page = await calls.rows.page({ ...address, query: queryOf(sort), columns: [...columns], at, limit });
      const rows = unpackRows(page.cells, columns.length);
      if (rows.length !== limit) throw new Error(`A page came with ${rows.length} rows`);
      return page;
    },
  };
}
