import { expect, it } from 'vitest';
import { parseCacheLimit } from './cache-limit.ts';

it('takes whole megabytes, grouped or not', () => {
  expect(['1024', ' 2,048 ', '16'].map(parseCacheLimit)).toEqual([
    { kind: 'valid', megabytes: 1024 },
    { kind: 'valid', megabytes: 2048 },
    { kind: 'valid', megabytes: 16 },
  ]);
});

it('refuses what is no number and what the host would refuse', () => {
  for (const text of ['', 'many', '1.5', '-1', '15', '100001', '1e4'])
    expect(parseCacheLimit(text).kind).toBe('invalid');
});
