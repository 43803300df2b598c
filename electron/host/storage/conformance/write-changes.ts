import fc from 'fast-check';
import { sameCell, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { BaseValue, FieldEdit, NewValue, RowChange } from '../../../../shared/domain/change-set.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import {
  keyArbitrary,
  type ModelRow,
  type StoreRows,
  valueArbitrary,
  type WriteColumnSpec,
  type WriteTableSpec,
  writeTables,
} from './write-tables.ts';

/** A change without a row: which one is meant follows from the rows that are there. */
export interface ChangeChoice {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly table: number;
  readonly row: number;
  readonly fields: readonly FieldChoice[];
  /** It was staged on values that nobody has. */
  readonly isStale: boolean;
}

export interface FieldChoice {
  readonly column: number;
  readonly source: 'value' | 'inserted' | 'default' | 'null';
  readonly integer: WholeCell;
  readonly text: WholeCell;
  readonly real: WholeCell;
  readonly bytes: WholeCell;
  readonly keyInteger: WholeCell;
  readonly keyText: WholeCell;
  readonly pick: number;
}

/** Stands for a row that nobody has. */
const missingRow = 40;

const fieldArbitrary: fc.Arbitrary<FieldChoice> = fc.record({
  column: fc.nat(20),
  source: fc.oneof(
    { weight: 12, arbitrary: fc.constant<FieldChoice['source']>('value') },
    fc.constantFrom<FieldChoice['source'][]>('inserted', 'inserted', 'default', 'null'),
  ),
  integer: valueArbitrary('integer'),
  text: valueArbitrary('text'),
  real: valueArbitrary('real'),
  bytes: valueArbitrary('bytes'),
  keyInteger: keyArbitrary('integer'),
  keyText: keyArbitrary('text'),
  pick: fc.nat(100),
});

export function changesArbitrary(maxLength: number): fc.Arbitrary<readonly ChangeChoice[]> {
  return fc.array(
    fc.record({
      kind: fc.constantFrom<ChangeChoice['kind'][]>('insert', 'update', 'update', 'delete'),
      table: fc.nat(writeTables.length - 1),
      row: fc.nat(missingRow),
      fields: fc.array(fieldArbitrary, { minLength: 1, maxLength: 7 }),
      isStale: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
    { minLength: 1, maxLength },
  );
}

/** Names what the store holds in a field, as a person who edits it would have got it. */
export type ReadBase = (table: string, key: RowKey, field: string, value: WholeCell) => Promise<BaseValue>;

/**
 * Changes of the rows that are there, each row named once. A row that goes with another one is left alone: what an edit of
 * it would mean is for the store to say.
 */
export async function makeChanges(
  choices: readonly ChangeChoice[],
  rows: StoreRows,
  readBase: ReadBase,
): Promise<readonly RowChange[]> {
  const inserts = choices.flatMap((choice, at) => (choice.kind === 'insert' ? [{ choice, id: `new-${at}` }] : []));
  const source: Source = { rows, inserts };
  const deleted = choices.flatMap((choice) => {
    const row = choice.kind === 'delete' ? rowOf(choice, rows) : null;
    return row ? [row] : [];
  });
  const leaving = cascade(rows, deleted);
  const named = new Set<ModelRow>();
  const missing = new Set<WriteTableSpec>();
  const changes: RowChange[] = [];
  for (const [at, choice] of choices.entries()) {
    const table = tableAt(choice.table);
    if (choice.kind === 'insert') {
      const fields = await insertFields(choice, table, source);
      changes.push({ kind: 'insert', id: `new-${at}`, model: table.name, fields });
      continue;
    }
    const row = rowOf(choice, rows);
    if (!row) {
      if (missing.has(table)) continue;
      missing.add(table);
      changes.push(changeOfNobody(choice, table, `c${at}`));
      continue;
    }
    if (named.has(row) || (choice.kind === 'update' && leaving.has(row))) continue;
    named.add(row);
    const key = table.key.map((name) => row.get(name) ?? null);
    if (choice.kind === 'delete') {
      const base = await Promise.all(
        [...new Set(choice.fields.map(({ column }) => columnAt(table, column).name))].map(async (field) => ({
          field,
          base: await baseOf(choice, table, key, field, row, readBase),
        })),
      );
      changes.push({ kind: 'delete', id: `c${at}`, model: table.name, key, base });
      continue;
    }
    const fields = await updateFields(choice, table, key, row, source, readBase);
    if (fields.length > 0) changes.push({ kind: 'update', id: `c${at}`, model: table.name, key, fields });
  }
  return changes;
}

/** Of a row that is not there: an update of it has lost its row, a delete is done. */
function changeOfNobody({ kind, fields }: ChangeChoice, table: WriteTableSpec, id: string): RowChange {
  const key = table.key.map((name) => missingKey(columnNamed(table, name)));
  if (kind === 'delete') return { kind, id, model: table.name, key, base: [] };
  const field = table.columns.find(({ name }) => !table.key.includes(name))?.name ?? '';
  const value = { kind: 'cell', cell: fields[0]?.text ?? null } as const;
  return { kind: 'update', id, model: table.name, key, fields: [{ field, base: { kind: 'cell', cell: null }, value }] };
}

function tableAt(position: number): WriteTableSpec {
  const table = writeTables[position % writeTables.length];
  if (!table) throw new Error('There are no tables');
  return table;
}

function columnAt(table: WriteTableSpec, position: number): WriteColumnSpec {
  const column = table.columns[position % table.columns.length];
  if (!column) throw new Error('There are no columns');
  return column;
}

function rowOf(choice: ChangeChoice, rows: StoreRows): ModelRow | null {
  const stored = rows.get(tableAt(choice.table).name) ?? [];
  return choice.row === missingRow ? null : (stored[choice.row % Math.max(1, stored.length)] ?? null);
}

/** Rows that go with these, by foreign keys. */
function cascade(rows: StoreRows, deleted: readonly ModelRow[]): ReadonlySet<ModelRow> {
  const leaving = new Set(deleted);
  for (const gone of leaving) {
    const table = writeTables.find(({ name }) => rows.get(name)?.includes(gone));
    if (!table) continue;
    const key = gone.get(table.key[0] ?? '') ?? null;
    for (const child of writeTables) {
      for (const { field, table: target, onDelete } of child.references) {
        if (target !== table.name || onDelete !== 'cascade') continue;
        for (const row of rows.get(child.name) ?? []) if (sameCell(row.get(field) ?? null, key)) leaving.add(row);
      }
    }
  }
  return leaving;
}

/** What the values of one set of changes are taken from. */
interface Source {
  readonly rows: StoreRows;
  readonly inserts: readonly { readonly choice: ChangeChoice; readonly id: string }[];
}

/** A key that no row has and no store gives. */
function missingKey(column: WriteColumnSpec): WholeCell {
  return column.type === 'integer' ? -4711n : 'nowhere';
}

function newValue(
  choice: FieldChoice,
  table: WriteTableSpec,
  column: WriteColumnSpec,
  { rows, inserts }: Source,
): NewValue {
  const reference = table.references.find(({ field }) => field === column.name);
  const keys = reference ? keysOf(rows, reference.table) : [];
  const isLost = keys.length === 0 || choice.pick % 20 === 0;
  const value = reference
    ? isLost
      ? missingKey(column)
      : (keys[choice.pick % keys.length] ?? null)
    : table.key.includes(column.name)
      ? choice[column.type === 'integer' ? 'keyInteger' : 'keyText']
      : choice[column.type];
  switch (choice.source) {
    case 'value':
      return { kind: 'cell', cell: value };
    case 'default':
      return { kind: 'default' };
    case 'null':
      return { kind: 'cell', cell: null };
    case 'inserted': {
      const targets = inserts.filter(({ choice: other }) => tableAt(other.table).name === reference?.table);
      const target = targets[choice.pick % Math.max(1, targets.length)];
      const field = writeTables.find(({ name }) => name === reference?.table)?.key[0];
      if (!target || field === undefined) return { kind: 'cell', cell: value };
      return { kind: 'inserted', change: target.id, field };
    }
  }
}

function keysOf(rows: StoreRows, name: string): readonly WholeCell[] {
  const key = writeTables.find((table) => table.name === name)?.key[0] ?? '';
  return (rows.get(name) ?? []).map((row) => row.get(key) ?? null);
}

/** Where the store numbers a new row, no other change may take that number: whether it does is chance. */
function givesNumbers({ inserts }: Source, table: WriteTableSpec): boolean {
  return table.isNumbered && inserts.some(({ choice }) => tableAt(choice.table) === table);
}

async function insertFields(choice: ChangeChoice, table: WriteTableSpec, source: Source) {
  const fields = new Map(
    choice.fields.flatMap((field) => {
      const column = columnAt(table, field.column);
      if (table.isNumbered && table.key.includes(column.name)) return [];
      return [[column.name, newValue(field, table, column, source)] as const];
    }),
  );
  const [key] = table.key;
  const isOnly = source.inserts.filter((other) => tableAt(other.choice.table) === table).length === 1;
  // Alone it may bring its number along.
  if (table.isNumbered && isOnly && choice.row % 2 === 0 && key !== undefined && choice.fields[0])
    fields.set(key, { kind: 'cell', cell: choice.fields[0].keyInteger });
  // Most new rows should have a chance: what they need is given to them.
  const [first] = choice.fields;
  for (const column of table.columns) {
    if (fields.has(column.name) || column.isNullable || column.defaultValue !== null || !first) continue;
    if (table.isNumbered && table.key.includes(column.name)) continue;
    fields.set(column.name, newValue({ ...first, source: 'inserted' }, table, column, source));
  }
  return [...fields].map(([field, value]) => ({ field, value }));
}

async function updateFields(
  choice: ChangeChoice,
  table: WriteTableSpec,
  key: RowKey,
  row: ModelRow,
  source: Source,
  readBase: ReadBase,
): Promise<readonly FieldEdit[]> {
  const fields = new Map<string, FieldEdit>();
  for (const given of choice.fields) {
    const column = columnAt(table, given.column);
    const { name } = column;
    const value = newValue(given, table, column, source);
    // The number of a row can be changed, but not taken from it.
    const isNumber = table.isNumbered && table.key.includes(name);
    if (isNumber && (givesNumbers(source, table) || value.kind !== 'cell' || value.cell === null)) continue;
    const isReference = table.references.some(({ field }) => field === name);
    // Whether writing what is there already keeps a row from going with its parent is for the store to say.
    if (
      isReference &&
      (value.kind === 'default' || (value.kind === 'cell' && sameCell(value.cell, row.get(name) ?? null)))
    )
      continue;
    fields.set(name, { field: name, base: await baseOf(choice, table, key, name, row, readBase), value });
  }
  return [...fields.values()];
}

async function baseOf(
  { isStale, fields }: ChangeChoice,
  table: WriteTableSpec,
  key: RowKey,
  field: string,
  row: ModelRow,
  readBase: ReadBase,
): Promise<BaseValue> {
  const present = row.get(field) ?? null;
  const [first] = fields;
  const other = first?.[columnNamed(table, field).type] ?? null;
  if (isStale && !sameCell(other, present)) return { kind: 'cell', cell: other };
  return readBase(table.name, key, field, present);
}

function columnNamed(table: WriteTableSpec, name: string): WriteColumnSpec {
  const column = table.columns.find((given) => given.name === name);
  if (!column) throw new Error(`No column ${name}`);
  return column;
}
