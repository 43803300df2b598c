import type { SqliteTasks } from '../protocol.ts';
import { baseOf } from '../write/exact-value.ts';
import { storedValue } from './decode.ts';
import type { Reader } from './reader.ts';

/** Reads one value here, however big, and sends only what names it. */
export function readBase(reader: Reader, sql: SqliteTasks['base']['input']): SqliteTasks['base']['output'] {
  const row = reader.prepare(sql.text).get(...sql.values);
  return row ? baseOf(storedValue(row[0] ?? null, row[1] ?? null, reader.encoding)) : null;
}
