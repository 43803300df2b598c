import { quoteName } from '../sql-text.ts';
import type { PgColumn } from '../table.ts';
import { locatorOf } from '../writing/locate-rows.ts';
import { columnOf, qualified } from '../writing/write-table.ts';
import type { ProbedRow } from './probed-row.ts';
import type { ColumnRule, RuleFacts } from './rule-facts.ts';
import { OutdatedPlan } from './run-snapshot.ts';

/** Names of what stands beside the columns of a row; a column that is called so would hide it. */
export const rowNumber = '~row';

/** Bigger values are not looked at. */
const listedCharacters = 16 * 1024 * 1024;

/**
 * `WITH` items that give rows of one table as they will be: the columns asked for under their own names, with their types,
 * modifiers and collations, and `"~row"`, the row's place in the list. A column that a row does not write holds what the
 * store has, or its default where that is a constant; what can't be told is NULL and stands in `ProbedRow.unknown`.
 */
export interface FutureRows {
  /** Name of the last item, quoted. */
  readonly name: string;
  readonly items: readonly string[];
}

/**
 * @param bind gives the parameter that stands for a value
 * @param prefix keeps the names of items apart where there are several of these in one statement
 */
export function futureRows(
  rows: readonly ProbedRow[],
  columns: readonly string[],
  bind: (value: string) => string,
  prefix = 'f',
): FutureRows {
  const [first] = rows;
  if (!first) throw new Error('There are no rows');
  const { table, facts } = first;
  const wanted = withSources(columns, facts);
  const plain = wanted.filter((name) => ruleOf(facts, name).generated === null);
  const computed = wanted.filter((name) => ruleOf(facts, name).generated !== null);
  const given = plain.filter((name) => rows.some((row) => row.given.has(name) || row.defaults.has(name)));
  const parts = [
    `${quoteName(rowNumber)} pg_catalog.int4`,
    `"~new" pg_catalog.bool`,
    ...table.key.map((name, at) => `"~k${at}" ${listedType(name, first)}`),
    ...given.flatMap((name, at) => [`"~h${at}" pg_catalog.bool`, `"~c${at}" ${listedType(name, first)}`]),
  ];
  const list = bind(`[${rows.map((row) => givenJson(row, given)).join(',')}]`);
  const givenName = quoteName(`~${prefix}given`);
  const plainName = quoteName(`~${prefix}plain`);
  const matches = table.key.map((name, at) => `${qualified('t', name)} = ${listedValue(name, `g."~k${at}"`, first)}`);
  const values = plain.map((name) => `${valueSql(name, given.indexOf(name), first)} AS ${quoteName(name)}`);
  const items = [
    `${givenName} AS MATERIALIZED (SELECT * FROM pg_catalog.json_to_recordset(${list}::pg_catalog.json) AS g (${parts.join(', ')}))`,
    `${plainName} AS MATERIALIZED (SELECT ${[`g.${quoteName(rowNumber)}`, ...values].join(', ')} FROM ${givenName} AS g LEFT JOIN ${table.table.source} AS t ON ${matches.join(' AND ') || 'false'})`,
  ];
  if (computed.length === 0) return { name: plainName, items };
  // Expressions name the table's columns by themselves, and may name the row by the table's name.
  const name = quoteName(`~${prefix}whole`);
  const expressions = computed.map(
    (column) => `(${ruleOf(facts, column).generated})${collated(ruleOf(facts, column))} AS ${quoteName(column)}`,
  );
  return {
    name,
    items: [
      ...items,
      `${name} AS MATERIALIZED (SELECT *, ${expressions.join(', ')} FROM ${plainName} AS ${quoteName(table.table.name)})`,
    ],
  };
}

function ruleOf({ columns }: RuleFacts, name: string): ColumnRule {
  const rule = columns.get(name);
  if (!rule) throw new OutdatedPlan(`The column ${name} is not there any more`);
  return rule;
}

/** A generated column may be made of any column. */
function withSources(columns: readonly string[], facts: RuleFacts): readonly string[] {
  const sources = columns.flatMap((name) => sourcesOf(facts, name));
  return [...new Set([...columns, ...sources])];
}

/** Columns whose names stand in the expression of a generated column; a few too many do no harm. */
export function sourcesOf(facts: RuleFacts, name: string): readonly string[] {
  const generated = facts.columns.get(name)?.generated ?? null;
  if (generated === null) return [];
  return [...facts.columns.values()]
    .filter((column) => column.generated === null && generated.includes(column.name.replaceAll('"', '""')))
    .map((column) => column.name);
}

/** `"~h"` is true where a value is given, and false where the default is asked for. */
function valueSql(name: string, at: number, first: ProbedRow): string {
  const { table, facts } = first;
  const rule = ruleOf(facts, name);
  const stored = qualified('t', name);
  const cast = rule.isDomain ? `::${rule.declared}` : '';
  const constant = `(${constantDefault(columnOf(table, name)) ?? 'NULL'})${cast}`;
  const value =
    at < 0
      ? `CASE WHEN g."~new" THEN ${constant} ELSE ${stored} END`
      : `CASE WHEN g."~h${at}" THEN ${listedValue(name, `g."~c${at}"`, first)}${cast} WHEN g."~new" OR NOT g."~h${at}" THEN ${constant} ELSE ${stored} END`;
  return `(${value})${collated(rule)}`;
}

function collated({ collation }: ColumnRule): string {
  return collation === null ? '' : ` COLLATE ${collation}`;
}

/** The default where it is a constant: another expression may give another value each time, or can't run in a read. */
export function constantDefault({ defaultText, generated, identity }: PgColumn): string | null {
  if (defaultText === null || generated !== null || identity !== null) return null;
  const isConstant =
    /^(?:NULL|true|false|-?\d+(?:\.\d+)?|\(-\d+(?:\.\d+)?\)|E?'(?:[^'\\]|''|\\\\)*')(?:::[\w ".[\](),]+)?$/.test(
      defaultText,
    ) || /^'(?:[^'\\]|'')*'::[\w ".[\](),]+$/.test(defaultText);
  return isConstant ? defaultText : null;
}

/** Nothing is given to the column, and nobody can tell what the store will put there. */
export function hasUnknownDefault({ defaultText, generated, identity, ...column }: PgColumn): boolean {
  if (generated !== null) return false;
  if (identity !== null) return true;
  return defaultText !== null && constantDefault({ defaultText, generated, identity, ...column }) === null;
}

/**
 * Values of the list are read by the input functions of their types. Documents come as texts: within a list they would be
 * part of it, `null` be no value at all, and a text be one in quotes.
 */
function listedType(name: string, { table, facts }: ProbedRow): string {
  return isDocument(columnOf(table, name)) ? 'pg_catalog.text' : ruleOf(facts, name).base;
}

function listedValue(name: string, value: string, { table, facts }: ProbedRow): string {
  return isDocument(columnOf(table, name)) ? `${value}::${ruleOf(facts, name).base}` : value;
}

function isDocument({ kind }: PgColumn): boolean {
  return kind === 'json' || kind === 'jsonb';
}

function givenJson({ at, row, table, given, defaults }: ProbedRow, columns: readonly string[]): string {
  const key = row.kind === 'insert' ? null : locatorOf(table, row.key);
  const members: Record<string, unknown> = { [rowNumber]: at, '~new': row.kind === 'insert' };
  for (const [place, value] of (key ?? []).entries()) members[`~k${place}`] = value;
  for (const [place, name] of columns.entries()) {
    const value = given.get(name);
    if (defaults.has(name)) members[`~h${place}`] = false;
    if (value === undefined) continue;
    members[`~h${place}`] = true;
    members[`~c${place}`] = value;
  }
  return JSON.stringify(members);
}

/** The value can be part of a list. */
export function canBeListed(value: string | null): boolean {
  return value === null || value.length <= listedCharacters;
}
