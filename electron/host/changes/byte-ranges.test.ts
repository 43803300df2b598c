import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ByteRanges, firstHole, withRange } from './byte-ranges.ts';

const pieces = fc.array(fc.tuple(fc.nat(40), fc.nat(10)), { maxLength: 20 });

test('knows exactly which bytes were written, whatever their order', () => {
  fc.assert(
    fc.property(pieces, fc.nat(50), (written, size) => {
      const bytes = new Set<number>();
      let ranges: ByteRanges = [];
      for (const [start, length] of written) {
        for (let byte = start; byte < start + length; byte++) bytes.add(byte);
        ranges = withRange(ranges, start, start + length);
      }
      const found = ranges.flatMap(({ start, end }) =>
        Array.from({ length: end - start }, (_, index) => start + index),
      );
      expect(found).toEqual([...bytes].sort((a, b) => a - b));
      for (const [index, { start }] of ranges.entries()) {
        const before = ranges[index - 1];
        if (before) expect(before.end).toBeLessThan(start);
      }
      const missing = Array.from({ length: size }, (_, byte) => byte).filter((byte) => !bytes.has(byte));
      const hole = firstHole(ranges, size);
      if (missing.length === 0) expect(hole).toBeNull();
      else {
        expect(hole?.start).toBe(missing[0]);
        for (let byte = hole?.start ?? 0; byte < (hole?.end ?? 0); byte++) expect(bytes.has(byte)).toBe(false);
        expect(bytes.has(hole?.end ?? 0) || hole?.end === size).toBe(true);
      }
    }),
  );
});
