import type { StoredValue } from '../../protocol.ts';
import { quoteName } from '../../sql-text.ts';
import { isDone } from '../../write/guard-problems.ts';
import type { PlannedField } from '../../write/write-plan.ts';
import type { WriteTable } from '../../write/write-table.ts';
import { collectFollowers, settleFollowers } from './follow.ts';
import type { RowState } from './row-states.ts';
import type { Save, Target } from './save.ts';
import { bind, exactRow, type Locator, selectList } from './table-access.ts';
import type { Bound } from './write-connection.ts';

/** How writing a row went; what the store itself refuses is thrown. */
export type Written =
  | 'done'
  /** The row of an update is not there any more: something else in the same save has taken it away. */
  | 'gone'
  /** A trigger has kept the statement from having any effect. */
  | 'ignored'
  /** It refers to a row that could not be inserted. */
  | 'waiting';

/** Runs the one statement of a row; one that fails leaves nothing behind. */
export function writeRow(save: Save, target: Target): Written {
  return asOne(save, target.state.access.table, () => {
    const { row } = target;
    switch (row.kind) {
      case 'delete':
        return deleteRow(save, target.state);
      case 'update': {
        const before = target.state.before ?? new Map();
        const fields = row.fields.filter((field) => !isDone(field, before, save.given));
        return fields.length === 0 ? 'done' : updateRow(save, target.state, fields);
      }
      case 'insert':
        return insertRow(save, target);
    }
  });
}

/**
 * What a failing statement has done is undone. SQLite sees to that by itself, except for what triggers and conflict clauses
 * ask to be kept: only there a savepoint is laid around it, which copies every page that is written.
 */
function asOne(save: Save, table: WriteTable, work: () => Written): Written {
  if (!table.hasTriggers && !table.replaces && !save.hasFollowers(table.name)) return work();
  const { connection } = save;
  connection.prepare('SAVEPOINT storeroom_row').run();
  try {
    const written = work();
    connection.prepare('RELEASE storeroom_row').run();
    return written;
  } catch (error) {
    // A trigger can roll the whole transaction back.
    if (connection.database.inTransaction) {
      connection.prepare('ROLLBACK TO storeroom_row').run();
      connection.prepare('RELEASE storeroom_row').run();
    }
    throw error;
  }
}

/** A table may say that rows in the way of others are replaced: nothing of the kind happens here. */
function verb(kind: 'INSERT' | 'UPDATE', table: WriteTable): string {
  return table.replaces ? `${kind} OR ABORT` : kind;
}

function deleteRow(save: Save, state: RowState): Written {
  if (state.locator === null || state.isGone) return 'done';
  const { access } = state;
  const followers = collectFollowers(save, state, { kind: 'delete' });
  const where = access.where(state.locator);
  const { changes } = save.connection
    .prepare(`DELETE FROM ${access.table.source} WHERE ${where.sql}`)
    .run(...where.values);
  if (changes > 1) throw new Error(`A delete hit ${changes} rows of ${access.table.name}`);
  if (changes === 0 && access.readOne([], state.locator) !== null) return 'ignored';
  settleFollowers(save, followers);
  save.states.remove(state);
  return 'done';
}

/** Writes these fields of a row; also used for stopgaps. */
export function updateRow(save: Save, state: RowState, fields: readonly PlannedField[]): Written {
  const { access } = state;
  if (state.locator === null || state.isGone) return 'gone';
  const values: Bound[] = [];
  const sets: string[] = [];
  for (const field of fields) {
    const term = termOf(save, field, access.table);
    if (term === null) return 'waiting';
    sets.push(`${access.quote(field.field)} = ${term.sql}`);
    values.push(...term.values);
  }
  const columns = fields.map(({ field }) => field);
  const followers = collectFollowers(save, state, { kind: 'update', columns });
  const where = access.where(state.locator);
  const sql = `${verb('UPDATE', access.table)} ${access.table.source} SET ${sets.join(', ')} WHERE ${where.sql}`;
  const moves = columns.some((name) => access.locatorColumns.includes(name));
  const changes = moves
    ? runMoving(save, state, sql, [...values, ...where.values])
    : save.connection.prepare(sql).run(...values, ...where.values).changes;
  if (changes > 1) throw new Error(`An update hit ${changes} rows of ${access.table.name}`);
  if (changes === 0) return access.readOne([], state.locator) === null ? 'gone' : 'ignored';
  settleFollowers(save, followers);
  state.written = access.sameOf(state.written.length === 0 ? columns : [...new Set([...state.written, ...columns])]);
  return 'done';
}

/** An update that changes where the row is found. @returns the number of rows it hit */
function runMoving(save: Save, state: RowState, sql: string, values: readonly Bound[]): number {
  const moved = returning(save, state, sql, values);
  const [locator] = moved;
  if (locator && moved.length === 1) save.states.move(state, locator);
  return moved.length;
}

/** Where the rows of a statement are found after it. */
function returning(save: Save, { access }: RowState, sql: string, values: readonly Bound[]): readonly Locator[] {
  const list = selectList(access.locatorColumns.map(quoteName));
  return save.connection
    .prepare(`${sql} RETURNING ${list.exact}`)
    .all(...values)
    .map((row) => exactRow(save.connection, row));
}

function insertRow(save: Save, { row, state }: Target): Written {
  if (row.kind !== 'insert') throw new Error('Only new rows are inserted');
  const { access } = state;
  const { table } = access;
  const values: Bound[] = [];
  const names: string[] = [];
  const terms: string[] = [];
  const isTaken = row.rowid !== null && row.isRowidFree && access.readOne([], [row.rowid]) !== null;
  if (row.rowid !== null && table.rowid !== null && !isTaken) {
    names.push(quoteName(table.rowid));
    terms.push('?');
    values.push(row.rowid);
  }
  for (const field of row.fields) {
    const term = termOf(save, field, table);
    if (term === null) return 'waiting';
    names.push(access.quote(field.field));
    terms.push(term.sql);
    values.push(...term.values);
  }
  const content = names.length === 0 ? 'DEFAULT VALUES' : `(${names.join(', ')}) VALUES (${terms.join(', ')})`;
  const sql = `${verb('INSERT', table)} INTO ${table.source} ${content}`;
  if (table.rowid === null) {
    const [locator] = returning(save, state, sql, values);
    if (!locator) return 'ignored';
    save.states.move(state, locator);
  } else {
    const { changes, lastInsertRowid } = save.connection.prepare(sql).run(...values);
    if (changes === 0) return 'ignored';
    save.states.move(state, [BigInt(lastInsertRowid)]);
  }
  state.written = row.fields.map(({ field }) => field);
  save.inserted.set(row.change, state);
  return 'done';
}

interface Term {
  readonly sql: string;
  readonly values: readonly Bound[];
}

/** What stands for a field's value in SQL; `null` while the row it refers to is not there. */
function termOf(save: Save, { field, value }: PlannedField, table: WriteTable): Term | null {
  switch (value.kind) {
    case 'stored':
    case 'upload':
      return bound(save.given(value) ?? null);
    case 'default':
      return { sql: table.columns.find(({ name }) => name === field)?.defaultSql ?? 'NULL', values: [] };
    case 'stopgap':
      return bound((table.columns.find(({ name }) => name === field)?.canBeNull ?? true) ? null : 0n);
    case 'inserted': {
      const target = save.inserted.get(value.change);
      if (!target?.locator) return null;
      const row = target.access.readOne([value.field], target.locator);
      return row && bound(row[0] ?? null);
    }
  }
}

function bound(value: StoredValue): Term {
  const { mark, value: given } = bind(value);
  return { sql: mark, values: [given] };
}
