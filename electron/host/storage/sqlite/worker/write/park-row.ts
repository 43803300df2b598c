import { randomBytes, randomUUID } from 'node:crypto';
import type { StoredValue } from '../../protocol.ts';
import type { WriteColumn } from '../../write/write-table.ts';
import type { Save, Target } from './save.ts';
import { isRowError } from './statement-problem.ts';
import { updateRow } from './write-row.ts';

/**
 * Rows that exchange values of a unique column are in each other's way, whatever the order: SQLite looks at every row by
 * itself. One of them gets a stopgap that nobody has, until the others have moved on. A table with triggers is left alone:
 * they would see the stopgap.
 * @returns false when this row can't be helped so
 */
export function parkRow(save: Save, { row, state }: Target): boolean {
  const { table } = state.access;
  if (row.kind !== 'update' || state.isParked || table.hasTriggers) return false;
  const columns = new Set(
    table.uniques.flatMap(
      (unique) => row.fields.map(({ field }) => field).find((field) => unique.includes(field)) ?? [],
    ),
  );
  if (columns.size === 0) return false;
  const fields = table.columns
    .filter(({ name }) => columns.has(name))
    .map((column) => ({
      field: column.name,
      value: { kind: 'stored', value: stopgap(column, table.key.includes(column.name)) } as const,
      mine: null,
      isRounded: false,
    }));
  const { connection } = save;
  // What the rules say holds again for the value that follows.
  connection.database.pragma('ignore_check_constraints = ON');
  connection.prepare('SAVEPOINT storeroom_park').run();
  try {
    if (updateRow(save, state, fields) !== 'done') return false;
    state.isParked = true;
    return true;
  } catch (error) {
    if (!isRowError(error)) throw error;
    connection.prepare('ROLLBACK TO storeroom_park').run();
    return false;
  } finally {
    if (connection.database.inTransaction) connection.prepare('RELEASE storeroom_park').run();
    connection.database.pragma('ignore_check_constraints = OFF');
  }
}

function stopgap({ affinity, canBeNull }: WriteColumn, isKey: boolean): StoredValue {
  if (canBeNull && !isKey) return null;
  const bytes = randomBytes(16);
  switch (affinity) {
    case 'integer':
    case 'numeric':
      // Far from what counts upwards.
      return -(2n ** 62n) - (bytes.readBigUInt64BE() >> 3n);
    case 'real':
      return -1e300 * (1 + bytes.readUInt32BE() / 2 ** 32);
    case 'text':
      return randomUUID();
    case 'blob':
      return Uint8Array.from(bytes);
  }
}
