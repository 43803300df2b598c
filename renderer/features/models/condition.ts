import { z } from 'zod';
import { assertNever } from '../../../shared/domain/assert-never.ts';
import type { Field } from '../../../shared/domain/catalog.ts';
import { cellText, type WholeCell } from '../../../shared/domain/cell.ts';
import { compareOperators, type Filter } from '../../../shared/domain/query.ts';
import { decodeRowKey, encodeRowKey } from '../../../shared/domain/row-key.ts';

export const operators = [...compareOperators, 'between', 'in', 'isNull', 'isNotNull'] as const;
export type Operator = (typeof operators)[number];

/** One condition on one field, as a person puts it together. All conditions of a view hold at once. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly WholeCell[];
}

/** A condition in the address: field, operator, values as `encodeRowKey` writes them, so that none loses a digit. */
export const conditionSchema = z.tuple([z.string(), z.enum(operators), z.string().optional()]);
export type EncodedCondition = z.infer<typeof conditionSchema>;

export function encodeCondition({ field, operator, values }: Condition): EncodedCondition {
  return values.length === 0 ? [field, operator] : [field, operator, encodeRowKey(values)];
}

/** @returns `null` for what does not say how many values its operator needs. */
export function decodeCondition([field, operator, encoded]: EncodedCondition): Condition | null {
  const values = encoded === undefined ? [] : decodeRowKey(encoded);
  return values !== null && hasRightValues(operator, values.length) ? { field, operator, values } : null;
}

function hasRightValues(operator: Operator, count: number): boolean {
  switch (operator) {
    case 'isNull':
    case 'isNotNull':
      return count === 0;
    case 'between':
      return count === 2;
    case 'in':
      return count > 0;
    default:
      return count === 1;
  }
}

export function filterOf(conditions: readonly Condition[]): Filter | null {
  const filters = conditions.map(oneFilter);
  const [only] = filters;
  if (only === undefined) return null;
  return filters.length === 1 ? only : { kind: 'and', filters };
}

function oneFilter({ field, operator, values }: Condition): Filter {
  const [first = null, second = null] = values;
  switch (operator) {
    case 'isNull':
    case 'isNotNull':
      return { kind: operator, field };
    case 'between':
      return { kind: 'between', field, from: first, to: second };
    case 'in':
      return { kind: 'in', field, values };
    default:
      return { kind: 'compare', field, op: operator, value: first };
  }
}

/** The conditions a filter stands for; `null` when it says more than a list of conditions can. */
export function conditionsOf(filter: Filter): readonly Condition[] | null {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.filters.map(conditionsOf);
      return parts.every((part) => part !== null) ? parts.flat() : null;
    }
    case 'or':
    case 'not':
      return null;
    case 'compare':
      return [{ field: filter.field, operator: filter.op, values: [filter.value] }];
    case 'between':
      return [{ field: filter.field, operator: 'between', values: [filter.from, filter.to] }];
    case 'in':
      return [{ field: filter.field, operator: 'in', values: filter.values }];
    case 'isNull':
    case 'isNotNull':
      return [{ field: filter.field, operator: filter.kind, values: [] }];
    default:
      return assertNever(filter);
  }
}

/** `city is Prague` in its three parts, for a chip. */
export function conditionWords(
  condition: Condition,
  field: Field | undefined,
): { field: string; operator: string; value: string } {
  const shown = condition.values.map(shownValue);
  const value = condition.operator === 'between' ? shown.join(' and ') : shown.join(', ');
  return { field: condition.field, operator: operatorLabel(condition.operator, field), value };
}

function shownValue(value: WholeCell): string {
  if (value === null) return 'NULL';
  return value === '' ? 'empty' : cellText(value);
}

const times: ReadonlySet<Field['type']> = new Set(['date', 'time', 'datetime']);

const labels: Readonly<Record<Operator, string>> = {
  is: 'is',
  isNot: 'is not',
  lt: '<',
  lte: '≤',
  gt: '>',
  gte: '≥',
  contains: 'contains',
  notContains: 'does not contain',
  startsWith: 'starts with',
  endsWith: 'ends with',
  between: 'between',
  in: 'is one of',
  isNull: 'is NULL',
  isNotNull: 'is not NULL',
};

const timeLabels: Partial<Record<Operator, string>> = { lt: 'before', lte: 'until', gt: 'after', gte: 'from' };

export function operatorLabel(operator: Operator, field: Field | undefined): string {
  return (field !== undefined && times.has(field.type) ? timeLabels[operator] : undefined) ?? labels[operator];
}

/** A decimal kept as text, for its digits: parts of that text can be asked for too. It compares as a number all the same. */
function isTextDecimal(field: Field): boolean {
  return field.type === 'decimal' && /CHAR|CLOB|TEXT/i.test(field.nativeType);
}

const orders: readonly Operator[] = ['lt', 'lte', 'gt', 'gte', 'between'];
const texts: readonly Operator[] = ['contains', 'notContains', 'startsWith', 'endsWith'];
const nulls: readonly Operator[] = ['isNull', 'isNotNull'];

/** What can be asked of a field, the likeliest first. */
export function operatorsFor(field: Field): readonly Operator[] {
  const exact: readonly Operator[] = ['is', 'isNot', 'in'];
  switch (field.type) {
    case 'integer':
    case 'real':
      return [...exact, ...orders, ...nulls];
    case 'decimal':
      if (!isTextDecimal(field)) return [...exact, ...orders, ...nulls];
      // Text in a key keeps the order of the key, which is that of text: `9.50` after `100.00`.
      return [...exact, ...(field.inKey ? [] : orders), 'startsWith', 'contains', ...nulls];
    case 'date':
    case 'time':
    case 'datetime':
      return ['is', 'isNot', ...orders, 'startsWith', 'in', ...nulls];
    case 'boolean':
      return ['is', 'isNot', ...nulls];
    case 'bytes':
      return ['is', 'isNot', ...nulls];
    case 'json':
      return ['contains', 'is', 'isNot', 'startsWith', 'endsWith', 'notContains', 'in', ...nulls];
    case 'text':
      // Of stores with types of their own that are texts here: intervals, networks, ranges, versions.
      return ['contains', 'is', 'isNot', 'startsWith', 'endsWith', 'notContains', 'in', ...orders, ...nulls];
    case 'any':
      return [...exact, ...texts, ...orders, ...nulls];
  }
}

export type ParsedValue =
  | { readonly ok: true; readonly value: WholeCell }
  | { readonly ok: false; readonly message: string };

const whole = /^[+-]?\d+$/;
const fraction = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What a person typed, as a value of the field. Text operators always mean text. */
export function parseValue(field: Field, operator: Operator, typed: string): ParsedValue {
  if (texts.includes(operator)) return typed === '' ? problem('Type some text') : { ok: true, value: typed };
  const text = typed.trim();
  switch (field.type) {
    case 'integer':
    case 'real':
      return numberValue(text);
    case 'decimal':
      if (!fraction.test(text) && (isTextDecimal(field) || special(text) === null))
        return problem('Type a decimal number, such as 1234.50');
      // Each as its store keeps it; as text no digit typed is lost.
      return isTextDecimal(field) ? { ok: true, value: text } : numberValue(text);
    case 'boolean':
      if (/^(?:true|1|yes)$/i.test(text)) return { ok: true, value: true };
      return /^(?:false|0|no)$/i.test(text) ? { ok: true, value: false } : problem('Type true or false');
    case 'bytes': {
      const hex = text
        .replace(/^(?:0x|\\x)/i, '')
        .replace(/\s+/g, '')
        .toLowerCase();
      return /^(?:[0-9a-f]{2})+$/.test(hex)
        ? { ok: true, value: { kind: 'bytes', hex } }
        : problem('Type bytes as hex digits');
    }
    case 'any': {
      const quoted = /^"(.*)"$/s.exec(text);
      if (quoted) return { ok: true, value: quoted[1] ?? '' };
      return fraction.test(text) ? numberValue(text) : { ok: true, value: typed };
    }
    case 'date':
    case 'time':
    case 'datetime':
      return text === '' ? problem('Type a value') : { ok: true, value: text };
    case 'text':
    case 'json':
      return { ok: true, value: typed };
  }
}

/** What numbers of some stores can be beside numbers. */
function special(text: string): string | null {
  if (/^nan$/i.test(text)) return 'NaN';
  const sign = /^([+-]?)inf(?:inity)?$/i.exec(text)?.[1];
  return sign === undefined ? null : sign === '-' ? '-Infinity' : 'Infinity';
}

function numberValue(text: string): ParsedValue {
  if (whole.test(text)) return { ok: true, value: BigInt(text) };
  const word = special(text);
  if (word !== null) return { ok: true, value: { kind: 'real', text: word } };
  return fraction.test(text) ? { ok: true, value: { kind: 'real', text } } : problem('Type a number');
}

function problem(message: string): ParsedValue {
  return { ok: false, message };
}

/** The text to edit a value by; {@link parseValue} reads it back. */
export function editText(field: Field, value: WholeCell): string {
  if (field.type === 'any' && typeof value === 'string' && (fraction.test(value.trim()) || /^".*"$/s.test(value)))
    return `"${value}"`;
  if (typeof value === 'boolean') return String(value);
  return cellText(value);
}
