import { expect, it } from 'vitest';
import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import { findModels, navGroups, navLines, searchTexts } from './nav-lines.ts';

function model(schema: string | null, name: string): ModelSummary {
  return { id: schema === null ? name : `${schema}.${name}`, caption: name, schema, kind: 'table' };
}

const models = [
  model('public', 'orders'),
  model('public', 'customers'),
  model('Отчёты', 'orders'),
  model('__proto__', 'x'),
];

function shape(lines: ReturnType<typeof navLines>): string[] {
  return lines.map((line) => (line.kind === 'heading' ? `# ${line.schema} ${line.count}` : line.model.id));
}

it('puts models under the headings of their schemas', () => {
  expect(shape(navLines(models, new Set()))).toEqual([
    '# public 2',
    'public.orders',
    'public.customers',
    '# Отчёты 1',
    'Отчёты.orders',
    '# __proto__ 1',
    '__proto__.x',
  ]);
  expect(shape(navLines(models, new Set(['public'])))).toEqual([
    '# public 2',
    '# Отчёты 1',
    'Отчёты.orders',
    '# __proto__ 1',
    '__proto__.x',
  ]);
});

it('has no headings where the store has no schemas', () => {
  expect(shape(navLines([model(null, 'a'), model(null, 'b')], new Set()))).toEqual(['a', 'b']);
});

it('keeps the lines in sight in their groups, also when a heading is not in sight', () => {
  const groups = navGroups(navLines(models, new Set()), 2, 5);
  expect(groups.map(({ schema, at, lines }) => [schema, at, shape(lines)])).toEqual([
    ['public', 2, ['public.customers']],
    ['Отчёты', 3, ['# Отчёты 1', 'Отчёты.orders']],
  ]);
});

it('finds models by words of their name and schema', () => {
  const found = (text: string) => findModels(models, searchTexts(models), text).map(({ id }) => id);
  expect(['ORDERS', 'отчёты ord', ' ', 'public.c', 'nothing'].map(found)).toEqual([
    ['public.orders', 'Отчёты.orders'],
    ['Отчёты.orders'],
    models.map(({ id }) => id),
    ['public.customers'],
    [],
  ]);
});

it('filters 20,000 models in a few milliseconds', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => model(`tenant_${index % 40}`, `table_${index}`));
  const texts = searchTexts(many);
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    expect(navLines(findModels(many, texts, 'table_19'), new Set()).length).toBeGreaterThan(1000);
    return performance.now() - begun;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
