import { isUtf8 } from 'node:buffer';
import { assertNever } from '../../../../shared/domain/assert-never.ts';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import type { CompareOperator, Filter } from '../../../../shared/domain/query.ts';
import { decimalValue } from '../query/decimal-text.ts';
import { requireField } from '../query/order.ts';
import { realValue } from '../query/real-text.ts';
import { orderValue } from './segments.ts';
import { quoteName, type Sql, type SqlValue } from './sql-text.ts';
import type { Table, TableColumn } from './table.ts';

const sqlOperators = { is: '=', isNot: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** Compiles a filter to what `query/interpret.ts` says it means. @throws {AppError} for a field the table does not have. */
export function compileFilter(table: Table, filter: Filter): Sql {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return joinedBy(
        filter.kind,
        filter.filters.map((part) => compileFilter(table, part)),
      );
    case 'not': {
      const inner = compileFilter(table, filter.filter);
      return { text: `NOT (${inner.text})`, values: inner.values };
    }
    case 'compare':
      return compileCompare(column(table, filter.field), filter.op, filter.value);
    case 'between':
      return joinedBy('and', [
        compileCompare(column(table, filter.field), 'gte', filter.from),
        compileCompare(column(table, filter.field), 'lte', filter.to),
      ]);
    case 'in':
      return compileIn(column(table, filter.field), filter.values);
    case 'isNull':
      return { text: `${quoteName(column(table, filter.field).name)} IS NULL`, values: [] };
    case 'isNotNull':
      return { text: `${quoteName(column(table, filter.field).name)} IS NOT NULL`, values: [] };
    default:
      return assertNever(filter);
  }
}

function column(table: Table, field: string): TableColumn {
  requireField(table.columns, field, table.name);
  const found = table.columns.get(field);
  if (!found) throw new Error(`No column for the field ${field}`);
  return found;
}

function joinedBy(kind: 'and' | 'or', parts: readonly Sql[]): Sql {
  if (parts.length === 0) return { text: kind === 'and' ? '1' : '0', values: [] };
  return {
    text: `(${parts.map(({ text }) => `(${text})`).join(kind === 'and' ? ' AND ' : ' OR ')})`,
    values: parts.flatMap(({ values }) => values),
  };
}

function compileIn(target: TableColumn, values: readonly WholeCell[]): Sql {
  const plain = values.filter((value) => value !== null && isSafeOperand(target, value) && !isOddText(value));
  // A list of plain values is one search for each; anything else is spelled out.
  if (plain.length > 0 && plain.length === values.length && target.collation === 'BINARY' && !target.isDecimalText) {
    return { text: `${quoteName(target.name)} IN (${plain.map(() => '?').join(', ')})`, values: plain.map(sqlValue) };
  }
  // With nothing to compare with, NULL is still unknown.
  if (values.length === 0)
    return { text: `CASE WHEN ${quoteName(target.name)} IS NULL THEN NULL ELSE 0 END`, values: [] };
  return joinedBy(
    'or',
    values.map((value) => compileCompare(target, 'is', value)),
  );
}

function compileCompare(target: TableColumn, op: CompareOperator, value: WholeCell): Sql {
  // Comparing with NULL is unknown for every row.
  if (value === null) return { text: 'NULL', values: [] };
  switch (op) {
    case 'contains':
    case 'notContains':
    case 'startsWith':
    case 'endsWith':
      return compileTextMatch(quoteName(target.name), op, value);
    case 'is':
    case 'isNot':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return compareValues(target, sqlOperators[op], value);
    default:
      return assertNever(op);
  }
}

function compareValues(target: TableColumn, operator: string, value: WholeCell): Sql {
  if (target.isDecimalText)
    return { text: `${orderValue(target)} ${operator} ?`, values: [sqlValue(decimalValue(value))] };
  const name = quoteName(target.name);
  // A unary plus takes the column's affinity away: without it `'5'` in a number column would be made a number first.
  const operand = isSafeOperand(target, value) ? name : `+${name}`;
  const bound = sqlValue(value);
  if (typeof value === 'string' && target.collation !== 'BINARY') {
    const byCodePoint = `${operand} ${operator} ? COLLATE BINARY`;
    if (operator !== '=' || target.collation === null) return { text: byCodePoint, values: [bound] };
    // The column's own collation finds more than is meant, but its index can be searched; the exact test follows.
    return { text: `(${name} = ? AND ${byCodePoint})`, values: [bound, bound] };
  }
  if (!isOddText(value)) return { text: `${operand} ${operator} ?`, values: [bound] };
  // Bytes that are no text: a blob, or text with these bytes.
  if (operator === '=') return { text: `${name} IN (?, CAST(? AS TEXT))`, values: [bound, bound] };
  if (operator === '<>') return { text: `${name} NOT IN (?, CAST(? AS TEXT))`, values: [bound, bound] };
  return { text: `${name} ${operator} ?`, values: [bound] };
}

/** ASCII letters compare alike; only text can match, and NULL stays unknown. */
function compileTextMatch(
  name: string,
  op: 'contains' | 'notContains' | 'startsWith' | 'endsWith',
  value: WholeCell,
): Sql {
  const isNegated = op === 'notContains';
  const other = isNegated ? '1' : '0';
  const wrap = (test: string, values: readonly SqlValue[]): Sql => ({
    text: `CASE typeof(${name}) WHEN 'text' THEN ${test} WHEN 'null' THEN NULL ELSE ${other} END`,
    values,
  });
  if (typeof value !== 'string') return wrap(isNegated ? '1' : '0', []);
  if (value === '') return wrap(isNegated ? '0' : '1', []);
  switch (op) {
    case 'contains':
      return wrap(`instr(lower(${name}), lower(?)) > 0`, [value]);
    case 'notContains':
      return wrap(`instr(lower(${name}), lower(?)) = 0`, [value]);
    case 'startsWith':
      return wrap(`substr(CAST(lower(${name}) AS BLOB), 1, octet_length(?)) = CAST(lower(?) AS BLOB)`, [value, value]);
    case 'endsWith':
      return wrap(`substr(CAST(lower(${name}) AS BLOB), -octet_length(?)) = CAST(lower(?) AS BLOB)`, [value, value]);
  }
}

/** A search: in any of these columns. Bytes and numbers never match, and a row of NULLs only does not. */
export function compileSearch(columns: readonly string[], text: string): Sql {
  if (columns.length === 0) return { text: '0', values: [] };
  const test = (name: string) => `(typeof(${name}) = 'text' AND instr(lower(${name}), lower(?)) > 0)`;
  return { text: `(${columns.map((name) => test(quoteName(name))).join(' OR ')})`, values: columns.map(() => text) };
}

/** SQLite would turn this operand into another class before it compares: text in a number column, a number in a text column. */
function isSafeOperand(target: TableColumn, value: WholeCell): boolean {
  if (target.affinity === 'blob') return true;
  if (typeof value === 'string') return target.affinity === 'text' || !looksNumeric(value);
  if (typeof value === 'object') return value === null || value.kind === 'bytes' || target.affinity !== 'text';
  return target.affinity !== 'text';
}

function looksNumeric(text: string): boolean {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text);
}

/** Bytes that might stand for text which is no JavaScript string. */
function isOddText(value: WholeCell): boolean {
  if (value === null || typeof value !== 'object' || value.kind !== 'bytes') return false;
  const bytes = Buffer.from(value.hex, 'hex');
  return bytes.includes(0) || !isUtf8(bytes);
}

/** A cell as it is bound. */
export function sqlValue(cell: WholeCell): SqlValue {
  if (typeof cell === 'bigint') return BigInt.asIntN(64, cell) === cell ? cell : Number(cell);
  if (cell === null || typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 1n : 0n;
  return cell.kind === 'real' ? realValue(cell.text) : Uint8Array.from(Buffer.from(cell.hex, 'hex'));
}
