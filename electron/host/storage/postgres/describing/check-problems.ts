import { createParameters } from '../reading/parameters.ts';
import { quoteName, type Sql } from '../sql-text.ts';
import type { PgCheck } from '../table.ts';
import { futureRows, rowNumber } from './future-rows.ts';
import { isTakenAsGiven, isWritten, namedBy, type ProbedRow, type Report } from './probed-row.ts';
import { checkExpression, checkField, checkMessage } from './problem-of-error.ts';
import { attemptMany, type Snapshot } from './run-snapshot.ts';

interface Rule extends PgCheck {
  readonly expression: string;
}

/**
 * Rows that a CHECK of their table would refuse: its expression is run over the rows as they will be. An expression that
 * can't be run so is left to the save, as are tables whose triggers may change the row first.
 */
export async function findFailedChecks(snapshot: Snapshot, rows: readonly ProbedRow[], report: Report): Promise<void> {
  const written = rows.filter((probed) => isWritten(probed) && isTakenAsGiven(probed));
  for (const group of Map.groupBy(written, ({ row }) => row.table).values()) {
    const [first] = group;
    const rules = first ? rulesOf(first) : [];
    if (rules.length === 0) continue;
    // All at once, as long as all can be run.
    const failed = await snapshot.attempt(checkSql(group, rules), () => {});
    if (failed) reportFailed(group, rules, failed.rows, report);
    else for (const rule of rules) await findFailed(snapshot, group, rule, report);
  }
}

function rulesOf({ table, facts }: ProbedRow): readonly Rule[] {
  return table.table.checks.flatMap((check): readonly Rule[] => {
    // One that is not inherited need not hold for the row, which may lie in a table below.
    if (/ NO INHERIT(?: |$)| NOT ENFORCED$/.test(check.definition)) return [];
    if (!check.columns.every((name) => facts.columns.has(name) && table.table.readable.has(name))) return [];
    const expression = checkExpression(check.definition);
    return expression === null ? [] : [{ ...check, expression }];
  });
}

/** A check that names no column judges a row by itself. */
function isKnown({ unknown }: ProbedRow, { columns }: Rule): boolean {
  return columns.every((name) => !unknown.has(name));
}

async function findFailed(snapshot: Snapshot, rows: readonly ProbedRow[], rule: Rule, report: Report): Promise<void> {
  const known = rows.filter((probed) => isKnown(probed, rule));
  // One row tells whether the expression can be understood at all.
  const [first] = known;
  if (!first) return;
  let isForeign = false;
  await snapshot.attempt(checkSql([first], [rule]), ({ sqlState }) => {
    isForeign = sqlState.startsWith('42');
  });
  if (isForeign) return;
  const failed = await attemptMany(
    snapshot,
    known,
    (some) => checkSql(some, [rule]),
    (lines) => lines,
  );
  reportFailed(known, [rule], failed, report);
}

function checkSql(rows: readonly ProbedRow[], rules: readonly Rule[]): Sql {
  const { bind, statement } = createParameters();
  const [first] = rows;
  const future = futureRows(rows, [...new Set(rules.flatMap(({ columns }) => columns))], bind);
  const results = rules.map(({ expression }) => `((${expression}) IS FALSE)`);
  // Expressions name columns by themselves, and may name the row by the table's name.
  const name = quoteName(first?.table.table.name ?? '');
  return statement(
    `WITH ${future.items.join(', ')} SELECT ${quoteName(rowNumber)}, ${results.join(', ')} FROM ${future.name} AS ${name}`,
  );
}

function reportFailed(
  rows: readonly ProbedRow[],
  rules: readonly Rule[],
  lines: readonly (readonly (string | null)[])[],
  report: Report,
): void {
  const byPlace = new Map(rows.map((probed) => [probed.at, probed]));
  for (const [at, ...results] of lines) {
    const probed = byPlace.get(Number(at));
    if (!probed) continue;
    for (const [place, rule] of rules.entries()) {
      if (results[place] !== 't' || !isKnown(probed, rule)) continue;
      const field = checkField(rule.columns, namedBy(probed.row));
      report(probed.row, field, 'check', checkMessage(rule.name, rule.definition));
    }
  }
}
