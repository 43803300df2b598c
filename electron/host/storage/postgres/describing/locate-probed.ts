import { isBadValue } from '../reading/bad-value.ts';
import { isDone } from '../writing/guard-problems.ts';
import { locatorOf } from '../writing/locate-rows.ts';
import { keyedStatement, readRows } from '../writing/read-rows.ts';
import type { Locator } from '../writing/row-states.ts';
import type { PlannedRow, WritePlan } from '../writing/write-plan.ts';
import type { WriteTable } from '../writing/write-table.ts';
import { canBeListed, hasUnknownDefault, sourcesOf } from './future-rows.ts';
import { fieldsOf, type ProbedRow, type RowPlace } from './probed-row.ts';
import type { RuleFacts } from './rule-facts.ts';
import type { Snapshot } from './run-snapshot.ts';

/** Values of present rows that are looked at in one description. */
const readBytes = 128 * 1024 * 1024;

/** More is there to be read than a description may take. */
export class TooMuchToRead extends Error {
  constructor() {
    super('The present values are too big to be looked at');
    this.name = 'TooMuchToRead';
  }
}

interface Found {
  readonly values: ReadonlyMap<string, string | null>;
  readonly place: RowPlace | null;
}

/** Reads what the store holds in the rows of the plan. @throws TooMuchToRead */
export async function locateProbed(
  snapshot: Snapshot,
  plan: WritePlan,
  facts: ReadonlyMap<string, RuleFacts>,
): Promise<readonly ProbedRow[]> {
  const found = new Map<PlannedRow, Found>();
  const budget = { left: readBytes };
  for (const [id, rows] of Map.groupBy(plan.rows, ({ table }) => table)) {
    const table = plan.tables.get(id);
    if (!table) continue;
    for (const group of Map.groupBy(rows, (row) => columnsOf(row).join('\0')).values())
      await findRows(snapshot, table, group, found, budget);
  }
  return plan.rows.flatMap((row, at) => {
    const table = plan.tables.get(row.table);
    const known = facts.get(row.table);
    return table && known ? [probedRow(row, at, table, known, found.get(row) ?? null)] : [];
  });
}

/** Columns whose present values decide: what is guarded, and for a row that goes what others may refer to is read later. */
function columnsOf(row: PlannedRow): readonly string[] {
  if (row.kind === 'delete') return row.guards.map(({ field }) => field);
  if (row.kind === 'insert' && row.restores === null) return [];
  return fieldsOf(row).map(({ field }) => field);
}

async function findRows(
  snapshot: Snapshot,
  table: WriteTable,
  rows: readonly PlannedRow[],
  found: Map<PlannedRow, Found>,
  budget: { left: number },
): Promise<void> {
  const wanted = rows.flatMap((row) => {
    const key = row.kind === 'insert' ? row.restores : row.key;
    const locator = key && locatorOf(table, key);
    return locator ? [{ row, locator }] : [];
  });
  const [first] = wanted;
  if (!first) return;
  const columns = columnsOf(first.row).filter((name) => table.table.readable.has(name));
  const count = (sizeBytes: number) => {
    budget.left -= sizeBytes;
    if (budget.left < 0) throw new TooMuchToRead();
  };
  const look = async (some: typeof wanted): Promise<boolean> => {
    const keys = some.map(({ locator }) => locator);
    const read = await snapshot.attemptAll(
      // Versions are of no use here, and not everybody may read them.
      (run) => readRows({ run }, { table: { ...table, hasVersions: false }, keys, columns, lock: null, count }),
      isBadValue,
    );
    if (read === null) return false;
    const places = await placesOf(snapshot, table, keys);
    for (const [at, { row }] of some.entries()) {
      const own = read[at] ?? [];
      const [only] = own;
      // A key that names several rows names none.
      if (own.length !== 1 || !only) continue;
      const values = new Map(columns.map((name, position) => [name, only.values[position] ?? null]));
      found.set(row, { values, place: places.get(at) ?? null });
    }
    return true;
  };
  // One of the keys may be no value of its column: no row has it.
  if (!(await look(wanted)) && wanted.length > 1) for (const one of wanted) await look([one]);
}

/** Where the rows lie; nothing where the role has rights to single columns only. */
async function placesOf(
  snapshot: Snapshot,
  table: WriteTable,
  keys: readonly Locator[],
): Promise<ReadonlyMap<number, RowPlace>> {
  if (!table.hasVersions) return new Map();
  const answer = await snapshot.attemptAll(
    (run) => run(keyedStatement(table, keys, (from) => `SELECT k.at, t.tableoid, t.ctid FROM ${from}`)),
    ({ sqlState }) => sqlState === '42501',
  );
  return new Map((answer?.rows ?? []).map(([at, oid, ctid]) => [Number(at), `${oid} ${ctid}`] as const));
}

function probedRow(row: PlannedRow, at: number, table: WriteTable, facts: RuleFacts, found: Found | null): ProbedRow {
  const given = new Map<string, string | null>();
  const unknown = new Set<string>();
  const written = new Set<string>();
  const defaults = new Set<string>();
  for (const field of fieldsOf(row)) {
    const { field: name, value } = field;
    if (row.kind === 'update' && found !== null && isDone(field, found.values, table)) continue;
    const column = table.table.columns.get(name);
    if (!column) continue;
    written.add(name);
    if (value.kind === 'stored') {
      if (canBeListed(value.value)) given.set(name, value.value);
      else unknown.add(name);
    } else if (value.kind !== 'default' || hasUnknownDefault(column)) unknown.add(name);
    else defaults.add(name);
  }
  if (row.kind === 'insert') {
    for (const column of table.table.columns.values()) {
      if (column.generated !== null || written.has(column.name)) continue;
      written.add(column.name);
      if (hasUnknownDefault(column)) unknown.add(column.name);
    }
  }
  for (const { name, generated } of facts.columns.values()) {
    if (generated === null) continue;
    const sources = sourcesOf(facts, name);
    if (row.kind === 'insert' || sources.some((source) => written.has(source))) written.add(name);
    if (sources.some((source) => unknown.has(source))) unknown.add(name);
  }
  return {
    at,
    row,
    table,
    facts,
    place: found?.place ?? null,
    current: found?.values ?? null,
    written,
    given,
    defaults,
    unknown,
    goesAlong: false,
  };
}
