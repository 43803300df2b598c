import { expect, it } from 'vitest';
import { impactText } from './impact-text.ts';

const impact = { contributor: 'rows', title: 'Orders', model: 'orders', filter: null } as const;

it('says how many things are affected and how', () => {
  const one = { kind: 'exact', value: 1 } as const;
  const many = { kind: 'atLeast', value: 10_000 } as const;
  expect(impactText({ ...impact, effect: 'cascade', count: one })).toBe('Orders: 1 row is deleted too');
  expect(impactText({ ...impact, effect: 'blocks', count: many })).toBe(
    'Orders: ≥ 10,000 rows prevent it by referring to what is deleted',
  );
  expect(impactText({ ...impact, contributor: 'files', title: 'albums', effect: 'dangles', count: many })).toBe(
    'albums: ≥ 10,000 files refer to what is gone then',
  );
});
