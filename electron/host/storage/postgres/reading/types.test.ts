import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellText } from '../../../../../shared/domain/cell.ts';
import type { Filter, RowQuery, Sort } from '../../../../../shared/domain/query.ts';
import { hostileDefaults, makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { countChanges, type OpenReading, openReading } from '../../../../../test/support/postgres-reading.ts';
import { calm, walkBackwards, walkForwards } from '../../conformance/walks.ts';

interface TypeCase {
  readonly type: string;
  /** Literals that go into the column, again and again. */
  readonly values: readonly string[];
  /** The server puts them in order by itself. Default: true. */
  readonly isOrdered?: boolean;
  /** Cells are text, as filters by a typed text need. Default: true. */
  readonly isText?: boolean;
  readonly isIndexed?: boolean;
}

const cases: readonly TypeCase[] = [
  {
    type: 'timestamptz',
    values: [
      '2024-03-10 02:30:00+00',
      '2024-03-10 02:30:00.000001+00',
      'infinity',
      '-infinity',
      '0044-03-15 12:00:00+00 BC',
      '294276-12-31 23:59:59+00',
    ],
    isIndexed: true,
  },
  { type: 'timestamp(3)', values: ['2024-01-01 00:00:00.123', '0001-01-01 00:00:00', '1999-12-31 23:59:59.999'] },
  { type: 'date', values: ['2024-02-29', '0001-01-01 BC', 'infinity', '5874897-12-31'], isIndexed: true },
  { type: 'time', values: ['00:00:00', '23:59:59.999999', '24:00:00'] },
  { type: 'timetz', values: ['00:00:00+14', '12:00:00-03:30', '12:00:00+00'] },
  {
    type: 'interval',
    values: ['1 mon', '30 days', '-00:00:00.000001', '1 year 2 mons 3 days 04:05:06.789', '720:00:00'],
  },
  { type: 'mood', values: ['so so', 'good', 'it\'s "bad"', ','], isIndexed: true },
  {
    type: 'uuid',
    values: [
      '00000000-0000-0000-0000-000000000000',
      'ffffffff-ffff-4fff-bfff-ffffffffffff',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    ],
  },
  {
    type: 'jsonb',
    values: ['{"a": 1, "b": [1, 2.50, 9007199254740993]}', '"text"', '12', '1e400', 'null', '[]', '{}'],
  },
  { type: 'json', values: ['{"a":1,"a":2}', ' [ 1 ]', '"\\u0041"'], isOrdered: false },
  { type: 'numeric(10,2)', values: ['0.00', '-1.50', '99999999.99', '12.30'], isIndexed: true },
  { type: 'numeric', values: ['1.0', '1.00', '-0.5', '123456789012345678901234567890.123456789', 'NaN', '1e-30'] },
  { type: 'int4[]', values: ['{}', '{1,2,3}', '{NULL,1}', '[0:1]={5,6}', '{{1,2},{3,4}}'] },
  { type: 'text[]', values: ['{"a,b","c\\"d",NULL}', '{"NULL"}', '{a}', '{""}'] },
  { type: 'place', values: ['("a street",5)', '(,)', '("x""y",-1)'] },
  { type: 'place[]', values: ['{"(a,1)"}', '{}', '{NULL}'] },
  { type: 'int4range', values: ['[1,5)', 'empty', '(,)', '[1,)'] },
  { type: 'tstzrange', values: ['["2024-01-01 00:00:00+00","2024-02-01 00:00:00+00")', 'empty'] },
  { type: 'int4multirange', values: ['{}', '{[1,3),[5,7)}'] },
  { type: 'inet', values: ['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32'] },
  { type: 'cidr', values: ['10.0.0.0/8', '192.168.1.0/24'] },
  { type: 'macaddr', values: ['08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'] },
  { type: 'bit(5)', values: ['00000', '10101', '11111'] },
  { type: 'varbit', values: ['', '1', '10', '0101'] },
  { type: 'money', values: ['12.34', '-5.00', '1234567.89'] },
  { type: 'point', values: ['(1,2)', '(-0.5,1e10)'], isOrdered: false },
  { type: 'box', values: ['(2,2),(1,1)', '(5,5),(0,0)'], isOrdered: false },
  { type: 'tsvector', values: ["'a' 'fat':2", "'rat':1A"] },
  { type: 'tsquery', values: ["'a' & 'fat'", "!'rat'"] },
  { type: 'regclass', values: ['pg_class', 'pg_type'] },
  { type: 'oid', values: ['1', '4294967295'] },
  { type: 'pg_lsn', values: ['0/0', '16/B374D848'] },
  { type: 'xid', values: ['5', '4294967295'], isOrdered: false },
  { type: 'name', values: ['a', 'Zebra', 'x'.repeat(63), 'ä'.repeat(31)], isIndexed: true },
  { type: '"char"', values: ['a', 'Z', '0'], isOrdered: false },
  { type: 'char(5)', values: ['ab', 'ab   ', '', 'abcde'] },
  { type: 'varchar(10)', values: ['ab', 'ab ', '', 'ÄÖ'], isIndexed: true },
  { type: 'short', values: ['one', 'two', 'ÄÖ'] },
  { type: 'text COLLATE loose', values: ['a', 'A', 'b', 'B', 'á'], isIndexed: true },
  { type: 'text COLLATE "und-x-icu"', values: ['a', 'A', 'b', 'B', 'á', '_'], isIndexed: true },
  { type: 'bool', values: ['t', 'f'], isText: false },
  { type: 'float4', values: ['0.1', '-0', '3.4028235e+38', 'NaN', 'Infinity', '1e-45'], isText: false },
  { type: 'float8', values: ['0.1', '-0', '1.7976931348623157e+308', 'NaN', '-Infinity', '5e-324'], isText: false },
  { type: 'int2', values: ['-32768', '32767', '0'], isText: false },
  { type: 'small', values: ['1', '99'], isText: false },
  { type: 'bytea', values: ['\\x', '\\x00ff', '\\xdeadbeef'], isText: false },
];

const rowCount = 90;
const setUp = `
  CREATE TYPE mood AS ENUM ('so so', 'good', 'it''s "bad"', ',');
  CREATE TYPE place AS (street text, number int4);
  CREATE DOMAIN short AS varchar(5);
  CREATE DOMAIN small AS int4 CHECK (VALUE < 100);
  CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);`;

/** The columns have names that are nothing but trouble. */
const nameOf = (at: number) => `"c ${at} ""t"" $1"`;
const fieldOf = (at: number) => `c ${at} "t" $1`;
function fieldOfType(type: string): string {
  const at = cases.findIndex((one) => one.type === type);
  if (at < 0) throw new Error(`No column of type ${type}`);
  return fieldOf(at);
}
const model = 'public.odd';
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

let database: TestDatabase;
let open: OpenReading;

beforeAll(async () => {
  database = await makeDatabase({ sql: setUp });
  const columns = cases.map(({ type }, at) => `${nameOf(at)} ${type}`);
  await database.run(`CREATE TABLE odd (id int4 PRIMARY KEY, ${columns.join(', ')})`);
  for (let row = 1; row <= rowCount; row += 1) {
    const values = cases.map(({ values: all }, at) => {
      const choice = (row * 11 + at) % (all.length + 1);
      return all[choice] === undefined ? 'NULL' : literal(all[choice]);
    });
    await database.run(`INSERT INTO odd VALUES (${row}, ${values.join(', ')})`);
  }
  for (const [at, { isIndexed }] of cases.entries())
    if (isIndexed === true) await database.run(`CREATE INDEX ON odd (${nameOf(at)})`);
  const role = await database.role({ defaults: hostileDefaults });
  await countChanges(database);
  open = await openReading(role);
}, 60_000);
afterAll(async () => {
  await open?.[Symbol.asyncDispose]();
  await database?.drop();
});

const queryOf = (filter: Filter | null, sort: readonly Sort[] = []): RowQuery => ({
  model,
  filter,
  sort: [...sort],
  search: '',
});

async function idsOf(query: RowQuery): Promise<readonly string[]> {
  const { rows } = await walkForwards(open.session, query, ['id'], 40);
  return rows.map(([id]) => cellText(id ?? null));
}

async function idsBySql(rest: string): Promise<readonly string[]> {
  return (await database.run(`SELECT id FROM odd ${rest}`)).map(([id]) => id ?? '');
}

describe.each(cases.map((one, at) => [one.type, one, at] as const))('%s', (_, one, at) => {
  const expression = one.isOrdered === false ? `${nameOf(at)}::text COLLATE "C"` : nameOf(at);

  it('is sorted as the server sorts it, both ways, whichever way it is walked', async () => {
    for (const direction of ['asc', 'desc'] as const) {
      const query = queryOf(null, [{ field: fieldOf(at), direction }]);
      const expected = await idsBySql(`ORDER BY ${expression} ${direction}, id ${direction}`);
      expect(await idsOf(query)).toEqual(expected);
      const back = await walkBackwards(open.session, query, ['id'], 40);
      expect(back.rows.map(([id]) => cellText(id ?? null))).toEqual(expected);
    }
  });

  it('comes out as the server writes it', async () => {
    const { rows } = await walkForwards(open.session, queryOf(null), ['id', fieldOf(at)], 40);
    const shown = await database.run(
      `SET DateStyle = 'ISO'; SET TimeZone = 'UTC'; SELECT id, ${nameOf(at)} FROM odd ORDER BY id`,
    );
    const text = (row: (typeof rows)[number]) => {
      const cell = row[1] ?? null;
      if (cell === null) return null;
      if (typeof cell === 'boolean') return cell ? 't' : 'f';
      if (typeof cell === 'object' && cell.kind === 'cut') return `${cell.preview}…`;
      return typeof cell === 'object' && cell.kind === 'bytes' ? `\\x${cell.hex}` : cellText(cell);
    };
    const cut = (value: string | null) => (value !== null && value.length > 256 ? `${value.slice(0, 256)}…` : value);
    expect(rows.map(text)).toEqual(shown.map(([, value]) => cut(value ?? null)));
  });

  if (one.isText === false) return;
  it('is filtered by a text that was typed, as the server compares it', async () => {
    const field = fieldOf(at);
    for (const value of one.values) {
      const operand =
        one.isOrdered === false
          ? `${literal(value)}::${plainType(one.type)}::text COLLATE "C"`
          : typed(literal(value), one.type);
      const shown =
        one.isOrdered === false
          ? ((await database.run(`SELECT ${literal(value)}::${plainType(one.type)}::text`))[0]?.[0] ?? '')
          : value;
      for (const [op, sql] of [
        ['is', '='],
        ['isNot', '<>'],
        ['lt', '<'],
        ['lte', '<='],
        ['gt', '>'],
        ['gte', '>='],
      ] as const) {
        const expected = await idsBySql(`WHERE ${expression} ${sql} ${operand} ORDER BY id`);
        expect([op, await idsOf(queryOf({ kind: 'compare', field, op, value: shown }))]).toEqual([op, expected]);
      }
    }
    const [first = ''] = one.values;
    const shown = (await database.run(`SELECT ${literal(first)}::${plainType(one.type)}::text`))[0]?.[0] ?? '';
    const listed = await idsOf(queryOf({ kind: 'in', field, values: [shown, null] }));
    expect(listed).toEqual(await idsOf(queryOf({ kind: 'compare', field, op: 'is', value: shown })));
  });
});

/** A literal of a composite type would be one of an anonymous record, and the name of a table that of a number. */
function typed(value: string, type: string): string {
  return /^(?:place|regclass)/.test(type) ? `${value}::${type}` : value;
}

/** Without what says how it is compared. */
function plainType(type: string): string {
  return type.replace(/ COLLATE .*/, '');
}

describe('an operand that is no value of the type', () => {
  it.each([
    ['date', '2024-02-30'],
    ['mood', 'sad'],
    ['uuid', 'abc'],
    ['int4range', '5'],
    ['timestamptz', 'yesterdayish'],
    ['place', 'nowhere'],
    ['tsquery', 'a fat cat'],
    ['regclass', 'nowhere'],
  ])('is refused with the name of the field: %s %s', async (type, value) => {
    const field = fieldOfType(type);
    const good: Filter = { kind: 'compare', field: 'id', op: 'gt', value: 0n };
    const filter: Filter = { kind: 'and', filters: [good, { kind: 'compare', field, op: 'gte', value }] };
    const page = open.session.page(
      { query: queryOf(filter), columns: ['id'], at: { kind: 'start' }, limit: 5 },
      calm(),
    );
    await expect(page).rejects.toMatchObject({ code: 'bad_request', detail: { subject: field } });
    await expect(open.session.count(queryOf(filter), calm())).rejects.toMatchObject({ detail: { subject: field } });
  });

  it('is false where the type has no order of kinds of its own: text that no text column can hold', async () => {
    const field = fieldOfType('varchar(10)');
    for (const value of ['a\0', '\ud800', 'a\ud800b']) {
      expect(await idsOf(queryOf({ kind: 'compare', field, op: 'is', value }))).toEqual([]);
      expect(await idsOf(queryOf({ kind: 'compare', field, op: 'contains', value }))).toEqual([]);
    }
  });
});

it('numbers of a float4 are found by the digits that are shown', async () => {
  const field = fieldOfType('float4');
  const real = (text: string) => ({ kind: 'real', text }) as const;
  const expected = await idsBySql(
    `WHERE ${nameOf(cases.findIndex(({ type }) => type === 'float4'))} = '0.1'::float4 ORDER BY id`,
  );
  expect(expected.length).toBeGreaterThan(0);
  expect(await idsOf(queryOf({ kind: 'compare', field, op: 'is', value: real('0.1') }))).toEqual(expected);
  expect(await idsOf(queryOf({ kind: 'in', field, values: [real('0.1'), 7n] }))).toEqual(expected);
  expect(await idsOf(queryOf({ kind: 'compare', field, op: 'is', value: real('0.10000000149011612') }))).toEqual([]);
});
