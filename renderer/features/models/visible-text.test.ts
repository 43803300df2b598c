import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitVisible } from './visible-text.ts';

const signs = (text: string) =>
  splitVisible(text)
    ?.filter((piece) => piece.sign !== null)
    .map((piece) => piece.sign) ?? null;

describe('splitVisible', () => {
  it.each(['', 'Ada Novák', '山田 太郎', 'עברית', '👩‍👩‍👧 family', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'क्‍ष', 'می‌خواهم', '❤️'])(
    'leaves %s alone',
    (text) => {
      expect(splitVisible(text)).toBeNull();
    },
  );

  it.each([
    ['a\nb', ['↵']],
    ['a\tb\r', ['→', '␍']],
    ['\u0000', ['␀']],
    ['safe\u202egnp.exe', ['U+202E']],
    ['zero\u200bwidth', ['U+200B']],
    ['\ufeffbom', ['U+FEFF']],
    ['no\u00a0break', ['⍽']],
    [' both ', ['·', '·']],
    ['   ', ['·', '·', '·']],
    ['lone \ud800 half', ['U+D800']],
    ['a\u200db', ['U+200D']],
  ])('marks what can not be seen in %j', (text, expected) => {
    expect(signs(text)).toEqual(expected);
  });

  it('loses no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = splitVisible(text) ?? [{ text }];
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      }),
    );
  });
});
