import type { Field, Model, Relation } from '../../../../shared/domain/catalog.ts';
import { findCaptionField } from '../caption-field.ts';
import { humanise } from '../humanise.ts';
import { isSearched } from '../query/searched.ts';
import type { FileEncoding } from './compare-rows.ts';
import { affinityOf, fieldTypeOf } from './field-type.ts';
import { quoteName } from './sql-text.ts';
import type { Collation, Table, TableColumn } from './table.ts';
import type { CatalogFacts } from './worker/read-catalog.ts';
import type { ColumnFacts, TableFacts } from './worker/read-table.ts';

const knownCollations = new Set<string>(['BINARY', 'NOCASE', 'RTRIM'] satisfies Collation[]);




export function relationsOf(facts: CatalogFacts): readonly Relation[] {
  return facts.foreignKeys.map((key) => ({
    id: `${key.table}#${key.id}`,
    fromModel: key.table,
    fromFields: [...key.from],
    toModel: key.target,
    toFields: [...key.to],
    onDelete: key.onDelete,
    onUpdate: key.onUpdate,
  }));
}

/** A model for people and the table for the compiler, from what SQLite says of it. */
export function buildModel(
  catalog: CatalogFacts,
  relations: readonly Relation[],
  given: TableFacts,
  encoding: FileEncoding,
): { model: Model; table: Table } {
  const listed = catalog.tables.find((table) => table.name === given.name);
  const kind = listed?.kind ?? 'table';
  const facts = kind === 'view' ? withViewTypes(given) : given;
  const outgoing = relations.filter((relation) => relation.fromModel === facts.name);
  const incoming = relations.filter((relation) => relation.toModel === facts.name);
  const keyColumns = facts.columns.filter((column) => column.keyPosition > 0).sort((a, b) => a.keyPosition - b.keyPosition);
  const alias = rowidAlias(facts, keyColumns, listed?.withoutRowid ?? false);
  const rowid = facts.rowidName === null ? null : (alias ?? facts.rowidName);
  const key = keyOf(keyColumns, rowid);
  const leading = new Set(facts.indexes.filter((index) => !index.isPartial && index.columns.every((column) => column.rowid || column.name !== null)).map((index) => index.columns[0]?.name));
  const withoutRowidKey = rowid === null ? keyColumns[0]?.name : undefined;
  const fields = facts.columns.map((column, position): Field => {
    const reference = outgoing.find((relation) => relation.fromFields.length === 1 && relation.fromFields[0] === column.name);
    return {
      name: column.name,
      type: fieldTypeOf(column.declaredType, facts.samples[position] ?? []),
      nativeType: column.declaredType,
      nullable: !column.notNull && column.name !== alias,
      inKey: column.keyPosition > 0,
      generated: column.generated,
      defaultText: column.defaultText,
      indexed: column.name === alias || column.name === withoutRowidKey || leading.has(column.name),
      reference: reference ? { model: reference.toModel, field: reference.toFields[0] ?? '' } : null,
      file: null,
    };
  });
  const model: Model = {
    id: facts.name,
    caption: humanise(facts.name),
    schema: null,
    kind,
    fields,
    key,
    captionField: findCaptionField(fields),
    outgoing,
    incoming,
    definition: facts.definition,
    keyPatterns: [],
  };
  const wholeFields = new Set([...key.fields, ...outgoing.flatMap((relation) => relation.fromFields), ...incoming.flatMap((relation) => relation.toFields)]);
  const columns = new Map(facts.columns.map((column) => [column.name, tableColumn(column, alias, rowid === null && kind !== 'view')]));
  if (rowid !== null && alias === null) {
    columns.set(rowid, { name: rowid, affinity: 'integer', collation: 'BINARY', canBeNull: false, isRowid: true });
  }
  const source = `${facts.isProbed ? 'temp' : 'main'}.${quoteName(facts.name)}`;
  const searched = fields.filter(isSearched).map((field) => field.name);
  return { model, table: { name: facts.name, encoding, source, kind, columns, rowid, indexes: facts.indexes, key, wholeFields, searched } };
}

/** SQLite calls every column of a view that has no type of its own BLOB: that says nothing about what it holds. */
function withViewTypes(facts: TableFacts): TableFacts {
  return { ...facts, columns: facts.columns.map((column) => (column.declaredType === 'BLOB' ? { ...column, declaredType: '' } : column)) };
}

/** A single key column declared exactly INTEGER is the row number itself, unless it is `INTEGER PRIMARY KEY DESC`. */
function rowidAlias(facts: TableFacts, keyColumns: readonly ColumnFacts[], withoutRowid: boolean): string | null {
  const [only, ...more] = keyColumns;
  if (!only || more.length > 0 || withoutRowid || facts.rowidName === null) return null;
  const isInteger = only.declaredType.toUpperCase() === 'INTEGER';
  return isInteger && !facts.indexes.some((index) => index.isPrimaryKey) ? only.name : null;
}

function keyOf(keyColumns: readonly ColumnFacts[], rowid: string | null): Model['key'] {
  if (keyColumns.length > 0) return { kind: 'primary', fields: keyColumns.map((column) => column.name) };
  return rowid === null ? { kind: 'none', fields: [] } : { kind: 'rowid', fields: [rowid] };
}

function tableColumn(column: ColumnFacts, alias: string | null, keyIsNeverNull: boolean): TableColumn {
  return {
    name: column.name,
    affinity: affinityOf(column.declaredType),
    // The set holds exactly the members of the type.
    collation: knownCollations.has(column.collation) ? (column.collation as Collation) : null,
    canBeNull: !(column.notNull || column.name === alias || (keyIsNeverNull && column.keyPosition > 0)),
    isRowid: column.name === alias,
  };
}
