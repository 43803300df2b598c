import type { PgRows } from '../connection/access.ts';
import type { Sql } from '../sql-text.ts';

/** Runs one statement within the snapshot of the catalogue. */
export type RunStatement = (sql: Sql) => Promise<PgRows>;

/**
 * Runs a query and gives its rows as objects: they come as one JSON text, which carries names, numbers, lists and NULL
 * without a rule for each. Each column of `query` is a property of `Row`.
 */
export async function runJson<Row>(run: RunStatement, query: string, values: Sql['values']): Promise<readonly Row[]> {
  const { rows } = await run({
    text: `SELECT pg_catalog.json_agg(pg_catalog.row_to_json(facts)) FROM (${query}) facts`,
    values,
  });
  // The caller's query names the properties of its `Row`.
  return JSON.parse(rows[0]?.[0] ?? '[]') as Row[];
}
