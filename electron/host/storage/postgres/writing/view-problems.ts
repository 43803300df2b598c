import type { Save } from './save.ts';
import type { WriteTable } from './write-table.ts';

/**
 * Tables a view takes its rows from, also through other views: the number of their columns that hold something of their
 * own, and whether rows follow theirs when they go or get another key. None where the view has INSTEAD OF triggers: those
 * decide what is written.
 */
const sourcesSql = `
WITH RECURSIVE used(id) AS (
  SELECT $1::pg_catalog.oid
   WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = $1::pg_catalog.oid AND NOT g.tgisinternal AND g.tgtype & 64 <> 0)
  UNION
  SELECT d.refobjid
    FROM used u
    JOIN pg_catalog.pg_rewrite r ON r.ev_class = u.id
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> u.id
)
SELECT n.nspname || '.' || c.relname,
       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
       (SELECT pg_catalog.bool_or(k.confdeltype IN ('c', 'n', 'd')) FROM pg_catalog.pg_constraint k
         WHERE k.contype = 'f' AND k.confrelid = c.oid),
       (SELECT pg_catalog.bool_or(k.confupdtype IN ('c', 'n', 'd')) FROM pg_catalog.pg_constraint k
         WHERE k.contype = 'f' AND k.confrelid = c.oid)
  FROM used u JOIN pg_catalog.pg_class c ON c.oid = u.id JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f')`;

/**
 * What goes with a row of a view that the view does not show, be it columns or rows of other tables, could not be brought
 * back through it: such a change is for the table itself.
 */
export async function findViewProblems(save: Save): Promise<void> {
  for (const table of save.plan.tables.values()) {
    if (table.table.kind !== 'view') continue;
    const rows = save.plan.rows.filter((row) => row.table === table.id && row.kind !== 'insert');
    if (rows.length === 0) continue;
    const { rows: sources } = await save.transaction.run({ text: sourcesSql, values: [String(table.table.oid)] });
    for (const [name, columns, followDelete, followUpdate] of sources) {
      for (const row of rows) {
        if (row.kind === 'delete' && Number(columns) > shownColumns(table))
          save.refuse(
            row,
            null,
            'store',
            `The view does not show all of the row, which could not be brought back: delete it in ${name}`,
          );
        else if (row.kind === 'delete' && followDelete === 't')
          save.refuse(
            row,
            null,
            'store',
            `Rows of other tables may go with it, which could not be brought back through the view: delete it in ${name}`,
          );
        else if (
          row.kind === 'update' &&
          followUpdate === 't' &&
          row.fields.some(({ field }) => inUnique(table, field))
        )
          save.refuse(
            row,
            null,
            'store',
            `Rows of other tables may change with it, which could not be taken back through the view: change it in ${name}`,
          );
      }
    }
  }
}

/** Columns that stand for one of the table. */
function shownColumns({ table }: WriteTable): number {
  return [...table.columns.values()].filter(({ name, generated }) => generated === null && table.updatable.has(name))
    .length;
}

function inUnique({ table }: WriteTable, field: string): boolean {
  return table.indexes.some(({ isUnique, columns }) => isUnique && columns.some(({ column }) => column === field));
}
