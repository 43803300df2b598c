import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { realText } from '../query/real-text.ts';
import { createPacker, joinPacked, unpackRows } from './packed-cells.ts';
import type { RawCell } from './protocol.ts';

const cells: fc.Arbitrary<RawCell> = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary' }),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.double({ noNaN: true }),
  fc.record({ kind: fc.constant('bytes' as const), hex: fc.constantFrom('', '00ff') }),
  fc.record({
    kind: fc.constant('cut' as const),
    of: fc.constantFrom('text' as const, 'bytes' as const),
    preview: fc.string(),
    sizeBytes: fc.nat(),
  }),
);

it('cells come out of the pack as they went in, also through a structured clone', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 6 })
        .chain((width) =>
          fc.tuple(fc.constant(width), fc.array(fc.array(cells, { minLength: width, maxLength: width }))),
        ),
      ([width, rows]) => {
        const packer = createPacker(rows.length * width);
        for (const cell of rows.flat()) packer.add(cell);
        const expected = rows.map((row) =>
          row.map((cell): Cell => (typeof cell === 'number' ? { kind: 'real', text: realText(cell) } : cell)),
        );
        const packed = packer.finish();
        expect(unpackRows(structuredClone(packed), width, rows.length)).toEqual(expected);
        expect(unpackRows(joinPacked(packed, packed), width, rows.length * 2)).toEqual([...expected, ...expected]);
      },
    ),
  );
});
