/** What a relation (`$1`) is made of besides columns and constraints: only for the text of its definition. */
export const definitionQuery = `
SELECT c.relpersistence AS persistence, c.relrowsecurity AS "hasRowSecurity",
       pg_catalog.row_security_active(c.oid) AS "isRowSecurityActive",
       pg_catalog.array_to_string(c.reloptions, ', ') AS options,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partitionKey",
       CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END AS "partitionBound",
       (SELECT pg_catalog.json_agg(pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.relname) ORDER BY h.inhseqno)
          FROM pg_catalog.pg_inherits h
          JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
          JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
         WHERE h.inhrelid = c.oid) AS parents,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('quoted', few.quoted, 'bound', few.bound) ORDER BY few.quoted)
          FROM (SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.relname) AS quoted,
                       CASE WHEN p.relispartition THEN pg_catalog.pg_get_expr(p.relpartbound, p.oid) END AS bound
                  FROM pg_catalog.pg_inherits h
                  JOIN pg_catalog.pg_class p ON p.oid = h.inhrelid
                  JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
                 WHERE h.inhparent = c.oid
                 ORDER BY p.relname
                 LIMIT 100) few) AS children,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid) AS "childCount",
       (SELECT pg_catalog.quote_ident(s.srvname)
          FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
         WHERE f.ftrelid = c.oid) AS "foreignServer",
       (SELECT pg_catalog.json_agg(pg_catalog.pg_get_triggerdef(t.oid) ORDER BY t.tgname)
          FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS triggers,
       (SELECT pg_catalog.json_agg(pg_catalog.pg_get_ruledef(w.oid) ORDER BY w.rulename)
          FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type <> '1') AS rules,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                 'quoted', pg_catalog.quote_ident(p.polname), 'command', p.polcmd, 'isPermissive', p.polpermissive,
                 'roles', (SELECT pg_catalog.json_agg(pg_catalog.quote_ident(r.rolname) ORDER BY r.rolname)
                             FROM pg_catalog.pg_roles r WHERE r.oid = ANY (p.polroles)),
                 'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                 'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.polname)
          FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid) AS policies
  FROM pg_catalog.pg_class c
 WHERE c.oid = $1::pg_catalog.oid`;
