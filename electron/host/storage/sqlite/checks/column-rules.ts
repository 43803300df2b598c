import { sameCell, type WholeCell } from '../../../../../shared/domain/cell.ts';
import { realText } from '../../query/real-text.ts';
import { coerceCell } from '../coerce.ts';
import type { Affinity } from '../field-type.ts';
import { afterBrackets, isMark, isWord, type SqlToken, tokenizeSql } from './sql-tokens.ts';
import { type CheckConstraint, splitAtCommas } from './table-definition.ts';

/** What the CHECKs of a table say of one of its columns in a form that can be offered to a person. */
export interface ColumnRules {
  /** The only values that pass, as the column stores them; `null` when they are not listed. */
  readonly allowed: readonly WholeCell[] | null;
  readonly maxLength: number | null;
}

export interface RuledColumn {
  readonly name: string;
  readonly affinity: Affinity;
  readonly collation: string;
}

/**
 * Reads `c IN (…)`, `c = …`, also with OR between them or `c IS NULL`, and `length(c) <= n`, each by itself or joined by
 * AND. Anything else a CHECK may say is left to SQLite.
 */
export function columnRules(column: RuledColumn, checks: readonly CheckConstraint[]): ColumnRules {
  const parts = checks
    .filter(({ names }) => names.has(column.name.toLowerCase()))
    .flatMap(({ expression }) => allParts(tokenizeSql(expression), 'AND'));
  const [first, ...others] = parts.flatMap((part) => {
    const values = allowedBy(part, column);
    return values === null ? [] : [values];
  });
  const lengths = parts.flatMap((part) => lengthIn(part, column) ?? []);
  return {
    // What several CHECKs list has to be in all of them.
    allowed: first?.filter((value) => others.every((other) => other.some((cell) => sameCell(cell, value)))) ?? null,
    maxLength: lengths.length > 0 ? Math.min(...lengths) : null,
  };
}

function unwrapped(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const isWrapped = isMark(tokens[0], '(') && afterBrackets(tokens, 0) === tokens.length;
  return isWrapped ? unwrapped(tokens.slice(1, -1)) : tokens;
}

/** The parts between the words AND or OR; the AND of a BETWEEN and what stands in brackets or in a CASE is no such word. */
function splitAt(given: readonly SqlToken[], word: 'AND' | 'OR'): readonly (readonly SqlToken[])[] {
  const tokens = unwrapped(given);
  // OR binds less than AND.
  if (word === 'AND' && splitAt(tokens, 'OR').length > 1) return [tokens];
  const parts: SqlToken[][] = [[]];
  let cases = 0;
  let betweens = 0;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (!token) break;
    const next = isMark(token, '(') ? afterBrackets(tokens, at) : at + 1;
    if (isWord(token, 'CASE')) cases += 1;
    if (isWord(token, 'END')) cases -= 1;
    if (isWord(token, 'BETWEEN')) betweens += 1;
    const endsBetween = betweens > 0 && isWord(token, 'AND');
    if (endsBetween) betweens -= 1;
    if (cases === 0 && !endsBetween && isWord(token, word)) parts.push([]);
    else parts.at(-1)?.push(...tokens.slice(at, next));
    at = next;
  }
  return parts.map(unwrapped);
}

/** The same, also of parts that stand in brackets. */
function allParts(tokens: readonly SqlToken[], word: 'AND' | 'OR'): readonly (readonly SqlToken[])[] {
  const parts = splitAt(tokens, word);
  return parts.length > 1 ? parts.flatMap((part) => allParts(part, word)) : parts;
}

function allowedBy(tokens: readonly SqlToken[], column: RuledColumn): readonly WholeCell[] | null {
  // Another collation lets other spellings pass, too.
  if (column.collation !== 'BINARY') return null;
  const found: WholeCell[] = [];
  for (const part of allParts(tokens, 'OR')) {
    const rest = afterColumn(part, column);
    if (rest === null) return null;
    if (isWord(rest[0], 'IS') && isWord(rest[1], 'NULL') && rest.length === 2) continue;
    const values = listed(rest);
    if (values === null) return null;
    for (const value of values) {
      const stored = coerceCell(value, column.affinity);
      // With a NULL in the list nothing is ever refused.
      if (stored === undefined || stored === null) return null;
      if (!found.some((other) => sameCell(other, stored))) found.push(stored);
    }
  }
  return found.length > 0 ? found : null;
}

/** What follows the column's name, which stands first; `null` when something else does. */
function afterColumn(tokens: readonly SqlToken[], { name }: RuledColumn): readonly SqlToken[] | null {
  // The column may be named with its table.
  const at = isMark(tokens[1], '.') ? 2 : 0;
  const token = tokens[at];
  const isName = token?.kind === 'word' || token?.kind === 'name';
  return isName && token.value.toLowerCase() === name.toLowerCase() ? tokens.slice(at + 1) : null;
}

/** The literals of `IN (…)` or of `= …`. */
function listed(tokens: readonly SqlToken[]): readonly WholeCell[] | null {
  const [first, second] = tokens;
  if (isWord(first, 'IN') && isMark(second, '(') && afterBrackets(tokens, 1) === tokens.length)
    return literals(splitAtCommas(tokens.slice(2, -1)));
  if (isMark(first, '=') || isMark(first, '==')) return literals([tokens.slice(1)]);
  return null;
}

function literals(parts: readonly (readonly SqlToken[])[]): readonly WholeCell[] | null {
  const values = parts.map(literal);
  return values.some((value) => value === undefined) ? null : values.map((value) => value ?? null);
}

/** @returns `undefined` for what is no literal. */
function literal(given: readonly SqlToken[]): WholeCell | undefined {
  const tokens = unwrapped(given);
  const [first, second] = tokens;
  const isNegative = isMark(first, '-');
  const token = isNegative || isMark(first, '+') ? second : first;
  if (!token || tokens.at(-1) !== token) return undefined;
  if (token.kind === 'number') return numberLiteral(token.value, isNegative);
  if (token !== first) return undefined;
  if (token.kind === 'string') return token.value;
  if (token.kind === 'blob') return { kind: 'bytes', hex: token.value };
  if (isWord(token, 'NULL')) return null;
  return isWord(token, 'TRUE') ? 1n : isWord(token, 'FALSE') ? 0n : undefined;
}

function numberLiteral(text: string, isNegative: boolean): WholeCell {
  const digits = text.replaceAll('_', '');
  if (/^0x/i.test(digits)) {
    const value = BigInt.asIntN(64, BigInt(digits));
    return isNegative ? -value : value;
  }
  if (/^\d+$/.test(digits)) {
    const value = isNegative ? -BigInt(digits) : BigInt(digits);
    if (BigInt.asIntN(64, value) === value) return value;
  }
  return { kind: 'real', text: realText(isNegative ? -Number(digits) : Number(digits)) };
}

/** The n of `length(c) <= n`, `length(c) < n`, `length(c) = n` and `length(c) BETWEEN m AND n`. */
function lengthIn(tokens: readonly SqlToken[], column: RuledColumn): number | null {
  if (!isWord(tokens[0], 'LENGTH') || !isMark(tokens[1], '(')) return null;
  const end = afterBrackets(tokens, 1);
  if (afterColumn(tokens.slice(2, end - 1), column)?.length !== 0) return null;
  const rest = tokens.slice(end);
  const isBetween = isWord(rest[0], 'BETWEEN') && isWord(rest[2], 'AND') && rest.length === 4;
  const limit = isBetween ? rest[3] : rest[1];
  if ((!isBetween && rest.length !== 2) || limit?.kind !== 'number' || !/^\d{1,9}$/.test(limit.value)) return null;
  const isAtMost = isBetween || isMark(rest[0], '<=') || isMark(rest[0], '=') || isMark(rest[0], '==');
  const length = isAtMost ? Number(limit.value) : isMark(rest[0], '<') ? Number(limit.value) - 1 : 0;
  return length > 0 ? length : null;
}
