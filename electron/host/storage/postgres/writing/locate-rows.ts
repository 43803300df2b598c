import type { RowKey } from '../../../../../shared/domain/row-key.ts';
import { PgError } from '../connection/pg-error.ts';
import { isBadValue } from '../reading/bad-value.ts';
import { type Stored, storedOf } from './exact-value.ts';
import { guardProblem, isDone } from './guard-problems.ts';
import { type FoundRow, type ReadRows, type RowLock, readRows } from './read-rows.ts';
import { type Locator, locatorName, ownState } from './row-states.ts';
import type { Save, Target } from './save.ts';
import type { PlannedField, PlannedInsert, PlannedRow, PlannedUpdate } from './write-plan.ts';
import { columnOf, type WriteTable } from './write-table.ts';

/**
 * Finds the rows of the plan, locks them, takes their images and says what stands against each change. Rows in conflict
 * are among the targets all the same: running them brings out what else is wrong, and nothing of it is kept.
 */
export async function locateRows(save: Save): Promise<readonly Target[]> {
  const found = await findAll(save);
  const targets = new Map<PlannedRow, Target>();
  // What this save takes away makes room for rows that come back.
  const inOrder = [...save.plan.rows].sort((a, b) => Number(a.kind === 'insert') - Number(b.kind === 'insert'));
  for (const row of inOrder) {
    const target = row.kind === 'insert' ? locateNew(save, row, found.get(row)) : locateRow(save, row, found.get(row));
    if (target !== null && !row.isBlocked) targets.set(row, target);
  }
  return save.plan.rows.flatMap((row) => targets.get(row) ?? []);
}

function locateRow(
  save: Save,
  row: Exclude<PlannedRow, PlannedInsert>,
  rows: readonly FoundRow[] | 'withheld' = [],
): Target | null {
  const table = save.table(row.table);
  if (rows === 'withheld') {
    save.refuse(
      row,
      null,
      'store',
      'A rule of the database about its rows (row security) keeps this one from being changed',
    );
    return null;
  }
  const [found] = rows;
  if (rows.length > 1) {
    save.refuse(row, null, 'store', 'Several rows have this key');
    return null;
  }
  const columns = imagedColumns(row, table);
  const current = found ? new Map(columns.map((name, at) => [name, found.values[at] ?? null])) : null;
  const problem = guardProblem(row, current, table);
  if (problem !== null) save.problems.push(problem);
  if (found === undefined || current === null) {
    if (problem === null) save.done.push({ change: row.change, table, key: null, fields: [], values: [] });
    return null;
  }
  if (save.states.find(table, found.key)) {
    save.refuse(row, null, 'store', 'Another change names the same row');
    return null;
  }
  if (row.kind === 'delete' && table.unreadable.length > 0) {
    const names = table.unreadable.join(', ');
    save.refuse(row, null, 'store', `The role may not read all of the row (${names}), so it could not be brought back`);
    return null;
  }
  return { row, state: save.states.add(ownState(table, row, found, current)) };
}

/** A deleted row that is there again, and the same, needs nothing. */
function locateNew(save: Save, row: PlannedInsert, rows: readonly FoundRow[] | 'withheld' = []): Target | null {
  const table = save.table(row.table);
  const [found] = rows === 'withheld' ? [] : rows;
  // One that this save takes away makes room.
  if (row.restores !== null && found && !save.states.find(table, found.key)) {
    const columns = imagedColumns(row, table);
    const current = new Map(columns.map((name, at) => [name, found.values[at] ?? null]));
    const problem = guardProblem(row, current, table);
    if (problem !== null) {
      save.problems.push(problem);
      return null;
    }
    const left = row.fields.filter((field) => !isDone(field, current, table));
    const written = left.length === 0 ? row : overwriting(row, row.restores, left, current);
    const state = save.states.add(ownState(table, written, found, current));
    if (left.length > 0) return { row: written, state };
    return null;
  }
  return { row, state: save.states.add(ownState(table, row, null, null)) };
}

/** Somebody has made a row in the place of the one that comes back, and a person has agreed to overwrite it. */
function overwriting(
  { change, table, isBlocked, overwrites }: PlannedInsert,
  key: RowKey,
  fields: readonly PlannedField[],
  current: ReadonlyMap<string, Stored>,
): PlannedUpdate {
  const guarded = fields.map((field) => {
    const base = { kind: 'stored', value: current.get(field.field) ?? null } as const;
    return { ...field, base };
  });
  return { kind: 'update', change, table, isBlocked, overwrites, key, fields: guarded };
}

/** What must be known of a row to tell later what has become of it. */
function imagedColumns(row: PlannedRow, table: WriteTable): readonly string[] {
  if (row.kind === 'delete' || table.hasTriggers) return table.imaged;
  const fields = row.fields.map(({ field }) => field);
  return table.generated.length === 0 ? fields : [...new Set([...fields, ...table.generated])];
}

/** Rows of the store for rows of the plan; `withheld` for one that can be read but not locked. */
async function findAll(save: Save): Promise<ReadonlyMap<PlannedRow, readonly FoundRow[] | 'withheld'>> {
  const found = new Map<PlannedRow, readonly FoundRow[] | 'withheld'>();
  const wanted = save.plan.rows.flatMap((row) => {
    const key = row.kind === 'insert' ? row.restores : row.key;
    const locator = key && locatorOf(save.table(row.table), key);
    return locator ? [{ row, locator }] : [];
  });
  const byTable = [...Map.groupBy(wanted, ({ row }) => row.table)].sort(
    ([a], [b]) => save.table(a).table.oid - save.table(b).table.oid,
  );
  for (const [id, all] of byTable) {
    save.check();
    const table = save.table(id);
    const lock = lockOf(
      table,
      all.map(({ row }) => row),
    );
    all.sort((a, b) => (locatorName(a.locator) < locatorName(b.locator) ? -1 : 1));
    const groups = [...Map.groupBy(all, ({ row }) => imagedColumns(row, table).join('\0')).values()];
    // All are locked in one order before any is read.
    const locked =
      groups.length === 1
        ? []
        : await lockRows(save, { table, lock, columns: [], keys: all.map(({ locator }) => locator), count: () => {} });
    const areLocked = locked.some((rows) => rows.some(({ isLocked }) => isLocked));
    for (const group of groups) {
      const [first] = group;
      const columns = first ? imagedColumns(first.row, table) : [];
      const keys = group.map(({ locator }) => locator);
      const count = (sizeBytes: number) => save.states.count(sizeBytes);
      const rows = await lockRows(save, { table, keys, columns, lock: groups.length > 1 ? null : lock, count });
      const missing = group.filter((_, at) => rows[at]?.length === 0);
      const visible = await stillVisible(
        save,
        table,
        missing.map(({ locator }) => locator),
      );
      group.forEach((one, at) => {
        const own = (rows[at] ?? []).map((row) => ({ ...row, isLocked: row.isLocked || areLocked }));
        found.set(one.row, visible.has(locatorName(one.locator)) ? 'withheld' : own);
      });
    }
  }
  return found;
}

/** Changes of what others refer to need more than the rest: whoever inserts a child waits for those only. */
function lockOf({ table }: WriteTable, rows: readonly PlannedRow[]): RowLock {
  const unique = new Set(
    table.indexes.filter(({ isUnique }) => isUnique).flatMap(({ columns }) => columns.map(({ column }) => column)),
  );
  const touches = (row: PlannedRow) => row.kind !== 'update' || row.fields.some(({ field }) => unique.has(field));
  return rows.some(touches) ? 'UPDATE' : 'NO KEY UPDATE';
}

/** Reads rows under a lock where the role may lock them; else their versions guard them. */
export async function lockRows(save: Save, request: ReadRows): Promise<readonly (readonly FoundRow[])[]> {
  const { transaction } = save;
  try {
    return await transaction.savepoint(() => readRows(transaction, request));
  } catch (error) {
    if (isBadValue(error)) return oneByOne(save, request);
    // A lock needs the right to update; of some views rows can't be locked at all.
    const isUnlockable = error instanceof PgError && /^(?:42501|0A000|42809|55000)$/.test(error.sqlState);
    if (request.lock === null || !isUnlockable) throw error;
    return lockRows(save, { ...request, lock: null });
  }
}

/**
 * One of the keys may be no value of its column: no row has it, and the others are looked for without it.
 * @throws PgError when the key is one, and a value of its row can't be worked out
 */
async function oneByOne(save: Save, request: ReadRows): Promise<readonly (readonly FoundRow[])[]> {
  const { transaction } = save;
  const read = (key: Locator, columns: readonly string[]) =>
    transaction.savepoint(() => readRows(transaction, { ...request, keys: [key], columns }));
  const isKeyValue = (key: Locator) =>
    read(key, []).then(
      () => true,
      (error: unknown) => {
        if (!isBadValue(error)) throw error;
        return false;
      },
    );
  const found: (readonly FoundRow[])[] = [];
  for (const key of request.keys) {
    try {
      const [rows = []] = await read(key, request.columns);
      found.push(rows);
    } catch (error) {
      if (!isBadValue(error) || (await isKeyValue(key))) throw error;
      found.push([]);
    }
  }
  return found;
}

/** Rows that can be read but were not found when they were to be locked: policies let them be seen only. */
async function stillVisible(save: Save, table: WriteTable, keys: readonly Locator[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await lockRows(save, { table, keys, columns: [], lock: null, count: () => {} });
  return new Set(keys.filter((_, at) => (rows[at]?.length ?? 0) > 0).map(locatorName));
}

/** `null` for a key no row can have. */
export function locatorOf(table: WriteTable, key: RowKey): Locator | null {
  const texts = key.map((cell, at) => storedOf(cell, columnOf(table, table.key[at] ?? '')));
  const locator = texts.map((text) => ('value' in text ? text.value : null));
  return locator.includes(null) ? null : locator;
}
