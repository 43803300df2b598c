import type { Run } from './run-snapshot.ts';

/** What holds for the rows of one table, beside what the catalogue of models knows; read in the same snapshot. */
export interface RuleFacts {
  readonly columns: ReadonlyMap<string, ColumnRule>;
  readonly uniques: readonly UniqueRule[];
  /** Policies keep rows of it from this role, or may: what is not seen may be there all the same. */
  readonly hidesRows: boolean;
  /** Code of the store may give a row other values before its rules are looked at, when it is inserted or updated. */
  readonly mends: { readonly insert: boolean; readonly update: boolean };
  /** Names of foreign keys that begin here and take NULLs in all of their columns or in none (`MATCH FULL`). */
  readonly matchFull: ReadonlySet<string>;
  /**
   * When rows of it are deleted, its foreign keys' own triggers run in the order of these texts; by oid of the referring
   * table and name of the key.
   */
  readonly deleteOrder: ReadonlyMap<string, string>;
}

export interface ColumnRule {
  readonly name: string;
  /** The declared type with its modifier, a domain by its name: as SQL of this very snapshot reads it. */
  readonly declared: string;
  /** The same, domains resolved, with the modifier that holds. */
  readonly base: string;
  readonly isDomain: boolean;
  /** Cut or rounded values can come of this type: it has a modifier, or is made of types that may. */
  readonly hasModifier: boolean;
  /** The table itself refuses NULL. */
  readonly notNull: boolean;
  /** A domain on the way to the base refuses NULL. */
  readonly refusesNull: boolean;
  /** Schema and name, quoted; `null` for types without one. */
  readonly collation: string | null;
  /** What a generated column is made of. */
  readonly generated: string | null;
}

export interface UniqueRule {
  readonly name: string;
  /** SQL over names of columns. */
  readonly parts: readonly string[];
  /** The column of each part; `null` for an expression. */
  readonly names: readonly (string | null)[];
  /** SQL; `null` for all rows. */
  readonly where: string | null;
  /** Columns that parts and condition name. */
  readonly columns: readonly string[];
  readonly areNullsEqual: boolean;
}

const query = `
WITH RECURSIVE wanted AS (SELECT pg_catalog.unnest($1::pg_catalog.oid[]) AS id),
steps AS (
  SELECT a.attrelid, a.attnum, a.atttypid AS type, a.atttypmod AS modifier, false AS refuses, 0 AS depth
    FROM pg_catalog.pg_attribute a JOIN wanted w ON w.id = a.attrelid
   WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT s.attrelid, s.attnum, t.typbasetype, t.typtypmod, s.refuses OR t.typnotnull, s.depth + 1
    FROM steps s JOIN pg_catalog.pg_type t ON t.oid = s.type AND t.typtype = 'd'
),
bases AS (
  SELECT DISTINCT ON (attrelid, attnum) * FROM steps ORDER BY attrelid, attnum, depth DESC
)
SELECT w.id::pg_catalog.int8, pg_catalog.row_security_active(w.id),
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', a.attname, 'declared', pg_catalog.format_type(a.atttypid, a.atttypmod),
            'base', pg_catalog.format_type(b.type, b.modifier), 'isDomain', b.depth > 0,
            'hasModifier', b.modifier >= 0 OR t.typtype = 'c' OR e.typtype IN ('c', 'd'), 'refusesNull', b.refuses, 'notNull', a.attnotnull,
            'collation', CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation
                              THEN pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname) END,
            'generated', CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END))
     FROM pg_catalog.pg_attribute a
     JOIN bases b ON b.attrelid = a.attrelid AND b.attnum = a.attnum
     JOIN pg_catalog.pg_type t ON t.oid = b.type
     LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typlen = -1
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
    WHERE a.attrelid = w.id AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
            'name', c.relname, 'areNullsEqual', {nullsNotDistinct},
            'where', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
            'parts', (SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, place::pg_catalog.int4, false) ORDER BY place)
                        FROM pg_catalog.generate_series(1, i.indnkeyatts) AS place),
            'names', (SELECT pg_catalog.json_agg(
                        (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[place - 1])
                        ORDER BY place)
                        FROM pg_catalog.generate_series(1, i.indnkeyatts) AS place),
            'columns', (SELECT pg_catalog.json_agg(DISTINCT a.attname)
                          FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = i.indrelid AND a.attnum > 0
                           AND (a.attnum = ANY (i.indkey::pg_catalog.int2[]) OR EXISTS (
                                 SELECT FROM pg_catalog.pg_depend k
                                  WHERE k.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND k.objid = i.indexrelid
                                    AND k.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                    AND k.refobjid = i.indrelid AND k.refobjsubid = a.attnum))),
            'isPlain', NOT EXISTS (
              SELECT FROM ROWS FROM (pg_catalog.unnest(i.indclass::pg_catalog.oid[]), pg_catalog.unnest(i.indcollation::pg_catalog.oid[]))
                       WITH ORDINALITY AS key(class, sorted, place)
                JOIN pg_catalog.pg_opclass o ON o.oid = key.class
                LEFT JOIN pg_catalog.pg_collation l ON l.oid = key.sorted
               WHERE key.place <= i.indnkeyatts
                 AND NOT ((o.opcdefault OR o.opcname::pg_catalog.text LIKE '%pattern_ops') AND coalesce(l.collisdeterministic, true)))))
     FROM pg_catalog.pg_index i
     JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
     JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname = 'btree'
    WHERE i.indrelid = w.id AND i.indisunique AND i.indisready AND i.indislive),
  (SELECT pg_catalog.json_agg(k.conname) FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = w.id AND k.contype = 'f' AND k.confmatchtype = 'f'),
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(k.conrelid::pg_catalog.int8 || ' ' || k.conname, g.tgname))
     FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_constraint k ON k.oid = g.tgconstraint AND k.contype = 'f'
    WHERE g.tgrelid = w.id AND k.confrelid = w.id AND g.tgtype & 8 <> 0),
  (WITH RECURSIVE parts(id) AS (
     SELECT w.id UNION SELECT h.inhrelid FROM parts p JOIN pg_catalog.pg_inherits h ON h.inhparent = p.id)
   SELECT pg_catalog.json_build_object('insert', pg_catalog.bool_or(e.mask & 4 <> 0), 'update', pg_catalog.bool_or(e.mask & 16 <> 0))
     FROM (SELECT 0
           UNION ALL
           SELECT g.tgtype::pg_catalog.int4 FROM parts p JOIN pg_catalog.pg_trigger g ON g.tgrelid = p.id
            WHERE NOT g.tgisinternal AND g.tgenabled IN ('O', 'A') AND g.tgtype & 1 <> 0 AND g.tgtype & 66 <> 0
           UNION ALL
           SELECT 20 FROM parts p JOIN pg_catalog.pg_rewrite r ON r.ev_class = p.id
            WHERE r.ev_type <> '1' AND r.ev_enabled IN ('O', 'A')) AS e(mask))
  FROM wanted w`;

/** @param oids of tables and views */
export async function readRuleFacts(
  run: Run,
  oids: readonly number[],
  versionNumber: number,
): Promise<ReadonlyMap<number, RuleFacts>> {
  const text = query.replace('{nullsNotDistinct}', versionNumber >= 150_000 ? 'i.indnullsnotdistinct' : 'false');
  const { rows } = await run({ text, values: [`{${oids.join(',')}}`] });
  return new Map(
    rows.map(([oid, hidesRows, columns, uniques, matchFull, order, mends]) => {
      // The statement above makes exactly these.
      const ruled = (JSON.parse(columns ?? '[]') ?? []) as readonly ColumnRule[];
      const rules = (JSON.parse(uniques ?? '[]') ?? []) as readonly (UniqueRule & { readonly isPlain: boolean })[];
      const triggers = (JSON.parse(order ?? '[]') ?? []) as readonly (readonly [string, string])[];
      const full = (JSON.parse(matchFull ?? '[]') ?? []) as readonly string[];
      return [
        Number(oid),
        {
          columns: new Map(ruled.map((column) => [column.name, column])),
          // What another operator or collation calls equal is for the server to say.
          uniques: rules.filter(({ isPlain }) => isPlain),
          hidesRows: hidesRows === 't',
          matchFull: new Set(full),
          deleteOrder: new Map(triggers),
          mends: JSON.parse(mends ?? '') as RuleFacts['mends'],
        },
      ];
    }),
  );
}
