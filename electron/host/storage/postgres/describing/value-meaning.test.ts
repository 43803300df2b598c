import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { type DescribedDatabase, openDescribed } from '../../../../../test/support/describe-postgres.ts';
import { calm } from '../../conformance/walks.ts';
import type { PgColumn } from '../table.ts';
import { createSnapshot } from './run-snapshot.ts';
import { askMeanings, valueMeaning } from './value-meaning.ts';

const types = {
  small: 'int2',
  whole: 'int8',
  single: 'float4',
  double: 'float8',
  free: 'numeric',
  scaled: 'numeric(8,2)',
  rounded: 'numeric(8,-2)',
  truth: 'boolean',
  raw: 'bytea',
  words: 'text',
  short: 'varchar(4)',
  padded: 'char(4)',
  label: 'name',
  document: 'jsonb',
  source: 'json',
  identity: 'uuid',
  mood: 'public.mood',
  word: 'public.word',
  day: 'date',
  moment: 'timestamp',
  coarse: 'timestamp(0)',
  instant: 'timestamptz',
  clock: 'time',
  tenth: 'time(1)',
  zoned: 'timetz',
  span: 'interval',
  days: 'interval day to minute',
  cash: 'money',
  address: 'inet',
  network: 'cidr',
  spot: 'point',
  ring: 'circle',
  shape: 'polygon',
  flags: 'bit(4)',
  more_flags: 'bit varying(4)',
  wholes: 'int4[]',
  scaleds: 'numeric(5,1)[]',
  texts: 'varchar(3)[]',
  moments: 'timestamptz[]',
  doubles: 'float8[]',
  documents: 'jsonb[]',
  range: 'int4range',
  precise: 'numrange',
  period: 'tstzrange',
  dates: 'daterange',
  pair: 'public.pair',
  lexemes: 'tsvector',
} as const;

type Name = keyof typeof types;

describe('what a stored value means', () => {
  let db: DescribedDatabase;
  let columns: ReadonlyMap<string, PgColumn>;

  beforeAll(async () => {
    db = await openDescribed(`
CREATE TYPE public.mood AS ENUM ('calm', 'Calm ');
CREATE DOMAIN public.word AS numeric(6,3) CHECK (value >= -1000);
CREATE TYPE public.pair AS (amount numeric(6,1), at timestamp(0), note text);
CREATE TABLE public.t (id int PRIMARY KEY, ${Object.entries(types)
      .map(([name, type]) => `"${name}" ${type}`)
      .join(', ')})`);
    columns = (await db.catalog.describe('public.t', calm())).table.columns;
  }, 60_000);
  afterAll(() => db.close());

  async function stored(name: Name, typed: WholeCell): Promise<string | null> {
    const text = typed !== null && typeof typed === 'object' && typed.kind === 'bytes' ? `\\x${typed.hex}` : typed;
    const value = text === null ? null : typeof text === 'object' ? text.text : String(text);
    return db.access.snapshot(async (run) => {
      // As a new row would have it, read the way a statement of a save is: by a parameter without a cast.
      const { rows } = await run({
        text: isDocument(name)
          ? `SELECT $1::${types[name]}`
          : `SELECT r."${name}" FROM json_populate_record(NULL::public.t, json_build_object('${name}', $1::text)) AS r`,
        values: [value],
      });
      return rows[0]?.[0] ?? null;
    }, calm());
  }

  async function isSame(name: Name, typed: WholeCell, text: string | null): Promise<boolean> {
    const column = columns.get(name);
    if (!column) throw new Error(`No column ${name}`);
    const meaning = valueMeaning(typed, text, column);
    if (meaning.kind !== 'ask') return meaning.kind === 'same';
    const answers = await db.access.snapshot(async (run) => {
      const snapshot = createSnapshot(run);
      return askMeanings(meaning.questions, (sql) => snapshot.orThrow(sql));
    }, calm());
    return !answers.includes(false);
  }

  const same: readonly (readonly [Name, WholeCell])[] = [
    ['small', ' 7 '],
    ['small', '0x1F'],
    ['whole', '1_000'],
    ['whole', 9007199254740993n],
    ['double', '0.10'],
    ['double', '1e3'],
    ['double', { kind: 'real', text: '0.1' }],
    ['double', 'inf'],
    ['double', ' NaN'],
    ['single', '0.1'],
    ['single', '16777216'],
    ['free', '1e3'],
    ['free', '1.500'],
    ['free', '-0'],
    ['scaled', '1.5'],
    ['scaled', '1e2'],
    ['scaled', '1.500'],
    ['rounded', '1200'],
    ['truth', 't'],
    ['truth', 'YES'],
    ['truth', ' of '],
    ['truth', '1'],
    ['truth', true],
    ['raw', '\\xAB cd'],
    ['raw', 'abc\\000'],
    ['raw', { kind: 'bytes', hex: 'abcd' }],
    ['words', ' a \n'],
    ['short', 'abcd'],
    ['padded', 'ab'],
    ['padded', 'ab      '],
    ['document', '{"b":1,  "a":[1e2, "\\u00e9"]}'],
    ['document', '{"a": 1.0, "b": 1.00}'],
    ['document', ' null '],
    ['source', '{"a":1,  "a":2}'],
    ['identity', '{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}'],
    ['mood', 'Calm '],
    ['word', '1.5'],
    ['day', '2026-1-1'],
    ['day', '2026-01-01 00:00'],
    ['day', 'Jan 5 2026'],
    ['day', '20260105'],
    ['day', 'infinity'],
    ['day', '0044-03-15 bc'],
    ['day', '5874897-12-31'],
    ['moment', '2026-1-1'],
    ['moment', '2026-01-01T10:00Z'],
    ['moment', '2026-01-01 24:00'],
    ['moment', '1/2/2026 3:00 pm'],
    ['instant', '2026-01-01'],
    ['instant', '2026-01-01 12:00+05:30'],
    ['instant', '2026-07-01 12:00 Europe/Prague'],
    ['instant', '2026-01-01 00:00:00.1234560'],
    ['instant', '0044-03-15 12:00:00+00 BC'],
    ['instant', 'epoch'],
    ['coarse', '2026-01-01 10:00:00'],
    ['clock', '9:30'],
    ['clock', '9:30 PM'],
    ['clock', '040506'],
    ['tenth', '10:00:00.10'],
    ['zoned', '10:00+5'],
    ['span', '1 mon'],
    ['span', 'P1Y2M3DT4H'],
    ['span', '1.5 days'],
    ['span', '90 minutes'],
    ['span', '-1 day +2 hours'],
    ['days', '1 day 02:03'],
    ['cash', '1,234.5'],
    ['cash', '-7'],
    ['cash', '($5.00)'],
    ['address', '10.0.0.1/32'],
    ['address', 'FE80::0:1'],
    ['network', '10/8'],
    ['spot', '1.0, 2'],
    ['spot', '(0.1 , 0.2)'],
    ['ring', '((1,2),3.0)'],
    ['shape', '1,2,3,4'],
    ['flags', '0101'],
    ['more_flags', '01'],
    ['wholes', '{ 1, 2,NULL}'],
    ['wholes', '[1:2]={1,2}'],
    ['wholes', '{{1,2},{3,4}}'],
    ['scaleds', '{1.5,2}'],
    ['texts', '{"abc","a\\"",NULL,"nul"}'],
    ['moments', '{"2026-1-1 12:00+02","infinity"}'],
    ['moments', '{"Jan 5 2026"}'],
    ['doubles', '{1e3,0.10}'],
    ['documents', '{"{\\"b\\":1,\\"a\\":1.0}"}'],
    ['range', '[1,5]'],
    ['range', 'empty'],
    ['precise', '[1.50,2.0)'],
    ['precise', '(,5)'],
    ['period', '[2026-1-1,2026-1-2 12:00+01]'],
    ['dates', '[2026-01-01,2026-01-31]'],
    ['pair', '(1.5,"2026-01-01 10:00","a, b")'],
    ['pair', '(1,,)'],
    ['lexemes', 'a fat cat a'],
  ];
  it.each(same)('%s: %s is kept', async (name, typed) => {
    expect(await isSame(name, typed, await stored(name, typed))).toBe(true);
  });

  const changed: readonly (readonly [Name, WholeCell])[] = [
    ['double', '9007199254740993'],
    ['double', '0.12345678901234567891'],
    ['single', '16777217'],
    ['single', '0.123456789'],
    ['scaled', '1.005'],
    ['scaled', '0.001'],
    ['rounded', '1234'],
    ['word', '0.0001'],
    ['short', 'ab    '],
    ['label', 'x'.repeat(70)],
    ['document', '{"a":1,"a":2}'],
    ['document', '{"a":1,"a":1}'],
    ['document', '{"x":{"\\u0061":1,"a":1}}'],
    ['day', '2026-01-01 13:00'],
    ['day', '2026-01-01 23:00-05'],
    ['moment', '2026-01-01 12:00+05'],
    ['moment', '2026-07-01 12:00 Europe/Prague'],
    ['moment', '2026-01-01 00:00:00.1234567'],
    ['coarse', '2026-01-01 10:00:00.5'],
    ['instant', '2026-01-01 00:00:00.9999999+01'],
    ['clock', '12:00+05'],
    ['clock', '2026-01-01 12:00'],
    ['tenth', '10:00:00.15'],
    ['zoned', '2026-01-01 12:00 Europe/Prague'],
    ['span', '0.0000001 s'],
    ['span', '1.55 years'],
    ['days', '1 day 02:03:04'],
    ['cash', '1.005'],
    ['spot', '(0.12345678901234567891,1)'],
    ['ring', '<(1,2),9007199254740993>'],
    ['scaleds', '{1.25}'],
    ['texts', '{"ab  "}'],
    ['moments', '{"2026-01-01 00:00:00.1234567"}'],
    ['doubles', '{9007199254740993}'],
    ['documents', '{"{\\"a\\":1,\\"a\\":2}"}'],
    ['period', '[2026-01-01 00:00:00.1234567,)'],
    ['dates', '[2026-01-01 10:00,2026-02-01)'],
    ['pair', '(1.25,,)'],
    ['pair', '(,"2026-01-01 10:00:00.7",)'],
  ];
  it.each(changed)('%s: %s is not kept as it is', async (name, typed) => {
    expect(await isSame(name, typed, await stored(name, typed))).toBe(false);
  });

  it('a value that code of the store has changed is another one', async () => {
    expect(await isSame('words', 'a', 'A')).toBe(false);
    expect(await isSame('free', '1', '2')).toBe(false);
    expect(await isSame('span', '30 days', '1 mon')).toBe(false);
    expect(await isSame('ring', '<(0,0),2>', '<(9,9),2>')).toBe(false);
    expect(await isSame('wholes', '{1,2}', '{2,1}')).toBe(false);
    expect(await isSame('document', '{"a":1}', '{"a":2}')).toBe(false);
    expect(await isSame('words', null, 'x')).toBe(false);
    expect(await isSame('words', 'x', null)).toBe(false);
    expect(await isSame('words', null, null)).toBe(true);
  });

  /** Texts with what is known of them from how they were made. */
  interface Made {
    readonly name: Name;
    readonly text: string;
    readonly isKept: boolean;
  }
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));
  const endsAfter = (fraction: string, places: number) => /^0*$/.test(fraction.slice(places));
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  const dayText = fc
    .tuple(
      fc.integer({ min: 1000, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      fc.boolean(),
    )
    .map(([year, month, day, isShort]) =>
      isShort ? `${year}-${month}-${day}` : `${year}-${pad(month, 2)}-${pad(day, 2)}`,
    );
  const clockText = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute, second]) => `${hour}:${pad(minute, 2)}:${pad(second, 2)}`);
  const zone = fc.constantFrom('', 'Z', '+00', '+05:30', '-08', '+14', '-00:30');
  const isUtc = (text: string) => ['', 'Z', '+00'].includes(text);
  const number = fc.tuple(fc.constantFrom('', '-', '+'), digits(1, 5), digits(0, 8), fc.constantFrom('', ' '));
  const numbers = fc
    .tuple(number, fc.constantFrom<Name[]>('free', 'scaled', 'word'))
    .filter(([[sign, whole], name]) => name !== 'word' || (sign !== '-' && whole.length < 4))
    .map(([[sign, whole, fraction, space], name]): Made => {
      const places = name === 'free' ? 8 : name === 'scaled' ? 2 : 3;
      return {
        name,
        text: `${space}${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`,
        isKept: endsAfter(fraction, places),
      };
    });
  const moments = fc
    .tuple(dayText, clockText, digits(0, 8), zone, fc.constantFrom<Name[]>('moment', 'coarse', 'instant'))
    .map(([day, clock, fraction, offset, name]): Made => {
      const text = `${day} ${clock}${fraction === '' ? '' : `.${fraction}`}${offset}`;
      const isFine = endsAfter(fraction, name === 'coarse' ? 0 : 6);
      return { name, text, isKept: isFine && (name === 'instant' || isUtc(offset)) };
    });
  const days = fc.tuple(dayText, fc.option(clockText, { nil: null }), zone).map(([day, clock, offset]): Made => {
    // Midnight there is another day here: both are read as instants.
    const isMidnight = clock === null || /^[0:]+$/.test(clock);
    const text = clock === null ? day : `${day} ${clock}${offset}`;
    return { name: 'day', text, isKept: isMidnight && (clock === null || isUtc(offset)) };
  });
  const clocks = fc.tuple(clockText, digits(0, 8), fc.constantFrom<Name[]>('clock', 'tenth')).map(
    ([clock, fraction, name]): Made => ({
      name,
      text: `${clock}${fraction === '' ? '' : `.${fraction}`}`,
      isKept: endsAfter(fraction, name === 'tenth' ? 1 : 6),
    }),
  );
  const strings = fc
    .tuple(
      fc.string({ unit: fc.constantFrom('a', ' ', 'é', '"', '\\', ',', '{'), maxLength: 7 }),
      fc.constantFrom<Name[]>('short', 'padded', 'words'),
    )
    .filter(([text, name]) => name === 'words' || text.replace(/ +$/, '').length <= 4)
    .map(([text, name]): Made => ({ name, text, isKept: name !== 'short' || text.length <= 4 }));
  const doubles = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value): Made => ({ name: 'double', text: String(value), isKept: true }));
  const singles = fc
    .float({ noNaN: true, noDefaultInfinity: true })
    .filter((value) => value === 0 || Math.abs(value) > 1.2e-38)
    .map((value) => value.toPrecision(9));
  const lists = fc.array(fc.oneof(numbers, fc.constant(null)), { maxLength: 5 }).map((list): Made => {
    const kept = list.map((one) => {
      const text = one?.text.trim() ?? 'NULL';
      const short = text.replace(/^([+-]?)\d+(?=\d{3})/, '$1');
      return { short, isKept: one === null || endsAfter(/\.(\d*)/.exec(short)?.[1] ?? '', 1) };
    });
    return {
      name: 'scaleds',
      text: `{${kept.map(({ short }) => short).join(' , ')}}`,
      isKept: kept.every((one) => one.isKept),
    };
  });
  const documents = fc.json().map((text): Made => ({ name: 'document', text, isKept: true }));

  it('says `same` of exactly the values of which nothing was lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(numbers, moments, days, clocks, strings, doubles, lists, documents), async (made) => {
        const text = await stored(made.name, made.text);
        expect({ ...made, isSame: await isSame(made.name, made.text, text) }).toEqual({ ...made, isSame: made.isKept });
      }),
      { numRuns: 600 },
    );
  }, 120_000);

  it('reads a float as what it prints', async () => {
    await fc.assert(
      fc.asyncProperty(singles, async (text) => {
        const kept = await stored('single', text);
        expect(await isSame('single', text, kept)).toBe(Number(text) === Number(kept));
      }),
      { numRuns: 100 },
    );
  });
});

function isDocument(name: Name): boolean {
  return types[name] === 'json' || types[name] === 'jsonb';
}
