import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration } from './format.ts';
import { formatDate, formatInstant } from './format-time.ts';

describe('counts', () => {
  it('say how sure they are', () => {
    expect(formatCount(12480)).toBe('12,480');
    expect(formatCount({ kind: 'exact', value: 12480 })).toBe('12,480');
    expect(formatCount({ kind: 'atLeast', value: 221480 })).toBe('≥ 221,480');
    expect(formatCount({ kind: 'estimate', value: 310_220 })).toBe('~310k');
  });

  it('are short when they are estimates', () => {
    const values = [0, 9999, 10_000, 99_960, 1_204_000, 999_960, 12_000_000_000];
    expect(values.map((value) => formatCount({ kind: 'estimate', value }))).toEqual([
      '~0',
      '~9,999',
      '~10k',
      '~100k',
      '~1.2M',
      '~1M',
      '~12G',
    ]);
  });
});

describe('sizes', () => {
  it('are decimal and short', () => {
    expect([0, 1, 812, 999, 1000, 184_300, 999_499, 999_500, 1_100_000_000].map(formatBytes)).toEqual([
      '0 bytes',
      '1 byte',
      '812 bytes',
      '999 bytes',
      '1 kB',
      '184 kB',
      '999 kB',
      '1 MB',
      '1.1 GB',
    ]);
  });
});

describe('durations', () => {
  it('have two units at most', () => {
    expect([0.83, 340, 1200, 59_400, 725_000, 43_080_000, 273_600_000].map(formatDuration)).toEqual([
      '0.8 ms',
      '340 ms',
      '1.2 s',
      '59 s',
      '12 m 5 s',
      '11 h 58 m',
      '3 d 4 h',
    ]);
  });
});

describe('instants', () => {
  it('are shown in the chosen zone with their fraction', () => {
    expect(formatInstant('2024-03-07T09:15:00.123456Z', 'Europe/Prague')).toBe('2024-03-07 10:15:00.123456');
    expect(formatInstant('2024-07-07 09:15:00+02:00', 'UTC')).toBe('2024-07-07 07:15:00');
    expect(formatInstant('2024-07-07 09:15:00+02', 'UTC')).toBe('2024-07-07 07:15:00');
  });

  it('stay as they are stored when they name no zone or no instant', () => {
    for (const text of ['2024-03-07 09:15:00', '2024-03-07', 'soon', '2024-13-47T09:15:00Z', '']) {
      expect(formatInstant(text, 'Europe/Prague')).toBe(text);
    }
  });

  it('are written as ISO 8601 writes them', () => {
    expect(formatDate(new Date(Date.UTC(2026, 2, 1, 9, 5, 7)), 'UTC')).toBe('2026-03-01 09:05:07');
  });
});
