import { afterBrackets, isMark, isWord, type SqlToken, tokenizeSql } from './sql-tokens.ts';

export interface CheckConstraint {
  /** As `CONSTRAINT name` gives it; `null` when it has none. */
  readonly name: string | null;
  /** What stands between its brackets, as it is written. */
  readonly expression: string;
  /** Names in it that may be columns, in small letters; functions and keywords are among them. */
  readonly names: ReadonlySet<string>;
}

export interface ColumnDefinition {
  readonly name: string;
  /** What stands after DEFAULT, as it is written and with its brackets; `null` when there is none. */
  readonly defaultClause: string | null;
  /** The expression of a generated column; `null` for any other. */
  readonly generated: string | null;
  readonly collation: string | null;
}

/** What a CREATE TABLE statement says that no pragma tells. */
export interface TableDefinition {
  readonly columns: readonly ColumnDefinition[];
  /** Those of columns and of the table, in their order. */
  readonly checks: readonly CheckConstraint[];
  readonly isStrict: boolean;
}

const nothing: TableDefinition = { columns: [], checks: [], isStrict: false };

/** Reads the statement as `sqlite_schema` keeps it. What is no CREATE TABLE, such as a virtual table, says nothing. */
export function parseTableDefinition(sql: string): TableDefinition {
  const tokens = tokenizeSql(sql);
  if (!isWord(tokens[0], 'CREATE') || !isWord(tokens[1], 'TABLE')) return nothing;
  const open = tokens.findIndex((token) => isMark(token, '('));
  if (open < 0) return nothing;
  const end = afterBrackets(tokens, open);
  const columns: ColumnDefinition[] = [];
  const checks: CheckConstraint[] = [];
  for (const item of splitAtCommas(tokens.slice(open + 1, end - 1))) {
    const [first] = item;
    if (!first) continue;
    checks.push(...checksOf(sql, item));
    if (!isWord(first, 'CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN')) columns.push(columnOf(sql, item, first));
  }
  return { columns, checks, isStrict: tokens.slice(end).some((token) => isWord(token, 'STRICT')) };
}

/** The parts between commas that stand in no brackets. */
export function splitAtCommas(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (!token) break;
    const next = isMark(token, '(') ? afterBrackets(tokens, at) : at + 1;
    if (isMark(token, ',')) parts.push([]);
    else parts.at(-1)?.push(...tokens.slice(at, next));
    at = next;
  }
  return parts;
}

/** CHECK is a reserved word: bare and before a bracket it is never anything else. */
function checksOf(sql: string, item: readonly SqlToken[]): readonly CheckConstraint[] {
  const found: CheckConstraint[] = [];
  for (let at = 0; at < item.length; ) {
    if (isWord(item[at], 'CHECK') && isMark(item[at + 1], '(')) {
      const end = afterBrackets(item, at + 1);
      const inner = item.slice(at + 2, end - 1);
      found.push({
        name: isWord(item[at - 2], 'CONSTRAINT') ? (item[at - 1]?.value ?? null) : null,
        expression: textOf(sql, inner),
        names: new Set(
          inner.flatMap(({ kind, value }) => (kind === 'word' || kind === 'name' ? [value.toLowerCase()] : [])),
        ),
      });
      at = end;
    } else at = isMark(item[at], '(') ? afterBrackets(item, at) : at + 1;
  }
  return found;
}

function columnOf(sql: string, item: readonly SqlToken[], name: SqlToken): ColumnDefinition {
  let defaultClause: string | null = null;
  let generated: string | null = null;
  let collation: string | null = null;
  for (let at = 1; at < item.length; ) {
    const token = item[at];
    let next = at + 1;
    if (isMark(token, '(')) next = afterBrackets(item, at);
    else if (isWord(token, 'DEFAULT')) {
      // A literal may have signs before it.
      while (isMark(item[next], '+') || isMark(item[next], '-')) next += 1;
      next = isMark(item[next], '(') ? afterBrackets(item, next) : next + 1;
      defaultClause = textOf(sql, item.slice(at + 1, next));
    } else if (isWord(token, 'AS') && isMark(item[next], '(')) {
      const end = afterBrackets(item, next);
      generated = textOf(sql, item.slice(next + 1, end - 1));
      next = end;
    } else if (isWord(token, 'COLLATE')) {
      collation = item[next]?.value.toUpperCase() ?? null;
      next += 1;
    } else if (isWord(token, 'CONSTRAINT', 'SET')) {
      // A name, or ON DELETE SET DEFAULT.
      next += 1;
    }
    at = next;
  }
  return { name: name.value, defaultClause, generated, collation };
}

function textOf(sql: string, tokens: readonly SqlToken[]): string {
  const first = tokens[0];
  const last = tokens.at(-1);
  return first && last ? sql.slice(first.start, last.end) : '';
}
