import type { ModelSummary } from '../../../../../shared/domain/catalog.ts';
import type { Operation } from '../../connector.ts';
import { humanise } from '../../humanise.ts';
import type { PgAccess } from '../connection/access.ts';
import { catalogSettings } from './catalog-settings.ts';
import { modelIdOf } from './model-id.ts';
import { modelKindOf, type RelationKind } from './relation-kind.ts';
import { runJson } from './run-json.ts';

/**
 * Names only: columns are read of one table when it is asked for. The server looks up rights table by table, which takes
 * longer than all the rest, and so does a row for each: tables of one schema, kind, owner and grants come as one list,
 * and one of them answers for all. Only where it says no the grants of their columns are looked at.
 *
 * A partition is left out where its parent is listed: the parent shows all its rows, and a table cut by days would bury
 * the list under a thousand names. It can be described all the same, and a definition names the partitions. One whose
 * parent is in a schema that is not shown is listed like any table.
 *
 * `pg_` is the beginning of no schema but the system's own, temporary ones of this and other sessions included.
 */
const listQuery = `
WITH homes AS MATERIALIZED (
  SELECT n.oid, n.nspname
    FROM pg_catalog.pg_namespace n
   WHERE n.nspname <> 'information_schema' AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
     AND ($1::pg_catalog.text[] IS NULL OR n.nspname::pg_catalog.text = ANY ($1::pg_catalog.text[]))
), alike AS MATERIALIZED (
  SELECT c.relnamespace AS home, c.relkind AS kind, c.relispopulated AS is_filled, pg_catalog.json_agg(c.relname) AS names,
         pg_catalog.array_agg(c.oid) AS ids, pg_catalog.has_table_privilege(pg_catalog.min(c.oid), 'SELECT') AS can_read
    FROM pg_catalog.pg_class c
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
     AND NOT (c.relispartition AND EXISTS (
           SELECT FROM pg_catalog.pg_inherits i
             JOIN pg_catalog.pg_class parent ON parent.oid = i.inhparent
             JOIN homes h ON h.oid = parent.relnamespace
            WHERE i.inhrelid = c.oid))
   GROUP BY c.relnamespace, c.relkind, c.relispopulated, c.relowner, c.relacl::pg_catalog.text
)
SELECT h.nspname AS schema, pg_catalog.has_schema_privilege(h.oid, 'USAGE') AS "canUse", a.kind,
       a.is_filled AS "isFilled", a.names,
       CASE WHEN a.can_read THEN NULL ELSE (
         SELECT pg_catalog.json_agg(pg_catalog.has_any_column_privilege(one.id, 'SELECT') ORDER BY one.place)
           FROM pg_catalog.unnest(a.ids) WITH ORDINALITY AS one(id, place)) END AS "canRead"
  FROM alike a
  JOIN homes h ON h.oid = a.home`;

interface ListedTables {
  readonly schema: string;
  readonly canUse: boolean;
  readonly kind: RelationKind;
  /** False for a materialized view before its query has run. */
  readonly isFilled: boolean;
  readonly names: readonly string[];
  /** For each of the names, `null` for one that was dropped meanwhile; `null` where all can be read. */
  readonly canRead: readonly (boolean | null)[] | null;
}

/** All tables and views of the chosen schemas (`null`: of all), schema by schema, by name. */
export async function listModels(
  access: PgAccess,
  schemas: readonly string[] | null,
  op: Operation,
): Promise<readonly ModelSummary[]> {
  const chosen = schemas && arrayLiteral(schemas);
  const groups = await access.snapshot(async (run) => {
    const [, listed] = await Promise.all([run(catalogSettings), runJson<ListedTables>(run, listQuery, [chosen])]);
    return listed;
  }, op);
  const bySchema = new Map<string, SortedSummary[]>();
  for (const group of groups) {
    const summaries = bySchema.get(group.schema) ?? [];
    bySchema.set(group.schema, summaries);
    for (const [index, name] of group.names.entries()) {
      const canRead = group.canRead === null || (group.canRead[index] ?? null);
      if (canRead !== null) summaries.push(summaryOf(group, name, canRead, access.server.user));
    }
  }
  return orderSchemas([...bySchema.keys()], schemas).flatMap((schema) =>
    (bySchema.get(schema) ?? [])
      .sort((one, other) => compare(one.sortKey, other.sortKey) || compare(one.summary.id, other.summary.id))
      .map(({ summary }) => summary),
  );
}

interface SortedSummary {
  readonly sortKey: string;
  readonly summary: ModelSummary;
}

function summaryOf(
  { schema, kind, canUse, isFilled }: ListedTables,
  name: string,
  canRead: boolean,
  user: string,
): SortedSummary {
  const summary = { id: modelIdOf({ schema, name }), caption: humanise(name), schema, kind: modelKindOf(kind) };
  const unreadable = unreadableReason({ user, schema, canUse, canRead }) ?? (isFilled ? null : notFilled);
  return { sortKey: name.toLowerCase(), summary: unreadable === null ? summary : { ...summary, unreadable } };
}

/** Reading it is refused until then. */
const notFilled = 'It is empty until REFRESH MATERIALIZED VIEW runs its query';

/** One sentence without a full stop; `null` when the role may read at least one column. */
export function unreadableReason(rights: {
  readonly user: string;
  readonly schema: string;
  readonly canUse: boolean;
  readonly canRead: boolean;
}): string | null {
  if (!rights.canUse) return `The role “${rights.user}” may not use the schema “${rights.schema}”`;
  return rights.canRead ? null : `The role “${rights.user}” may not read it`;
}

/** As they were chosen; else `public`, where most projects keep everything, and the others by name. */
function orderSchemas(found: readonly string[], chosen: readonly string[] | null): readonly string[] {
  const place = (schema: string) => (chosen ? chosen.indexOf(schema) : schema === 'public' ? 0 : 1);
  return found.toSorted((one, other) => place(one) - place(other) || compare(one, other));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A `text[]` as the server reads it. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
