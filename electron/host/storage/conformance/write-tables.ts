import fc from 'fast-check';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import { bytes, reals } from './tables.ts';

export type WriteType = 'integer' | 'text' | 'real' | 'bytes';

/** A column every store can make in its own way. */
export interface WriteColumnSpec {
  readonly name: string;
  readonly type: WriteType;
  readonly isNullable: boolean;
  /** What a new row gets where nothing is given; `null` for none. */
  readonly defaultValue: WholeCell;
  readonly isUnique: boolean;
  /** A CHECK of its own: `> 0`. */
  readonly isPositive: boolean;
}

export interface ReferenceSpec {
  readonly field: string;
  /** The table it leads to; always to its key. */
  readonly table: string;
  readonly onDelete: 'cascade' | 'setNull' | 'noAction';
}

export interface WriteTableSpec {
  readonly name: string;
  readonly columns: readonly WriteColumnSpec[];
  readonly key: readonly string[];
  /** The store gives a new row its key (one integer column) where none is given. */
  readonly isNumbered: boolean;
  /** The rows lie in the order of their key; a store without the notion ignores it. */
  readonly isClustered: boolean;
  /** Foreign keys, checked at the end of a transaction where the store can. */
  readonly references: readonly ReferenceSpec[];
}

/** One row, by column. */
export type ModelRow = ReadonlyMap<string, WholeCell>;

/** All rows of a store, by table. */
export type StoreRows = ReadonlyMap<string, readonly ModelRow[]>;

function column(name: string, type: WriteType, more: Partial<WriteColumnSpec> = {}): WriteColumnSpec {
  return { name, type, isNullable: true, defaultValue: null, isUnique: false, isPositive: false, ...more };
}

/** Numbered and given keys, a composite one, all actions of foreign keys, a table that refers to itself. */
export const writeTables: readonly WriteTableSpec[] = [
  {
    name: 'people',
    key: ['id'],
    isNumbered: true,
    isClustered: false,
    references: [{ field: 'boss', table: 'people', onDelete: 'setNull' }],
    columns: [
      column('id', 'integer', { isNullable: false }),
      column('name', 'text', { isNullable: false, defaultValue: "no'body" }),
      column('email', 'text', { isUnique: true }),
      column('age', 'integer', { isPositive: true, defaultValue: 18n }),
      column('ratio', 'real'),
      column('photo "x"', 'bytes'),
      column('boss', 'integer'),
    ],
  },
  {
    name: 'tags; drop table people; --',
    key: ['owner', 'label'],
    isNumbered: false,
    isClustered: true,
    references: [{ field: 'owner', table: 'people', onDelete: 'cascade' }],
    columns: [
      column('label', 'text', { isNullable: false }),
      column('owner', 'integer', { isNullable: false }),
      column('weight', 'integer', { isNullable: false, isPositive: true, defaultValue: 1n }),
      column('note', 'text'),
    ],
  },
  {
    name: 'letters',
    key: ['code'],
    isNumbered: false,
    isClustered: false,
    references: [
      { field: 'sender', table: 'people', onDelete: 'noAction' },
      { field: 'answers', table: 'letters', onDelete: 'cascade' },
    ],
    columns: [
      column('code', 'text', { isNullable: false }),
      column('sender', 'integer'),
      column('answers', 'text'),
      column('body', 'text', { isNullable: false }),
      column('sent', 'real', { defaultValue: { kind: 'real', text: '0.5' } }),
    ],
  },
];

/** Few different values, so that rows collide; hostile ones, and some too big for a page, among them. */
const texts: fc.Arbitrary<WholeCell> = fc.constantFrom(
  '',
  'a',
  'A',
  ' a ',
  '5',
  '007',
  "it's",
  '"; drop table people; --',
  'é',
  '山田 太郎',
  '😀',
  'line\nline',
  'x'.repeat(300),
  '😀'.repeat(2000),
);
/** Seldom one that a CHECK refuses. */
const integers: fc.Arbitrary<WholeCell> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(1n, 2n, 18n, 9007199254740993n, 9223372036854775807n) },
  fc.constantFrom(0n, -7n, -9223372036854775808n),
);

export function valueArbitrary(type: WriteType): fc.Arbitrary<WholeCell> {
  switch (type) {
    case 'integer':
      return integers;
    case 'text':
      return texts;
    case 'real':
      return reals;
    case 'bytes':
      return bytes;
  }
}

const oddKeys = ['K1', 'k 3', "k'4", 'k"5', '\u{1f511}'];
const keyTexts = [...oddKeys, ...Array.from({ length: 20 }, (_, at) => `k${at}`)];

/** Values a column of a key, or one that leads to a key, may hold: few, so that references meet. */
export function keyArbitrary(type: WriteType): fc.Arbitrary<WholeCell> {
  return type === 'integer' ? fc.bigInt({ min: 1n, max: 20n }) : fc.constantFrom<WholeCell>(...keyTexts);
}

/** Rows that meet all rules of the tables. */
export function storeArbitrary(): fc.Arbitrary<StoreRows> {
  const choices = writeTables.map((table) =>
    fc.array(fc.tuple(...table.columns.map((given) => fieldArbitrary(table, given))), { maxLength: 7 }),
  );
  return fc.tuple(...choices).map((all) => {
    const rows = new Map<string, readonly ModelRow[]>();
    writeTables.forEach((table, at) => {
      const kept: ModelRow[] = [];
      for (const values of all[at] ?? []) {
        const row = new Map(table.columns.map(({ name }, position) => [name, values[position] ?? null]));
        if (table.columns.some(({ name, isNullable }) => !isNullable && row.get(name) === null)) continue;
        if (kept.some((other) => collide(table, row, other))) continue;
        for (const { field, table: target } of table.references) settle(rows, kept, table, row, field, target);
        if (table.columns.every(({ name, isNullable }) => isNullable || (row.get(name) ?? null) !== null))
          kept.push(row);
      }
      rows.set(table.name, kept);
    });
    return rows;
  });
}

function fieldArbitrary(table: WriteTableSpec, given: WriteColumnSpec): fc.Arbitrary<WholeCell> {
  const isKey = table.key.includes(given.name) || table.references.some(({ field }) => field === given.name);
  const values = isKey
    ? keyArbitrary(given.type)
    : given.isPositive
      ? fc.constantFrom<WholeCell>(1n, 2n, 18n)
      : valueArbitrary(given.type);
  return given.isNullable ? fc.oneof({ weight: 3, arbitrary: values }, fc.constant<WholeCell>(null)) : values;
}

/** A reference that leads nowhere is made NULL; where it can't be, the row is left out. */
function settle(
  rows: ReadonlyMap<string, readonly ModelRow[]>,
  own: readonly ModelRow[],
  table: WriteTableSpec,
  row: Map<string, WholeCell>,
  field: string,
  target: string,
): void {
  const key = writeTables.find(({ name }) => name === target)?.key[0] ?? '';
  const parents = target === table.name ? [...own, row] : (rows.get(target) ?? []);
  if (!parents.some((parent) => parent.get(key) === row.get(field))) row.set(field, null);
}

function collide(table: WriteTableSpec, a: ModelRow, b: ModelRow): boolean {
  if (keyText(table, a) === keyText(table, b)) return true;
  return table.columns.some(({ name, isUnique }) => isUnique && a.get(name) !== null && a.get(name) === b.get(name));
}

/** The same text for rows with the same key. */
export function keyText(table: WriteTableSpec, row: ModelRow): string {
  return cellsText(table.key.map((name) => row.get(name) ?? null));
}

export function cellsText(cells: readonly WholeCell[]): string {
  return JSON.stringify(cells, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
