import { type Comparison, constant, type Fitted } from './fitted.ts';

export interface IntegerRange {
  readonly min: bigint;
  readonly max: bigint;
}

/** What a column of this type can hold. */
export function integerRange(castType: string): IntegerRange {
  const bits = castType === 'pg_catalog.int2' ? 15n : castType === 'pg_catalog.int4' ? 31n : 63n;
  return { min: -(2n ** bits), max: 2n ** bits - 1n };
}

export function fitInteger(op: Comparison, operand: bigint | number, { min, max }: IntegerRange): Fitted {
  // NaN is greater than every number, as PostgreSQL has it.
  if (Number.isNaN(operand) || operand > max) return constant(op, -1);
  if (operand < min) return constant(op, 1);
  if (typeof operand === 'bigint' || Number.isInteger(operand)) {
    return { kind: 'compared', op, text: BigInt(operand).toString() };
  }
  return between(op, BigInt(Math.floor(operand)).toString());
}

/** The operand lies after this value and before the next one the column can hold. */
function between(op: Comparison, below: string): Fitted {
  if (op === 'is' || op === 'isNot') return { kind: 'constant', verdict: op === 'isNot' };
  return { kind: 'compared', op: op === 'lt' || op === 'lte' ? 'lte' : 'gt', text: below };
}

/** The operand lies before this value and after the one before it. */
function betweenBelow(op: Comparison, above: string): Fitted {
  if (op === 'is' || op === 'isNot') return { kind: 'constant', verdict: op === 'isNot' };
  return { kind: 'compared', op: op === 'lt' || op === 'lte' ? 'lt' : 'gte', text: above };
}

export function fitFloat(op: Comparison, operand: bigint | number): Fitted {
  const nearest = Number(operand);
  // JavaScript compares a bigint with a number by their exact values.
  return beside(op, operand, nearest, nearest);
}

/**
 * A `float4` is what its digits say: `0.1` is shown, and `0.1` finds it, although the number kept is
 * 0.100000001490116….
 */
export function fitSingle(op: Comparison, operand: bigint | number): Fitted {
  const nearest = Math.fround(Number(operand));
  return beside(op, operand, shortestSingle(nearest), nearest);
}

/** @param shown what the nearest value the column can hold counts as. */
function beside(op: Comparison, operand: bigint | number, shown: number, nearest: number): Fitted {
  const text = Object.is(nearest, -0) ? '0' : String(nearest);
  if (shown > operand) return betweenBelow(op, text);
  if (shown < operand) return between(op, text);
  return { kind: 'compared', op, text };
}

/** The shortest decimal that is nearest to this `float4`, as PostgreSQL writes it. */
function shortestSingle(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 1; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(9));
}

const special = new Set(['NaN', 'Infinity', '-Infinity']);
const onlyNumberSigns = /^[0-9.eE+-]*$/;
const leadingNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

/** As `query/decimal-text.ts` takes a text for a number, but with all its digits; `null` for a text that is none. */
export function fitDecimal(op: Comparison, text: string): Fitted | null {
  if (special.has(text)) return { kind: 'compared', op, text };
  if (!onlyNumberSigns.test(text) || !/\d/.test(text)) return null;
  return { kind: 'compared', op, text: leadingNumber.exec(text)?.[0] ?? '0' };
}
