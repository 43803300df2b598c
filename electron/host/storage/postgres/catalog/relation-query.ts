/**
 * Facts of one relation by its schema (`$1`) and name (`$2`), and of those that are parts of it. Triggers of TRUNCATE, and
 * triggers and rules that are switched off or meant for replication, do not run when a row is written. Names of schemas
 * that begin with `pg_` belong to the system.
 */
export const relationQuery = `
WITH RECURSIVE target AS (
  SELECT c.oid AS id, n.oid AS home, n.nspname, c.relname, c.relkind
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1::pg_catalog.name AND c.relname = $2::pg_catalog.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
     AND n.nspname <> 'information_schema' AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
), parts(id) AS (
  SELECT id FROM target
  UNION
  SELECT h.inhrelid FROM parts p JOIN pg_catalog.pg_inherits h ON h.inhparent = p.id
)
SELECT c.id::pg_catalog.int8 AS oid, c.nspname AS schema, c.relname AS name, c.relkind AS kind,
       pg_catalog.quote_ident(c.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS quoted,
       pg_catalog.obj_description(c.id, 'pg_class') AS comment,
       pg_catalog.has_schema_privilege(c.home, 'USAGE') AS "canUseSchema",
       pg_catalog.has_any_column_privilege(c.id, 'SELECT') AS "canRead",
       pg_catalog.has_table_privilege(c.id, 'DELETE') AS "canDelete",
       pg_catalog.has_any_column_privilege(c.id, 'INSERT') AS "canInsert",
       pg_catalog.has_any_column_privilege(c.id, 'UPDATE') AS "canUpdate",
       CASE WHEN c.relkind IN ('v', 'f') THEN pg_catalog.pg_relation_is_updatable(c.id, false) END AS updatable,
       CASE WHEN c.relkind IN ('v', 'f') THEN pg_catalog.pg_relation_is_updatable(c.id, true) END AS "updatableByTriggers",
       EXISTS (
         SELECT FROM parts p JOIN pg_catalog.pg_trigger t ON t.tgrelid = p.id
          WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 28 <> 0
       ) OR EXISTS (
         SELECT FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.id AND w.ev_type <> '1' AND w.ev_enabled IN ('O', 'A')
       ) AS "hasTriggers",
       c.relkind <> 'p' AND EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.id) AS "hasInheritors",
       (SELECT pg_catalog.sum(f.reltuples)
          FROM parts p
          JOIN pg_catalog.pg_class f ON f.oid = p.id
         WHERE f.relkind IN ('r', 'm', 'f') AND (f.reltuples > 0 OR f.reltuples = 0 AND f.relpages > 0)) AS "estimatedRows",
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.id) END AS "viewQuery",
       CASE WHEN c.relkind = 'v' AND pg_catalog.pg_relation_is_updatable(c.id, false) <> 0 THEN
         (SELECT w.ev_action::pg_catalog.text FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.id AND w.ev_type = '1')
       END AS "viewTree"
  FROM target c`;
