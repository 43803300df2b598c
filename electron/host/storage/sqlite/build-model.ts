import { assertNever } from '../../../../shared/domain/assert-never.ts';
import type { Field, Model } from '../../../../shared/domain/catalog.ts';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import { findCaptionField } from '../caption-field.ts';
import { humanise } from '../humanise.ts';
import { isSearched } from '../query/searched.ts';
import { columnRules } from './checks/column-rules.ts';
import type { FileEncoding } from './compare-rows.ts';
import { affinityOf, declaredLength, fieldTypeOf } from './field-type.ts';
import { planOrder } from './order-plan.ts';
import { relationsOf } from './relations.ts';
import { quoteName } from './sql-text.ts';
import type { Collation, Table, TableColumn } from './table.ts';
import type { CatalogFacts, SqliteKind } from './worker/read-catalog.ts';
import type { ColumnFacts, TableFacts } from './worker/read-table.ts';

const knownCollations = new Set<string>(['BINARY', 'NOCASE', 'RTRIM'] satisfies Collation[]);

/** A model for people and the table for the compiler, from what SQLite says of it. */
export function buildModel(
  catalog: CatalogFacts,
  given: TableFacts,
  encoding: FileEncoding,
): { model: Model; table: Table } {
  const listed = catalog.tables.find((table) => table.name === given.name);
  const kind = listed?.kind ?? 'table';
  const facts = kind === 'view' ? withViewTypes(given) : given;
  const relations = relationsOf(catalog, facts);
  const outgoing = relations.filter((relation) => relation.fromModel === facts.name);
  const incoming = relations.filter((relation) => relation.toModel === facts.name);
  const keyColumns = facts.columns
    .filter((column) => column.keyPosition > 0)
    .sort((a, b) => a.keyPosition - b.keyPosition);
  const alias = rowidAlias(facts, keyColumns, listed?.withoutRowid ?? false);
  const rowid = facts.rowidName === null ? null : (alias ?? facts.rowidName);
  const key = keyOf(keyColumns, rowid);
  const unsorted = facts.columns.map((column, position): Field => {
    const reference = outgoing.find(
      (relation) => relation.fromFields.length === 1 && relation.fromFields[0] === column.name,
    );
    const affinity = affinityOf(column.declaredType, facts.isStrict);
    const rules = columnRules({ name: column.name, affinity, collation: column.collation }, facts.checks);
    const isFree = column.keyPosition === 0 && reference === undefined;
    return {
      name: column.name,
      type:
        isFree && isTruth(rules.allowed)
          ? 'boolean'
          : fieldTypeOf(column.declaredType, facts.samples[position] ?? [], facts.isStrict),
      nativeType: column.declaredType,
      nullable: !column.notNull && column.name !== alias,
      inKey: column.keyPosition > 0,
      generated: column.generated,
      defaultText: column.defaultText,
      ...(column.name === alias ? { isNumbered: true } : {}),
      indexed: false,
      reference: reference ? { model: reference.toModel, field: reference.toFields[0] ?? '' } : null,
      file: null,
      maxLength: smaller(declaredLength(column.declaredType), rules.maxLength),
      allowed: rules.allowed && [...rules.allowed],
      coercion: kind === 'view' || affinity === 'blob' ? null : affinity,
    };
  });
  const table: Table = {
    name: facts.name,
    encoding,
    source: `${facts.isProbed ? 'temp' : 'main'}.${quoteName(facts.name)}`,
    kind,
    columns: tableColumns(facts, alias, rowid, kind),
    rowid,
    indexes: facts.indexes,
    key,
    wholeFields: new Set([
      ...key.fields,
      ...outgoing.flatMap(({ fromFields }) => fromFields),
      ...incoming.flatMap(({ toFields }) => toFields),
    ]),
    checks: facts.checks,
    isStrict: facts.isStrict,
    searched: unsorted.filter(isSearched).map(({ name }) => name),
  };
  const fields = unsorted.map((field) => ({
    ...field,
    indexed: planOrder(table, [{ field: field.name, direction: 'asc' }]).kind === 'indexed',
  }));
  const model: Model = {
    id: facts.name,
    caption: humanise(facts.name),
    schema: null,
    kind,
    ...(listed?.unreadable == null ? {} : { unreadable: listed.unreadable }),
    fields,
    key,
    readOnlyReason: readOnlyReason(kind, key),
    hasTriggers: facts.hasTriggers,
    captionField: findCaptionField(fields),
    outgoing: [...outgoing],
    incoming: [...incoming],
    definition: facts.definition,
    keyPatterns: [],
  };
  return { model, table };
}

function tableColumns(
  facts: TableFacts,
  alias: string | null,
  rowid: string | null,
  kind: SqliteKind,
): Table['columns'] {
  const keyIsNeverNull = rowid === null && kind !== 'view';
  const columns = new Map(
    facts.columns.map((column) => [column.name, tableColumn(facts, column, alias, keyIsNeverNull)]),
  );
  if (rowid !== null && alias === null) {
    columns.set(rowid, {
      name: rowid,
      affinity: 'integer',
      collation: 'BINARY',
      canBeNull: false,
      isRowid: true,
      isDecimalText: false,
      declared: null,
    });
  }
  return columns;
}

/** SQLite calls every column of a view that has no type of its own BLOB: that says nothing about what it holds. */
function withViewTypes(facts: TableFacts): TableFacts {
  return {
    ...facts,
    columns: facts.columns.map((column) => (column.declaredType === 'BLOB' ? { ...column, declaredType: '' } : column)),
  };
}

/** A single key column declared exactly INTEGER is the row number itself, unless it is `INTEGER PRIMARY KEY DESC`. */
function rowidAlias(facts: TableFacts, keyColumns: readonly ColumnFacts[], withoutRowid: boolean): string | null {
  const [only, ...more] = keyColumns;
  if (!only || more.length > 0 || withoutRowid || facts.rowidName === null) return null;
  const isInteger = only.declaredType.toUpperCase() === 'INTEGER';
  return isInteger && !facts.indexes.some((index) => index.isPrimaryKey) ? only.name : null;
}

/** A CHECK that leaves 0 and 1 only is how SQLite's truth values are declared. */
function isTruth(allowed: readonly WholeCell[] | null): boolean {
  return allowed?.length === 2 && allowed.includes(0n) && allowed.includes(1n);
}

function smaller(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function readOnlyReason(kind: SqliteKind, key: Model['key']): string | null {
  switch (kind) {
    case 'view':
      return 'A view shows rows that belong to tables';
    case 'virtual':
      return 'The rows of a virtual table are kept by a module of SQLite';
    case 'shadow':
      return 'The rows of this table are kept by the virtual table it belongs to';
    case 'table':
      return key.kind === 'none' ? 'Its rows have no key that tells them apart' : null;
    default:
      return assertNever(kind);
  }
}

function keyOf(keyColumns: readonly ColumnFacts[], rowid: string | null): Model['key'] {
  if (keyColumns.length > 0) return { kind: 'primary', fields: keyColumns.map((column) => column.name) };
  return rowid === null ? { kind: 'none', fields: [] } : { kind: 'rowid', fields: [rowid] };
}

function tableColumn(
  { isStrict }: TableFacts,
  column: ColumnFacts,
  alias: string | null,
  keyIsNeverNull: boolean,
): TableColumn {
  const affinity = affinityOf(column.declaredType, isStrict);
  return {
    name: column.name,
    affinity,
    // The set holds exactly the members of the type.
    collation: knownCollations.has(column.collation) ? (column.collation as Collation) : null,
    canBeNull: !(column.notNull || column.name === alias || (keyIsNeverNull && column.keyPosition > 0)),
    isRowid: column.name === alias,
    // A key names its row digit for digit.
    isDecimalText:
      column.keyPosition === 0 && affinity === 'text' && fieldTypeOf(column.declaredType, []) === 'decimal',
    declared: {
      type: column.declaredType,
      notNull: column.notNull,
      collation: column.collation,
      defaultClause: column.defaultClause ?? (column.defaultText === null ? null : `(${column.defaultText})`),
      generatedAs: column.generated ? (column.generatedAs ?? '') : null,
    },
  };
}
