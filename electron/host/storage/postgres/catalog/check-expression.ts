/** The few forms of a condition that a form can make use of. */
export type CheckExpression =
  /** A column, or the value of a domain. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly CheckExpression[] }
  | { readonly kind: 'cast'; readonly of: CheckExpression; readonly type: string }
  | { readonly kind: 'call'; readonly name: string; readonly of: CheckExpression }
  | { readonly kind: 'isNull'; readonly of: CheckExpression }
  | { readonly kind: 'anyOf'; readonly of: CheckExpression; readonly list: CheckExpression }
  | {
      readonly kind: 'operator';
      readonly operator: string;
      readonly left: CheckExpression;
      readonly right: CheckExpression;
    };

const tokens =
  /\s*(?:(?<quoted>"(?:[^"]|"")*")|(?<escaped>E'(?:[^'\\]|''|\\.)*')|(?<text>'(?:[^']|'')*')|(?<number>\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w$]*)|(?<sign>::|<=|>=|<>|[-()[\],=<>.]))/suy;

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'word' | 'sign';
  readonly text: string;
}

/** Reads a condition as `pg_get_constraintdef` writes it; `null` when there is anything in it that is not known here. */
export function parseCheck(definition: string): CheckExpression | null {
  const [, condition] = /^CHECK (\(.*\))(?: NO INHERIT)?(?: NOT VALID)?$/s.exec(definition) ?? [];
  const read = condition === undefined ? null : tokenise(condition);
  if (!read) return null;
  const parser = new Parser(read);
  const expression = parser.or();
  return expression !== null && parser.isAtEnd() ? expression : null;
}

function tokenise(text: string): readonly Token[] | null {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < text.length) {
    const groups = tokens.exec(text)?.groups;
    if (!groups) return null;
    const { quoted, escaped, text: literal, number, word, sign } = groups;
    if (quoted !== undefined) found.push({ kind: 'name', text: quoted.slice(1, -1).replaceAll('""', '"') });
    // Written only where there are backslashes, each of them doubled.
    else if (escaped !== undefined)
      found.push({ kind: 'text', text: escaped.slice(2, -1).replaceAll("''", "'").replaceAll('\\\\', '\\') });
    else if (literal !== undefined) found.push({ kind: 'text', text: literal.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    else found.push({ kind: 'sign', text: sign ?? '' });
  }
  return found;
}

const operators = new Set(['=', '<', '<=', '>', '>=', '<>']);

/** By descent; the server puts everything in brackets, so that there are hardly any rules of precedence. */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(found: readonly Token[]) {
    this.#tokens = found;
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  or(): CheckExpression | null {
    const left = this.#comparison();
    if (left === null || !this.#word('OR')) return left;
    const right = this.or();
    return right && { kind: 'operator', operator: 'OR', left, right };
  }

  #comparison(): CheckExpression | null {
    const left = this.#castable();
    if (left === null) return null;
    if (this.#word('IS')) return this.#word('NULL') ? { kind: 'isNull', of: left } : null;
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'sign' || !operators.has(token.text)) return left;
    this.#at += 1;
    if (token.text === '=' && this.#word('ANY')) {
      const list = this.#sign('(') ? this.or() : null;
      return list !== null && this.#sign(')') ? { kind: 'anyOf', of: left, list } : null;
    }
    const right = this.#castable();
    return right && { kind: 'operator', operator: token.text, left, right };
  }

  #castable(): CheckExpression | null {
    let expression = this.#primary();
    while (expression !== null && this.#sign('::')) {
      const type = this.#type();
      expression = type === null ? null : { kind: 'cast', of: expression, type };
    }
    return expression;
  }

  #primary(): CheckExpression | null {
    if (this.#sign('(')) {
      const inner = this.or();
      return inner !== null && this.#sign(')') ? inner : null;
    }
    const isNegative = this.#sign('-');
    const token = this.#tokens[this.#at];
    if (!token) return null;
    this.#at += 1;
    if (token.kind === 'number') return { kind: 'number', text: `${isNegative ? '-' : ''}${token.text}` };
    if (isNegative) return null;
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind === 'name') return { kind: 'name', name: token.text };
    if (token.kind !== 'word') return null;
    if (token.text === 'ARRAY') return this.#list();
    if (!this.#sign('(')) return { kind: 'name', name: token.text };
    const of = this.or();
    return of !== null && this.#sign(')') ? { kind: 'call', name: token.text, of } : null;
  }

  #list(): CheckExpression | null {
    if (!this.#sign('[')) return null;
    const items: CheckExpression[] = [];
    do {
      const item = this.or();
      if (item === null) return null;
      items.push(item);
    } while (this.#sign(','));
    return this.#sign(']') ? { kind: 'list', items } : null;
  }

  /** `character varying`, `public."my mood"`, `text[]`; one with a modifier, which may change the value, is not known. */
  #type(): string | null {
    let type = '';
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind === 'word' || token?.kind === 'name') {
        const text = token.kind === 'name' ? `"${token.text.replaceAll('"', '""')}"` : token.text;
        type += type === '' || type.endsWith('.') ? text : ` ${text}`;
      } else if (token?.kind === 'sign' && token.text === '.') type += '.';
      else break;
      this.#at += 1;
    }
    if (type === '' || this.#tokens[this.#at]?.text === '(') return null;
    return this.#sign('[') ? (this.#sign(']') ? `${type}[]` : null) : type;
  }

  #word(text: string): boolean {
    return this.#take('word', text);
  }

  #sign(text: string): boolean {
    return this.#take('sign', text);
  }

  #take(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text !== text) return false;
    this.#at += 1;
    return true;
  }
}
