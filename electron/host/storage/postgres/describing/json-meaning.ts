import { parseJsonText } from '../../../../../shared/domain/json-text.ts';
import { normalDecimal } from './decimal-text.ts';

/**
 * Whether two JSON texts mean the same document: white space, the order of keys, escapes and the spelling of numbers make
 * no difference. A document that names a key twice is never the same as one that does not: `jsonb` drops all but the last.
 * @param limit characters of a text that are read, at most
 */
export function sameJson(a: string, b: string, limit = 64 * 1024 * 1024): boolean {
  if (a === b) return true;
  const first = canonical(a, limit);
  return first !== null && first === canonical(b, limit);
}

interface Frame {
  readonly isObject: boolean;
  readonly members: string[];
  readonly keys: Set<string>;
  key: string;
  hasTwice: boolean;
}

/** The document with sorted keys; `null` when it can't be read. Not recursive: documents may be nested deeply. */
function canonical(text: string, limit: number): string | null {
  const reading = parseJsonText(text, limit);
  if (!reading.ok) return null;
  const open: Frame[] = [];
  let result: string | null = null;
  const add = (value: string) => {
    const frame = open.at(-1);
    if (!frame) result = value;
    else frame.members.push(frame.isObject ? `${frame.key}:${value}` : value);
  };
  for (const { kind, start, end } of reading.tokens) {
    const token = text.slice(start, end);
    switch (kind) {
      case 'punctuation': {
        if (token === '{' || token === '[')
          open.push({ isObject: token === '{', members: [], keys: new Set(), key: '', hasTwice: false });
        else if (token === '}' || token === ']') {
          const frame = open.pop();
          if (!frame) return null;
          const members = frame.isObject ? frame.members.sort() : frame.members;
          // Two members of one name make it another document than any that has one.
          add(`${frame.hasTwice ? '2' : ''}${frame.isObject ? '{' : '['}${members.join(',')}${token}`);
        }
        break;
      }
      case 'key': {
        const frame = open.at(-1);
        if (!frame) return null;
        frame.key = normalString(token);
        if (frame.keys.has(frame.key)) frame.hasTwice = true;
        frame.keys.add(frame.key);
        break;
      }
      case 'string':
        add(normalString(token));
        break;
      case 'number':
        add(normalDecimal(token) ?? token);
        break;
      case 'literal':
        add(token);
        break;
      case 'space':
        break;
      case 'invalid':
        return null;
    }
  }
  return result;
}

/** A token of a string is a JSON text of its own: nothing is rounded in it. */
function normalString(token: string): string {
  return JSON.stringify(JSON.parse(token));
}
