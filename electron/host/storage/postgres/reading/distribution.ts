import type { Operation } from '../../connector.ts';
import type { PgAccess } from '../connection/access.ts';
import type { PgTable } from '../table.ts';
import { castOperand, columnValue, comparedValue, rowAlias } from './compared-column.ts';
import type { OrderColumn } from './order-plan.ts';
import { arrayLiteral, createParameters } from './parameters.ts';
import type { View } from './view.ts';

/** A value of a column and the share of the rows (0 to 1) that the server's statistics give it. */
export interface Share {
  readonly value: string;
  /** Of a common value the rows that hold it; else the rows between the value before in the histogram and this one. */
  readonly share: number;
  readonly isCommon: boolean;
  /** It stands before the place that was asked for. */
  readonly isBefore: boolean;
  readonly isEqual: boolean;
}

/** How the values of a column are spread, in the order of the column. */
export interface Distribution {
  readonly shares: readonly Share[];
  readonly nullShare: number;
}

/** What `ANALYZE` has found; `null` when it has not run, or the role may not see it. @param place a value to compare with */
export async function readDistribution(
  access: PgAccess,
  table: PgTable,
  { column, isDescending }: OrderColumn,
  place: string | null,
  op: Operation,
): Promise<Distribution | null> {
  const parameters = createParameters();
  const name = [table.schema, table.name, column.name].map((part) => `${parameters.bind(part)}::text`);
  const sought = castOperand(column, place === null ? 'NULL' : `${parameters.bind(place)}::text`);
  const value = castOperand(column, 's.value');
  const order = `v.value ${isDescending ? 'DESC' : 'ASC'}`;
  const { rows } = await access.read(
    parameters.statement(`
      WITH stats AS MATERIALIZED (
        SELECT null_frac, most_common_vals::text::text[] AS common, most_common_freqs AS shares, histogram_bounds::text::text[] AS bounds,
          1 - null_frac - coalesce((SELECT sum(f) FROM unnest(most_common_freqs) f), 0) AS rest
        FROM pg_catalog.pg_stats WHERE schemaname = ${name[0]} AND tablename = ${name[1]} AND attname = ${name[2]}
        ORDER BY inherited DESC LIMIT 1),
      spread AS (
        SELECT m.value, m.share::float8, TRUE AS common FROM stats, unnest(common, shares) AS m (value, share)
        UNION ALL
        SELECT h.value, CASE WHEN h.at = 1 THEN 0 ELSE rest / greatest(1, cardinality(bounds) - 1) END, FALSE
        FROM stats, unnest(bounds) WITH ORDINALITY AS h (value, at)),
      typed AS (
        SELECT ${comparedValue(column)} AS value, ${columnValue(column)}::text AS text, 0::float8 AS share, FALSE AS common FROM ${table.source} ${rowAlias} WHERE FALSE
        UNION ALL
        SELECT ${value}, s.value, s.share, s.common FROM spread s)
      SELECT v.text, v.share, v.common, v.value ${isDescending ? '>' : '<'} ${sought}, v.value = ${sought}, (SELECT null_frac FROM stats)
      FROM typed v ORDER BY ${order}`),
    op,
  );
  const nullShare = Number(rows[0]?.[5] ?? 0);
  if (rows.length === 0) return null;
  return {
    nullShare,
    shares: rows.map(([text, share, isCommon, isBefore, isEqual]) => ({
      value: text ?? '',
      share: Number(share),
      isCommon: isCommon === 't',
      isBefore: isBefore === 't',
      isEqual: isEqual === 't',
    })),
  };
}

/** The smallest and the greatest value of an integer column that an index begins with; `null` for an empty table. */
export async function readRange(
  access: PgAccess,
  table: PgTable,
  { column }: OrderColumn,
  op: Operation,
): Promise<{ readonly min: bigint; readonly max: bigint } | null> {
  const value = columnValue(column);
  const end = (name: string) => `(SELECT ${name}(${value}) FROM ${table.source} ${rowAlias})`;
  // Two subqueries are two searches in the index.
  const { rows } = await access.read({ text: `SELECT ${end('min')}, ${end('max')}`, values: [] }, op);
  const [min, max] = rows[0] ?? [];
  return typeof min === 'string' && typeof max === 'string' ? { min: BigInt(min), max: BigInt(max) } : null;
}

/** Rows that tie, from so many on, are not sorted only to show the first of them. */
const bigGroupRows = 2000;

/** True where thousands of rows tie in the columns an index holds, as far as the server's statistics tell. */
export async function hasBigGroups(access: PgAccess, { table, order }: View, op: Operation): Promise<boolean> {
  const last = order.columns[order.held - 1];
  if (order.kind !== 'indexed' || order.held === order.columns.length || !last) return false;
  if (table.estimatedRows !== null && table.estimatedRows < bigGroupRows) return false;
  const parameters = createParameters();
  const [schema, name] = [parameters.bind(table.schema), parameters.bind(table.name)];
  const held = parameters.bind(arrayLiteral(order.columns.slice(0, order.held).map(({ column }) => column.name)));
  const { rows } = await access.read(
    parameters.statement(`
      SELECT CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * c.reltuples ELSE s.n_distinct END, s.null_frac,
        coalesce(s.most_common_freqs[1], 0), c.reltuples
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname
      WHERE n.nspname = ${schema}::text AND c.relname = ${name}::text AND s.attname = ANY(${held}::text[])`),
    op,
  );
  // Of several columns the groups are as small as they are when the columns have nothing to do with each other.
  let share = 1;
  for (const [distinct, nulls, common] of rows) {
    share *= Math.max(Number(nulls), Number(common), 1 / Math.max(1, Number(distinct)));
  }
  return rows.length > 0 && share * Number(rows[0]?.[3] ?? 0) > bigGroupRows;
}
