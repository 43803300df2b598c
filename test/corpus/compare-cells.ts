import { expect } from 'vitest';
import { realText } from '../../electron/host/storage/query/real-text.ts';
import { type Cell, isWhole, type WholeCell } from '../../shared/domain/cell.ts';

/** The value itself, or its beginning where it is too big for a page. */
export function expectShown(shown: Cell, cell: WholeCell): void {
  if (isWhole(shown)) {
    expect(same(shown, cell)).toBe('same');
    return;
  }
  if (typeof cell === 'string') {
    expect(shown.of).toBe('text');
    expect(cell.startsWith(shown.preview)).toBe(true);
    expect(shown.sizeBytes).toBeGreaterThan(256);
    return;
  }
  if (cell === null || typeof cell !== 'object' || cell.kind !== 'bytes')
    throw new Error('Only texts and bytes are cut');
  expect({ of: shown.of, sizeBytes: shown.sizeBytes }).toEqual({ of: 'bytes', sizeBytes: cell.hex.length / 2 });
  expect(cell.hex.startsWith(shown.preview)).toBe(true);
}

/** `same`, or both in short: megabytes are no message. */
export function same(found: Cell, expected: WholeCell): string {
  const one = JSON.stringify(found, printable);
  const other = JSON.stringify(expected, printable);
  return one === other ? 'same' : `${short(one)} is not ${short(other)}`;
}

/** For `JSON.stringify`. */
export function printable(_: string, value: unknown): unknown {
  if (typeof value === 'number') return realText(value);
  return typeof value === 'bigint' ? `${value}n` : value;
}

export function short(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}… (${text.length})`;
}
