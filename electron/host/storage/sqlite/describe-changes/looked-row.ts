import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import { identityText, type RowIdentity } from '../impact/follow-deletes.ts';
import { followTable } from '../impact/follow-plan.ts';
import type { StoredValue } from '../protocol.ts';
import { quoteName, type Sql } from '../sql-text.ts';
import type { Table } from '../table.ts';
import { wideColumns, wideWidth } from '../wide-form.ts';
import { storedValue } from '../worker/decode.ts';
import type { Reader } from '../worker/reader.ts';
import { cellHolds } from '../write/exact-value.ts';
import type { CurrentRow } from '../write/guard-problems.ts';
import type { PlannedField, PlannedRow } from '../write/write-plan.ts';
import type { Scratch, ScratchTable } from './scratch.ts';

/** A row to write, with what the store holds and what it would hold. */
export interface LookedRow {
  readonly row: PlannedRow;
  readonly table: Table;
  /** Where it is in the store; `null` for a new row, or one that is gone. */
  readonly identity: RowIdentity | null;
  readonly id: string | null;
  /** What the store holds in the columns that matter. */
  readonly current: CurrentRow;
  /** Columns that are written, generated ones that follow among them. */
  readonly written: ReadonlySet<string>;
  /** What the row would hold, as far as that is known. */
  readonly final: ReadonlyMap<string, StoredValue>;
}

/** Columns of a table that have to do with each other, so that writing one asks for the values of the others. */
export interface TableRules {
  readonly table: Table;
  readonly uniques: readonly UniqueRule[];
  /** Columns of each foreign key that begins here. */
  readonly references: readonly (readonly string[])[];
  /** Columns that foreign keys lead to. */
  readonly referenced: readonly string[];
  /** Generated columns, each with the names in its expression, in small letters. */
  readonly generated: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Columns or expressions of which no two rows may hold the same. */
export interface UniqueRule {
  readonly parts: readonly {
    readonly expression: string;
    readonly column: string | null;
    readonly collation: string;
  }[];
  /** Only rows that meet it are held to the rule; `null` for all rows. */
  readonly where: string | null;
  /** Names in it, in small letters. */
  readonly names: ReadonlySet<string>;
}

/** Columns whose values are needed to judge a row in which these are written. */
export function neededColumns(rules: TableRules, written: ReadonlySet<string>): readonly string[] {
  const columns = [...rules.table.columns.values()].filter(({ declared }) => declared !== null);
  const names = new Map(columns.map(({ name }) => [name.toLowerCase(), name]));
  const needed = new Set(written);
  const touches = (named: ReadonlySet<string>) => [...named].some((name) => written.has(names.get(name) ?? ''));
  const groups = [
    ...rules.table.checks.map((check) => check.names),
    ...rules.uniques.map((rule) => rule.names),
    ...rules.references.map((fields) => new Set(fields.map((name) => name.toLowerCase()))),
  ];
  for (const group of groups) {
    if (!touches(group)) continue;
    for (const name of group) {
      const column = names.get(name);
      if (column !== undefined) needed.add(column);
    }
  }
  // A generated column needs what it is made of, which may be generated in its turn.
  for (const name of needed) {
    for (const source of rules.generated.get(name) ?? []) {
      const column = names.get(source);
      if (column !== undefined) needed.add(column);
    }
  }
  return [...needed];
}

/** The columns a change writes, and the generated ones that change with them. */
export function writtenColumns(rules: TableRules, fields: Iterable<string>): ReadonlySet<string> {
  const written = new Set(fields);
  const small = new Set([...written].map((name) => name.toLowerCase()));
  // Generated columns may follow each other in any order.
  for (let size = -1; size !== written.size; ) {
    size = written.size;
    for (const [name, sources] of rules.generated) {
      if (![...sources].some((source) => small.has(source))) continue;
      written.add(name);
      small.add(name.toLowerCase());
    }
  }
  return written;
}

/** Reads what the store holds for a row of the plan, and works out what it would hold. */
export function lookAt(
  reader: Reader,
  scratch: Scratch,
  rules: TableRules,
  row: PlannedRow,
  where: Sql | null,
): LookedRow & { readonly scratch: ScratchTable; readonly isStored: boolean } {
  const { table } = rules;
  const fields: readonly PlannedField[] = row.kind === 'delete' ? [] : row.fields;
  const all = [...table.columns.values()].flatMap(({ name, declared }) => (declared === null ? [] : [name]));
  const written =
    row.kind === 'insert'
      ? new Set(all)
      : writtenColumns(
          rules,
          fields.map(({ field }) => field),
        );
  const wanted =
    row.kind === 'insert'
      ? fields.map(({ field }) => field)
      : row.kind === 'update'
        ? neededColumns(rules, written)
        : [...new Set([...row.guards.map(({ field }) => field), ...rules.referenced])];
  const key = row.kind === 'insert' ? row.restores : row.key;
  const found = where === null || key === null ? null : readRow(reader, table, where, key, wanted);
  const inScratch = scratch.table(table);
  const given = new Map<string, StoredValue>();
  if (row.kind === 'update')
    for (const [name, value] of found?.values ?? [])
      if (!fields.some(({ field }) => field === name)) given.set(name, value);
  const unknown = new Set<string>();
  for (const { field, value } of fields) {
    if (value.kind === 'stored') given.set(field, value.value);
    // A default is what the scratch gives to a column that is left out.
    else if (value.kind !== 'default') {
      unknown.add(field.toLowerCase());
      given.set(field, null);
    }
  }
  const unsure = row.kind === 'delete' ? null : inScratch.put(given);
  const final = new Map<string, StoredValue>();
  if (unsure !== null) {
    // A new row gets its row number from the store.
    for (const { name, isRowid } of table.columns.values())
      if (isRowid && row.kind === 'insert' && (given.get(name) ?? null) === null) unknown.add(name.toLowerCase());
    for (const [name, sources] of rules.generated)
      if ([...sources].some((source) => unknown.has(source))) unknown.add(name.toLowerCase());
    const wantedNow = row.kind === 'insert' ? all : wanted;
    const isSure = (name: string) =>
      !unknown.has(name.toLowerCase()) && (!unsure.has(name.toLowerCase()) || given.has(name));
    for (const [name, value] of inScratch.read(wantedNow)) if (isSure(name)) final.set(name, value);
  }
  return {
    row,
    table,
    identity: found?.identity ?? null,
    id: found ? identityText(found.identity) : null,
    current: found?.values ?? null,
    written,
    final,
    scratch: inScratch,
    isStored: unsure !== null,
  };
}

/** The row with exactly this key: a collation of the key finds more than is meant. */
function readRow(
  reader: Reader,
  table: Table,
  where: Sql,
  key: RowKey,
  columns: readonly string[],
): { readonly identity: RowIdentity; readonly values: ReadonlyMap<string, StoredValue> } | null {
  const { identity } = followTable(table);
  const names = [...identity, ...table.key.fields, ...columns];
  const list = names.map((name) => wideColumns(quoteName(name), 'none'));
  const rows = reader
    .prepare(`SELECT ${list.join(', ')} FROM ${table.source} WHERE ${where.text} LIMIT 3`)
    .all(...where.values);
  for (const row of rows) {
    const values = names.map((_, at) =>
      storedValue(row[at * wideWidth] ?? null, row[at * wideWidth + 1] ?? null, reader.encoding),
    );
    const keyFrom = identity.length;
    if (!key.every((cell, at) => cellHolds(cell, values[keyFrom + at] ?? null))) continue;
    const columnsFrom = keyFrom + key.length;
    return {
      identity: values.slice(0, keyFrom),
      values: new Map(columns.map((name, at) => [name, values[columnsFrom + at] ?? null])),
    };
  }
  return null;
}
