import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeKeyName, encodeKeyName, keyLabel, parseKeyLabel, quoteForRedisCli } from './redis-name.ts';

const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map(utf8),
  fc.stringMatching(/^[\\x0af:"\n é]*$/).map(utf8),
);

describe('redis names', () => {
  it('reads its own labels back byte for byte', () => {
    fc.assert(
      fc.property(bytes, (name) => {
        expect(parseKeyLabel(keyLabel(name))).toEqual(name);
      }),
      { numRuns: 5000 },
    );
  });

  it('shows no control, format or replacement character that is not in the name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (name) => {
        expect(keyLabel(name)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/u);
      }),
    );
  });

  it('escapes what can not be seen and leaves the rest alone', () => {
    expect(keyLabel(Uint8Array.of(0, 0xff, 0x62, 0x69, 0x6e, 1))).toBe('\\x00\\xffbin\\x01');
    expect(keyLabel(utf8('App\\Models\\User:1'))).toBe('App\\Models\\User:1');
    expect(keyLabel(utf8('a\\x00'))).toBe('a\\\\x00');
    expect(keyLabel(utf8('山田 太郎 👩‍💻'))).toBe('山田 太郎 👩‍💻');
    expect(keyLabel(utf8('evil\u202egnp'))).toBe('evil\\xe2\\x80\\xaegnp');
    expect(keyLabel(Uint8Array.of(0xed, 0xa0, 0x80))).toBe('\\xed\\xa0\\x80');
    expect(keyLabel(Uint8Array.of(0xc0, 0x80))).toBe('\\xc0\\x80');
  });

  it('decodes valid UTF-8 as the platform does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\\]/gu, '');
        expect(keyLabel(utf8(plain))).toBe(plain);
      }),
    );
  });

  it('quotes for redis-cli only what needs it', () => {
    expect(quoteForRedisCli(utf8('user:2'))).toBe('user:2');
    expect(quoteForRedisCli(utf8('a b'))).toBe('"a b"');
    expect(quoteForRedisCli(utf8('say "hi"\\\n'))).toBe('"say \\"hi\\"\\\\\\n"');
    expect(quoteForRedisCli(Uint8Array.of(0, 0xff))).toBe('"\\x00\\xff"');
    expect(quoteForRedisCli(new Uint8Array())).toBe('""');
    expect(quoteForRedisCli(utf8("it's"))).toBe('"it\'s"');
  });

  it('encodes names as base64url without padding, and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (name) => {
        expect(encodeKeyName(name)).toBe(Buffer.from(name).toString('base64url'));
        expect(decodeKeyName(encodeKeyName(name))).toEqual(name);
      }),
    );
  });
});
