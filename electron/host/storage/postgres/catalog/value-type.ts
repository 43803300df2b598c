import type { FieldType } from '../../../../../shared/domain/catalog.ts';
import { quoteName } from '../sql-text.ts';
import type { PgKind } from '../table.ts';
import type { TypeFacts } from './facts.ts';
import { anyOf } from './type-query.ts';

/** What the values of a column are, domains resolved down to what they are made of. */
export interface ValueType {
  readonly kind: PgKind;
  readonly fieldType: FieldType;
  readonly castType: string;
  /** The default btree operator class; `null` where values have no order. */
  readonly order: TypeFacts['order'];
  readonly canBeBig: boolean;
  /** Most characters. */
  readonly maxLength: number | null;
  /** `char(n)`: values are filled up with spaces to this length. */
  readonly paddedTo: number | null;
  /** The words of an enum. */
  readonly labels: readonly string[] | null;
  /** Values that differ in their bytes may be equal all the same: `citext`. */
  readonly isLoose: boolean;
  /** Of all its domains: NOT NULL, default and checks. */
  readonly notNull: boolean;
  readonly defaultText: string | null;
  readonly checks: readonly string[];
}

/** Oids below 10,000 are part of PostgreSQL's own sources (src/include/catalog/pg_type.dat) and never change. */
const kinds = new Map<number, readonly [PgKind, FieldType]>([
  [20, ['integer', 'integer']],
  [21, ['integer', 'integer']],
  [23, ['integer', 'integer']],
  [700, ['real', 'real']],
  [701, ['real', 'real']],
  [1700, ['decimal', 'decimal']],
  [16, ['boolean', 'boolean']],
  [17, ['bytes', 'bytes']],
  [19, ['text', 'text']],
  [25, ['text', 'text']],
  [1042, ['text', 'text']],
  [1043, ['text', 'text']],
  [114, ['json', 'json']],
  [3802, ['jsonb', 'json']],
  [1082, ['temporal', 'date']],
  [1083, ['temporal', 'time']],
  [1266, ['temporal', 'time']],
  [1114, ['temporal', 'datetime']],
  [1184, ['temporal', 'datetime']],
]);

const oid = {
  char: 18,
  numeric: 1700,
  bpchar: 1042,
  varchar: 1043,
  bit: 1560,
  varbit: 1562,
  inet: 869,
  cidr: 650,
} as const;

/** Characters that a cell of a page may have: what can't be longer needs no measuring. */
const cellCharacters = 256;

/** @param modifier `pg_attribute.atttypmod` */
export function resolveValueType(types: ReadonlyMap<number, TypeFacts>, typeOid: number, modifier: number): ValueType {
  const checks: string[] = [];
  let notNull = false;
  let defaultText: string | null = null;
  let type = typeOf(types, typeOid);
  let baseModifier = modifier;
  while (type.kind === 'd') {
    checks.push(...(type.checks ?? []));
    notNull ||= type.notNull;
    defaultText ??= type.defaultText;
    baseModifier = type.baseModifier;
    type = typeOf(types, type.baseType);
  }
  const [kind, fieldType] = kindOf(type);
  const maxLength = maxLengthOf(type, baseModifier);
  return {
    kind,
    fieldType,
    castType: castTypeOf(types, type),
    order: orderOf(types, type),
    canBeBig: canBeBig(types, type, baseModifier, maxLength),
    maxLength,
    paddedTo: type.oid === oid.bpchar ? maxLength : null,
    labels: type.labels,
    isLoose: kind === 'text' && !kinds.has(type.oid),
    notNull,
    defaultText,
    checks,
  };
}

function typeOf(types: ReadonlyMap<number, TypeFacts>, id: number): TypeFacts {
  const type = types.get(id);
  // The query follows every reference within one snapshot.
  if (!type) throw new Error(`No type ${id} in the catalogue`);
  return type;
}

function kindOf(type: TypeFacts): readonly [PgKind, FieldType] {
  if (type.kind === 'e') return ['enum', 'text'];
  const known = kinds.get(type.oid);
  if (known) return known;
  // Strings that an extension brings: citext. The server's own "char" holds one byte and is written with escapes.
  const isString = type.kind === 'b' && type.category === 'S' && type.oid !== oid.char;
  return [isString ? 'text' : 'other', 'text'];
}

function maxLengthOf(type: TypeFacts, modifier: number): number | null {
  if (type.oid === oid.varchar || type.oid === oid.bpchar) return modifier > 4 ? modifier - 4 : null;
  if (type.oid === oid.bit || type.oid === oid.varbit) return modifier > 0 ? modifier : null;
  return null;
}

/** Every word is a name after a dot, so that only what is no plain word is quoted; `pg_catalog` is no key word itself. */
function castTypeOf(types: ReadonlyMap<number, TypeFacts>, type: TypeFacts): string {
  if (type.isArray) return `${castTypeOf(types, typeOf(types, type.elementType))}[]`;
  const isOwn = type.schema === 'pg_catalog' && /^[a-z_][a-z0-9_]*$/.test(type.name);
  return isOwn ? `pg_catalog.${type.name}` : `${quoteName(type.schema)}.${quoteName(type.name)}`;
}

/** Arrays, enums, ranges and composites share one class each; those of arrays and composites need one of each part. */
function orderOf(types: ReadonlyMap<number, TypeFacts>, type: TypeFacts): TypeFacts['order'] {
  if (type.kind === 'd') return orderOf(types, typeOf(types, type.baseType));
  if (type.order !== null) return type.order;
  const shared = (id: number) => types.get(id)?.order ?? null;
  if (type.isArray) return orderOf(types, typeOf(types, type.elementType)) === null ? null : shared(anyOf.array);
  switch (type.kind) {
    case 'e':
      return shared(anyOf.enum);
    case 'r':
      return shared(anyOf.range);
    case 'm':
      return shared(anyOf.multirange);
    case 'c':
      return (type.parts ?? []).every((part) => orderOf(types, typeOf(types, part)) !== null)
        ? shared(anyOf.record)
        : null;
    default:
      return null;
  }
}

function canBeBig(
  types: ReadonlyMap<number, TypeFacts>,
  type: TypeFacts,
  modifier: number,
  maxLength: number | null,
): boolean {
  if (type.length > 0) return false;
  if (type.kind === 'e' || type.oid === oid.inet || type.oid === oid.cidr) return false;
  if (maxLength !== null) return maxLength > cellCharacters;
  // (precision << 16 | scale) + 4; without one up to 131,072 digits before the point.
  if (type.oid === oid.numeric) return modifier < 4 || (modifier - 4) >> 16 > cellCharacters - 2;
  if (type.kind === 'r') return type.rangeOf === null || canBeBig(types, typeOf(types, type.rangeOf), -1, null);
  return true;
}
