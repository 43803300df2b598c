import fc from 'fast-check';
import type { Field, FieldType, Model } from '../../../../shared/domain/catalog.ts';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import type { MemoryModel } from '../memory/connector.ts';

/** A column of a table every store can make in its own way. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: FieldType;
  readonly isIndexed: boolean;
  readonly values: fc.Arbitrary<WholeCell>;
  /** What a store holds whose columns take values of their type only. */
  readonly typedValues: fc.Arbitrary<WholeCell>;
}

export interface TableSpec {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  /** Empty for a view over the table before it. */
  readonly key: readonly string[];
  /** The rows lie in the order of their key, not of a hidden row number; a store without the notion ignores it. */
  readonly isClustered: boolean;
  /** Set for a view: the table it shows. */
  readonly shows: string | null;
}

/** Few different values, so that rows tie and filters hit; hostile ones among them. */
export const texts: fc.Arbitrary<WholeCell> = fc.constantFrom(
  '',
  'a',
  'A',
  'b',
  'ab',
  'Ab',
  'aB c',
  'é',
  'É',
  '山田 太郎',
  '😀',
  '\uff5e',
  '%',
  '_',
  '"; drop table "t"; --',
  "it's",
  '__proto__',
  'constructor',
  '5',
  ' 5',
  '1e3',
  '-7',
  'null',
  'a\\b',
  'x'.repeat(300),
  '😀'.repeat(200),
  `${'y'.repeat(255)}😀`,
  'z'.repeat(5000),
);
export const integers: fc.Arbitrary<WholeCell> = fc.constantFrom(
  0n,
  1n,
  2n,
  5n,
  -7n,
  10n,
  1000n,
  9007199254740993n,
  9007199254740992n,
  -9223372036854775808n,
  9223372036854775807n,
);
export const reals: fc.Arbitrary<WholeCell> = fc
  .constantFrom('0.5', '-7.25', '0.1', '1e300', '1125899906842624.5', 'Infinity', '-Infinity', '5.5')
  .map((text) => ({ kind: 'real', text }));
/** Reals that a whole number equals: kept as reals only where the column has no type of its own. */
const wholeReals: fc.Arbitrary<WholeCell> = fc
  .constantFrom('5.0', '1000.0', '9007199254740992.0')
  .map((text) => ({ kind: 'real', text }));
export const bytes: fc.Arbitrary<WholeCell> = fc
  .constantFrom('', '00', '61', 'ff', 'ff00', '61'.repeat(200))
  .map((hex) => ({ kind: 'bytes', hex }));
const numbers = ['9.50', '9.5', '100.00', '-12.00', '0.00', '12345678901234567890.12', '7'] as const;
/** Decimals as text, some of them equal, and what else may stand in such a column. */
const decimals = fc.constantFrom<WholeCell>(...numbers, '1e3', 'n/a', '', '5-');
/** As a type of its own writes them. */
const typedDecimals = fc.constantFrom<WholeCell>(...numbers, '1000');
const nothing: fc.Arbitrary<WholeCell> = fc.constant(null);
export const anything = fc.oneof(
  texts,
  fc.constantFrom<WholeCell>('9.5', '100'),
  integers,
  reals,
  wholeReals,
  bytes,
  nothing,
);

const serial: fc.Arbitrary<WholeCell> = fc.bigInt(-50n, 5000n);
const wordsOnly: fc.Arbitrary<WholeCell> = fc.constantFrom('abc', 'Zebra', '山田', '😀');

function column(
  name: string,
  type: FieldType,
  values: fc.Arbitrary<WholeCell>,
  isIndexed = false,
  typedValues: fc.Arbitrary<WholeCell> = values,
): ColumnSpec {
  return { name, type, isIndexed, values, typedValues };
}

const textOrNothing = fc.oneof(texts, nothing);

/** The tables for a store; with `isTyped` its columns take values of their type only, and `any` is text. */
export function tablesFor({ isTyped }: { readonly isTyped: boolean }): readonly TableSpec[] {
  if (!isTyped) return tables;
  return tables.map((table) => ({
    ...table,
    columns: table.columns.map((spec) => ({ ...spec, values: spec.typedValues })),
  }));
}

/** Each shape of table a store may hold: kinds of keys, of columns, of names. */
export const tables: readonly TableSpec[] = [
  {
    name: 'items',
    key: ['id'],
    isClustered: false,
    shows: null,
    columns: [
      column('id', 'integer', serial),
      column('amount', 'integer', fc.oneof(integers, nothing, reals), true, fc.oneof(integers, nothing)),
      column('price', 'real', fc.oneof(reals, nothing)),
      column('name', 'text', fc.oneof(texts, nothing), true),
      column('note', 'text', fc.oneof(texts, nothing, bytes), false, textOrNothing),
      column('mixed', 'any', anything, true, textOrNothing),
      column('loose', 'any', anything, false, textOrNothing),
      column('cost', 'decimal', fc.oneof(decimals, nothing), false, fc.oneof(typedDecimals, nothing)),
      column('raw', 'bytes', fc.oneof(bytes, nothing)),
    ],
  },
  {
    name: 'tags "x"; drop table items; --',
    key: ['__proto__'],
    isClustered: false,
    shows: null,
    columns: [
      column(
        '__proto__',
        'text',
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
          .filter((text) => !text.includes('\0') && text.isWellFormed()),
      ),
      column('wei"rd ☃', 'any', anything, true, textOrNothing),
      column("quo'te", 'integer', fc.oneof(integers, wordsOnly, nothing), false, fc.oneof(integers, nothing)),
    ],
  },
  {
    name: 'lines',
    key: ['order', 'line'],
    isClustered: true,
    shows: null,
    columns: [
      column('order', 'text', texts),
      column('line', 'integer', fc.bigInt(1n, 40n)),
      column('group', 'integer', fc.constantFrom<WholeCell>(1n, 2n, 3n, null), true),
      column('text', 'text', fc.oneof(texts, nothing)),
    ],
  },
  {
    name: 'shown',
    key: [],
    isClustered: false,
    shows: 'items',
    columns: [column('amount', 'integer', nothing), column('name', 'text', nothing), column('mixed', 'any', nothing)],
  },
];

/** Rows for all tables; those of a view follow from its table. */
export type Rows = ReadonlyMap<string, readonly (readonly WholeCell[])[]>;

export function rowsArbitrary(maxRows: number, specs: readonly TableSpec[] = tables): fc.Arbitrary<Rows> {
  const stored = specs.filter(({ shows }) => shows === null);
  return fc
    .tuple(
      ...stored.map((table) =>
        fc.uniqueArray(fc.tuple(...table.columns.map(({ values }) => values)), {
          maxLength: maxRows,
          minLength: Math.floor(maxRows / 2),
          size: 'max',
          selector: (row) => keyText(table, row),
        }),
      ),
    )
    .map((all) => {
      const rows = new Map<string, readonly (readonly WholeCell[])[]>(
        stored.map((table, position) => [table.name, all[position] ?? []]),
      );
      for (const view of specs) {
        const shown = specs.find(({ name }) => name === view.shows);
        if (!shown) continue;
        const positions = view.columns.map(({ name }) => shown.columns.findIndex((column) => column.name === name));
        rows.set(
          view.name,
          (rows.get(shown.name) ?? []).map((row) => positions.map((position) => row[position] ?? null)),
        );
      }
      return rows;
    });
}

/** Keys are unique as the store compares them: by value. */
function keyText(table: TableSpec, row: readonly WholeCell[]): string {
  const values = table.key.map((name) => row[table.columns.findIndex((column) => column.name === name)] ?? null);
  return JSON.stringify(values, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** The same tables for the reference. */
export function memoryModels(rows: Rows): readonly MemoryModel[] {
  return tables.map((table) => ({ model: modelOf(table), rows: rows.get(table.name) ?? [] }));
}

function modelOf(table: TableSpec): Model {
  const fields = table.columns.map(
    ({ name, type, isIndexed }): Field => ({
      name,
      type,
      nativeType: '',
      nullable: !table.key.includes(name),
      inKey: table.key.includes(name),
      generated: false,
      defaultText: null,
      indexed: isIndexed || table.key[0] === name,
      reference: null,
      file: null,
      maxLength: null,
      allowed: null,
      coercion: null,
    }),
  );
  return {
    id: table.name,
    caption: table.name,
    schema: null,
    kind: table.shows === null ? 'table' : 'view',
    fields,
    key: { kind: table.key.length > 0 ? 'primary' : 'none', fields: [...table.key] },
    readOnlyReason: null,
    hasTriggers: false,
    captionField: null,
    outgoing: [],
    incoming: [],
    definition: '',
    keyPatterns: [],
  };
}
