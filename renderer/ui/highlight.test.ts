import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight, matchPieces } from './highlight.ts';

function marked(text: string, wanted: string): string | undefined {
  return matchPieces(text, wanted)
    ?.map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join('');
}

describe('matches in a text', () => {
  it('ignore case and accents', () => {
    expect(marked('Ada Novák', 'nov')).toBe('Ada [Nov]ák');
    expect(marked('Ada Novák', 'NOVAK')).toBe('Ada [Novák]');
    expect(marked('Ada Nova\u0301k', 'novak')).toBe('Ada [Nova\u0301k]');
  });

  it('take the words in any order', () => {
    expect(marked('Order lines', 'lin ord')).toBe('[Ord]er [lin]es');
  });

  it('are none when one word is missing', () => {
    expect(matchPieces('Order lines', 'order pages')).toBeNull();
    expect(highlight('Order lines', 'pages')).toEqual([{ text: 'Order lines', isMatch: false }]);
  });

  it('keep characters whole whose lower case is longer', () => {
    expect(marked('İzmir', 'zm')).toBe('İ[zm]ir');
    expect(marked('👩‍👩‍👧 family', 'fam')).toBe('👩‍👩‍👧 [fam]ily');
  });

  it('never change the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 4 }), (text, wanted) => {
        expect(
          highlight(text, wanted)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
