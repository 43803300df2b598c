import { arrayLiteral, createParameters } from '../reading/parameters.ts';
import { quoteName } from '../sql-text.ts';
import type { PgForeignKey, PgTable } from '../table.ts';
import { byTable, type FollowedDeletes } from './follow-deletes.ts';
import { futureRows, rowNumber } from './future-rows.ts';
import { isWritten, namedBy, type ProbedRow, type Report, type RowPlace } from './probed-row.ts';
import { missingTarget } from './problem-of-error.ts';
import type { RuleFacts } from './rule-facts.ts';
import type { Snapshot } from './run-snapshot.ts';
import { listed, shownWord } from './store-words.ts';

export interface ReferenceInput {
  readonly tables: ReadonlyMap<string, PgTable>;
  readonly facts: ReadonlyMap<string, RuleFacts>;
  readonly keys: readonly PgForeignKey[];
  readonly rows: readonly ProbedRow[];
  readonly followed: FollowedDeletes;
}

/** Rows that are looked at where one of them is enough to tell. */
const enoughRows = 10_000;

/** Rows that would refer to nothing, and rows whose present key others go on to refer to. */
export async function findLostReferences(snapshot: Snapshot, input: ReferenceInput, report: Report): Promise<void> {
  for (const key of input.keys) {
    // What is not shown to the role may be there all the same.
    if (input.facts.get(key.toModel)?.hidesRows !== false) continue;
    await findMissingParents(snapshot, input, key, report);
    await findLeftChildren(snapshot, input, key, report);
  }
}

function writers(rows: readonly ProbedRow[], model: string, columns: readonly string[]): readonly ProbedRow[] {
  return rows.filter(
    (probed) => probed.row.table === model && isWritten(probed) && columns.some((name) => probed.written.has(name)),
  );
}

function isKnown({ unknown }: ProbedRow, columns: readonly string[]): boolean {
  return columns.every((name) => !unknown.has(name));
}

async function findMissingParents(
  snapshot: Snapshot,
  { tables, facts, rows, followed }: ReferenceInput,
  key: PgForeignKey,
  report: Report,
): Promise<void> {
  const { fromFields, toFields } = key;
  const parent = tables.get(key.toModel);
  const children = writers(rows, key.fromModel, fromFields).filter(
    (probed) => isKnown(probed, fromFields) && !probed.table.hasTriggers,
  );
  if (!parent || children.length === 0) return;
  const moved = writers(rows, key.toModel, toFields);
  // Code of the store may give the row any key.
  if (moved.some(({ table }) => table.hasTriggers)) return;
  const known = moved.filter((probed) => isKnown(probed, toFields));
  const { bind, statement } = createParameters();
  const child = futureRows(children, fromFields, bind, 'child');
  const future = known.length === 0 ? null : futureRows(known, toFields, bind, 'parent');
  const refers = (alias: string) =>
    fromFields.map((field, at) => `${alias}.${quoteName(toFields[at] ?? '')} = f.${quoteName(field)}`).join(' AND ');
  const isNew = future === null ? 'false' : `EXISTS (SELECT FROM ${future.name} AS q WHERE ${refers('q')})`;
  // With MATCH FULL a reference of which a part is missing leads to nothing.
  const isFull = facts.get(key.fromModel)?.matchFull.has(key.name) === true;
  const isSet = fromFields.map((field) => `f.${quoteName(field)} IS NOT NULL`).join(isFull ? ' OR ' : ' AND ');
  const answer = await snapshot.attempt(
    statement(
      `WITH ${[...child.items, ...(future?.items ?? [])].join(', ')}
SELECT f.${quoteName(rowNumber)}, ${isNew}, o.tableoid, o.ctid
  FROM ${child.name} AS f
  LEFT JOIN LATERAL (SELECT p.tableoid, p.ctid FROM ${parent.source} AS p WHERE ${refers('p')} LIMIT 3) AS o ON true
 WHERE ${isSet}`,
    ),
  );
  if (answer === null) return;
  const left = new Set(moved.flatMap(({ place }) => place ?? []));
  const stays = (place: RowPlace) => !left.has(place) && !followed.gone.has(place);
  const byRow = Map.groupBy(answer.rows, ([at]) => Number(at));
  for (const probed of children) {
    const found = byRow.get(probed.at);
    if (!found || found.some(([, isThere, oid, ctid]) => isThere === 't' || (oid !== null && stays(`${oid} ${ctid}`))))
      continue;
    const named = namedBy(probed.row);
    const field = fromFields.find((name) => named.has(name)) ?? fromFields[0] ?? null;
    report(probed.row, field, 'foreign_key', missingTarget(key));
  }
}

async function findLeftChildren(
  snapshot: Snapshot,
  { tables, rows, followed }: ReferenceInput,
  key: PgForeignKey,
  report: Report,
): Promise<void> {
  const { fromFields, toFields, onUpdate } = key;
  if (onUpdate !== 'noAction' && onUpdate !== 'restrict') return;
  const [parent, child] = [tables.get(key.toModel), tables.get(key.fromModel)];
  const writing = writers(rows, key.toModel, toFields);
  const known = writing.filter((probed) => isKnown(probed, toFields));
  const moved = known.filter(({ row, place, table }) => row.kind === 'update' && place !== null && !table.hasTriggers);
  if (!parent || !child || moved.length === 0) return;
  const { bind, statement } = createParameters();
  const future = futureRows(known, toFields, bind, 'parent');
  const places = moved.map(({ place }) => place?.split(' ') ?? []);
  const lists = [
    `${bind(arrayLiteral(moved.map(({ at }) => String(at))))}::pg_catalog.int4[]`,
    `${bind(arrayLiteral(places.map(([oid]) => oid ?? null)))}::pg_catalog.oid[]`,
    `${bind(arrayLiteral(places.map(([, ctid]) => ctid ?? null)))}::pg_catalog.tid[]`,
  ];
  const same = (one: string, other: string) =>
    toFields.map((name) => `${one}.${quoteName(name)} = ${other}.${quoteName(name)}`).join(' AND ');
  const refers = fromFields
    .map((field, at) => `p.${quoteName(toFields[at] ?? '')} = c.${quoteName(field)}`)
    .join(' AND ');
  // Another row may take the place, where that is looked at in the end only.
  const isTaken =
    onUpdate === 'noAction' ? ` AND NOT EXISTS (SELECT FROM ${future.name} AS q WHERE ${same('q', 'p')})` : '';
  const answer = await snapshot.attempt(
    statement(
      `WITH ${future.items.join(', ')}
SELECT x.n, c.tableoid, c.ctid
  FROM ROWS FROM (${lists.map((list) => `pg_catalog.unnest(${list})`).join(', ')}) AS x (n, o, t)
  JOIN ${parent.source} AS p ON p.ctid = x.t AND p.tableoid = x.o
  JOIN ${future.name} AS f ON f.${quoteName(rowNumber)} = x.n
  JOIN ${child.source} AS c ON ${refers}
 WHERE (${same('f', 'p')}) IS NOT TRUE${isTaken}
 LIMIT ${enoughRows}`,
    ),
  );
  if (answer === null) return;
  const released = new Set(writers(rows, key.fromModel, fromFields).flatMap(({ place }) => place ?? []));
  const byPlace = new Map(moved.map((probed) => [probed.at, probed]));
  const told = new Set<ProbedRow>();
  for (const [at, oid, ctid] of answer.rows) {
    const probed = byPlace.get(Number(at));
    const place = `${oid} ${ctid}`;
    if (!probed || told.has(probed) || released.has(place) || followed.gone.has(place)) continue;
    told.add(probed);
    const field = toFields.find((name) => probed.written.has(name)) ?? null;
    report(probed.row, field, 'foreign_key', `Rows of ${shownWord(key.fromModel)} refer to the present value`);
  }
}

/** Deletes that rows which stay stand in the way of. */
export async function findBlockedDeletes(snapshot: Snapshot, input: ReferenceInput, report: Report): Promise<void> {
  const { rows, followed } = input;
  const deleted = new Map(rows.flatMap((probed) => (probed.place === null ? [] : [[probed.place, probed] as const])));
  const counts = new Map<ProbedRow, Map<string, { count: number; isCut: boolean }>>();
  for (const { relation, rows: children, isCut } of followed.affected) {
    if (relation.effect !== 'blocks' || children.size === 0) continue;
    const parents = new Set([...children.values()].map(({ parent }) => parent));
    const taken = await takenOver(snapshot, input, relation.key, [...parents]);
    for (const { parent } of children.values()) {
      const root = followed.gone.get(parent)?.root;
      const probed = root === undefined ? undefined : deleted.get(root);
      if (!probed || taken.has(parent) || probed.table.hasTriggers) continue;
      const found = counts.get(probed) ?? new Map<string, { count: number; isCut: boolean }>();
      counts.set(probed, found);
      const known = found.get(relation.key.fromModel)?.count ?? 0;
      found.set(relation.key.fromModel, { count: known + 1, isCut });
    }
  }
  for (const [probed, found] of counts) {
    const parts = [...found].map(
      ([model, { count, isCut }]) =>
        `${isCut ? 'at least ' : ''}${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'} of ${shownWord(model)}`,
    );
    const isOne = [...found.values()].reduce((sum, { count }) => sum + count, 0) === 1;
    const message = `${listed(parts)} ${isOne ? 'refers' : 'refer'} to it`;
    report(probed.row, null, 'foreign_key', message.slice(0, 1).toUpperCase() + message.slice(1));
  }
}

/** Deleted rows whose place a row of the same save takes, which is enough where the key is looked at in the end only. */
async function takenOver(
  snapshot: Snapshot,
  { rows, tables }: ReferenceInput,
  key: PgForeignKey,
  parents: readonly RowPlace[],
): Promise<ReadonlySet<RowPlace>> {
  const parent = tables.get(key.toModel);
  const known = writers(rows, key.toModel, key.toFields).filter((probed) => isKnown(probed, key.toFields));
  if (!parent || known.length === 0 || !key.isDeferrable || key.onDelete !== 'noAction') return new Set();
  const taken = new Set<RowPlace>();
  for (const [oid, ctids] of byTable(parents)) {
    const { bind, statement } = createParameters();
    const future = futureRows(known, key.toFields, bind);
    const same = key.toFields.map((name) => `q.${quoteName(name)} = p.${quoteName(name)}`).join(' AND ');
    const answer = await snapshot.attempt(
      statement(
        `WITH ${future.items.join(', ')} SELECT p.ctid FROM ${parent.source} AS p WHERE p.ctid = ANY (${bind(arrayLiteral(ctids))}::pg_catalog.tid[]) AND p.tableoid = ${bind(oid)}::pg_catalog.oid AND EXISTS (SELECT FROM ${future.name} AS q WHERE ${same})`,
      ),
    );
    // What can't be told is not reported.
    if (answer === null) return new Set(parents);
    for (const [ctid] of answer.rows) taken.add(`${oid} ${ctid}`);
  }
  return taken;
}
