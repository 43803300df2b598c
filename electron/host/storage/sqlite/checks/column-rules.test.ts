import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { WholeCell } from '../../../../../shared/domain/cell.ts';
import { affinityOf } from '../field-type.ts';
import { sqlValue } from '../filter-sql.ts';
import { columnRules } from './column-rules.ts';
import { parseTableDefinition } from './table-definition.ts';

function rulesOf(declared: string) {
  const sql = `CREATE TABLE t (${declared}, other)`;
  const { columns, checks } = parseTableDefinition(sql);
  const type = /^c\s+(\w*)/.exec(declared)?.[1] ?? '';
  const isTyped = !/^(?:CHECK|COLLATE)$/i.test(type);
  return columnRules(
    { name: 'c', affinity: affinityOf(isTyped ? type : ''), collation: columns[0]?.collation ?? 'BINARY' },
    checks,
  );
}

const listed: readonly (readonly [string, readonly WholeCell[] | null])[] = [
  ["c TEXT CHECK (c IN ('basic', 'gold'))", ['basic', 'gold']],
  ["c TEXT CHECK ((t.\"C\" in ('it''s', 'a', 'a')))", ["it's", 'a']],
  ["c TEXT CHECK (c IS NULL OR c IN ('a', 'b'))", ['a', 'b']],
  ["c TEXT CHECK (c = 'a' OR (c == 'b' OR c IS NULL))", ['a', 'b']],
  ["c TEXT NOT NULL CHECK (c IN ('a', 'b', 'c') AND length(c) < 9) CHECK (c IN ('b', 'c', 'd'))", ['b', 'c']],
  ['c INTEGER CHECK (c IN (0, 1))', [0n, 1n]],
  ["c INTEGER CHECK (c IN ('-1', +2, 0x10, 1_000, 3.0, TRUE))", [-1n, 2n, 16n, 1000n, 3n, 1n]],
  ['c TEXT CHECK (c IN (1, 2))', ['1', '2']],
  [
    'c REAL CHECK (c IN (1, 0.5, -2.25))',
    [
      { kind: 'real', text: '1.0' },
      { kind: 'real', text: '0.5' },
      { kind: 'real', text: '-2.25' },
    ],
  ],
  ["c CHECK (c IN (1, '1', 1.5, x'00FF'))", [1n, '1', { kind: 'real', text: '1.5' }, { kind: 'bytes', hex: '00ff' }]],
  ["c TEXT CHECK (c IN ('a', NULL))", null],
  ["c TEXT CHECK (c IN ('a') OR other = 1)", null],
  ["c TEXT CHECK (c NOT IN ('a'))", null],
  ["c TEXT CHECK (NOT c IN ('a'))", null],
  ["c TEXT CHECK (other IN ('a'))", null],
  ["c TEXT CHECK (c IN (SELECT 'a'))", null],
  ["c TEXT CHECK (c || '' IN ('a'))", null],
  ["c TEXT CHECK (lower(c) IN ('a'))", null],
  ["c TEXT COLLATE NOCASE CHECK (c IN ('a'))", null],
  ["c TEXT CHECK (CASE WHEN other THEN c = 'a' AND 1 ELSE 1 END)", null],
  ["c TEXT CHECK (other BETWEEN 1 AND c IN ('a'))", null],
  ['c TEXT CHECK (c IN (1.5))', null],
  ['c TEXT', null],
];

describe('lists the values that pass', () => {
  it.each(listed)('%s', (declared, allowed) => {
    expect(rulesOf(declared).allowed).toEqual(allowed);
  });

  it.each(listed.filter(([, allowed]) => allowed !== null))(
    'and SQLite takes exactly these: %s',
    (declared, allowed) => {
      const database = new Database(':memory:');
      try {
        database.defaultSafeIntegers(true);
        database.exec(`CREATE TABLE t (${declared}, other)`);
        const insert = database.prepare('INSERT INTO t (c) VALUES (?)');
        for (const value of allowed ?? []) insert.run(sqlValue(value));
        for (const value of ['zzz', 4711n, 'A', Buffer.from('zz'), 0.25])
          expect(() => insert.run(value)).toThrow(/CHECK/);
      } finally {
        database.close();
      }
    },
  );
});

it.each([
  ['c TEXT CHECK (length(c) <= 12)', 12],
  ['c TEXT CHECK (LENGTH( "c" ) < 12 AND c <> \'\')', 11],
  ['c TEXT CHECK (length(c) BETWEEN 2 AND 5)', 5],
  ['c TEXT CHECK (length(c) = 3) CHECK (length(c) <= 9)', 3],
  ['c TEXT CHECK (length(c) > 3)', null],
  ['c TEXT CHECK (length(c) <= 3 OR other)', null],
  ['c TEXT CHECK (length(other) <= 3 AND c)', null],
  ['c TEXT CHECK (length(c) <= 3 + 4)', null],
] as const)('reads the greatest length: %s', (declared, maxLength) => {
  expect(rulesOf(declared).maxLength).toBe(maxLength);
});
