import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modelIdOf, parseModelId } from './model-id.ts';

it.each([
  ['public', 'orders', 'public.orders'],
  ['public', 'user', 'public.user'],
  ['public', 'contactsContact', 'public."contactsContact"'],
  ['public', 'my table', 'public."my table"'],
  ['Odd "schema".x', 'a.b', '"Odd ""schema"".x"."a.b"'],
  ['s', '"', 's.""""'],
  ['s', '1st', 's."1st"'],
  ['s', '__proto__', 's.__proto__'],
  ['s', 'line\nbreak', 's."line\nbreak"'],
  ['s', 'naïve', 's."naïve"'],
])('the id of %s and %s is %s', (schema, name, id) => {
  expect(modelIdOf({ schema, name })).toBe(id);
  expect(parseModelId(id)).toEqual({ schema, name });
});

const hostileName = fc.oneof(
  fc.string({ minLength: 1, maxLength: 63, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', 'Z', '"', '.', '_', ' ', '\n', '0', '$', '\\') }),
);

it('an id leads back to exactly the names it was made of', () => {
  fc.assert(
    fc.property(hostileName, hostileName, (schema, name) => {
      expect(parseModelId(modelIdOf({ schema, name }))).toEqual({ schema, name });
    }),
  );
});

it('no two tables have one id, and one table has one id', () => {
  fc.assert(
    fc.property(hostileName, hostileName, hostileName, hostileName, (schema, name, otherSchema, otherName) => {
      const isSame = schema === otherSchema && name === otherName;
      expect(modelIdOf({ schema, name }) === modelIdOf({ schema: otherSchema, name: otherName })).toBe(isSame);
    }),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        hostileName,
        fc.tuple(hostileName, hostileName).map((parts) => parts.join('.')),
      ),
      (text) => {
        const parsed = parseModelId(text);
        if (parsed) expect(modelIdOf(parsed)).toBe(text);
      },
    ),
  );
});

it.each([
  '',
  'orders',
  'public.',
  '.orders',
  'public."orders"',
  '"public".orders',
  'public.Orders',
  'a.b.c',
  'public."a',
  ' public.orders',
  'public.""',
])('%j is no id', (text) => {
  expect(parseModelId(text)).toBe(null);
});
