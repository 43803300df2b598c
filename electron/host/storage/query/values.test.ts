import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCells, compareText } from './compare.ts';
import { evaluate } from './interpret.ts';
import { realText, realValue } from './real-text.ts';

describe('a real as text', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [5, '5.0'],
    [0.1, '0.1'],
    [1e21, '1e21'],
    [1e-7, '1e-7'],
    [123456789012345680000, '123456789012345680000.0'],
    [Infinity, 'Infinity'],
    [Number.NaN, 'NaN'],
  ])('%d is %s', (value, text) => {
    expect(realText(value)).toBe(text);
  });

  it('reads back as the same double, and never looks like an integer', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(Object.is(realValue(realText(value)), value)).toBe(true);
        expect(realText(value)).not.toMatch(/^-?\d+$/);
      }),
    );
  });
});

describe('values compare', () => {
  it('by kind, then by value: NULL, numbers, text, bytes', () => {
    const ordered = [
      null,
      { kind: 'real', text: '-Infinity' },
      -1n,
      false,
      { kind: 'real', text: '0.5' },
      true,
      9007199254740992n,
      9007199254740993n,
      '',
      'A',
      'a',
      '\uff5e',
      '😀',
      { kind: 'bytes', hex: '' },
      { kind: 'bytes', hex: '00' },
    ] as const;
    ordered.forEach((a, at) => {
      ordered.forEach((b, other) => {
        expect(Math.sign(compareCells(a, b))).toBe(Math.sign(at - other));
      });
    });
  });

  it('text by code point, as its UTF-8 bytes do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });
});

it('a condition on NULL is unknown, and so is what is made of it', () => {
  const row = () => null;
  const unknown = { kind: 'compare', field: 'f', op: 'is', value: 1n } as const;
  expect(evaluate(unknown, row)).toBe(null);
  expect(evaluate({ kind: 'not', filter: unknown }, row)).toBe(null);
  expect(evaluate({ kind: 'and', filters: [unknown, { kind: 'isNotNull', field: 'f' }] }, row)).toBe(false);
  expect(evaluate({ kind: 'or', filters: [unknown, { kind: 'isNull', field: 'f' }] }, row)).toBe(true);
  expect(evaluate({ kind: 'in', field: 'f', values: [] }, row)).toBe(null);
});
