import type { PgTransaction } from '../connection/access.ts';
import { arrayLiteral } from '../reading/parameters.ts';
import type { WritePlan } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

/**
 * Columns, foreign keys and triggers of tables. A key of a partitioned table has copies for its partitions: each is told
 * with the names of those it is a copy of.
 */
const schemaSql = `
WITH RECURSIVE tables(id) AS (SELECT pg_catalog.unnest($1::pg_catalog.oid[])),
keys(id, "table", up, names) AS (
  SELECT k.oid, t.id, k.conparentid, ARRAY[k.conname::pg_catalog.text]
    FROM tables t JOIN pg_catalog.pg_constraint k ON k.conrelid = t.id OR k.confrelid = t.id
   WHERE k.contype = 'f'
     AND coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::pg_catalog.bool, true)
     AND NOT coalesce((pg_catalog.to_jsonb(k) ->> 'conperiod')::pg_catalog.bool, false)
  UNION ALL
  SELECT s.id, s."table", k.conparentid, s.names || k.conname::pg_catalog.text
    FROM keys s JOIN pg_catalog.pg_constraint k ON k.oid = s.up
)
SELECT a.attrelid::pg_catalog.int8, 'column', pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, a.attnum, a.atttypid::pg_catalog.int8) ORDER BY a.attnum)
  FROM tables t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.id AND a.attnum > 0 AND NOT a.attisdropped
 GROUP BY a.attrelid
UNION ALL
SELECT s."table"::pg_catalog.int8, 'key', pg_catalog.to_json(s.names) FROM keys s WHERE s.up = 0
UNION ALL
SELECT g.tgrelid::pg_catalog.int8, 'trigger', 'null'
  FROM tables t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.id AND NOT g.tgisinternal AND g.tgenabled <> 'D'
 GROUP BY g.tgrelid`;

/**
 * Whether the tables are still what the plan was made for. Asked when the rows are written: from then on nobody can change
 * the tables until the transaction ends.
 */
export async function isPlanTrue(transaction: PgTransaction, plan: WritePlan): Promise<boolean> {
  const tables = [...plan.tables.values()];
  if (tables.length === 0) return true;
  const { rows } = await transaction.run({
    text: schemaSql,
    values: [arrayLiteral(tables.map(({ table }) => String(table.oid)))],
  });
  const byTable = Map.groupBy(rows, ([oid]) => Number(oid));
  return tables.every((table) => isSame(table, byTable.get(table.table.oid) ?? []));
}

function isSame(given: WriteTable, facts: readonly (readonly (string | null)[])[]): boolean {
  const { table } = given;
  const columns = facts.find(([, kind]) => kind === 'column')?.[2] ?? '[]';
  if (columnsText(JSON.parse(columns)) !== columnsText(plannedColumns(given))) return false;
  const known = new Set([...table.outgoing, ...table.incoming].map(({ name }) => name));
  const keys = facts.filter(([, kind]) => kind === 'key');
  if (!keys.every(([, , names]) => namesOf(names ?? '[]').some((name) => known.has(name)))) return false;
  return given.hasTriggers || !facts.some(([, kind]) => kind === 'trigger');
}

/** What tells one shape of a table from another. */
export function plannedColumns({ table }: WriteTable): readonly (readonly [string, number, number])[] {
  return [...table.columns.values()]
    .sort((a, b) => a.attnum - b.attnum)
    .map(({ name, attnum, typeOid }) => [name, attnum, typeOid]);
}

function columnsText(columns: unknown): string {
  return JSON.stringify(columns);
}

function namesOf(text: string): readonly string[] {
  const names: unknown = JSON.parse(text);
  return Array.isArray(names) ? names.map(String) : [];
}
