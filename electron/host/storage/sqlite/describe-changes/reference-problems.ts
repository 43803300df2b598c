import type { Relation } from '../../../../../shared/domain/catalog.ts';
import { coerceStored } from '../coerce.ts';
import { childrenOf, type FollowedDeletes, identityAt, identityText } from '../impact/follow-deletes.ts';
import { followTable } from '../impact/follow-plan.ts';
import type { StoredValue } from '../protocol.ts';
import { bindStored } from '../segments.ts';
import { quoteName } from '../sql-text.ts';
import type { Table } from '../table.ts';
import { wideColumns } from '../wide-form.ts';
import type { Reader } from '../worker/reader.ts';
import { comparedText } from './compared-text.ts';
import type { LookedRow } from './looked-row.ts';
import { isGone, type ProbeInput, type Report, tableOf } from './probe-input.ts';

/** Rows of the plan by table and identity, as they will be. */
type FinalRows = ReadonlyMap<string, ReadonlyMap<string, LookedRow>>;

/** Rows that would refer to a row which is not there, and rows whose key others still refer to. */
export function findLostReferences(
  reader: Reader,
  input: ProbeInput,
  looked: readonly LookedRow[],
  gone: FollowedDeletes,
  report: Report,
): void {
  const finals = finalRows(looked);
  const written = createWrittenKeys(looked);
  for (const row of looked) {
    if (row.row.kind === 'delete' || (row.row.kind === 'update' && row.id === null)) continue;
    reader.live.check();
    for (const relation of input.relations) {
      if (relation.fromModel === row.table.name && relation.fromFields.some((name) => row.written.has(name)))
        findParent(reader, input, relation, row, finals, written, gone, report);
      if (relation.toModel === row.table.name && relation.toFields.some((name) => row.written.has(name)))
        findLeftChildren(reader, input, relation, row, finals, written, gone, report);
    }
  }
}

function finalRows(looked: readonly LookedRow[]): FinalRows {
  const found = new Map<string, Map<string, LookedRow>>();
  for (const row of looked) {
    if (row.id === null) continue;
    const rows = found.get(row.table.name) ?? new Map<string, LookedRow>();
    found.set(row.table.name, rows);
    rows.set(row.id, row);
  }
  return found;
}

function findParent(
  reader: Reader,
  input: ProbeInput,
  relation: Relation,
  row: LookedRow,
  finals: FinalRows,
  written: WrittenKeys,
  gone: FollowedDeletes,
  report: Report,
): void {
  const values = relation.fromFields.map((name) => row.final.get(name));
  // A reference with a NULL in it refers to nothing; one that is not known yet is made by the save itself.
  const known = values.flatMap((value) => (value === undefined || value === null ? [] : [value]));
  if (known.length !== values.length) return;
  const parent = tableOf(input, relation.toModel);
  const isThere = parentsOf(reader, parent, relation.toFields, known).some((id) => {
    if (isGone(gone, parent.name, id)) return false;
    const change = finals.get(parent.name)?.get(id);
    return !change || !relation.toFields.some((name) => change.written.has(name));
  });
  if (isThere) return;
  if (written(parent, relation.toFields, known)) return;
  const edited = relation.fromFields.filter(
    (name) => row.row.kind !== 'delete' && row.row.fields.some(({ field }) => field === name),
  );
  const field = edited[0] ?? relation.fromFields[0] ?? null;
  report(
    row.row,
    field,
    'foreign_key',
    `No row of ${relation.toModel} has ${relation.toFields.length > 1 ? 'these values' : 'this value'} as ${relation.toFields.join(', ')}`,
  );
}

/** The column stands left of the equals sign: its affinity and its collation decide, as in SQLite. */
function parentsOf(
  reader: Reader,
  parent: Table,
  to: readonly string[],
  values: readonly StoredValue[],
): readonly string[] {
  const { identity } = followTable(parent);
  const columns = identity.map((name) => wideColumns(quoteName(name), 'none')).join(', ');
  const conditions = to.map((name, at) => `${quoteName(name)} = ${bindStored(values[at] ?? null).text}`);
  return reader
    .prepare(`SELECT ${columns} FROM ${parent.source} WHERE ${conditions.join(' AND ')} LIMIT 10`)
    .all(...values.flatMap((value) => bindStored(value).values))
    .map((found) => identityText(identityAt(reader, found, 0, identity.length)));
}

/** Whether one of the rows that are written holds these values in these columns. */
type WrittenKeys = (parent: Table, to: readonly string[], values: readonly StoredValue[]) => boolean;

function createWrittenKeys(looked: readonly LookedRow[]): WrittenKeys {
  const known = new Map<string, ReadonlySet<string>>();
  return (parent, to, values) => {
    const name = `${parent.name}:${JSON.stringify(to)}`;
    let keys = known.get(name);
    if (!keys) {
      keys = new Set(
        looked.flatMap((row) => {
          if (row.table.name !== parent.name || row.row.kind === 'delete') return [];
          const held = to.flatMap((column) => row.final.get(column) ?? []);
          return held.length === to.length ? [parentText(parent, to, held)] : [];
        }),
      );
      known.set(name, keys);
    }
    return keys.has(parentText(parent, to, values));
  };
}

/** Values as the parent's columns compare them. */
function parentText(parent: Table, to: readonly string[], values: readonly StoredValue[]): string {
  return JSON.stringify(
    to.map((name, at) => {
      const column = parent.columns.get(name);
      const value = values[at] ?? null;
      return comparedText(column ? coerceStored(value, column.affinity) : value, column?.collation ?? 'BINARY');
    }),
  );
}

/** Actions by which children follow a key that changes. */
const following = new Set(['CASCADE', 'SET NULL', 'SET DEFAULT']);

function findLeftChildren(
  reader: Reader,
  input: ProbeInput,
  relation: Relation,
  row: LookedRow,
  finals: FinalRows,
  written: WrittenKeys,
  gone: FollowedDeletes,
  report: Report,
): void {
  if (row.row.kind !== 'update' || row.identity === null || following.has(relation.onUpdate)) return;
  const isSame = relation.toFields.every((name) => {
    const before = row.current?.get(name) ?? null;
    const after = row.final.get(name);
    return after !== undefined && comparedText(before, 'BINARY') === comparedText(after, 'BINARY');
  });
  // Another row may take its place.
  const present = relation.toFields.map((name) => row.current?.get(name) ?? null);
  if (isSame || written(row.table, relation.toFields, present)) return;
  const child = tableOf(input, relation.fromModel);
  const tables = new Map([row.table, child].map((table) => [table.name, followTable(table)]));
  const followed = {
    id: relation.id,
    child: relation.fromModel,
    from: relation.fromFields,
    parent: relation.toModel,
    to: relation.toFields,
    effect: 'blocks' as const,
    isImmediate: false,
    isIndexed: true,
  };
  for (const { child: identity } of childrenOf(reader, { tables }, followed, [row.identity])) {
    const id = identityText(identity);
    if (isGone(gone, child.name, id)) continue;
    const change = finals.get(child.name)?.get(id);
    if (change && relation.fromFields.some((name) => change.written.has(name))) continue;
    const field = relation.toFields.find((name) => row.written.has(name)) ?? null;
    report(row.row, field, 'foreign_key', `Rows of ${relation.fromModel} refer to the present value`);
    return;
  }
}

/** Deletes that rows which stay stand in the way of. */
export function findBlockedDeletes(
  input: Pick<ProbeInput, 'tables'>,
  looked: readonly LookedRow[],
  gone: FollowedDeletes,
  report: Report,
): void {
  const finals = finalRows(looked);
  const written = createWrittenKeys(looked);
  const counts = new Map<LookedRow, Map<string, number>>();
  for (const { relation, rows } of gone.affected) {
    if (relation.effect !== 'blocks') continue;
    for (const [id, { parent }] of rows) {
      const change = finals.get(relation.child)?.get(id);
      if (change && relation.from.some((name) => change.written.has(name))) continue;
      const root = gone.gone.get(relation.parent)?.get(parent)?.root;
      const deleted = root && finals.get(root.table)?.get(root.id);
      if (!deleted) continue;
      const held = relation.to.map((name) => deleted.current?.get(name) ?? null);
      // Another row may take its place.
      if (deleted.table.name === relation.parent && written(tableOf(input, relation.parent), relation.to, held))
        continue;
      const found = counts.get(deleted) ?? new Map<string, number>();
      counts.set(deleted, found);
      found.set(relation.child, (found.get(relation.child) ?? 0) + 1);
    }
  }
  for (const row of looked) {
    const found = counts.get(row);
    if (!found) continue;
    const parts = [...found].map(
      ([table, count]) => `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'} of ${table}`,
    );
    const isOne = [...found.values()].reduce((sum, count) => sum + count, 0) === 1;
    report(row.row, null, 'foreign_key', `${parts.join(' and ')} ${isOne ? 'refers' : 'refer'} to it`);
  }
}
