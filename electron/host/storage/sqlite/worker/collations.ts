/**
 * The collations of a table's columns, where its definition names any. No pragma tells them: an index of the column
 * would, but most columns have none.
 */
export function columnCollations(definition: string): ReadonlyMap<string, string> {
  return /\bcollate\b/i.test(definition) ? parseCollations(definition) : new Map();
}

/** Finds `name … COLLATE x` among the column definitions of a CREATE TABLE statement. */
function parseCollations(sql: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const open = sql.indexOf('(');
  if (open < 0) return found;
  let depth = 0;
  let tokens: string[] = [];
  const finish = () => {
    const [first] = tokens;
    const at = tokens.findIndex((token) => token.toLowerCase() === 'collate');
    const collation = tokens[at + 1];
    if (first !== undefined && at > 0 && collation !== undefined)
      found.set(unquote(first), unquote(collation).toUpperCase());
    tokens = [];
  };
  const token =
    /--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|[(),]|[^\s(),"'`[\]]+/g;
  token.lastIndex = open;
  for (let match = token.exec(sql); match; match = token.exec(sql)) {
    const [piece] = match;
    if (piece.startsWith('--') || piece.startsWith('/*')) continue;
    if (piece === '(') depth += 1;
    else if (piece === ')') {
      depth -= 1;
      if (depth === 0) break;
    } else if (piece === ',' && depth === 1) finish();
    else if (depth === 1) tokens.push(piece);
  }
  finish();
  return found;
}

function unquote(token: string): string {
  const quote = token[0];
  if (quote === '[') return token.slice(1, -1);
  if (quote === '"' || quote === "'" || quote === '`') return token.slice(1, -1).replaceAll(quote + quote, quote);
  return token;
}
