import type { ServerFeatures } from './server-features.ts';

/** The columns of a relation (`$1`) with the role's rights to them. */
export function columnQuery(features: ServerFeatures): string {
  return `
SELECT a.attname AS name, pg_catalog.quote_ident(a.attname) AS quoted, a.attnum, a.atttypid::pg_catalog.int8 AS "typeOid", a.atttypmod AS "typeModifier",
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS "typeText", a.attnotnull AS "notNull",
       a.attnotnull AND ${features.isNotNullValid} AS "isNeverNull", a.attgenerated AS generated, a.attidentity AS identity,
       CASE WHEN a.atthasdef THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS expression,
       a.attcollation::pg_catalog.int8 AS collation,
       CASE WHEN a.attcollation NOT IN (0, t.typcollation) THEN
         pg_catalog.quote_ident(home.nspname) || '.' || pg_catalog.quote_ident(l.collname)
       END AS "collationText",
       coalesce(l.collisdeterministic, true) AS "isDeterministic",
       pg_catalog.col_description(a.attrelid, a.attnum) AS comment,
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS "canRead",
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT') AS "canInsert",
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE') AS "canUpdate",
       c.relkind <> 'v' OR pg_catalog.pg_column_is_updatable(a.attrelid, a.attnum, true) AS "isUpdatable"
  FROM pg_catalog.pg_attribute a
  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_namespace home ON home.oid = l.collnamespace
 WHERE a.attrelid = $1::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum`;
}
