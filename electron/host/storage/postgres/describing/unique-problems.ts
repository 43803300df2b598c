import { createParameters } from '../reading/parameters.ts';
import { quoteName, type Sql } from '../sql-text.ts';
import { futureRows, rowNumber } from './future-rows.ts';
import { isWritten, namedBy, type ProbedRow, type Report, type RowPlace } from './probed-row.ts';
import { uniqueMessage } from './problem-of-error.ts';
import type { UniqueRule } from './rule-facts.ts';
import { attemptMany, type Snapshot } from './run-snapshot.ts';

/**
 * Rows that would be like another one, in the store or among the changes, under a unique index that can be compared with.
 * Rows that go or move away give their place up.
 * @param isGone rows of the store that are deleted, or go along
 */
export async function findTaken(
  snapshot: Snapshot,
  rows: readonly ProbedRow[],
  isGone: (place: RowPlace) => boolean,
  report: Report,
): Promise<void> {
  const written = rows.filter((probed) => isWritten(probed) && !probed.table.hasTriggers && probed.table.hasVersions);
  for (const group of Map.groupBy(written, ({ row }) => row.table).values()) {
    const [first] = group;
    for (const rule of first?.facts.uniques ?? []) {
      const claims = group.filter((probed) => rule.columns.some((name) => probed.written.has(name)));
      const known = claims.filter(({ unknown }) => rule.columns.every((name) => !unknown.has(name)));
      if (known.length === 0 || !rule.columns.every((name) => first?.table.table.readable.has(name))) continue;
      const left = new Set(claims.flatMap(({ place }) => place ?? []));
      const isFree = (place: RowPlace) => left.has(place) || isGone(place);
      for (const probed of await findClashes(snapshot, known, rule, isFree))
        report(probed.row, fieldOf(rule, namedBy(probed.row)), 'unique', messageOf(rule));
    }
  }
}

async function findClashes(
  snapshot: Snapshot,
  claims: readonly ProbedRow[],
  rule: UniqueRule,
  isFree: (place: RowPlace) => boolean,
): Promise<ReadonlySet<ProbedRow>> {
  const byPlace = new Map(claims.map((probed) => [probed.at, probed]));
  const clashes = new Set<ProbedRow>();
  const lines = await attemptMany(
    snapshot,
    claims,
    (some) => clashSql(some, rule),
    (found) => found,
  );
  for (const [at, first, oid, ctid] of lines) {
    const probed = byPlace.get(Number(at));
    if (!probed) continue;
    // Of several that are written one may have the value.
    if (first !== at) clashes.add(probed);
    if (oid === null || ctid === null) continue;
    const place = `${oid} ${ctid}`;
    if (place !== probed.place && !isFree(place)) clashes.add(probed);
  }
  return clashes;
}

/** For each row that the rule holds to something: the first of the rows that are alike, and those of the store that are. */
function clashSql(rows: readonly ProbedRow[], rule: UniqueRule): Sql {
  const { bind, statement } = createParameters();
  const [first] = rows;
  if (!first) throw new Error('There are no rows');
  const { source, name } = first.table.table;
  const future = futureRows(rows, rule.columns, bind);
  const parts = rule.parts.map((part, at) => `(${part}) AS "~u${at}"`);
  const names = rule.parts.map((_, at) => `"~u${at}"`);
  const isHeld = [
    ...(rule.where === null ? [] : [`(${rule.where})`]),
    ...(rule.areNullsEqual ? [] : rule.parts.map((part) => `(${part}) IS NOT NULL`)),
  ];
  const claims = `"~claims" AS MATERIALIZED (SELECT ${[quoteName(rowNumber), ...parts].join(', ')} FROM ${future.name} AS ${quoteName(name)}${isHeld.length > 0 ? ` WHERE ${isHeld.join(' AND ')}` : ''})`;
  const equal = rule.parts.map((part, at) =>
    rule.areNullsEqual ? `(${part}) IS NOT DISTINCT FROM "~u"."~u${at}"` : `(${part}) = "~u"."~u${at}"`,
  );
  const holds = rule.where === null ? equal : [...equal, `(${rule.where})`];
  return statement(
    `WITH ${[...future.items, claims].join(', ')}
SELECT "~u".${quoteName(rowNumber)}, "~u"."~first", o.tableoid, o.ctid
  FROM (SELECT *, pg_catalog.min(${quoteName(rowNumber)}) OVER (PARTITION BY ${names.join(', ')}) AS "~first" FROM "~claims") AS "~u"
  LEFT JOIN LATERAL (SELECT ${quoteName(name)}.tableoid, ${quoteName(name)}.ctid FROM ${source} AS ${quoteName(name)} WHERE ${holds.join(' AND ')} LIMIT 3) AS o ON true`,
  );
}

function fieldOf({ names, columns }: UniqueRule, named: ReadonlySet<string>): string | null {
  const known = names.flatMap((name) => name ?? []);
  return known.find((name) => named.has(name)) ?? known[0] ?? columns.find((name) => named.has(name)) ?? null;
}

function messageOf({ names }: UniqueRule): string {
  const known = names.flatMap((name) => name ?? []);
  return uniqueMessage(known.length === names.length ? known : null);
}
