import { PgError } from '../connection/pg-error.ts';
import { arrayLiteral } from '../reading/parameters.ts';
import type { Sql } from '../sql-text.ts';
import { columnOf } from '../writing/write-table.ts';
import { fieldsOf, isTakenAsGiven, isWritten, namedBy, type ProbedRow, type Report } from './probed-row.ts';
import { problemOfError, valueNeeded } from './problem-of-error.ts';
import { attemptMany, type Snapshot } from './run-snapshot.ts';

interface GivenValue {
  readonly probed: ProbedRow;
  readonly field: string;
  readonly value: string;
  /** The declared type, as SQL reads it. */
  readonly type: string;
}

/**
 * Values the server would refuse: what their type does not take, what is too long, what a domain's rules forbid, and NULL
 * where a value is needed. Found by reading each value, which runs no code but that of types and domains.
 */
export async function findValueProblems(
  snapshot: Snapshot,
  rows: readonly ProbedRow[],
  versionNumber: number,
  report: Report,
): Promise<void> {
  const values: GivenValue[] = [];
  for (const probed of rows) {
    if (!isWritten(probed)) continue;
    reportMissing(probed, report);
    for (const [field, value] of probed.given) {
      const type = typeToRead(probed, field);
      if (value !== null && type !== null) values.push({ probed, field, value, type });
    }
  }
  const refuse = ({ probed, field }: GivenValue, error: PgError) => {
    probed.unknown.add(field);
    if (!/^2[23]|^42601$/.test(error.sqlState)) return;
    const problem = problemOfError(error, probed.table.table, namedBy(probed.row));
    report(probed.row, field, problem.code, problem.message);
  };
  if (versionNumber >= 160_000) {
    const found = await attemptMany(
      snapshot,
      values,
      readSql,
      (lines, items) => lines.map((line) => ({ given: items[Number(line[0]) - 1], line })),
      refuse,
    );
    for (const { given, line } of found)
      if (given) refuse(given, valueError(line[1] ?? '', line[2] ?? '', line[3] ?? null));
    return;
  }
  for (const group of Map.groupBy(values, ({ type }) => type).values())
    await attemptMany(snapshot, group, castSql, () => [], refuse);
}

/** `null` where any text is a value: nothing needs to be asked. */
function typeToRead({ facts, table }: ProbedRow, field: string): string | null {
  const rule = facts.columns.get(field);
  if (!rule) return null;
  const { castType } = columnOf(table, field);
  const takesAll = castType === 'pg_catalog.text' || castType === 'pg_catalog.varchar';
  return takesAll && !rule.isDomain && !rule.hasModifier ? null : rule.declared;
}

/** Values that can't be read, each with what is wrong. */
function readSql(values: readonly GivenValue[]): Sql {
  const types = [...new Set(values.map(({ type }) => type))];
  const places = new Map(types.map((type, at) => [type, String(at + 1)]));
  return {
    text: `SELECT v.n, e.sql_error_code, e.message, e.detail
  FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.int4[])) WITH ORDINALITY AS v (value, type, n)
 CROSS JOIN LATERAL pg_catalog.pg_input_error_info(v.value, ($3::pg_catalog.text[])[v.type]) AS e
 WHERE e.sql_error_code IS NOT NULL`,
    values: [
      arrayLiteral(values.map(({ value }) => value)),
      arrayLiteral(values.map(({ type }) => places.get(type) ?? null)),
      arrayLiteral(types),
    ],
  };
}

/** For older servers: reads values of one type, and fails with the first that can't be read. */
function castSql(values: readonly GivenValue[]): Sql {
  const [first] = values;
  const kind = first && columnOf(first.probed.table, first.field).kind;
  // Beside a text in a list, a document would be part of it.
  if (kind === 'json' || kind === 'jsonb')
    return {
      text: `SELECT pg_catalog.count(v::${first?.type}) FROM pg_catalog.unnest($1::pg_catalog.text[]) AS r (v)`,
      values: [arrayLiteral(values.map(({ value }) => value))],
    };
  const list = `[${values.map(({ value }) => JSON.stringify({ v: value })).join(',')}]`;
  return {
    text: `SELECT pg_catalog.count(r.v) FROM pg_catalog.json_to_recordset($1::pg_catalog.json) AS r (v ${first?.type})`,
    values: [list],
  };
}

function valueError(sqlState: string, message: string, detail: string | null): PgError {
  const none = {
    hint: null,
    schema: null,
    table: null,
    column: null,
    constraint: null,
    dataType: null,
    position: null,
  };
  return new PgError({ sqlState, message, detail, ...none });
}

/** Code of the store may put a value in before it is missed; the rules of a domain hold before that code runs. */
function reportMissing(probed: ProbedRow, report: Report): void {
  const { row, table, facts, given, unknown, defaults } = probed;
  const fields = new Set(fieldsOf(row).map(({ field }) => field));
  for (const [name, column] of table.table.columns) {
    const rule = facts.columns.get(name);
    if (!rule || rule.generated !== null || unknown.has(name)) continue;
    const isTableRule = rule.notNull && isTakenAsGiven(probed) && table.table.kind !== 'foreign';
    const isNull = given.has(name)
      ? given.get(name) === null
      : (defaults.has(name) || (row.kind === 'insert' && !fields.has(name))) && column.defaultText === null;
    if (!isNull || !(isTableRule || rule.refusesNull)) continue;
    probed.unknown.add(name);
    report(row, name, 'not_null', valueNeeded);
  }
}
