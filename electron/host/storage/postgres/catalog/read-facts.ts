import { columnQuery } from './column-query.ts';
import { constraintQuery, foreignKeyQuery } from './constraint-query.ts';
import { definitionQuery } from './definition-query.ts';
import type {
  ColumnFacts,
  ConstraintFacts,
  DefinitionFacts,
  ForeignKeyFacts,
  IndexFacts,
  RelationFacts,
  TableFacts,
  TypeFacts,
} from './facts.ts';
import { indexQuery } from './index-query.ts';
import type { QualifiedName } from './model-id.ts';
import { relationQuery } from './relation-query.ts';
import { type RunStatement, runJson } from './run-json.ts';
import type { ServerFeatures } from './server-features.ts';
import { typeQuery } from './type-query.ts';
import { readViewOrigin } from './view-origin.ts';
import { withOrigin } from './with-origin.ts';

/** `null` where there is no such table or view. */
export async function readRelation(run: RunStatement, { schema, name }: QualifiedName): Promise<RelationFacts | null> {
  const [relation] = await runJson<RelationFacts>(run, relationQuery, [schema, name]);
  // The server takes the first 63 bytes of a longer name for the name itself.
  if (relation?.schema !== schema || relation.name !== name) return null;
  // The functions that tell rights look past the snapshot: what is dropped meanwhile has none.
  return relation.canRead === null ? null : relation;
}

const nameQuery = `
SELECT n.nspname AS schema, c.relname AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.oid = $1::pg_catalog.oid`;

/** All facts; those of a view that shows rows of one table with what it has from there. */
export async function readFacts(
  run: RunStatement,
  relation: RelationFacts,
  features: ServerFeatures,
): Promise<TableFacts> {
  const facts = await readTableFacts(run, relation, features);
  const origin = relation.viewTree === null ? null : readViewOrigin(relation.viewTree);
  if (!origin) return facts;
  const [name] = await runJson<QualifiedName>(run, nameQuery, [String(origin.relation)]);
  const base = name ? await readRelation(run, name) : null;
  return base ? withOrigin(facts, await readFacts(run, base, features), origin.attnums) : facts;
}

/** Statements that do not wait for each other. */
async function readTableFacts(
  run: RunStatement,
  relation: RelationFacts,
  features: ServerFeatures,
): Promise<TableFacts> {
  const of = [String(relation.oid)];
  const [columns, types, indexes, constraints, foreignKeys, [definition]] = await Promise.all([
    runJson<ColumnFacts>(run, columnQuery(features), of),
    runJson<TypeFacts>(run, typeQuery(features), of),
    runJson<IndexFacts>(run, indexQuery(features), of),
    runJson<ConstraintFacts>(run, constraintQuery(features), of),
    runJson<ForeignKeyFacts>(run, foreignKeyQuery(features), of),
    runJson<DefinitionFacts>(run, definitionQuery, of),
  ]);
  // The relation was found in this very snapshot.
  if (!definition) throw new Error(`No relation ${relation.oid} in the catalogue`);
  return {
    relation,
    columns,
    types: new Map(types.map((type) => [type.oid, type])),
    indexes,
    constraints,
    foreignKeys,
    definition,
  };
}
