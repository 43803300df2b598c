import type { StoredValue } from '../protocol.ts';

/** A text that two values share exactly when SQLite calls them equal under this collation. */
export function comparedText(value: StoredValue, collation: string): string {
  if (value === null) return 'n';
  if (typeof value === 'bigint') return `i${value}`;
  // An integer and a real with the same value are equal.
  if (typeof value === 'number') return Number.isInteger(value) ? `i${BigInt(value)}` : `r${value}`;
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')}`;
  if (typeof value !== 'string') return `o${Buffer.from(value.text).toString('hex')}`;
  switch (collation) {
    case 'NOCASE':
      return `t${value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())}`;
    case 'RTRIM':
      return `t${value.replace(/ +$/, '')}`;
    default:
      return `t${value}`;
  }
}
