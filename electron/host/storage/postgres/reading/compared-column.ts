import { quoteName } from '../sql-text.ts';
import type { PgColumn } from '../table.ts';

/** The table of a statement; every column is named through it. */
export const rowAlias = 't';

/** The column as it is read. */
export function columnValue(column: PgColumn, alias = rowAlias): string {
  return `${alias}.${quoteName(column.name)}`;
}

/**
 * The server puts values of this column in order by itself. `"char"` does not count: as an operand it would keep the first
 * byte of a text and forget the rest.
 */
export function hasOwnOrder({ isOrdered, castType }: PgColumn): boolean {
  return isOrdered && !/^pg_catalog\."?char"?$/.test(castType);
}

/**
 * The column as it is put in order and compared: by its type's own order, or where the type has none (json, xml, point, …)
 * by its text, byte by byte.
 */
export function comparedValue(column: PgColumn, alias = rowAlias): string {
  const value = columnValue(column, alias);
  return hasOwnOrder(column) ? value : `(${value})::text COLLATE "C"`;
}

/**
 * What a column is compared with: the server infers its type from the column, but for the few where it would infer a wrong
 * one. A literal of a composite type would be taken for an anonymous record, what names a table, a type or a function
 * (`regclass`, …) for a number; a name would be cut at 63 bytes.
 */
export function comparedOperand(column: PgColumn, parameter: string): string {
  if (!hasOwnOrder(column)) return parameter;
  if (column.castType === 'pg_catalog.name') return `${parameter}::text`;
  return isForeignType(column) || column.castType.startsWith('pg_catalog.reg')
    ? `${parameter}::${column.castType}`
    : parameter;
}

/** `IS NULL` of a composite value is true as well when all its fields are NULL: this is not. */
export function isNull(column: PgColumn, alias = rowAlias): string {
  return `(${columnValue(column, alias)} IS NOT DISTINCT FROM NULL)`;
}

/** The same for a value that is at hand as text and not as a parameter. */
export function castOperand(column: PgColumn, text: string): string {
  if (!hasOwnOrder(column) || column.castType === 'pg_catalog.name') return text;
  return `(${text})::${column.castType}`;
}

/** A type that PostgreSQL does not bring along, and that is no enum. */
function isForeignType({ kind, castType }: PgColumn): boolean {
  return kind === 'other' && !castType.startsWith('pg_catalog.');
}
