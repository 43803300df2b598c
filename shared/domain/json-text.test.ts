import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson, looksLikeJson, minifyJson, parseJsonText, tokenizeJson } from './json-text.ts';

const space = fc.stringMatching(/^[ \t\n\r]{0,3}$/);
const number = fc.stringMatching(/^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,4})?$/);
const string = fc.stringMatching(/^"([^"\\\p{C}]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}){0,8}"$/u);

/** JSON text as people and programs write it: odd spacing, duplicate keys, digits no double can hold. */
const { document } = fc.letrec<{ document: string; array: string; object: string }>((tie) => ({
  document: fc
    .tuple(
      space,
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        number,
        string,
        fc.constantFrom('true', 'false', 'null'),
        tie('array'),
        tie('object'),
      ),
      space,
    )
    .map((parts) => parts.join('')),
  array: fc
    .tuple(space, fc.array(tie('document'), { maxLength: 5 }))
    .map(([gap, items]) => `[${gap}${items.join(',')}]`),
  object: fc
    .tuple(space, fc.array(fc.tuple(space, string, space, tie('document')), { maxLength: 5 }))
    .map(
      ([gap, items]) =>
        `{${gap}${items.map(([before, name, after, value]) => `${before}${name}${after}:${value}`).join(',')}}`,
    ),
}));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('json text', () => {
  it('keeps every digit, the order of keys, duplicates and escapes', () => {
    const source = '{"id":900719925474099312345,"price":10.00,"b":1,"a":1e400,"a":-0,"t":"\\u00e9\\/"}';
    expect(formatJson(source, 2)).toBe(
      '{\n  "id": 900719925474099312345,\n  "price": 10.00,\n  "b": 1,\n  "a": 1e400,\n  "a": -0,\n  "t": "\\u00e9\\/"\n}',
    );
  });

  it('prints what minifies to the minified source', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 0, max: 4 }), (source, indent) => {
        const printed = formatJson(source, indent);
        expect(printed).not.toBeNull();
        expect(minifyJson(printed ?? '')).toBe(minifyJson(source));
      }),
      { numRuns: 500 },
    );
  });

  it('lays out exactly as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 4 }), (value, indent) => {
        expect(formatJson(JSON.stringify(value), indent)).toBe(JSON.stringify(value, null, indent));
      }),
      { numRuns: 500 },
    );
  });

  it('accepts and refuses the same texts as JSON.parse', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '01',
      '-',
      '1.',
      '.5',
      'true',
      'truex',
      'nul',
      ' ',
      '\n',
      '\u00a0',
      '\\',
      '"\\x"',
      '"\t"',
      '1e5',
      '+1',
      'NaN',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          document,
          fc.array(pieces, { maxLength: 8 }).map((list) => list.join('')),
        ),
        (text) => {
          expect(parseJsonText(text).ok).toBe(isJson(text));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('covers any text with tokens without gaps', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), document, fc.stringMatching(/^[{}[\]:,"\\a0 ]*$/)),
        (text) => {
          expect([...tokenizeJson(text)].map((token) => text.slice(token.start, token.end)).join('')).toBe(text);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('tells names of properties from text', () => {
    const text = '{"a" : "b"}';
    expect(
      [...tokenizeJson(text)]
        .filter((token) => token.kind !== 'space')
        .map((token) => [token.kind, text.slice(token.start, token.end)]),
    ).toEqual([
      ['punctuation', '{'],
      ['key', '"a"'],
      ['punctuation', ':'],
      ['string', '"b"'],
      ['punctuation', '}'],
    ]);
  });

  it('says where a text stops being JSON', () => {
    expect(parseJsonText('{"a":1,}')).toEqual({ ok: false, at: 7, message: 'Expected a property name' });
    expect(parseJsonText('[1 2]')).toEqual({ ok: false, at: 3, message: 'Expected , or the closing bracket' });
    expect(parseJsonText('')).toEqual({ ok: false, at: 0, message: 'Expected a value' });
    expect(parseJsonText('["a":1]')).toEqual({ ok: false, at: 4, message: 'Expected , or the closing bracket' });
  });

  it('refuses texts over the limit and nesting that would explode', () => {
    expect(formatJson('[1,2,3]', 2, 6)).toBeNull();
    expect(parseJsonText('[1,2,3]', 6)).toEqual({ ok: false, at: 0, message: 'Longer than 6 characters' });
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(parseJsonText(deep).ok).toBe(true);
    expect(formatJson(deep, 2)).toBeNull();
  });

  it('reads strings of millions of characters, closed or not', () => {
    const long = 'a\\n'.repeat(1_300_000);
    expect(parseJsonText(`"${long}"`).ok).toBe(true);
    expect(parseJsonText(`"${long}`).ok).toBe(false);
  });

  it('takes objects and arrays for JSON, not plain words', () => {
    expect(['{', ' [1]', 'abc', '12', '"a"', ''].map(looksLikeJson)).toEqual([true, true, false, false, false, false]);
  });
});
