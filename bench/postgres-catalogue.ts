import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { createCatalog } from '../electron/host/storage/postgres/catalog/create-catalog.ts';
import { openAccess } from '../electron/host/storage/postgres/connection/open-access.ts';
import { connectTo } from '../test/e2e/client.ts';
import { makeDatabase, type TestDatabase } from '../test/support/postgres.ts';
import { makeManyTables } from '../test/support/postgres-many-tables.ts';
import { startTestPostgres } from '../test/support/services/postgres-server.ts';
import { compare, sampleOf, timed } from './measure.ts';
import { type Benchmark, compared, type Measured, sampleText } from './result.ts';
import { startApp } from './running-app.ts';
import { scratchDirectory } from './scratch.ts';

const tableCount = 20_000;
const rounds = 41;
const listLimitMs = 500;
const op = { signal: new AbortController().signal };

/** What anybody asks who wants the names of all tables. */
const bareQuery = `
SELECT n.nspname, c.relname, c.relkind
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
 ORDER BY n.nspname, c.relname`;

/** The list of a database of 20,000 tables, and one of them described. */
export const postgresCatalogue: Benchmark = {
  name: 'postgres-catalogue',
  run: async (note) => {
    const server = await startTestPostgres();
    try {
      const database = await makeDatabase({ server: server.url });
      note(`making ${tableCount.toLocaleString('en')} tables`);
      await makeManyTables(database, tableCount);
      note('list ÷ bare query');
      const lines = await inProcess(database);
      note('list through the whole path');
      lines.push(await wholePath(database));
      return {
        title: 'A PostgreSQL database of 20,000 tables',
        method: `${tableCount.toLocaleString('en')} tables in 20 schemas. List: names, captions, order and the role’s right to read each of them, read anew each time. Bare query: names of tables, views and their schemas by the driver pg in this process, raw text, sorted by the server. Whole path: the catalogue forgotten, then WebSocket client → host process → PostgreSQL and back. ${rounds} rounds, in turns where two are compared, medians.`,
        lines,
      };
    } finally {
      await server.stop();
    }
  },
};

async function inProcess(database: TestDatabase): Promise<Measured[]> {
  const access = await openAccess(
    database.config,
    { readOnly: true, projectDirectory: '/', password: async () => database.password },
    op,
  );
  const client = new Client({
    connectionString: database.url,
    types: { getTypeParser: () => (value: string) => value },
  });
  await client.connect();
  try {
    const catalog = createCatalog(access, { schemas: null, readOnly: null });
    const lists = await compare({
      rounds,
      warmUp: 5,
      ours: () =>
        timed(async () => {
          catalog.forget();
          expectAll((await catalog.list(op)).length);
        }),
      reference: () =>
        timed(async () => expectAll((await client.query({ text: bareQuery, rowMode: 'array' })).rows.length)),
    });
    const describing: number[] = [];
    for (let table = 1; table <= rounds; table += 1)
      describing.push(await timed(() => catalog.describe(`area_7."orderLines_${table}"`, op)));
    return [
      compared('20,000 tables listed ÷ one catalogue query', lists, 2),
      {
        name: 'one of them described, for the first time',
        ours: sampleText(sampleOf(describing)),
        reference: '',
        ratio: null,
        goal: null,
      },
    ];
  } finally {
    await client.end();
    await access.close();
  }
}

async function wholePath({ config }: TestDatabase): Promise<Measured> {
  await using scratch = await scratchDirectory();
  const project = join(scratch.path, 'project');
  await mkdir(project);
  const manifest = { version: 1, name: 'Many tables', storages: { main: config } };
  await writeFile(join(project, 'storeroom.json'), JSON.stringify(manifest));
  await using app = await startApp(join(scratch.path, 'data'), project);
  using client = await connectTo(app);
  const [opened] = await client.calls.projects.list();
  if (opened === undefined) throw new Error('Storeroom opened no project');
  const address = { project: opened.id, storage: 'main' };
  expectAll((await client.calls.models.list(address)).length);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await client.calls.models.start(address);
    times.push(await timed(async () => expectAll((await client.calls.models.list(address)).length)));
  }
  const sample = sampleOf(times);
  return {
    name: '20,000 tables listed, whole path',
    ours: sampleText(sample),
    reference: '',
    ratio: null,
    goal: { text: `≤ ${listLimitMs} ms`, isMet: sample.median <= listLimitMs },
  };
}

function expectAll(count: number): void {
  if (count !== tableCount) throw new Error(`The list came with ${count} tables`);
}
