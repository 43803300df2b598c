import { expect, it } from 'vitest';
import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import { bestModels, rankedModel } from './rank-models.ts';

function ranked(schema: string | null, name: string, caption = name) {
  const model: ModelSummary = { id: schema === null ? name : `${schema}.${name}`, caption, schema, kind: 'table' };
  return rankedModel('main', model);
}

const all = [
  ranked('public', 'customer_orders', 'Customer orders'),
  ranked('public', 'preorders', 'Preorders'),
  ranked('sales', 'orders', 'Orders'),
  ranked('public', 'order_lines', 'Order lines'),
  ranked('archive', 'orders', 'Orders'),
];

const ids = (text: string, limit = 8) => bestModels(all, text, limit).map(({ model }) => model.id);

it('puts the very name first, then beginnings, beginnings of words, and the rest', () => {
  expect(ids('orders')).toEqual(['sales.orders', 'archive.orders', 'public.customer_orders', 'public.preorders']);
  expect(ids('order')).toEqual([
    'sales.orders',
    'public.order_lines',
    'archive.orders',
    'public.customer_orders',
    'public.preorders',
  ]);
});

it('finds a model by its schema, by words in any order, and with nothing typed shows the first', () => {
  expect(ids('archive.ord')).toEqual(['archive.orders']);
  expect(ids('lines public')).toEqual(['public.order_lines']);
  expect(ids('', 2)).toEqual(['public.customer_orders', 'public.preorders']);
  expect(ids('invoice')).toEqual([]);
});

it('ranks 20,000 models in less than 50 ms', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => ranked(`tenant_${index % 40}`, `table_${index}`));
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    expect(bestModels(many, 'able_1999', 8).length).toBe(8);
    return performance.now() - begun;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
