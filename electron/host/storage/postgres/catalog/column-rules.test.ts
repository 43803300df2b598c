import { expect, it } from 'vitest';
import { columnRules, type RuledColumn } from './column-rules.ts';

const text: RuledColumn = { name: 'status', kind: 'text', typeText: 'text', paddedTo: null };
const whole: RuledColumn = { name: 'n', kind: 'integer', typeText: 'integer', paddedTo: null };

it.each<[string, RuledColumn, string, ReturnType<typeof columnRules>['allowed']]>([
  ['a list of words', text, `CHECK ((status = ANY (ARRAY['a'::text, 'it''s'::text])))`, ['a', "it's"]],
  ['a word with a backslash', text, `CHECK ((status = ANY (ARRAY[E'a\\\\b'::text])))`, ['a\\b']],
  ['one word', text, `CHECK ((status = 'a'::text))`, ['a']],
  ['words or NULL', text, `CHECK (((status IS NULL) OR (status = ANY (ARRAY['a'::text]))))`, ['a']],
  ['two lists', text, `CHECK (((status = 'a'::text) OR (status = ANY (ARRAY['b'::text, 'a'::text]))))`, ['a', 'b']],
  [
    'words of varchar',
    { ...text, typeText: 'character varying(10)' },
    `CHECK (((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))`,
    ['a', 'b'],
  ],
  [
    'words of varchar as older servers write them',
    { ...text, typeText: 'character varying(10)' },
    `CHECK (((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))`,
    ['a', 'b'],
  ],
  [
    'words of char(3)',
    { ...text, paddedTo: 3 },
    `CHECK ((status = ANY (ARRAY['a'::bpchar, 'abc'::bpchar])))`,
    ['a  ', 'abc'],
  ],
  ['numbers', whole, `CHECK ((n = ANY (ARRAY[1, 2, '-3'::integer])))`, [1n, 2n, -3n]],
  [
    'big numbers',
    { ...whole, typeText: 'bigint' },
    `CHECK ((n = ANY (ARRAY[(1)::bigint, '9223372036854775807'::bigint])))`,
    [1n, 9223372036854775807n],
  ],
  [
    'words of an enum',
    { ...text, kind: 'enum', typeText: 'public."My mood"' },
    `CHECK ((status = ANY (ARRAY['sad'::public."My mood", 'ok'::public."My mood"])))`,
    ['sad', 'ok'],
  ],
  [
    'a column with a quoted name',
    { ...text, name: 'my "status"' },
    `CHECK (("my ""status""" = 'a'::text)) NOT VALID`,
    ['a'],
  ],
  [
    'the value of a domain',
    { ...text, name: 'VALUE' },
    `CHECK ((VALUE = ANY (ARRAY['s'::text, 'm'::text])))`,
    ['s', 'm'],
  ],
  ['another column', text, `CHECK ((other = ANY (ARRAY['a'::text])))`, null],
  ['part of a condition', text, `CHECK (((status = 'a'::text) OR (n > 5)))`, null],
  ['both of two conditions', text, `CHECK (((status = 'a'::text) AND (n > 5)))`, null],
  ['the words of a function', text, `CHECK ((lower(status) = ANY (ARRAY['a'::text])))`, null],
  ['a cast that cuts', text, `CHECK ((status = ANY (ARRAY['abc'::character(1)])))`, null],
  ['a number with a fraction', whole, `CHECK (((n)::numeric = ANY (ARRAY[(1)::numeric, 1.5])))`, null],
  ['a number compared as text', whole, `CHECK (((n)::text = ANY (ARRAY['01'::text])))`, null],
  ['an operator of somebody', text, `CHECK ((status OPERATOR(public.=) 'a'::text))`, null],
  ['text compared without its last spaces', text, `CHECK (((status)::bpchar = 'a'::bpchar))`, null],
  ['all but a list', text, `CHECK ((status <> ALL (ARRAY['a'::text])))`, null],
  ['no condition at all', text, 'whatever', null],
])('%s', (_, column, definition, allowed) => {
  expect(columnRules(column, [definition]).allowed).toEqual(allowed);
});

it('all conditions hold at once', () => {
  const definitions = [
    `CHECK ((status = ANY (ARRAY['a'::text, 'b'::text, 'c'::text])))`,
    `CHECK ((status = ANY (ARRAY['c'::text, 'b'::text])))`,
    `CHECK ((char_length(status) <= 20))`,
    `CHECK ((length((status)::text) < 11))`,
  ];
  expect(columnRules(text, definitions)).toEqual({ allowed: ['b', 'c'], maxLength: 10 });
});

it('a length of another thing is no limit', () => {
  const none = { allowed: null, maxLength: null };
  expect(columnRules(text, ['CHECK ((char_length(status) >= 3))'])).toEqual(none);
  expect(columnRules(text, ['CHECK ((octet_length(status) <= 3))'])).toEqual(none);
  expect(columnRules(text, ['CHECK ((char_length(status) <= n))'])).toEqual(none);
});
