import Database from 'better-sqlite3';
import type { Sort } from '../shared/domain/query.ts';
import { connectTo } from '../test/e2e/client.ts';
import { bigTable } from '../test/support/big-table.ts';
import { compare, timed } from './measure.ts';
import { type OpenModel, openModel } from './open-model.ts';
import { type Benchmark, compared, type Measured, sampleText } from './result.ts';
import { startApp } from './running-app.ts';
import { scratchDirectory } from './scratch.ts';

const tableRows = 10_000_000;
const pageRows = 200;
/** The most rows a call may ask for. */
const largePageRows = 1000;
const rounds = 101;
const columns = ['id', 'name', 'amount', 'city', 'note', 'price', 'moment'];

/** Pages of a table of ten million rows: both ends, and the whole path against the driver alone. */
export const sqlitePages: Benchmark = {
  name: 'sqlite-pages',
  run: async (note) => {
    note(`making a table of ${tableRows.toLocaleString('en')} rows, unless an earlier run left it`);
    const path = await bigTable(tableRows);
    await using scratch = await scratchDirectory();
    await using app = await startApp(scratch.path, path);
    using client = await connectTo(app);
    const table = await openModel(client, 'measurements', columns);

    const lines: Measured[] = [];
    for (const [described, sort] of sorts) {
      const name = `last page ÷ first page, by ${described}`;
      note(name);
      await table.settle(sort);
      const ends = await compare({
        rounds,
        warmUp: 10,
        ours: () => timed(() => table.page(sort, { kind: 'end' }, pageRows)),
        reference: () => timed(() => table.page(sort, { kind: 'start' }, pageRows)),
      });
      lines.push(compared(name, ends, 1.2));
    }

    for (const limit of [pageRows, largePageRows]) {
      note(`whole path ÷ bare driver, ${limit} rows`);
      lines.push(await wholePath(path, table, limit));
    }
    const floor = await compare({ rounds, warmUp: 10, ours: () => timed(table.askNothing), reference: async () => 1 });
    lines.push({
      name: 'for comparison: a call that reads nothing',
      ours: sampleText(floor.ours),
      reference: '',
      ratio: null,
      goal: null,
    });
    return {
      title: 'Pages of a 10,000,000-row SQLite table',
      method: `Pages of ${pageRows} rows where nothing else is said, all ${columns.length} columns; the background pass over the table has ended. Whole path: WebSocket client → host process → worker thread → SQLite and back, decoded to values. Bare driver: the same rows by a prepared statement of better-sqlite3 with exact integers, in this process, pages one after the other in both. ${rounds} rounds in turns, medians.`,
      lines,
    };
  },
};

const sorts: readonly (readonly [string, readonly Sort[]])[] = [
  ['the key', []],
  ['the key, descending', [{ field: 'id', direction: 'desc' }]],
  ['an indexed column that is not unique', [{ field: 'amount', direction: 'asc' }]],
  ['an indexed column that is not unique, descending', [{ field: 'amount', direction: 'desc' }]],
  ['an indexed column with NULLs, descending', [{ field: 'moment', direction: 'desc' }]],
];

async function wholePath(path: string, table: OpenModel, limit: number): Promise<Measured> {
  const bare = openBare(path, limit);
  try {
    let cursor = (await table.page([], { kind: 'start' }, limit)).last;
    let after = 0;
    const times = await compare({
      rounds,
      warmUp: 20,
      ours: () =>
        timed(async () => {
          if (cursor === null) throw new Error('The table ended');
          cursor = (await table.page([], { kind: 'after', cursor }, limit)).last;
        }),
      reference: () =>
        timed(() => {
          after = bare.pageAfter(after);
        }),
    });
    return compared(`next page of ${limit} rows, whole path ÷ bare driver`, times, 3);
  } finally {
    bare.close();
  }
}

function openBare(path: string, limit: number) {
  const database = new Database(path, { readonly: true });
  const next = database
    .prepare(`SELECT ${columns.join(', ')} FROM measurements WHERE id > ? ORDER BY id LIMIT ${limit}`)
    .raw()
    .safeIntegers();
  return {
    /** @returns the last id of the page. */
    pageAfter: (id: number): number => {
      const rows = next.all(id) as unknown[][]; // `raw()` gives arrays
      return Number(rows.at(-1)?.[0]);
    },
    close: () => database.close(),
  };
}
