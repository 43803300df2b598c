import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WholeCell } from './cell.ts';
import { decodeRowKey, encodeRowKey } from './row-key.ts';

const cell: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('~', '!', '0', '\u0000', '\ud800', '%', '/', 'é', '😀') }),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom('0.1', '-0.0', 'Infinity', 'NaN', '1e400').map((text) => ({ kind: 'real' as const, text })),
  fc.uint8Array().map((bytes) => ({ kind: 'bytes' as const, hex: Buffer.from(bytes).toString('hex') })),
);

test('every key comes back from its text unchanged', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (key) => {
      expect(decodeRowKey(encodeRowKey(key))).toEqual(key);
    }),
  );
});

test('a key text survives a URL path segment', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 3 }), (key) => {
      const text = encodeRowKey(key);
      expect(decodeURIComponent(encodeURIComponent(text))).toBe(text);
    }),
  );
});

test('text that no key gives is refused, never thrown at', () => {
  for (const text of ['', 'z1', 'i1.5', 'i', 'nx', 'b2', 'xabc', 'xzz', 't!12', 'i1~'])
    expect(decodeRowKey(text)).toBeNull();
  fc.assert(
    fc.property(fc.string(), (text) => {
      const key = decodeRowKey(text);
      if (key !== null) expect(decodeRowKey(encodeRowKey(key))).toEqual(key);
    }),
  );
});
