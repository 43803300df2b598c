import type { ServerFeatures } from './server-features.ts';

/** Pseudo types whose operator classes serve all arrays, enums, ranges, multiranges and composites. */
export const anyOf = { array: 2277, enum: 3500, range: 3831, multirange: 4537, record: 2249 } as const;

/**
 * The types of a relation's columns (`$1`) and all they are made of. A type's order is its default btree operator class;
 * where it has none, that of a type whose values are stored the same way, by the rules of `GetDefaultOpClass`
 * (src/backend/commands/indexcmds.c).
 */
export function typeQuery(features: ServerFeatures): string {
  return `
WITH RECURSIVE used(id) AS (
  SELECT a.atttypid FROM pg_catalog.pg_attribute a
   WHERE a.attrelid = $1::pg_catalog.oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION
  SELECT t.oid FROM pg_catalog.pg_type t WHERE t.oid IN (${Object.values(anyOf).join(', ')})
  UNION
  SELECT next.id
    FROM used
    JOIN pg_catalog.pg_type t ON t.oid = used.id
   CROSS JOIN LATERAL (
           SELECT t.typbasetype WHERE t.typtype = 'd'
           UNION ALL
           SELECT t.typelem WHERE t.typelem <> 0 AND t.typlen = -1
           UNION ALL
           SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE t.oid IN (r.rngtypid, ${features.multirange})
           UNION ALL
           SELECT a.atttypid FROM pg_catalog.pg_attribute a
            WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
         ) next(id)
)
SELECT t.oid::pg_catalog.int8 AS oid, n.nspname AS schema, t.typname AS name, t.typtype AS kind, t.typcategory AS category,
       t.typlen AS length, t.typbasetype::pg_catalog.int8 AS "baseType", t.typtypmod AS "baseModifier",
       t.typnotnull AS "notNull", coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS "defaultText",
       (SELECT pg_catalog.json_agg(pg_catalog.pg_get_constraintdef(k.oid) ORDER BY k.conname)
          FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS checks,
       t.typelem::pg_catalog.int8 AS "elementType",
       EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid) AS "isArray",
       (SELECT pg_catalog.json_agg(a.atttypid::pg_catalog.int8 ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a
         WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS parts,
       (SELECT r.rngsubtype::pg_catalog.int8 FROM pg_catalog.pg_range r
         WHERE t.oid IN (r.rngtypid, ${features.multirange})) AS "rangeOf",
       (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
          FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS labels,
       (SELECT CASE
                 WHEN pg_catalog.bool_or(f.is_exact) THEN pg_catalog.max(f.class) FILTER (WHERE f.is_exact)
                 WHEN pg_catalog.count(*) FILTER (WHERE f.is_preferred) = 1
                   THEN pg_catalog.max(f.class) FILTER (WHERE f.is_preferred)
                 WHEN pg_catalog.count(*) = 1 THEN pg_catalog.max(f.class)
               END
          FROM (SELECT pg_catalog.jsonb_build_object('family', o.opcfamily::pg_catalog.int8,
                                                     'inputType', o.opcintype::pg_catalog.int8)::pg_catalog.text AS class,
                       o.opcintype = t.oid AS is_exact,
                       i.typispreferred AND i.typcategory = t.typcategory AS is_preferred
                  FROM pg_catalog.pg_opclass o
                  JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
                  JOIN pg_catalog.pg_type i ON i.oid = o.opcintype
                 WHERE o.opcdefault
                   AND (o.opcintype = t.oid OR EXISTS (
                         SELECT FROM pg_catalog.pg_cast k
                          WHERE k.castsource = t.oid AND k.casttarget = o.opcintype AND k.castmethod = 'b'
                            AND k.castcontext = 'i'))) f
       )::pg_catalog.json AS "order",
       n.nspname <> 'pg_catalog' AND EXISTS (
         SELECT FROM pg_catalog.pg_type b
          WHERE b.typname = t.typname AND b.typnamespace = 'pg_catalog'::pg_catalog.regnamespace) AS "isNamedLikeBuiltin"
  FROM used
  JOIN pg_catalog.pg_type t ON t.oid = used.id
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace`;
}
