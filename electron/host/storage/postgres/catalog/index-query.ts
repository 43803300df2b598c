import type { ServerFeatures } from './server-features.ts';

/** The indexes of a table (`$1`) with their key columns. */
export function indexQuery(features: ServerFeatures): string {
  return `
SELECT c.relname AS name, m.amname AS method, i.indisunique AS "isUnique", ${features.nullsNotDistinct} AS "areNullsEqual",
       i.indisprimary AS "isPrimary", i.indimmediate AS "isImmediate",
       i.indisvalid AND i.indisready AND i.indislive AS "isValid", i.indpred IS NOT NULL AS "isPartial",
       (SELECT k.conname FROM pg_catalog.pg_constraint k
         WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')) AS constraint,
       pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                 'attnum', key.attnum, 'isDescending', key.options & 1 <> 0, 'nullsFirst', key.options & 2 <> 0,
                 'family', o.opcfamily::pg_catalog.int8, 'inputType', o.opcintype::pg_catalog.int8,
                 'collation', key.sorted_by::pg_catalog.int8) ORDER BY key.place)
          FROM ROWS FROM (
                 pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indoption::pg_catalog.int2[]),
                 pg_catalog.unnest(i.indclass::pg_catalog.oid[]), pg_catalog.unnest(i.indcollation::pg_catalog.oid[])
               ) WITH ORDINALITY AS key(attnum, options, class, sorted_by, place)
          JOIN pg_catalog.pg_opclass o ON o.oid = key.class
         WHERE key.place <= i.indnkeyatts) AS columns
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = c.relam
 WHERE i.indrelid = $1::pg_catalog.oid
 ORDER BY c.relname`;
}
