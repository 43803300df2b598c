import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { PgError } from '../connection/pg-error.ts';
import type { PgForeignKey, PgTable } from '../table.ts';
import { listed, shownWord, storeWords } from './store-words.ts';

export type InvalidCode = Extract<ChangeProblem, { kind: 'invalid' }>['code'];

/** Why the store does not take a row, of one field or (`null`) of the whole row. */
export interface RowProblem {
  readonly field: string | null;
  readonly code: InvalidCode;
  /** One sentence without a full stop; may hold the store's own words. */
  readonly message: string;
}

/** Said of a field that needs a value. */
export const valueNeeded = 'A value is needed here';

/**
 * What an error of the server means to who wanted to write a row of `table`. The server's sentences can be in any language,
 * so nothing is told by their wording: only by the SQLSTATE and the names beside it.
 * @param written fields of the statement, where they are known: a rule about several columns is shown at one of these
 */
export function problemOfError(error: PgError, table: PgTable, written: ReadonlySet<string> = new Set()): RowProblem {
  const row = (code: InvalidCode, message: string): RowProblem => ({ field: null, code, message });
  const field = (name: string | null, code: InvalidCode, message: string): RowProblem => ({
    field: name,
    code,
    message,
  });
  const by = followingKey(error, table);
  // A foreign key would have had to write what its own table does not take.
  if (by !== null) return { field: null, code: 'foreign_key', message: stillReferenced(by.fromModel) };
  switch (error.sqlState) {
    case '23502':
      if (error.column !== null) return field(columnOf(error, table), 'not_null', valueNeeded);
      return field(columnOfType(error, table, written), 'not_null', valueNeeded);
    case '23505':
      return uniqueProblem(error, table, written);
    case '23P01':
      return row('unique', `Another row is in the way, by the store’s rule ${ruleName(error)}`);
    case '23503':
    case '23001':
      return foreignKeyProblem(error, table, written);
    case '23514':
      return checkProblem(error, table, written);
    case '44000':
      return row('check', 'The row would not be part of the view any more');
    case '428C9':
      return field(columnOf(error, table), 'generated', 'The store computes the value of this column by itself');
    case '22001':
    case '22026':
      return field(columnOfLength(error, table, written), 'length', storeWords(error.message));
    case '42501':
      return row('store', `The role may not do this: ${storeWords(error.message)}`);
    case '42804':
      return field(columnOf(error, table), 'type', storeWords(error.message));
    case 'P0001':
      return row('store', storeWords(error.message));
    default:
      // Class 22: what was given can't be understood, or does not fit; a search query says so by a syntax error.
      if (error.sqlState.startsWith('22') || error.sqlState === '42601')
        return field(columnOf(error, table), 'type', storeWords(withDetail(error)));
      return row('store', storeWords(error.message));
  }
}

/** Detail of a value's error tells what is wrong with it, as that of JSON does; no other detail: it may hold whole rows. */
function withDetail({ message, detail }: PgError): string {
  return detail === null || detail.length > 120 ? message : `${message}. ${detail}`;
}

/** The foreign key by which the server wanted to put NULL, or a default, into a row of another table. */
function followingKey(error: PgError, table: PgTable): PgForeignKey | null {
  const { sqlState, column, schema, table: name } = error;
  if (sqlState !== '23502' || column === null || (schema === table.schema && name === table.name)) return null;
  const sets = (key: PgForeignKey) => [key.onDelete, key.onUpdate].some((action) => /^set/.test(action));
  return (
    table.incoming.find(
      (key) => sets(key) && (key.setOnDelete ?? key.fromFields).includes(column) && !table.columns.has(column),
    ) ??
    table.incoming.find((key) => sets(key) && key.fromFields.includes(column) && key.fromModel !== table.id) ??
    null
  );
}

function columnOf(error: PgError, table: PgTable): string | null {
  return error.column !== null && table.columns.has(error.column) ? error.column : null;
}

/** Domains are named without their column: the only column of this type that was written, or that there is. */
function columnOfType({ dataType }: PgError, table: PgTable, written: ReadonlySet<string>): string | null {
  if (dataType === null) return null;
  const isOfType = (native: string) => {
    const name = dataType.replaceAll('"', '""');
    return [dataType, `"${name}"`].some((text) => native === text || native.endsWith(`.${text}`));
  };
  return onlyOf(
    [...table.columns.values()].filter(({ nativeType }) => isOfType(nativeType)).map(({ name }) => name),
    written,
  );
}

/** The length stands in the sentence in every language, as `(3)`. */
function columnOfLength({ message }: PgError, table: PgTable, written: ReadonlySet<string>): string | null {
  const length = /\((\d+)\)/.exec(message)?.[1];
  if (length === undefined) return null;
  const columns = [...table.columns.values()].filter(({ nativeType }) => nativeType.includes(`(${length})`));
  return onlyOf(
    columns.map(({ name }) => name),
    written,
  );
}

function onlyOf(names: readonly string[], written: ReadonlySet<string>): string | null {
  const candidates = written.size > 0 ? names.filter((name) => written.has(name)) : names;
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

function ruleName({ constraint }: PgError): string {
  return `“${shownWord(constraint ?? '?')}”`;
}

/** Columns of a rule, shown at the one that was written. */
function shownAt(columns: readonly string[], written: ReadonlySet<string>): string | null {
  return columns.find((name) => written.has(name)) ?? columns[0] ?? null;
}

function uniqueProblem(error: PgError, table: PgTable, written: ReadonlySet<string>): RowProblem {
  const index = table.indexes.find(
    ({ name, constraint }) => name === error.constraint || constraint === error.constraint,
  );
  // The index of a partition has another name; one over an expression has columns in it.
  const names = index?.columns.map(({ column }) => column) ?? keyColumns(error, table);
  const known = names.flatMap((name) => name ?? []);
  const named = known.length > 0 ? known : namedInKey(error, [...written]);
  return {
    field: shownAt(named, written),
    code: 'unique',
    message: uniqueMessage(known.length > 0 && known.length === names.length ? known : null),
  };
}

/** `(id, at)` of the detail, which stands before its values in every language. */
function keyText({ detail }: PgError): string {
  return /\((.+?)\)=\(/s.exec(detail ?? '')?.[1] ?? '';
}

function keyColumns(error: PgError, table: PgTable): readonly string[] {
  const names = keyText(error)
    .split(', ')
    .map((name) => (/^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name));
  return names.every((name) => table.columns.has(name)) ? names : [];
}

function namedInKey(error: PgError, names: readonly string[]): readonly string[] {
  const key = keyText(error);
  const words = new Set(key.match(/"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu));
  return names.filter((name) => words.has(name) || words.has(`"${name.replaceAll('"', '""')}"`));
}

/** @param columns of the rule; `null` when an expression is among them. */
export function uniqueMessage(columns: readonly string[] | null): string {
  if (columns === null) return 'Another row is alike, which the store forbids';
  if (columns.length === 1) return 'Another row has this value';
  return `Another row has the same ${listed(columns.map((name) => shownWord(name)))}`;
}

function foreignKeyProblem(error: PgError, table: PgTable, written: ReadonlySet<string>): RowProblem {
  const { constraint } = error;
  // The server names the table whose row is wrong: the one with the reference, also when the other side was changed.
  const own = table.outgoing.find(({ name }) => name === constraint);
  const others = table.incoming.find(({ name }) => name === constraint);
  // A table may refer to itself: what was written tells which side it is.
  const isOwn = own && (!others || own.fromFields.some((name) => written.has(name)));
  if (own && isOwn)
    return { field: shownAt(own.fromFields, written), code: 'foreign_key', message: missingTarget(own) };
  if (others) {
    const field = others.toFields.find((name) => written.has(name)) ?? null;
    return { field, code: 'foreign_key', message: stillReferenced(others.fromModel) };
  }
  return { field: null, code: 'foreign_key', message: storeWords(error.message) };
}

export function missingTarget({ toModel, toFields }: PgForeignKey): string {
  const value = toFields.length > 1 ? 'these values' : 'this value';
  return `No row of ${shownWord(toModel)} has ${value} as ${shownWord(listed(toFields))}`;
}

export function stillReferenced(model: string): string {
  return `Rows of ${shownWord(model)} refer to this one`;
}

function checkProblem(error: PgError, table: PgTable, written: ReadonlySet<string>): RowProblem {
  if (error.dataType !== null)
    return { field: columnOfType(error, table, written), code: 'check', message: checkMessage(error.constraint) };
  const check = table.checks.find(({ name }) => name === error.constraint);
  if (check)
    return {
      field: checkField(check.columns, written),
      code: 'check',
      message: checkMessage(check.name, check.definition),
    };
  // Rows of a partitioned table that no partition takes.
  if (error.constraint === null) return { field: null, code: 'check', message: storeWords(error.message) };
  return { field: null, code: 'check', message: checkMessage(error.constraint) };
}

/** Where a rule about these columns is shown: at the only column it names, or the only one of them that was written. */
export function checkField(columns: readonly string[], written: ReadonlySet<string>): string | null {
  const edited = columns.filter((name) => written.has(name));
  if (edited.length === 1) return edited[0] ?? null;
  return columns.length === 1 ? (columns[0] ?? null) : null;
}

/** @param definition as `pg_get_constraintdef` writes it. */
export function checkMessage(name: string | null, definition?: string): string {
  const rule = name === null ? '' : ` “${shownWord(name)}”`;
  const expression = definition === undefined ? null : checkExpression(definition);
  const shown = expression === null ? '' : `: ${shownWord(plainCondition(expression), 120)}`;
  return `The store’s rule${rule} is not met${shown}`;
}

const quotedText = `'(?:[^']|'')*'|"(?:[^"]|"")*"`;
const typeName = '(?:[\\w$]+|"(?:[^"]|"")*")(?:\\.(?:[\\w$]+|"(?:[^"]|"")*"))?';
const typeRest = '(?: varying| precision)?(?:\\(\\d+(?:,-?\\d+)?\\))?(?: with(?:out)? time zone)?(?:\\[\\])*';
const casts = new RegExp(`(${quotedText})|::${typeName}${typeRest}`, 'g');
const wraps = new RegExp(`(${quotedText})|(?<![\\w"])\\((-?[\\w.]+)\\)`, 'g');

/** A condition for a person, without the casts the server writes everywhere. */
function plainCondition(expression: string): string {
  return expression
    .replace(/\s+/g, ' ')
    .trim()
    .replace(casts, (_, text: string | undefined) => text ?? '')
    .replace(wraps, (_, text: string | undefined, word: string | undefined) => text ?? word ?? '')
    .replace(/ = ANY \(\(?ARRAY\[([^\]]*)\]\)?\)/g, ' IN ($1)');
}

/** The condition in a definition such as `CHECK ((amount >= 0)) NOT VALID`; `null` for what is no such definition. */
export function checkExpression(definition: string): string | null {
  const inner = /^CHECK \(([\s\S]*)\)(?: NO INHERIT)?(?: NOT VALID)?(?: NOT ENFORCED)?$/.exec(definition)?.[1];
  if (inner === undefined) return null;
  return wrapsAll(inner) ? inner.slice(1, -1) : inner;
}

/** The first parenthesis closes at the end. Quoted names and texts may hold any. */
function wrapsAll(expression: string): boolean {
  if (!expression.startsWith('(')) return false;
  let depth = 0;
  for (const { 0: token, index } of expression.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/g)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    if (depth === 0) return token === ')' && index === expression.length - 1;
  }
  return false;
}
