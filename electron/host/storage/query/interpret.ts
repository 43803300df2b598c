import { assertNever } from '../../../../shared/domain/assert-never.ts';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import type { CompareOperator, Filter, Sort } from '../../../../shared/domain/query.ts';
import { compareCells, foldAscii } from './compare.ts';
import { decimalValue } from './decimal-text.ts';
import { effectiveSort } from './order.ts';

/**
 * The written semantics of queries: every connector gives what these functions give, and the conformance suite holds it to
 * them. A condition on NULL is unknown (`null`); `not`, `and`, `or` keep it so as in SQL; a row is taken only for `true`.
 */
export type Verdict = boolean | null;

/** One value of the row by field name. */
export type RowValues = (field: string) => WholeCell;

/** The fields that hold decimals, as text or otherwise: they compare as numbers. */
export type DecimalFields = ReadonlySet<string>;
const none: DecimalFields = new Set();

export function evaluate(filter: Filter, row: RowValues, decimals: DecimalFields = none): Verdict {
  const test = (op: CompareOperator, operand: WholeCell): Verdict =>
    'field' in filter ? compare(row(filter.field), op, operand, decimals.has(filter.field)) : null;
  switch (filter.kind) {
    case 'and':
      return every(filter.filters.map((part) => evaluate(part, row, decimals)));
    case 'or':
      return some(filter.filters.map((part) => evaluate(part, row, decimals)));
    case 'not': {
      const verdict = evaluate(filter.filter, row, decimals);
      return verdict === null ? null : !verdict;
    }
    case 'compare':
      return test(filter.op, filter.value);
    case 'between':
      return every([test('gte', filter.from), test('lte', filter.to)]);
    case 'in':
      return row(filter.field) === null ? null : some(filter.values.map((value) => test('is', value)));
    case 'isNull':
      return row(filter.field) === null;
    case 'isNotNull':
      return row(filter.field) !== null;
    default:
      return assertNever(filter);
  }
}

function every(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}

function some(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(null) ? null : false;
}

function compare(value: WholeCell, op: CompareOperator, operand: WholeCell, isDecimal: boolean): Verdict {
  if (value === null || operand === null) return null;
  const order = () =>
    isDecimal ? compareCells(decimalValue(value), decimalValue(operand)) : compareCells(value, operand);
  switch (op) {
    case 'is':
      return order() === 0;
    case 'isNot':
      return order() !== 0;
    case 'lt':
      return order() < 0;
    case 'lte':
      return order() <= 0;
    case 'gt':
      return order() > 0;
    case 'gte':
      return order() >= 0;
    case 'contains':
      return matches(value, operand, (text, part) => text.includes(part));
    case 'notContains':
      return !matches(value, operand, (text, part) => text.includes(part));
    case 'startsWith':
      return matches(value, operand, (text, part) => text.startsWith(part));
    case 'endsWith':
      return matches(value, operand, (text, part) => text.endsWith(part));
    default:
      return assertNever(op);
  }
}

/** Text is looked for in text only: a number or bytes contain none. */
function matches(value: WholeCell, operand: WholeCell, test: (text: string, part: string) => boolean): boolean {
  return typeof value === 'string' && typeof operand === 'string' && test(foldAscii(value), foldAscii(operand));
}

/** True when one of these fields holds the text, ignoring ASCII case. */
export function found(search: string, fields: readonly string[], row: RowValues): boolean {
  return fields.some((field) => matches(row(field), search, (text, part) => text.includes(part)));
}

/** Where NULLs stand in ascending order, as the indexes of the store have them; in descending order at the other end. */
export type NullPlace = 'first' | 'last';

/** Orders rows by the sort alone: 0 says the store decides, always in the same way. */
export function compareBySort(
  sort: readonly Sort[],
  a: RowValues,
  b: RowValues,
  decimals: DecimalFields = none,
  nulls: NullPlace = 'first',
): number {
  for (const { field, direction } of effectiveSort(sort)) {
    const isDecimal = decimals.has(field);
    const [left, right] = [a(field), b(field)];
    const isByNull = nulls === 'last' && (left === null) !== (right === null);
    const result = isByNull
      ? left === null
        ? 1
        : -1
      : isDecimal
        ? compareCells(decimalValue(left), decimalValue(right))
        : compareCells(left, right);
    if (result !== 0) return direction === 'desc' ? -result : result;
  }
  return 0;
}
