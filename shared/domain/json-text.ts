/**
 * JSON (RFC 8259) as text. Nothing here builds values: `JSON.parse` would round big numbers, drop duplicate keys and
 * forget how a string was escaped. Reading and printing move whitespace only.
 */
export type JsonTokenKind = 'key' | 'string' | 'number' | 'literal' | 'punctuation' | 'space' | 'invalid';

/** A piece of the text, from `start` up to, not including, `end`. */
export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly start: number;
  readonly end: number;
}

export type JsonReading =
  | { readonly ok: true; readonly tokens: readonly JsonToken[] }
  | { readonly ok: false; readonly at: number; readonly message: string };

/** Printing deeper nesting would grow the text with the square of its depth. */
const deepestPrinted = 512;

/** Longer texts are not read unless the caller raises the limit: reading is one uninterrupted step of about 20 ms per MB. */
export const jsonTextLimit = 4_000_000;

const spaces = /[ \t\n\r]+/y;
const escapes = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const numbers = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const literals = /(?:true|false|null)/y;
/** A number or word is whole only when none of these follows: `truest` and `01` are no tokens. */
const wordCharacter = /[0-9A-Za-z_.+\-$]/;
/** What one unreadable piece takes with it, so that the tokens around it still get their colours. */
const unreadable = /"[^"\n]*"?|[^\s{}[\]:,"]+|[\s\S]/y;

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/**
 * The tokens of any text, one after the other and without gaps; what is no JSON comes as `invalid`. Lazy: the caller
 * may stop at any token.
 */
export function* tokenizeJson(text: string): Generator<JsonToken, void, undefined> {
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    yield token;
    at = token.end;
  }
}

function tokenAt(text: string, start: number): JsonToken {
  const unit = text.charCodeAt(start);
  switch (unit) {
    case 0x7b: // {
    case 0x7d: // }
    case 0x5b: // [
    case 0x5d: // ]
    case 0x3a: // :
    case 0x2c: // ,
      return { kind: 'punctuation', start, end: start + 1 };
    case 0x20:
    case 0x09:
    case 0x0a:
    case 0x0d:
      return { kind: 'space', start, end: endOf(spaces, text, start) };
    case 0x22: {
      const end = endOfString(text, start);
      if (end > 0) return { kind: isBeforeColon(text, end) ? 'key' : 'string', start, end };
      break;
    }
    default: {
      const isNumber = unit === 0x2d || (unit >= 0x30 && unit <= 0x39);
      const end = endOf(isNumber ? numbers : literals, text, start);
      if (end > 0 && !wordCharacter.test(text.charAt(end)))
        return { kind: isNumber ? 'number' : 'literal', start, end };
    }
  }
  return { kind: 'invalid', start, end: endOf(unreadable, text, start) };
}

/** A loop and no pattern: a pattern keeps a way back for every character, and megabytes of them overflow its stack. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit < 0x20) return -1;
    if (unit === 0x5c) {
      at = endOf(escapes, text, at);
      if (at < 0) return -1;
    } else at++;
  }
  return -1;
}

function isBeforeColon(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === 0x3a;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

/** Whether reading this text as JSON is worth a try: it starts as an object or an array does. */
export function looksLikeJson(text: string): boolean {
  return /^[ \t\n\r]*[{[]/.test(text);
}

type Expected = 'value' | 'valueOrClose' | 'key' | 'keyOrClose' | 'colon' | 'commaOrClose' | 'end';

const expectations: Readonly<Record<Expected, string>> = {
  value: 'Expected a value',
  valueOrClose: 'Expected a value or ]',
  key: 'Expected a property name',
  keyOrClose: 'Expected a property name or }',
  colon: 'Expected :',
  commaOrClose: 'Expected , or the closing bracket',
  end: 'Expected the end of the text',
};

/**
 * Checks the grammar and calls `visit` for every token that is not whitespace. No recursion: depth costs no stack.
 * @returns `null` when the text is one whole JSON value, else where it is not.
 */
function read(text: string, visit: (token: JsonToken) => void): { at: number; message: string } | null {
  const open: number[] = [];
  let expected: Expected = 'value';
  for (const token of tokenizeJson(text)) {
    if (token.kind === 'space') continue;
    const next = follow(text, token, expected, open);
    if (next === null) return { at: token.start, message: expectations[expected] };
    visit(token);
    expected = next;
  }
  return expected === 'end' ? null : { at: text.length, message: expectations[expected] };
}

/** What may come after `token`, or `null` when it may not stand here. Keeps `open`, the brackets not closed yet. */
function follow(text: string, token: JsonToken, expected: Expected, open: number[]): Expected | null {
  const afterValue = () => (open.length === 0 ? 'end' : 'commaOrClose');
  if (token.kind === 'punctuation') {
    const unit = text.charCodeAt(token.start);
    switch (unit) {
      case 0x7b:
      case 0x5b:
        if (expected !== 'value' && expected !== 'valueOrClose') return null;
        open.push(unit);
        return unit === 0x7b ? 'keyOrClose' : 'valueOrClose';
      case 0x7d:
        if ((expected !== 'keyOrClose' && expected !== 'commaOrClose') || open.at(-1) !== 0x7b) return null;
        open.pop();
        return afterValue();
      case 0x5d:
        if ((expected !== 'valueOrClose' && expected !== 'commaOrClose') || open.at(-1) !== 0x5b) return null;
        open.pop();
        return afterValue();
      case 0x3a:
        return expected === 'colon' ? 'value' : null;
      default:
        if (expected !== 'commaOrClose') return null;
        return open.at(-1) === 0x7b ? 'key' : 'value';
    }
  }
  if (token.kind === 'invalid') return null;
  if (expected === 'key' || expected === 'keyOrClose')
    return token.kind === 'key' || token.kind === 'string' ? 'colon' : null;
  // A string before a colon is a `key` to the tokenizer also where a value is expected; the colon is refused after it.
  return expected === 'value' || expected === 'valueOrClose' ? afterValue() : null;
}

/**
 * The tokens of one whole JSON value, whitespace left out, or where and why it is none.
 * @param limit the longest text that is read; longer ones are refused at 0.
 */
export function parseJsonText(text: string, limit: number = jsonTextLimit): JsonReading {
  if (text.length > limit) return { ok: false, at: 0, message: `Longer than ${limit} characters` };
  const tokens: JsonToken[] = [];
  const failure = read(text, (token) => void tokens.push(token));
  return failure ? { ok: false, ...failure } : { ok: true, tokens };
}

/**
 * The same JSON with one property or element a line, laid out as `JSON.stringify(value, null, indent)` would. Digits,
 * escapes, the order of keys and duplicate keys stay as they are.
 * @returns `null` when the text is no JSON, longer than `limit`, or nested deeper than 512.
 */
export function formatJson(text: string, indent: number, limit: number = jsonTextLimit): string | null {
  if (text.length > limit) return null;
  const parts: string[] = [];
  let depth = 0;
  let deepest = 0;
  let isFresh = false;
  const line = () => `\n${' '.repeat(indent * Math.min(depth, deepestPrinted))}`;
  const failure = read(text, (token) => {
    const unit = token.kind === 'punctuation' ? text.charCodeAt(token.start) : 0;
    const isClosing = unit === 0x7d || unit === 0x5d;
    if (isClosing) depth--;
    // Either the first thing in a bracket, or the bracket that ends a filled one.
    if (isFresh !== isClosing) parts.push(line());
    isFresh = unit === 0x7b || unit === 0x5b;
    if (isFresh) deepest = Math.max(deepest, ++depth);
    parts.push(text.slice(token.start, token.end));
    if (unit === 0x3a) parts.push(' ');
    if (unit === 0x2c) parts.push(line());
  });
  return failure || deepest > deepestPrinted ? null : parts.join('');
}

/** The same JSON without any whitespace between tokens; `null` when the text is no JSON or longer than `limit`. */
export function minifyJson(text: string, limit: number = jsonTextLimit): string | null {
  if (text.length > limit) return null;
  const parts: string[] = [];
  const failure = read(text, (token) => void parts.push(text.slice(token.start, token.end)));
  return failure ? null : parts.join('');
}
