import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { unpackRows } from '../shared/domain/packed-cells.ts';
import type { PostgresConfig } from '../shared/domain/postgres-config.ts';
import type { Anchor, RowQuery, Sort } from '../shared/domain/query.ts';
import { type ConnectedClient, connectTo } from '../test/e2e/client.ts';
import { type OpenReading, openReading } from '../test/support/postgres-reading.ts';
import { compare, sampleOf, timed } from './measure.ts';
import { type BenchmarkDatabase, benchmarkDatabase, slowSeconds } from './postgres-pages-database.ts';
import { type Benchmark, compared, type Measured, type Note, sampleText } from './result.ts';
import { startApp } from './running-app.ts';
import { scratchDirectory } from './scratch.ts';

/** Fewer, by the environment, only to try it out. */
const tableRows = Number(process.env.BENCH_ROWS ?? 10_000_000);
const pageRows = 200;
/** The most rows a call may ask for. */
const largePageRows = 1000;
const bigPageRows = 100;
const rounds = 101;
const columns = ['id', 'name', 'amount', 'city', 'note', 'price', 'moment'];
const cancelLimitMs = 150;

/** Pages of a table of ten million rows: both ends, the whole path against the driver alone, big values, busy servers. */
export const postgresPages: Benchmark = {
  name: 'postgres-pages',
  run: async (note) => {
    note(
      `making a table of ${tableRows.toLocaleString('en')} rows, unless an earlier run left it on a server that is kept`,
    );
    await using database = await benchmarkDatabase(tableRows);
    await using scratch = await scratchDirectory();
    await using app = await startApp(join(scratch.path, 'data'), await projectOf(scratch.path, database.config));
    using client = await connectTo(app);
    const pages = await openPages(client);
    const lines: Measured[] = [];
    for (const sort of sorts) lines.push(await bothEnds(pages, sort, note));
    for (const limit of [pageRows, largePageRows]) {
      note(`whole path ÷ bare driver, ${limit} rows`);
      lines.push(
        await againstDriver(database, limit, 'whole path', 3, (cursor) =>
          pages.page(measured([]), columns, after(cursor), limit),
        ),
      );
    }
    note('reading alone ÷ bare driver');
    await using reading = await openReading(database);
    lines.push(await againstDriver(database, pageRows, 'in one process', null, (cursor) => inProcess(reading, cursor)));
    note('big values');
    lines.push(await bigValues(pages));
    note('a busy server');
    lines.push(await besideSlowQuery(pages), await cancelling(reading, database));
    return {
      title: `Pages of a ${tableRows.toLocaleString('en')}-row PostgreSQL table`,
      method: `Pages of ${pageRows} rows where nothing else is said, all ${columns.length} columns; the background pass over the table has ended. Whole path: WebSocket client → host process → PostgreSQL and back, decoded to values. Bare driver: the same rows by \`pg\` as raw text, on a connection of its own in this process, pages one after the other in both. ${rounds} rounds in turns, medians.`,
      lines,
    };
  },
};

const sorts: readonly Sort[] = [
  { field: 'id', direction: 'asc' },
  { field: 'id', direction: 'desc' },
  { field: 'amount', direction: 'asc' },
  { field: 'amount', direction: 'desc' },
  { field: 'moment', direction: 'desc' },
  { field: 'city', direction: 'asc' },
];

const described: Readonly<Record<string, string>> = {
  id: 'the key',
  amount: 'an indexed column that is not unique',
  moment: 'an indexed column with NULLs',
  city: 'an indexed column of ten values',
};

function measured(sort: readonly Sort[], model = 'public.measurements'): RowQuery {
  return { model, filter: null, sort: [...sort], search: '' };
}

function after(cursor: string | null): Anchor {
  return cursor === null ? { kind: 'start' } : { kind: 'after', cursor };
}

async function projectOf(directory: string, config: PostgresConfig): Promise<string> {
  const project = join(directory, 'project');
  await mkdir(project);
  const manifest = { version: 1, name: 'Measurements', storages: { main: config } };
  await writeFile(join(project, 'storeroom.json'), JSON.stringify(manifest));
  return project;
}

interface OpenPages {
  page(query: RowQuery, names: readonly string[], at: Anchor, limit: number): Promise<{ last: string | null }>;
  /** Waits until count and row numbers of the view are known, as they are a moment after a grid is opened. */
  settle(query: RowQuery): Promise<void>;
}

async function openPages({ calls }: ConnectedClient): Promise<OpenPages> {
  const [project] = await calls.projects.list();
  if (project === undefined) throw new Error('Storeroom opened no project');
  const address = { project: project.id, storage: 'main' };
  return {
    page: async (query, names, at, limit) => {
      const page = await calls.rows.page({ ...address, query, columns: [...names], at, limit });
      const rows = unpackRows(page.cells, names.length);
      if (rows.length !== limit) throw new Error(`A page came with ${rows.length} rows`);
      return page;
    },
    settle: async (query) => {
      for await (const { positions } of await calls.rows.watch({ ...address, query }))
        if (positions !== 'scanning') return;
    },
  };
}

async function inProcess({ reading }: OpenReading, cursor: string | null): Promise<{ last: string | null }> {
  const op = { signal: new AbortController().signal };
  return reading.page({ query: measured([]), columns, at: after(cursor), limit: pageRows }, op);
}

async function bothEnds(pages: OpenPages, sort: Sort, note: Note): Promise<Measured> {
  const name = `last page ÷ first page, by ${described[sort.field]}${sort.direction === 'desc' ? ', descending' : ''}`;
  note(name);
  const query = measured([sort]);
  await pages.settle(query);
  const ends = await compare({
    rounds,
    warmUp: 10,
    ours: () => timed(() => pages.page(query, columns, { kind: 'end' }, pageRows)),
    reference: () => timed(() => pages.page(query, columns, { kind: 'start' }, pageRows)),
  });
  return compared(name, ends, 1.2);
}

async function againstDriver(
  database: BenchmarkDatabase,
  limit: number,
  what: string,
  goal: number | null,
  next: (cursor: string | null) => Promise<{ last: string | null }>,
): Promise<Measured> {
  const bare = await openBare(database.url);
  try {
    let cursor: string | null = null;
    let last = '0';
    const times = await compare({
      rounds,
      warmUp: 20,
      ours: () =>
        timed(async () => {
          cursor = (await next(cursor)).last;
          if (cursor === null) throw new Error('The table ended');
        }),
      reference: () =>
        timed(async () => {
          last = await bare.pageAfter(last, limit);
        }),
    });
    return compared(`next page of ${limit} rows, ${what} ÷ bare driver`, times, goal);
  } finally {
    await bare.end();
  }
}

async function openBare(url: string) {
  const client = new Client({ connectionString: url, types: { getTypeParser: () => (value: string) => value } });
  await client.connect();
  return {
    /** @returns the last id of the page. */
    pageAfter: async (id: string, limit: number): Promise<string> => {
      const { rows } = await client.query<string[]>({
        text: `SELECT ${columns.join(', ')} FROM measurements WHERE id > $1 ORDER BY id LIMIT ${limit}`,
        values: [id],
        rowMode: 'array',
      });
      return rows.at(-1)?.[0] ?? '0';
    },
    end: () => client.end(),
  };
}

async function bigValues(pages: OpenPages): Promise<Measured> {
  const at = { kind: 'start' } as const;
  const names = ['id', 'title', 'body'];
  const times = await compare({
    rounds,
    warmUp: 10,
    ours: () => timed(() => pages.page(measured([], 'public.documents'), names, at, bigPageRows)),
    reference: () => timed(() => pages.page(measured([], 'public.small_documents'), names, at, bigPageRows)),
  });
  return compared(`a page of ${bigPageRows} × 1 MB of text ÷ the same with 20 bytes each`, times, 1.5);
}

/** A page that is asked for while another one takes long, beside the same page alone. */
async function besideSlowQuery(pages: OpenPages): Promise<Measured> {
  const ask = () => timed(() => pages.page(measured([], 'public.one'), ['id'], { kind: 'start' }, 1));
  const beside: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (let time = 0; time < 10; time += 1) alone.push(await ask());
    const slow = pages.page(measured([], 'public.slow'), ['id'], { kind: 'start' }, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let time = 0; time < 10; time += 1) beside.push(await ask());
    await slow;
  }
  const [ours, reference] = [sampleOf(beside), sampleOf(alone)];
  const name = `one row while a query of ${slowSeconds} s runs ÷ the same alone`;
  return compared(name, { ours, reference, ratio: ours.median / reference.median }, 2);
}

/** From the abort until the server has nothing left to do. */
async function cancelling({ reading }: OpenReading, database: BenchmarkDatabase): Promise<Measured> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const times: number[] = [];
  try {
    for (let round = 0; round < 15; round += 1) {
      const controller = new AbortController();
      const request = { query: measured([], 'public.slow'), columns: ['id'], at: { kind: 'start' }, limit: 1 } as const;
      const page = reading.page(request, { signal: controller.signal }).catch(() => undefined);
      for (let attempt = 0; !(await isBusy(client)); attempt += 1) {
        if (attempt === 500) throw new Error('The query did not begin');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const begun = performance.now();
      controller.abort();
      await page;
      while (await isBusy(client));
      times.push(performance.now() - begun);
    }
  } finally {
    await client.end();
  }
  const sample = sampleOf(times);
  return {
    name: 'from the abort until the server is idle',
    ours: sampleText(sample),
    reference: '',
    ratio: null,
    goal: { text: `≤ ${cancelLimitMs} ms`, isMet: sample.p95 <= cancelLimitMs },
  };
}

async function isBusy(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%"slow"%' AND pid <> pg_backend_pid() AND datname = current_database()`,
  );
  return rows.length > 0;
}
