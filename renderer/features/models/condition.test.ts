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
  };
}

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

  it('keeps a decimal that is stored as text as text', () => {
    expect(parseValue(field('decimal', 'DECIMAL_TEXT(18, 2)'), 'is', '10.00')).toEqual({ ok: true, value: '10.00' });
    expect(operatorsFor(field('decimal', 'DECIMAL_TEXT(18, 2)'))).not.toContain('lt');
    expect(operatorsFor(field('decimal', 'DECIMAL(18, 2)'))).toContain('lt');
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
