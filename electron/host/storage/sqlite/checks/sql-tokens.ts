/** One piece of SQL as SQLite's own tokenizer cuts it (tokenize.c); spaces and comments are left out. */
export interface SqlToken {
  /**
   * `word`: a bare name or keyword. `name`: a name in `"…"`, `` `…` `` or `[…]`. `string`, `number`, `blob`: literals.
   * `mark`: a bracket, a comma or an operator.
   */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'blob' | 'mark';
  /** What it stands for: the name or the text without its quotes, anything else as it is written. */
  readonly value: string;
  /** Where it stands in the SQL. */
  readonly start: number;
  readonly end: number;
}

// In this order: the first that fits decides. An unclosed comment goes to the end of the text.
const pieces =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<blob>[xX]'(?:[0-9a-fA-F]{2})*')|(?<string>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|(?<number>0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<mark>->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[\s\S])/gy;

/** @returns the tokens of `sql`; what is no SQL comes as single marks. */
export function tokenizeSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of sql.matchAll(pieces)) {
    const [text] = match;
    const start = match.index;
    const end = start + text.length;
    // The pattern consists of exactly these groups, of which one has matched.
    const { space, blob, string, name, number, word } = match.groups as Record<string, string | undefined>;
    if (space !== undefined) continue;
    if (blob !== undefined) tokens.push({ kind: 'blob', value: text.slice(2, -1).toLowerCase(), start, end });
    else if (string !== undefined) tokens.push({ kind: 'string', value: unquoted(text), start, end });
    else if (name !== undefined) tokens.push({ kind: 'name', value: unquoted(text), start, end });
    else if (number !== undefined) tokens.push({ kind: 'number', value: text, start, end });
    else if (word !== undefined) tokens.push({ kind: 'word', value: text, start, end });
    else tokens.push({ kind: 'mark', value: text, start, end });
  }
  return tokens;
}

function unquoted(text: string): string {
  const quote = text[0];
  const inner = text.slice(1, -1);
  return quote === undefined || quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

export function isWord(token: SqlToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === 'word' && words.includes(token.value.toUpperCase());
}

export function isMark(token: SqlToken | undefined, mark: string): boolean {
  return token?.kind === 'mark' && token.value === mark;
}

/** The position after the bracket that closes the one at `open`; the end of the tokens where none does. */
export function afterBrackets(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (isMark(tokens[at], '(')) depth += 1;
    else if (isMark(tokens[at], ')')) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return tokens.length;
}
