import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { brokenUtf8At } from '../../broken-utf8.ts';
import { realText } from '../../query/real-text.ts';
import { planField, textRefusal } from './plan-values.ts';

it('the first byte that is no UTF-8 is found, wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 6 }), (text, tail) => {
      const bytes = Buffer.concat([Buffer.from(text.toWellFormed()), tail]);
      const at = brokenUtf8At(bytes);
      if (isUtf8(bytes)) expect(at).toBe(null);
      else {
        expect(at).not.toBe(null);
        // What stands before it is text, or the beginning of a character that nothing could complete any more.
        const before = bytes.subarray(0, at ?? 0);
        expect(
          [0, 1, 2, 3].some((cut) => cut <= before.length && isUtf8(before.subarray(0, before.length - cut))),
        ).toBe(true);
        expect(at).toBeGreaterThanOrEqual(Buffer.byteLength(text.toWellFormed()) - 3);
      }
    }),
  );
});

it('a text is refused exactly when SQLite or its driver would change it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const isKept = text.isWellFormed() && !text.includes('\0');
      expect(textRefusal(text) === null).toBe(isKept);
    }),
  );
});

it('every double is given back by its text without being called rounded', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      const planned = planField({
        field: 'v',
        value: { kind: 'cell', cell: { kind: 'real', text: realText(value) } },
      });
      expect(planned).toMatchObject({ field: { value: { kind: 'stored', value }, isRounded: false } });
    }),
  );
});

it.each(['0.10', '1e3', '1E+3', '+5', '.5', '5.', '00012.500', '-0', '1e-400', '0e99999'])(
  '%s is another spelling of its double, or says that it is not',
  (text) => {
    const planned = planField({ field: 'v', value: { kind: 'cell', cell: { kind: 'real', text } } });
    expect('field' in planned && planned.field.isRounded).toBe(text === '1e-400');
  },
);
