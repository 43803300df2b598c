import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { PgKind } from '../table.ts';
import { type CheckExpression, parseCheck } from './check-expression.ts';

export interface RuledColumn {
  /** As a condition names it: the column's name, or `VALUE` in a domain. */
  readonly name: string;
  readonly kind: PgKind;
  /** As `format_type` writes it, for the words of an enum. */
  readonly typeText: string;
  readonly paddedTo: number | null;
}

/** What a CHECK says of the values of one column as a whole. */
export interface ColumnRules {
  readonly allowed: readonly WholeCell[] | null;
  readonly maxLength: number | null;
}

/** Casts that leave a whole number what it is, and those that leave a text what it is. */
const faithfulToNumbers = new Set(['smallint', 'integer', 'bigint', 'numeric']);
const faithfulToText = new Set(['text', 'character varying']);

/** Of conditions as `pg_get_constraintdef` writes them. What can't be told for certain says nothing. */
export function columnRules(column: RuledColumn, definitions: readonly string[]): ColumnRules {
  let allowed: readonly WholeCell[] | null = null;
  let maxLength: number | null = null;
  for (const definition of definitions) {
    const expression = parseCheck(definition);
    if (expression === null) continue;
    const values = allowedBy(column, expression);
    // All checks hold at once.
    if (values !== null) allowed = allowed === null ? values : allowed.filter((value) => values.includes(value));
    const limit = lengthLimit(column, expression);
    if (limit !== null) maxLength = Math.min(maxLength ?? limit, limit);
  }
  return { allowed, maxLength };
}

function allowedBy(column: RuledColumn, expression: CheckExpression): readonly WholeCell[] | null {
  if (expression.kind === 'operator' && expression.operator === 'OR') {
    // NULL passes every check that does not ask for it: `x IS NULL OR x IN (…)` says no more than the list.
    if (isNullTest(column, expression.left)) return allowedBy(column, expression.right);
    if (isNullTest(column, expression.right)) return allowedBy(column, expression.left);
    const left = allowedBy(column, expression.left);
    const right = allowedBy(column, expression.right);
    return left && right && [...new Set([...left, ...right])];
  }
  if (expression.kind === 'operator' && expression.operator === '=') {
    return isColumn(column, expression.left) ? valuesOf(column, [expression.right]) : null;
  }
  if (expression.kind !== 'anyOf' || !isColumn(column, expression.of)) return null;
  const list = uncast(column, expression.list);
  return list?.kind === 'list' ? valuesOf(column, list.items) : null;
}

function isNullTest(column: RuledColumn, expression: CheckExpression): boolean {
  return expression.kind === 'isNull' && isColumn(column, expression.of);
}

function isColumn(column: RuledColumn, expression: CheckExpression): boolean {
  const plain = uncast(column, expression);
  return plain?.kind === 'name' && plain.name === column.name;
}

function valuesOf(column: RuledColumn, items: readonly CheckExpression[]): readonly WholeCell[] | null {
  const values: WholeCell[] = [];
  for (const item of items) {
    const literal = uncast(column, item);
    const value = literal && cellOf(column, literal);
    if (value === null) return null;
    values.push(value);
  }
  return [...new Set(values)];
}

function cellOf(column: RuledColumn, literal: CheckExpression): WholeCell {
  if (column.kind === 'integer') {
    const isWhole = (literal.kind === 'number' || literal.kind === 'text') && /^-?\d{1,19}$/.test(literal.text);
    return isWhole ? BigInt(literal.text) : null;
  }
  if (literal.kind !== 'text' || (column.kind !== 'text' && column.kind !== 'enum')) return null;
  return column.paddedTo === null ? literal.text : literal.text.padEnd(column.paddedTo);
}

/** Without its casts; `null` when one of them may make another value of it. */
function uncast(column: RuledColumn, expression: CheckExpression): CheckExpression | null {
  const faithful = column.kind === 'integer' ? faithfulToNumbers : faithfulToText;
  let inner = expression;
  while (inner.kind === 'cast') {
    const type = inner.type.replace(/\[\]$/, '');
    const isPadding = type === 'bpchar' && column.paddedTo !== null;
    if (!faithful.has(type) && type !== column.typeText && !isPadding) return null;
    inner = inner.of;
  }
  return inner;
}

/** `char_length(name) <= 20`. Spaces at the end of a `char(n)` don't count, so that it says nothing of one. */
function lengthLimit(column: RuledColumn, expression: CheckExpression): number | null {
  if (expression.kind !== 'operator' || column.kind !== 'text' || column.paddedTo !== null) return null;
  const { left, right, operator } = expression;
  const isLength =
    left.kind === 'call' &&
    ['char_length', 'character_length', 'length'].includes(left.name) &&
    isColumn(column, left.of);
  if (!isLength || right.kind !== 'number' || !/^\d{1,9}$/.test(right.text)) return null;
  const limit =
    operator === '<=' || operator === '=' ? Number(right.text) : operator === '<' ? Number(right.text) - 1 : 0;
  return limit > 0 ? limit : null;
}
