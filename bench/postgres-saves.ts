import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { openAccess } from '../electron/host/storage/postgres/connection/open-access.ts';
import { createPostgresSession } from '../electron/host/storage/postgres/session.ts';
import type { RowChange } from '../shared/domain/change-set.ts';
import { makeDatabase, type TestDatabase } from '../test/support/postgres.ts';
import { startTestPostgres } from '../test/support/services/postgres-server.ts';
import { compare, timed } from './measure.ts';
import { compared, type Measured, type Note } from './result.ts';
import { saveRounds, savesThroughTheApp } from './saves-through-app.ts';
import { scratchDirectory } from './scratch.ts';

export interface EditedTable {
  readonly tableRows: number;
  readonly editedRows: number;
  /** Where the n-th edited row lies. */
  rowId(at: number): number;
  /** Changes of the name of each edited row. */
  edits(from: string, to: string, model: string): readonly RowChange[];
}

/** The same save into PostgreSQL, through the whole path and by the session alone. */
export async function postgresSaves(table: EditedTable, note: Note): Promise<readonly Measured[]> {
  const server = await startTestPostgres({ settings: { synchronous_commit: 'on', fsync: 'on' } });
  try {
    const lines: Measured[] = [];
    note('saves through the app, PostgreSQL');
    lines.push(...(await throughTheApp(await makeTable(server.url, table), table)));
    note('saves of the session alone, PostgreSQL');
    lines.push(...(await sessionAlone(await makeTable(server.url, table), table)));
    return lines;
  } finally {
    await server.stop();
  }
}

async function makeTable(server: string, { tableRows }: EditedTable): Promise<TestDatabase> {
  const sql = ['people', 'bare']
    .map(
      (
        name,
      ) => `CREATE TABLE ${name} (id integer PRIMARY KEY, name text NOT NULL, email text, city text, amount float8, made timestamptz, note text);
        INSERT INTO ${name} SELECT i, 'as it was ' || i, 'person' || i || '@example.org', 'City ' || (i % 50), i * 1.25, '2026-01-01 12:00:00+00', 'A note of some words for row ' || i FROM generate_series(1, ${tableRows}) AS i;`,
    )
    .join(' ');
  const database = await makeDatabase({ server, sql });
  await database.run('VACUUM ANALYZE');
  return database;
}

async function throughTheApp(database: TestDatabase, table: EditedTable): Promise<readonly Measured[]> {
  await using scratch = await scratchDirectory();
  const { host, port, database: name, user } = database.config;
  const folder = join(scratch.path, 'project');
  await mkdir(folder);
  const storages = { main: { kind: 'postgresql', host, port, database: name, user, sslmode: 'disable' } };
  await writeFile(join(folder, 'storeroom.json'), JSON.stringify({ version: 1, name: 'Saves', storages }));
  await using bare = await openBare(database, table);
  const edits = (from: string, to: string) => table.edits(from, to, 'public.people');
  return await savesThroughTheApp('PostgreSQL', { target: folder, scratch: scratch.path, edits, bare });
}

async function sessionAlone(database: TestDatabase, table: EditedTable): Promise<readonly Measured[]> {
  const op = { signal: new AbortController().signal };
  const access = await openAccess(
    database.config,
    { readOnly: false, projectDirectory: '/', password: async () => database.password },
    op,
  );
  await using session = createPostgresSession(access, database.config);
  await using bare = await openBare(database, table);
  let value = 'as it was';
  const times = await compare({
    ...saveRounds,
    ours: (round) => {
      const changes = table.edits(value, `round ${round}`, 'public.people');
      value = `round ${round}`;
      return timed(async () => {
        const readUpload = () => Promise.reject(new Error('There are no uploads'));
        const result = await session.write?.apply({ changes, readUpload }, async () => {}, op);
        if (result?.kind !== 'saved') throw new Error('The save was refused');
      });
    },
    reference: (round) => timed(() => bare.update(`round ${round}`)),
  });
  return [compared('session alone ÷ bare driver, PostgreSQL', times, null)];
}

/** The same statements by the driver alone, one after the other, as it is used. */
async function openBare(
  { url }: TestDatabase,
  { editedRows, rowId }: EditedTable,
): Promise<AsyncDisposable & { update(to: string): Promise<void> }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    update: async (to) => {
      await client.query('BEGIN');
      for (let at = 0; at < editedRows; at += 1) {
        const id = rowId(at);
        await client.query('UPDATE bare SET name = $1 WHERE id = $2', [`${to} ${id}`, id]);
      }
      await client.query('COMMIT');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
