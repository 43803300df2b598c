import type { RowKey } from '../../../../../../shared/domain/row-key.ts';
import type { StoredValue } from '../../protocol.ts';
import { sameStored } from '../../write/exact-value.ts';
import type { ComparedRow, WriterTasks } from '../../write/writer-protocol.ts';
import { findByKey } from './locate-rows.ts';
import { createTableAccess, type TableAccess } from './table-access.ts';
import { sqliteCode, type WriteConnection } from './write-connection.ts';

type Verdict = 'before' | 'after' | null;

/**
 * Which of two states the rows are in. One row that proves it is enough, as all of them were written together or not at
 * all; rows that have been changed since prove nothing, and rows that contradict each other make the answer `neither`.
 */
export function compareImages(
  connection: WriteConnection,
  { rows, tables }: WriterTasks['compare']['input'],
): 'before' | 'after' | 'neither' {
  const accesses = new Map([...tables].map(([name, table]) => [name, createTableAccess(connection, table)]));
  let verdict: Verdict = null;
  connection.waitingForLock(() => connection.prepare('BEGIN').run());
  try {
    for (const row of rows) {
      connection.check();
      const access = accesses.get(row.table);
      const one = access ? connection.waitingForLock(() => verdictIn(access, row)) : null;
      if (one === null) continue;
      if (verdict !== null && verdict !== one) return 'neither';
      verdict = one;
    }
  } finally {
    if (connection.database.inTransaction) connection.prepare('ROLLBACK').run();
  }
  return verdict ?? 'neither';
}

/** A table or a column that is not there any more proves nothing. */
function verdictIn(access: TableAccess, row: ComparedRow): Verdict {
  try {
    return verdictOf(access, row);
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_ERROR') return null;
    throw error;
  }
}

function verdictOf(access: TableAccess, row: ComparedRow): Verdict {
  const isAfter = row.kind === 'delete' ? isAbsent(access, row.key) : holds(access, row.key, row.fields, row.after);
  const isBefore =
    row.kind === 'insert' ? isAbsent(access, row.key) : holds(access, row.keyBefore ?? row.key, row.fields, row.before);
  // Alike before and after, as by a value that is the same in both: nothing follows from it.
  return isAfter === isBefore ? null : isAfter ? 'after' : 'before';
}

function isAbsent(access: TableAccess, key: RowKey): boolean {
  return findByKey(access, key, []) === null;
}

function holds(
  access: TableAccess,
  key: RowKey,
  fields: readonly string[],
  values: readonly (StoredValue | undefined)[],
): boolean {
  const known = new Set(access.allColumns);
  if (key.length !== access.table.key.length || fields.some((field) => !known.has(field))) return false;
  const found = findByKey(access, key, fields);
  if (found === null || found === 'several') return false;
  return values.every((value, at) => value === undefined || sameStored(value, found.values[at] ?? null));
}
