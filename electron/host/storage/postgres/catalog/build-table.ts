import type { Field, Model } from '../../../../../shared/domain/catalog.ts';
import { findCaptionField } from '../../caption-field.ts';
import { humanise } from '../../humanise.ts';
import { isSearched } from '../../query/searched.ts';
import { quoteQualified } from '../sql-text.ts';
import type { PgCheck, PgDescribed, PgIndex, PgTable } from '../table.ts';
import { type BuiltColumn, buildColumns } from './build-columns.ts';
import { chooseKey } from './choose-key.ts';
import { writeDefinition } from './definition.ts';
import type { ColumnFacts, IndexFacts, TableFacts } from './facts.ts';
import { foreignKeyOf, relationOf } from './foreign-keys.ts';
import { modelIdOf } from './model-id.ts';
import { readOnlyReason, takes } from './read-only-reason.ts';
import { modelKindOf } from './relation-kind.ts';

export interface Building {
  /** Why the whole storage is read-only; `null` when it is not. */
  readonly readOnly: string | null;
  readonly user: string;
}

/** The model for people and the table for the statements, from what the server says of it. */
export function buildTable(facts: TableFacts, { readOnly, user }: Building): PgDescribed {
  const { relation } = facts;
  const id = modelIdOf(relation);
  const built = buildColumns(facts);
  const readable = named(built, ({ facts: { canRead } }) => canRead === true);
  const indexes = facts.indexes.map((index) => indexOf(index, built));
  const key = chooseKey({
    indexes,
    neverNull: named(built, ({ column }) => column.notNull),
    readable,
    hasInheritors: relation.hasInheritors,
  });
  const outgoing = facts.foreignKeys.filter(({ fromOid }) => fromOid === relation.oid);
  const incoming = facts.foreignKeys.filter(({ toOid }) => toOid === relation.oid);
  const relations = { outgoing: outgoing.flatMap(relationOf), incoming: incoming.flatMap(relationOf) };
  const sorted = new Set(indexes.flatMap((index) => sortedColumn(index) ?? []));
  const reason = readOnlyReason(relation, key, readOnly, user);
  const rightsTo = (change: 'update' | 'insert', holds: (column: ColumnFacts) => boolean) =>
    takes(relation, change)
      ? named(built, ({ facts: column }) => column.isUpdatable && holds(column))
      : new Set<string>();
  const updatable = rightsTo('update', ({ canUpdate }) => canUpdate);
  const insertable = rightsTo('insert', ({ canInsert }) => canInsert);
  const canBeSet = (field: string) => updatable.has(field) || insertable.has(field);
  const fixed = ({ isUpdatable }: ColumnFacts) =>
    isUpdatable ? `The role “${user}” may not change it` : 'The view works it out';
  const fields = built
    .filter(({ facts: { canRead } }) => canRead)
    .map(({ field, facts: column }): Field => {
      const reference = relations.outgoing.find(
        ({ fromFields }) => fromFields.length === 1 && fromFields[0] === field.name,
      );
      const target = reference?.toFields[0];
      return {
        ...field,
        inKey: key.fields.includes(field.name),
        indexed: sorted.has(field.name),
        reference: reference && target !== undefined ? { model: reference.toModel, field: target } : null,
        ...(reason !== null || field.generated || canBeSet(field.name) ? {} : { readOnlyReason: fixed(column) }),
      };
    });
  const table: PgTable = {
    id,
    oid: relation.oid,
    schema: relation.schema,
    name: relation.name,
    source: quoteQualified(relation.schema, relation.name),
    kind: modelKindOf(relation.kind),
    columns: new Map(built.map(({ column }) => [column.name, column])),
    key,
    indexes,
    checks: facts.constraints.flatMap(({ name, kind, definition, columns, isEnforced }): PgCheck[] =>
      kind === 'c' && isEnforced ? [{ name, definition, columns }] : [],
    ),
    outgoing: outgoing.flatMap(foreignKeyOf),
    incoming: incoming.flatMap(foreignKeyOf),
    wholeFields: new Set([
      ...key.fields,
      ...outgoing.flatMap(({ fromColumns }) => fromColumns),
      ...incoming.flatMap(({ toColumns }) => toColumns),
    ]),
    searched: fields.filter(isSearched).map(({ name }) => name),
    estimatedRows: relation.estimatedRows,
    readable,
    updatable,
    insertable,
    canDelete: relation.canDelete && takes(relation, 'delete'),
  };
  const model: Model = {
    id,
    caption: humanise(relation.name),
    schema: relation.schema,
    kind: table.kind,
    fields,
    key,
    readOnlyReason: reason,
    hasTriggers: relation.hasTriggers,
    ...(relation.comment === null ? {} : { comment: relation.comment }),
    captionField: findCaptionField(fields),
    outgoing: relations.outgoing,
    incoming: relations.incoming,
    definition: writeDefinition(facts),
    keyPatterns: [],
  };
  return { model, table };
}

function named(built: readonly BuiltColumn[], holds: (column: BuiltColumn) => boolean): ReadonlySet<string> {
  return new Set(built.filter(holds).map(({ column }) => column.name));
}

function indexOf(index: IndexFacts, built: readonly BuiltColumn[]): PgIndex {
  const byNumber = new Map(built.map((column) => [column.facts.attnum, column]));
  return {
    name: index.name,
    columns: index.columns.map(({ attnum, isDescending, nullsFirst, family, inputType, collation }) => {
      const column = byNumber.get(attnum);
      const order = column?.value.order ?? null;
      return {
        column: column?.column.name ?? null,
        isDescending,
        nullsFirst,
        isDefaultOrder:
          index.method === 'btree' &&
          order !== null &&
          order.family === family &&
          order.inputType === inputType &&
          column?.facts.collation === collation,
      };
    }),
    isUnique: index.isUnique,
    areNullsEqual: index.areNullsEqual,
    isPrimary: index.isPrimary,
    isPartial: index.isPartial,
    isImmediate: index.isImmediate,
    method: index.method,
    isValid: index.isValid,
    constraint: index.constraint,
  };
}

/** The column whose order an index gives as people see it: NULLs last, or first when it is read backwards. */
function sortedColumn({ columns: [first], isValid, isPartial }: PgIndex): string | null {
  if (!first || !isValid || isPartial) return null;
  return first.isDefaultOrder && first.isDescending === first.nullsFirst ? first.column : null;
}
