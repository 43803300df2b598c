import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Field, FieldType } from '../../../shared/domain/catalog.ts';
import { findCaptionField } from './caption-field.ts';
import { humanise } from './humanise.ts';

it.each([
  ['order_lines', 'Order lines'],
  ['OrderLine', 'Order line'],
  ['customers', 'Customers'],
  ['HTTPLog', 'HTTP log'],
  ['auth-user.groups', 'Auth user groups'],
  ['tbl2024Items', 'Tbl2024 items'],
  ['APP_SETTINGS', 'APP SETTINGS'],
  ['___', '___'],
  ['заказы_клиентов', 'Заказы клиентов'],
  ['注文', '注文'],
])('%s reads “%s”', (name, caption) => {
  expect(humanise(name)).toBe(caption);
});

it('words are told apart in the same way whatever letters stand beside them', () => {
  const unit = fc.constantFrom('a', 'b', 'A', 'B', '1', '_', '-', '.', ' ', '\n', '$', '"');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), (name) => {
      fc.pre(/[^_\-.\s]/.test(name));
      expect(humanise(`${name} é`)).toBe(`${humanise(name)} é`);
    }),
  );
});

function fields(...named: (readonly [string, FieldType, Partial<Field>?])[]): Field[] {
  return named.map(([name, type, more]) => ({
    name,
    type,
    nativeType: '',
    nullable: true,
    inKey: false,
    generated: false,
    defaultText: null,
    indexed: false,
    reference: null,
    file: null,
    maxLength: null,
    allowed: null,
    coercion: null,
    ...more,
  }));
}

it.each<[string, Field[], string | null]>([
  [
    'the best of several names',
    fields(['id', 'integer'], ['email', 'text'], ['name', 'text'], ['notes', 'text']),
    'name',
  ],
  [
    'a name with the thing before it',
    fields(['id', 'integer'], ['amount', 'real'], ['invoiceNumber', 'text']),
    'invoiceNumber',
  ],
  ['nothing when no name is known', fields(['id', 'integer'], ['city', 'text'], ['postal_code', 'text']), null],
  ['no date, number or document', fields(['id', 'integer'], ['name', 'json'], ['title', 'datetime']), null],
  [
    'no file and no reference',
    fields(
      ['name', 'text', { file: { root: 'r', storage: 's' } }],
      ['title', 'text', { reference: { model: 'm', field: 'f' } }],
    ),
    null,
  ],
  ['no key unless it is called so', fields(['code', 'text', { inKey: true }]), 'code'],
  ['not the key itself', fields(['id', 'text', { inKey: true }]), null],
])('a row is called by %s', (_, given, expected) => {
  expect(findCaptionField(given)).toBe(expected);
});
