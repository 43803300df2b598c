import { describe, expect, it } from 'vitest';
import { compare, median, percentile } from './measure.ts';

describe('measuring', () => {
  it('takes the middle and the 95th of a hundred', () => {
    const values = Array.from({ length: 100 }, (_, index) => 99 - index);
    expect([median(values), percentile(values, 0.95)]).toEqual([50, 95]);
  });

  it('leaves out the warm-up and takes turns as ABBA', async () => {
    const order: string[] = [];
    const comparison = await compare({
      rounds: 4,
      warmUp: 2,
      ours: async (round) => {
        order.push(`A${round}`);
        return round < 2 ? 1000 : 30;
      },
      reference: async (round) => {
        order.push(`B${round}`);
        return round < 2 ? 1000 : 10;
      },
    });
    expect(order.join(' ')).toBe('A0 B0 B1 A1 A2 B2 B3 A3 A4 B4 B5 A5');
    expect(comparison).toEqual({
      ours: { median: 30, p95: 30, runs: 4 },
      reference: { median: 10, p95: 10, runs: 4 },
      ratio: 3,
    });
  });
});
