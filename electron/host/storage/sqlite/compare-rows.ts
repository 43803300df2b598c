import type { OrderColumn } from './order-plan.ts';
import type { StoredValue } from './protocol.ts';
import type { Collation } from './table.ts';

/** How the file stores text: byte order is what SQLite compares by. */
export type FileEncoding = 'UTF-8' | 'UTF-16le' | 'UTF-16be';

/** Compares two places as SQLite orders them: negative when `a` comes first. */
export function compareRows(
  order: readonly OrderColumn[],
  encoding: FileEncoding,
  a: readonly StoredValue[],
  b: readonly StoredValue[],
): number {
  for (const [position, { column, isDescending }] of order.entries()) {
    const result = compareStored(a[position] ?? null, b[position] ?? null, column.collation ?? 'BINARY', encoding);
    if (result !== 0) return isDescending ? -result : result;
  }
  return 0;
}

/** NULL, then numbers, then text, then bytes. */
function classOf(value: StoredValue): 0 | 1 | 2 | 3 {
  if (value === null) return 0;
  if (typeof value === 'bigint' || typeof value === 'number') return 1;
  return typeof value === 'string' || 'text' in value ? 2 : 3;
}

function compareStored(a: StoredValue, b: StoredValue, collation: Collation, encoding: FileEncoding): number {
  const byClass = classOf(a) - classOf(b);
  if (byClass !== 0 || a === null || b === null) return byClass;
  if ((typeof a === 'bigint' || typeof a === 'number') && (typeof b === 'bigint' || typeof b === 'number'))
    return a < b ? -1 : a > b ? 1 : 0;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  // Other collations than BINARY always see UTF-8.
  const seen = collation === 'BINARY' ? encoding : 'UTF-8';
  return Buffer.compare(collated(textBytes(a, seen), collation), collated(textBytes(b, seen), collation));
}

function textBytes(value: StoredValue, encoding: FileEncoding): Buffer {
  if (value !== null && typeof value === 'object' && 'text' in value) return Buffer.from(value.text);
  const text = String(value);
  if (encoding === 'UTF-8') return Buffer.from(text);
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'UTF-16le' ? bytes : bytes.swap16();
}

function collated(bytes: Buffer, collation: Collation): Buffer {
  switch (collation) {
    case 'BINARY':
      return bytes;
    case 'NOCASE':
      return Buffer.from(Uint8Array.from(bytes, (byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)));
    case 'RTRIM': {
      let end = bytes.length;
      while (end > 0 && bytes[end - 1] === 0x20) end -= 1;
      return bytes.subarray(0, end);
    }
  }
}
