import { expect, it } from 'vitest';
import { hashQueryKey } from './query-client.ts';

it('tells row keys apart that JSON can’t write', () => {
  const key = (cell: unknown) => hashQueryKey([['rows', 'get'], { input: { key: [cell] } }]);
  const hashes = [9007199254740993n, 9007199254740992n, 9007199254740992, '9007199254740993', null].map(key);
  expect(new Set(hashes).size).toBe(5);
});

it('does not depend on the order in which a key was written', () => {
  expect(hashQueryKey([{ a: 1, b: { d: 2n, c: [3, { f: 4, e: 5 }] } }])).toBe(
    hashQueryKey([{ b: { c: [3, { e: 5, f: 4 }], d: 2n }, a: 1 }]),
  );
});
