import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WholeCell } from '../../../../shared/domain/cell.ts';
import { realText } from '../query/real-text.ts';
import { coerceCell } from './coerce.ts';
import type { Affinity } from './field-type.ts';
import { sqlValue } from './filter-sql.ts';

const declared: Record<Affinity, string> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  numeric: 'NUMERIC',
  blob: 'BLOB',
};

const digits = fc.stringMatching(/^[ \t]?[+-]?\d{0,20}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,3})?[ \n]?$/);
const cells: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.constantFrom<WholeCell>(
    null,
    '',
    ' ',
    '.',
    '+',
    '0x10',
    '1_000',
    'Infinity',
    'nan',
    '1e',
    ' 5 ',
    '\u00a05',
    '5\v',
    '007',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    '1e18',
    '9.5e18',
    '1e400',
    '-0',
    '-0.0',
    true,
    false,
  ),
  digits,
  fc.string(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -20n, max: 20n }),
  fc
    .oneof(
      fc.double({ noNaN: true }),
      fc.integer().map(Number),
      fc.constantFrom(2 ** 62, 2 ** 63, -(2 ** 63), 2 ** 63 - 1024, -0),
    )
    .map((value): WholeCell => ({ kind: 'real', text: realText(value) })),
  fc
    .uint8Array({ maxLength: 4 })
    .map((bytes): WholeCell => ({ kind: 'bytes', hex: Buffer.from(bytes).toString('hex') })),
);

it.each(Object.keys(declared) as Affinity[])(
  'makes of a value what SQLite makes of it in a column of affinity %s',
  (affinity) => {
    const database = new Database(':memory:');
    try {
      database.defaultSafeIntegers(true);
      database.exec(`CREATE TABLE t (v ${declared[affinity]})`);
      const insert = database.prepare('INSERT OR REPLACE INTO t (rowid, v) VALUES (1, ?)');
      const read = database.prepare<[], null | string | bigint | number | Buffer>('SELECT v FROM t').pluck();
      fc.assert(
        fc.property(cells, (cell) => {
          // NUL and broken text never get as far as a column.
          fc.pre(typeof cell !== 'string' || (cell.isWellFormed() && !cell.includes('\0')));
          insert.run(sqlValue(cell));
          const stored = read.get() ?? null;
          const expected: WholeCell =
            typeof stored === 'number'
              ? { kind: 'real', text: realText(stored) }
              : Buffer.isBuffer(stored)
                ? { kind: 'bytes', hex: stored.toString('hex') }
                : stored;
          const coerced = coerceCell(cell, affinity);
          if (coerced === undefined) expect([affinity, typeof expected]).toEqual(['text', 'string']);
          else expect(coerced).toEqual(expected);
        }),
        { numRuns: 3000 },
      );
    } finally {
      database.close();
    }
  },
);
