import { assertNever } from '../../../../../shared/domain/assert-never.ts';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import type { CompareOperator, Filter } from '../../../../../shared/domain/query.ts';
import { foldAscii } from '../../query/compare.ts';
import { requireField } from '../../query/order.ts';
import type { PgColumn, PgTable } from '../table.ts';
import { columnValue, comparedOperand, comparedValue, hasOwnOrder, isNull } from './compared-column.ts';
import { fitOperand } from './fit-operand.ts';
import { sqlOperators } from './fitted.ts';
import { arrayLiteral, type Parameters } from './parameters.ts';
import { firstUnstorable } from './unstorable.ts';

type TextOperator = 'contains' | 'notContains' | 'startsWith' | 'endsWith';

/** Compiles a filter to what `query/interpret.ts` says it means. @throws AppError for a field the table does not have. */
export function compileFilter(table: PgTable, filter: Filter, parameters: Parameters): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return joinedBy(
        filter.kind,
        filter.filters.map((part) => compileFilter(table, part, parameters)),
      );
    case 'not':
      return `(NOT ${compileFilter(table, filter.filter, parameters)})`;
    case 'compare':
      return compileCompare(columnOf(table, filter.field), filter.op, filter.value, parameters);
    case 'between':
      return joinedBy('and', [
        compileCompare(columnOf(table, filter.field), 'gte', filter.from, parameters),
        compileCompare(columnOf(table, filter.field), 'lte', filter.to, parameters),
      ]);
    case 'in':
      return compileIn(columnOf(table, filter.field), filter.values, parameters);
    case 'isNull':
      return isNull(columnOf(table, filter.field));
    case 'isNotNull':
      return `(NOT ${isNull(columnOf(table, filter.field))})`;
    default:
      return assertNever(filter);
  }
}

/** In any of these columns, ignoring ASCII case. A row of NULLs only does not match. */
export function compileSearch(table: PgTable, search: string, parameters: Parameters): string {
  const searched = table.searched.flatMap((name) => table.columns.get(name) ?? []);
  if (searched.length === 0 || firstUnstorable(search) !== -1) return 'FALSE';
  const part = parameters.bind(foldAscii(search));
  return joinedBy(
    'or',
    searched.map((column) => `strpos(${foldedText(column)}, ${part}) > 0`),
  );
}

export function columnOf(table: PgTable, field: string): PgColumn {
  requireField(table.columns, field, table.id);
  const found = table.columns.get(field);
  if (!found) throw new Error(`No column for the field ${field}`);
  return found;
}

function joinedBy(kind: 'and' | 'or', parts: readonly string[]): string {
  if (parts.length === 0) return kind === 'and' ? 'TRUE' : 'FALSE';
  return `(${parts.join(kind === 'and' ? ' AND ' : ' OR ')})`;
}

/** The same verdict for every value; NULL stays unknown. */
function constantFor(column: PgColumn, verdict: boolean): string {
  return `(CASE WHEN NOT ${isNull(column)} THEN ${verdict ? 'TRUE' : 'FALSE'} END)`;
}

function compileCompare(column: PgColumn, op: CompareOperator, value: WholeCell, parameters: Parameters): string {
  switch (op) {
    case 'contains':
    case 'notContains':
    case 'startsWith':
    case 'endsWith':
      return compileTextMatch(column, op, value, parameters);
    case 'is':
    case 'isNot':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const fitted = fitOperand(column, op, value);
      if (fitted.kind === 'unknown') return 'NULL::boolean';
      if (fitted.kind === 'constant') return constantFor(column, fitted.verdict);
      const operand = comparedOperand(column, parameters.bind(fitted.text));
      return `(${comparedValue(column)} ${sqlOperators[fitted.op]} ${operand})`;
    }
    default:
      return assertNever(op);
  }
}

function compileIn(column: PgColumn, values: readonly WholeCell[], parameters: Parameters): string {
  const texts: (string | null)[] = [];
  for (const value of values) {
    const fitted = fitOperand(column, 'is', value);
    if (fitted.kind === 'unknown') texts.push(null);
    else if (fitted.kind === 'compared') texts.push(fitted.text);
    else if (fitted.verdict) return constantFor(column, true);
  }
  // With nothing to compare with, NULL is still unknown.
  if (texts.length === 0) return constantFor(column, false);
  const list = listOperand(column);
  if (list !== null) return `(${comparedValue(column)} = ANY(${list(parameters.bind(arrayLiteral(texts)))}))`;
  return joinedBy(
    'or',
    texts.map((text) =>
      text === null
        ? 'NULL::boolean'
        : `(${comparedValue(column)} = ${comparedOperand(column, parameters.bind(text))})`,
    ),
  );
}

/** How a list of values is given as one parameter; `null` for types whose arrays the server does not infer. */
function listOperand(column: PgColumn): ((parameter: string) => string) | null {
  if (!hasOwnOrder(column)) return (parameter) => parameter;
  if (column.castType === 'pg_catalog.name') return (parameter) => `${parameter}::text[]`;
  if (column.kind === 'enum') return (parameter) => `${parameter}::${column.castType}[]`;
  if (column.kind === 'other' && !/^pg_catalog\.(?:uuid|inet|macaddr8?|money|oid|interval)$/.test(column.castType)) {
    return null;
  }
  return (parameter) => parameter;
}

/** The text of a value with ASCII letters made small; whatever the column's collation is. */
function foldedText(column: PgColumn): string {
  const value = columnValue(column);
  const isText = column.castType === 'pg_catalog.text' || column.castType === 'pg_catalog.varchar';
  return `lower(${isText ? value : `(${value})::text`} COLLATE "C")`;
}

/** ASCII letters compare alike; only values shown as text can match, and NULL stays unknown. */
function compileTextMatch(column: PgColumn, op: TextOperator, value: WholeCell, parameters: Parameters): string {
  const isNegated = op === 'notContains';
  const isText = !['integer', 'real', 'boolean', 'bytes'].includes(column.kind);
  if (value === null) return 'NULL::boolean';
  if (!isText || typeof value !== 'string' || firstUnstorable(value) !== -1) return constantFor(column, isNegated);
  const text = foldedText(column);
  const part = parameters.bind(foldAscii(value));
  switch (op) {
    case 'contains':
      return `(strpos(${text}, ${part}) > 0)`;
    case 'notContains':
      return `(strpos(${text}, ${part}) = 0)`;
    case 'startsWith':
      return `starts_with(${text}, ${part})`;
    case 'endsWith':
      return `(right(${text}, ${[...value].length}) = ${part})`;
  }
}
