import { Client, Query } from 'pg';
import type { DatabaseDump, DumpedTable } from './digest.ts';

/** `COPY … TO STDOUT` as the server writes it; the driver itself throws these bytes away. */
class CopyOut extends Query {
  readonly #chunks: Buffer[] = [];

  /** Called by the driver for each piece; its buffer is used again. */
  handleCopyData(message: { readonly chunk: Buffer }): void {
    this.#chunks.push(Buffer.from(message.chunk));
  }

  get copied(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

const ours = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

/** Definitions, each query one text a row. What the server numbers by itself, such as OIDs, is left out. */
const definitions: readonly string[] = [
  `SELECT format('schema %I %s', nspname, nspacl::text) FROM pg_namespace n WHERE ${ours}`,
  `SELECT format('relation %I.%I %s %s %s %s %s', n.nspname, c.relname, c.relkind, c.relpersistence, c.relacl::text, c.reloptions::text, c.relrowsecurity)
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind NOT IN ('i', 'I', 't')`,
  `SELECT format('column %I.%I.%I %s %s %s %s %s %s %s %s', n.nspname, c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull,
          a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), (SELECT collname FROM pg_collation WHERE oid = a.attcollation), a.attstorage)
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE ${ours} AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind NOT IN ('i', 'I', 't')`,
  `SELECT format('constraint %I %s %s', n.nspname, COALESCE(k.conrelid::regclass::text, k.contypid::regtype::text), k.conname || ' ' || pg_get_constraintdef(k.oid))
     FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE ${ours}`,
  `SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours}`,
  `SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND NOT t.tgisinternal`,
  `SELECT format('view %s %s', c.oid::regclass, pg_get_viewdef(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind IN ('v', 'm')`,
  `SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${ours} AND p.prokind IN ('f', 'p')`,
  `SELECT format('type %I.%I %s %s %s', n.nspname, t.typname, t.typtype, format_type(t.typbasetype, t.typtypmod), t.typdefault)
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${ours} AND t.typtype <> 'b'`,
  `SELECT format('label %s %s %s', e.enumtypid::regtype, e.enumsortorder, e.enumlabel) FROM pg_enum e`,
  `SELECT format('comment %s %s %s', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.objsubid, d.description)
     FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours}`,
  `SELECT format('policy %s', to_jsonb(p)) FROM pg_policies p`,
];

/** All that a PostgreSQL database holds, in definitions and rows. @param url of a role that may read everything */
export async function dumpPostgres(url: string): Promise<DatabaseDump> {
  const client = new Client({ connectionString: url, ssl: false, application_name: 'test digest' });
  await client.connect();
  try {
    // One state of the database for all of it, and the same texts whatever the role has set.
    await client.query(
      `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
       SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
       SET LOCAL TimeZone = 'UTC'; SET LOCAL client_encoding = 'UTF8'; SET LOCAL search_path = ''; SET LOCAL row_security = off; SET LOCAL xmloption = 'content'`,
    );
    const schema: string[] = [];
    for (const sql of definitions) schema.push(...(await texts(client, sql)).flat().sort());
    for (const [name = ''] of await texts(
      client,
      `SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ours} AND c.relkind = 'S' ORDER BY 1`,
    ))
      schema.push(
        `sequence ${name} ${(await texts(client, `SELECT format('%s %s', last_value, is_called) FROM ${name}`)).flat().join()}`,
      );
    const tables = new Map<string, DumpedTable>();
    for (const [name = '', key = ''] of await texts(client, tablesSql))
      tables.set(name, await dumpTable(client, name, key));
    await client.query('ROLLBACK');
    return { schema, tables };
  } finally {
    await client.end();
  }
}

/** Tables and materialised views with the columns of a key; empty where there is none. */
const tablesSql = `
  SELECT c.oid::regclass::text COLLATE "C",
         COALESCE((SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.at)
                     FROM (SELECT i.indkey::int2[] AS columns FROM pg_index i
                            WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indisprimary) one,
                          unnest(one.columns) WITH ORDINALITY k(number, at)
                     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number), '')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE ${ours} AND (c.relkind = 'r' OR (c.relkind = 'm' AND c.relispopulated)) ORDER BY 1`;

async function dumpTable(client: Client, name: string, key: string): Promise<DumpedTable> {
  const columns = (
    await texts(
      client,
      `SELECT attname FROM pg_attribute WHERE attrelid = '${name.replaceAll("'", "''")}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    )
  ).flat();
  // Rows that are alike in everything may stand in any order among themselves.
  const order = key === '' ? 'one::text COLLATE "C"' : key;
  const lines = (await copyOut(client, `COPY (SELECT one.* FROM ONLY ${name} one ORDER BY ${order}) TO STDOUT`)).split(
    '\n',
  );
  lines.pop();
  return { columns, rows: lines.map((line) => (columns.length === 0 ? [] : line.split('\t'))) };
}

async function texts(client: Client, sql: string): Promise<string[][]> {
  const { rows } = await client.query<(string | null)[]>({
    text: sql,
    rowMode: 'array',
    types: { getTypeParser: () => String },
  });
  return rows.map((row) => row.map((value) => value ?? ''));
}

async function copyOut(client: Client, sql: string): Promise<string> {
  const copy = new CopyOut(sql);
  const ended = new Promise<void>((resolve, reject) => {
    copy.once('end', resolve);
    copy.once('error', reject);
  });
  client.query(copy);
  await ended;
  return copy.copied;
}
