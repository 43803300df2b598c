import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell } from './cell.ts';
import { packRows, unpackRows } from './packed-cells.ts';

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', '\u0000', '\ud800', '{"kind":"integer"}'),
  fc.bigInt(),
  fc.constantFrom(0n, 9007199254740991n, 9007199254740992n, 9007199254740993n, -9007199254740991n, -9007199254740992n),
  fc.boolean(),
  fc.constantFrom('0.1', '-0.0', 'Infinity', '-Infinity', 'NaN').map((text) => ({ kind: 'real' as const, text })),
  fc.constantFrom('', '00ff').map((hex) => ({ kind: 'bytes' as const, hex })),
  fc.record({
    kind: fc.constant('cut' as const),
    of: fc.constantFrom('text' as const, 'bytes' as const),
    preview: fc.string(),
    sizeBytes: fc.nat(),
  }),
);

test('rows come back as they were packed, whatever their cells hold', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 5 })
        .chain((width) =>
          fc.tuple(
            fc.constant(width),
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
          ),
        ),
      ([width, rows]) => {
        expect(unpackRows(packRows(rows), width)).toEqual(rows);
      },
    ),
  );
});

test('no rows and rows without cells give nothing', () => {
  expect(unpackRows(packRows([]), 3)).toEqual([]);
  expect(unpackRows(packRows([[], []]), 0)).toEqual([]);
});
