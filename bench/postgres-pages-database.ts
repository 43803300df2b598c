import { Client } from 'pg';
import type { PostgresConfig } from '../shared/domain/postgres-config.ts';
import { databaseOn } from '../test/support/postgres.ts';
import { measurementsSql } from '../test/support/postgres-measurements.ts';
import { startTestPostgres } from '../test/support/services/postgres-server.ts';

export interface BenchmarkDatabase extends AsyncDisposable {
  readonly url: string;
  readonly config: PostgresConfig;
  readonly password: string | null;
}

/** Grows when the tables change, so that older ones are not taken for them. */
const version = 1;

/** How long the view `slow` takes. */
export const slowSeconds = 3;

const more = `
  CREATE TABLE documents (id int4 PRIMARY KEY, title text NOT NULL, body text NOT NULL);
  ALTER TABLE documents ALTER body SET STORAGE EXTERNAL;
  INSERT INTO documents SELECT i, 'Document ' || i, (SELECT string_agg(md5((i * n)::text), '') FROM generate_series(1, 32768) n) FROM generate_series(1, 101) i;
  CREATE TABLE small_documents (id int4 PRIMARY KEY, title text NOT NULL, body text NOT NULL);
  INSERT INTO small_documents SELECT i, 'Document ' || i, 'twenty bytes of text' FROM generate_series(1, 101) i;
  CREATE TABLE one (id int4 PRIMARY KEY);
  INSERT INTO one VALUES (1), (2);
  CREATE VIEW slow AS SELECT i AS id FROM generate_series(1, 1) i WHERE pg_sleep(${slowSeconds}) IS NOT NULL;`;

/**
 * A database with the benchmark's tables: on the server of `TEST_POSTGRES_URL`, where it is kept for the next run, else on
 * one of our own that is gone afterwards.
 */
export async function benchmarkDatabase(rows: number): Promise<BenchmarkDatabase> {
  const given = process.env.TEST_POSTGRES_URL;
  const own = given ? null : await startTestPostgres();
  const stop = async () => void (await own?.stop());
  try {
    const server = own?.url ?? given ?? '';
    const name = `storeroom_bench_${version}_${rows}`;
    const place = databaseOn(server, name);
    await make(databaseOn(server, 'postgres').url, place.url, name, rows);
    return { ...place, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function make(administrator: string, url: string, name: string, rows: number): Promise<void> {
  const isThere = await withClient(administrator, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    return found.rows.length > 0;
  });
  if (isThere) return;
  const draft = `${name}_draft`;
  await withClient(administrator, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${draft}`);
    await client.query(`CREATE DATABASE ${draft} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
  });
  await withClient(url.replace(name, draft), async (client) => {
    await client.query(measurementsSql(rows));
    await client.query(more);
    await client.query('VACUUM (ANALYZE)');
  });
  await withClient(administrator, (client) => client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`));
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
