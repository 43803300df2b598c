import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../shared/domain/catalog.ts';
import type { WholeCell } from '../../../shared/domain/cell.ts';
import {
  type Condition,
  conditionSchema,
  conditionsOf,
  conditionWords,
  decodeCondition,
  editText,
  encodeCondition,
  filterOf,
  operatorLabel,
  operatorsFor,
  parseValue,
} from './condition.ts';

function field(type: Field['type'], nativeType = ''): Field {
  return {
    name: 'f',
    type,
    nativeType,
    nullable: true,
    inKey: false,
    generated: false,
    defaultText: null,
    indexed: false,
    reference: null,
    file: null,
    maxLength: null,
    allowed: null,
    coercion: null,
  };
}

const decimal = field('decimal', 'DECIMAL(18, 2)');
const textDecimal = field('decimal', 'DECIMAL_TEXT(18, 2)');

const cell: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ kind: 'real' as const, text: String(value) })),
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.string({ minLength: 1 }),
    operator: fc.constantFrom('is', 'lt', 'contains'),
    values: fc.tuple(cell),
  }),
  fc.record({
    field: fc.string({ minLength: 1 }),
    operator: fc.constant('between' as const),
    values: fc.tuple(cell, cell),
  }),
  fc.record({
    field: fc.string({ minLength: 1 }),
    operator: fc.constant('in' as const),
    values: fc.array(cell, { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ field: fc.string({ minLength: 1 }), operator: fc.constant('isNull' as const), values: fc.constant([]) }),
);

describe('conditions', () => {
  it('survive the address', () => {
    fc.assert(
      fc.property(condition, (given) => {
        const parsed = conditionSchema.parse(JSON.parse(JSON.stringify(encodeCondition(given))));
        expect(decodeCondition(parsed)).toEqual(given);
      }),
    );
  });

  it('are read back from the filter they make', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1 }), (given) => {
        const filter = filterOf(given);
        expect(filter && conditionsOf(filter)).toEqual(given);
      }),
    );
  });

  it('with a wrong number of values are left out', () => {
    expect(decodeCondition(['f', 'between', 'i1'])).toBeNull();
    expect(decodeCondition(['f', 'isNull', 'i1'])).toBeNull();
    expect(decodeCondition(['f', 'is', 'zz'])).toBeNull();
  });

  it('are worded by the kind of field', () => {
    const after: Condition = { field: 'updated', operator: 'gt', values: ['2026-11-01'] };
    expect(conditionWords(after, field('datetime'))).toEqual({
      field: 'updated',
      operator: 'after',
      value: '2026-11-01',
    });
    expect(conditionWords({ ...after, values: [5n] }, field('integer')).operator).toBe('>');
    expect(conditionWords({ field: 'f', operator: 'is', values: [''] }, field('text')).value).toBe('empty');
  });
});

describe('operatorsFor', () => {
  it('offers order comparisons for every decimal, and parts of its text where it is stored as text', () => {
    const orders = ['lt', 'lte', 'gt', 'gte', 'between'];
    expect(operatorsFor(decimal)).toEqual(expect.arrayContaining(orders));
    expect(operatorsFor(textDecimal)).toEqual(expect.arrayContaining([...orders, 'startsWith', 'contains']));
    expect(operatorsFor(decimal)).not.toContain('contains');
    expect(operatorLabel('gt', textDecimal)).toBe('>');
  });
});

describe('parseValue', () => {
  it('keeps every digit of a number', () => {
    expect(parseValue(field('integer'), 'is', ' 9007199254740993 ')).toEqual({ ok: true, value: 9007199254740993n });
    expect(parseValue(field('real'), 'is', '1e400')).toEqual({ ok: true, value: { kind: 'real', text: '1e400' } });
  });

  it('says what is wrong', () => {
    expect(parseValue(field('integer'), 'is', 'many')).toEqual({ ok: false, message: 'Type a number' });
    expect(parseValue(field('bytes'), 'is', 'abc')).toMatchObject({ ok: false });
    expect(parseValue(field('boolean'), 'is', 'maybe')).toMatchObject({ ok: false });
  });

  it('keeps every digit of a decimal, as text where it is stored so', () => {
    const digits = '-9007199254740993.10';
    expect(parseValue(textDecimal, 'gt', ` ${digits} `)).toEqual({ ok: true, value: digits });
    expect(parseValue(decimal, 'gt', digits)).toEqual({ ok: true, value: { kind: 'real', text: digits } });
    expect(parseValue(decimal, 'gt', '9007199254740993')).toEqual({ ok: true, value: 9007199254740993n });
    const number = fc.tuple(
      fc.constantFrom('', '-', '+'),
      fc.bigInt({ min: 0n }),
      fc.stringMatching(/^(?:\.\d{0,30})?$/),
    );
    fc.assert(
      fc.property(number, (parts) => {
        const typed = parts.join('');
        expect(parseValue(textDecimal, 'lte', typed)).toEqual({ ok: true, value: typed });
        const parsed = parseValue(textDecimal, 'lte', editText(textDecimal, typed));
        expect(parsed).toEqual({ ok: true, value: typed });
      }),
    );
  });

  it.each(['', 'many', '1,000', '1 000', '10.0.0', '.', '1e', '0x10', '١٢'])('rejects “%s” as a decimal', (typed) => {
    for (const field of [decimal, textDecimal])
      for (const operator of ['is', 'in', 'lt', 'between'] as const)
        expect(parseValue(field, operator, typed)).toEqual({
          ok: false,
          message: 'Type a decimal number, such as 1234.50',
        });
  });

  it('knows what a decimal can be beside a number where it is no text', () => {
    const values = ['NaN', '-inf', 'Infinity'].map((typed) => parseValue(decimal, 'is', typed));
    expect(values).toEqual(
      ['NaN', '-Infinity', 'Infinity'].map((text) => ({ ok: true, value: { kind: 'real', text } })),
    );
    expect(parseValue(textDecimal, 'is', 'NaN').ok).toBe(false);
  });

  it('takes any text for a part of a decimal that is stored as text', () => {
    expect(parseValue(textDecimal, 'startsWith', '12.')).toEqual({ ok: true, value: '12.' });
    expect(parseValue(textDecimal, 'contains', '-')).toEqual({ ok: true, value: '-' });
  });

  it('reads back what it offers for editing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.bigInt()), (value) => {
        const any = field('any');
        expect(parseValue(any, 'is', editText(any, value))).toEqual({ ok: true, value });
      }),
    );
  });
});
