import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { compareCells } from '../../query/compare.ts';
import { decimalValue } from '../../query/decimal-text.ts';
import { realText } from '../../query/real-text.ts';
import type { PgColumn, PgKind } from '../table.ts';
import { fitOperand } from './fit-operand.ts';
import { type Comparison, holds } from './fitted.ts';

const comparisons: readonly Comparison[] = ['is', 'isNot', 'lt', 'lte', 'gt', 'gte'];

function columnOf(kind: PgKind, castType: string): PgColumn {
  return {
    name: 'c',
    attnum: 1,
    type: 'any',
    kind,
    nativeType: '',
    typeOid: 0,
    castType,
    notNull: false,
    isOrdered: true,
    isDeterministic: true,
    generated: null,
    identity: null,
    defaultText: null,
    canBeBig: false,
  };
}

/** Numbers where types end and doubles begin to round, and their neighbours. */
const edges = [0n, 2n ** 15n, 2n ** 24n, 2n ** 31n, 2n ** 53n, 2n ** 63n, 2n ** 64n, 10n ** 39n, 10n ** 309n];
const integer = fc
  .tuple(fc.constantFrom(...edges), fc.bigInt(-2n, 2n), fc.boolean())
  .map(([edge, beside, isNegative]) => (isNegative ? -edge : edge) + beside);
const real = fc.oneof(fc.double(), fc.float(), integer.map(Number)).map((value): WholeCell => {
  return { kind: 'real', text: realText(value) };
});
const operand: fc.Arbitrary<WholeCell> = fc.oneof(
  integer,
  real,
  fc.boolean(),
  fc.constantFrom<WholeCell>('', '5', 'NaN', { kind: 'bytes', hex: '' }, { kind: 'bytes', hex: 'ff' }),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

/** What the server would make of a fitted comparison. @param order of the stored value to the fitted operand */
function verdict(column: PgColumn, op: Comparison, value: WholeCell, order: (text: string) => number): boolean {
  const fitted = fitOperand(column, op, value);
  if (fitted.kind === 'unknown') throw new Error('Only NULL is unknown');
  return fitted.kind === 'constant' ? fitted.verdict : holds(fitted.op, order(fitted.text));
}

function check(
  column: PgColumn,
  stored: fc.Arbitrary<WholeCell>,
  order: (cell: WholeCell, text: string) => number,
): void {
  fc.assert(
    fc.property(stored, operand, fc.constantFrom(...comparisons), (cell, value, op) => {
      expect(verdict(column, op, value, (text) => order(cell, text))).toBe(holds(op, compareCells(cell, value)));
    }),
    { numRuns: 3000 },
  );
}

describe('an operand is fitted to a column so that the server says what the interpreter says', () => {
  it.each([
    ['pg_catalog.int2', 15n],
    ['pg_catalog.int4', 31n],
    ['pg_catalog.int8', 63n],
  ])('%s, with nothing it could not read', (castType, bits) => {
    const stored = fc.oneof(
      fc.bigInt(-(2n ** bits), 2n ** bits - 1n),
      fc.constantFrom(-(2n ** bits), 2n ** bits - 1n, 0n),
    );
    check(columnOf('integer', castType), stored, (cell, text) => {
      expect(BigInt.asIntN(Number(bits) + 1, BigInt(text))).toBe(BigInt(text));
      return compareCells(cell, BigInt(text));
    });
  });

  it('float8', () => {
    check(columnOf('real', 'pg_catalog.float8'), real, (cell, text) => compareCells(cell, { kind: 'real', text }));
  });

  it('float4, whose value is what its digits say', () => {
    const single = fc.float().map((value): WholeCell => ({ kind: 'real', text: realText(shortest(value)) }));
    const asSingle = (text: string): WholeCell => ({ kind: 'real', text: realText(Math.fround(Number(text))) });
    check(columnOf('real', 'pg_catalog.float4'), single, (cell, text) => {
      const own = cell !== null && typeof cell === 'object' && cell.kind === 'real' ? cell.text : '';
      return compareCells(asSingle(own), asSingle(text));
    });
  });

  it('boolean', () => {
    check(columnOf('boolean', 'pg_catalog.bool'), fc.boolean(), (cell, text) => compareCells(cell, text === 't'));
  });

  it('bytes', () => {
    const stored = fc.constantFrom<WholeCell>(
      { kind: 'bytes', hex: '' },
      { kind: 'bytes', hex: 'ff' },
      { kind: 'bytes', hex: '00' },
    );
    check(columnOf('bytes', 'pg_catalog.bytea'), stored, (cell, text) => {
      return compareCells(cell, { kind: 'bytes', hex: text.slice(2) });
    });
  });

  it('text, also one that no column can hold', () => {
    const storable = fc
      .string({ unit: 'binary', maxLength: 3 })
      .filter((text) => text.isWellFormed() && !text.includes('\0'));
    const column = columnOf('text', 'pg_catalog.text');
    check(column, storable, compareCells);
    // Where half of a surrogate pair stands among whole characters the interpreter does not say.
    const early = storable.filter((text) => !/[\ud800-\uffff]/.test(text));
    const odd = fc.array(fc.constantFrom('a', '\0', '\u0001', '\ud7ff', '\ud800', '\udfff', '\ue000', '😀'), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(early, odd, fc.constantFrom(...comparisons), (cell, parts, op) => {
        const value = parts.join('');
        expect(verdict(column, op, value, (text) => compareCells(cell, text))).toBe(
          holds(op, compareCells(cell, value)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('numeric, by all its digits', () => {
    const column = columnOf('decimal', 'pg_catalog.numeric');
    const few = fc
      .tuple(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: 0, max: 2 }))
      .map(([digits, scale]) => (digits / 10 ** scale).toFixed(scale));
    fc.assert(
      fc.property(
        few,
        fc.oneof(few, fc.constantFrom('', 'n/a', '1e2', '+5', '.5', '5-')),
        fc.constantFrom(...comparisons),
        (cell, value, op) => {
          const expected = holds(op, compareCells(decimalValue(cell), decimalValue(value)));
          expect(verdict(column, op, value, (text) => Math.sign(Number(cell) - Number(text)))).toBe(expected);
        },
      ),
    );
    expect(fitOperand(column, 'is', '12345678901234567890.123456789')).toEqual({
      kind: 'compared',
      op: 'is',
      text: '12345678901234567890.123456789',
    });
    expect(fitOperand(column, 'is', { kind: 'real', text: '1e400' })).toMatchObject({ text: '1e400' });
  });
});

/** The digits the server writes for a `float4`. */
function shortest(value: number): number {
  for (let digits = 1; digits < 10; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(text), value)) return text;
  }
  return value;
}
