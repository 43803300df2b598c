import { realText } from '../../query/real-text.ts';
import type { SqliteTasks } from '../protocol.ts';
import type { DriverValue } from './decode.ts';
import type { Reader } from './reader.ts';
import { Refusal } from './refusal.ts';

/** Values that are on their way out in pieces. SQLite gives a value only whole, so it is read once and kept. */
export interface ValueStore {
  open(sql: SqliteTasks['openValue']['input']): SqliteTasks['openValue']['output'];
  read(input: SqliteTasks['readValue']['input']): Uint8Array;
  close(input: SqliteTasks['closeValue']['input']): null;
}

export function createValueStore(reader: Reader): ValueStore {
  const values = new Map<number, Buffer>();
  let lastHandle = 0;
  return {
    open: (sql) => {
      const row = reader.prepare(sql.text).get(...sql.values);
      if (!row) return null;
      const bytes = valueBytes(row[0] ?? null);
      lastHandle += 1;
      values.set(lastHandle, bytes);
      return { handle: lastHandle, sizeBytes: bytes.length };
    },
    read: ({ handle, offset, length }) => {
      const bytes = values.get(handle);
      if (!bytes)
        throw new Refusal('conflict', 'The value is no longer being read', { advice: 'Start the download again.' });
      // A copy of its own: a view would send the whole value with every piece.
      return Uint8Array.from(bytes.subarray(offset, offset + length));
    },
    close: ({ handle }) => {
      values.delete(handle);
      return null;
    },
  };
}

function valueBytes(value: DriverValue): Buffer {
  if (value === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === 'number' ? realText(value) : String(value));
}
