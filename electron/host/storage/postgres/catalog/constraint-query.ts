import type { ServerFeatures } from './server-features.ts';

const columnNames = (relation: string, numbers: string) => `
       (SELECT pg_catalog.json_agg(a.attname ORDER BY key.place)
          FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY AS key(attnum, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = ${relation} AND a.attnum = key.attnum)`;

/** What holds for the rows of a table (`$1`), NOT NULL left out. */
export function constraintQuery(features: ServerFeatures): string {
  return `
SELECT k.conname AS name, pg_catalog.quote_ident(k.conname) AS quoted, k.contype AS kind, pg_catalog.pg_get_constraintdef(k.oid) AS definition,
       coalesce(${columnNames('k.conrelid', 'k.conkey')}, '[]'::pg_catalog.json) AS columns,
       ${features.isEnforced} AS "isEnforced", pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
  FROM pg_catalog.pg_constraint k
 WHERE k.conrelid = $1::pg_catalog.oid AND k.contype IN ('p', 'u', 'c', 'f', 'x')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint parent
                    WHERE parent.oid = k.conparentid AND parent.conrelid = k.conrelid)
 ORDER BY pg_catalog.array_position(ARRAY['p', 'u', 'x', 'c', 'f'], k.contype::pg_catalog.text), k.conname`;
}

/**
 * Foreign keys that start or end at a table (`$1`). The server keeps a copy of a key for each partition on either side:
 * of those only the copy that gives a partition the key of its parent counts, and only when the partition is looked at.
 */
export function foreignKeyQuery(features: ServerFeatures): string {
  const readable = (relation: string, numbers: string) => `
       (SELECT pg_catalog.bool_and(pg_catalog.has_column_privilege(${relation}, key.attnum, 'SELECT'))
          FROM pg_catalog.unnest(${numbers}) AS key(attnum))`;
  return `
WITH RECURSIVE origin(id, up, "table", target) AS (
  SELECT k.oid, k.conparentid, k.conrelid, k.confrelid FROM pg_catalog.pg_constraint k
   WHERE k.contype = 'f' AND (k.conrelid = $1::pg_catalog.oid OR k.confrelid = $1::pg_catalog.oid)
  UNION ALL
  SELECT o.id, k.conparentid, k.conrelid, k.confrelid
    FROM origin o JOIN pg_catalog.pg_constraint k ON k.oid = o.up
)
SELECT k.conname AS name,
       one.oid::pg_catalog.int8 AS "fromOid", here.nspname AS "fromSchema", one.relname AS "fromName",
       ${columnNames('k.conrelid', 'k.conkey')} AS "fromColumns",
       other.oid::pg_catalog.int8 AS "toOid", there.nspname AS "toSchema", other.relname AS "toName",
       ${columnNames('k.confrelid', 'k.confkey')} AS "toColumns",
       k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate",
       ${columnNames('k.conrelid', features.deleteSetColumns)} AS "setOnDelete",
       k.condeferrable AS "isDeferrable", ${features.isEnforced} AS "isEnforced", ${features.isPeriod} AS "isPeriod",
       pg_catalog.has_schema_privilege(here.oid, 'USAGE') AND pg_catalog.has_schema_privilege(there.oid, 'USAGE')
         AND ${readable('k.conrelid', 'k.conkey')} AND ${readable('k.confrelid', 'k.confkey')} AS "isReadable"
  FROM origin o
  JOIN pg_catalog.pg_constraint k ON k.oid = o.id
  JOIN pg_catalog.pg_class one ON one.oid = k.conrelid
  JOIN pg_catalog.pg_namespace here ON here.oid = one.relnamespace
  JOIN pg_catalog.pg_class other ON other.oid = k.confrelid
  JOIN pg_catalog.pg_namespace there ON there.oid = other.relnamespace
 WHERE o.up = 0
   AND (k.conrelid = $1::pg_catalog.oid AND o.target = k.confrelid
        OR k.confrelid = $1::pg_catalog.oid AND o."table" = k.conrelid)
 ORDER BY here.nspname, one.relname, k.conname`;
}
