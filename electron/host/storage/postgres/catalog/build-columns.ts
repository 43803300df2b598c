import type { Field } from '../../../../../shared/domain/catalog.ts';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { PgColumn } from '../table.ts';
import { columnRules } from './column-rules.ts';
import type { ColumnFacts, TableFacts } from './facts.ts';
import { resolveValueType, type ValueType } from './value-type.ts';

export interface BuiltColumn {
  readonly facts: ColumnFacts;
  readonly value: ValueType;
  readonly column: PgColumn;
  /** Without what the table's keys and indexes say of it. */
  readonly field: Field;
}

export function buildColumns(facts: TableFacts): readonly BuiltColumn[] {
  return facts.columns.map((column) => buildColumn(facts, column));
}

function buildColumn({ relation, types, constraints }: TableFacts, facts: ColumnFacts): BuiltColumn {
  const value = resolveValueType(types, facts.typeOid, facts.typeModifier);
  const generated = facts.generated === 's' ? 'stored' : facts.generated === 'v' ? 'virtual' : null;
  const identity = facts.identity === 'a' ? 'always' : facts.identity === 'd' ? 'default' : null;
  const defaultText = generated === null ? (facts.expression ?? value.defaultText) : null;
  const isDeterministic = facts.isDeterministic && !value.isLoose;
  const column: PgColumn = {
    name: facts.name,
    attnum: facts.attnum,
    type: value.fieldType,
    kind: value.kind,
    nativeType: facts.typeText,
    typeOid: facts.typeOid,
    castType: value.castType,
    // What a foreign table declares is not held to, and a parent's rules need not be those of all tables below it.
    notNull: facts.isNeverNull && relation.kind !== 'f' && !relation.hasInheritors,
    isOrdered: value.order !== null,
    isDeterministic,
    generated,
    identity,
    defaultText,
    canBeBig: value.canBeBig,
  };
  const ruled = { kind: value.kind, typeText: facts.typeText, paddedTo: value.paddedTo };
  const own = constraints.filter(
    ({ kind, isEnforced, columns }) => kind === 'c' && isEnforced && columns.length === 1 && columns[0] === facts.name,
  );
  const byTable = columnRules(
    { ...ruled, name: facts.name },
    own.map(({ definition }) => definition),
  );
  const byDomain = columnRules({ ...ruled, name: 'VALUE' }, value.checks);
  // Other spellings of a word may be equal to it.
  const allowed = isDeterministic ? common(common(value.labels, byTable.allowed), byDomain.allowed) : value.labels;
  const field: Field = {
    name: facts.name,
    type: value.fieldType,
    nativeType: shownType(facts, types),
    nullable: !facts.notNull && !value.notNull,
    inKey: false,
    generated: generated !== null || identity === 'always',
    defaultText,
    ...(identity === null ? {} : { isNumbered: true }),
    maxLength: smallest(value.maxLength, byTable.maxLength, byDomain.maxLength),
    allowed: allowed && [...allowed],
    coercion: null,
    indexed: false,
    reference: null,
    ...(facts.comment === null ? {} : { comment: facts.comment }),
    file: null,
  };
  return { facts, value, column, field };
}

/** A type of `public` goes by its name alone, as in the statement that made the column. */
function shownType({ typeOid, typeText }: ColumnFacts, types: TableFacts['types']): string {
  const prefix = 'public.';
  const type = types.get(typeOid);
  const named = type?.isArray ? types.get(type.elementType) : type;
  return typeText.startsWith(prefix) && named?.isNamedLikeBuiltin === false ? typeText.slice(prefix.length) : typeText;
}

function common(one: readonly WholeCell[] | null, other: readonly WholeCell[] | null): readonly WholeCell[] | null {
  return one === null || other === null ? (one ?? other) : one.filter((value) => other.includes(value));
}

function smallest(...limits: readonly (number | null)[]): number | null {
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.min(...set);
}
