import type { SqliteFamily, SqliteValue } from '../corpus.ts';

const value = (sql: string, stored: string): SqliteValue => ({ sql, stored });

export const integers: SqliteFamily = {
  name: 'integers',
  declared: 'INTEGER',
  values: [
    value('9223372036854775807', 'integer:9223372036854775807'),
    value('-9223372036854775808', 'integer:-9223372036854775808'),
    value("'9223372036854775807'", 'integer:9223372036854775807'),
    value("'9223372036854775808'", 'real:9223372036854776000.0'),
    value("' 5 '", 'integer:5'),
    value("'007'", 'integer:7'),
    value("'5.0'", 'integer:5'),
    value("'1e3'", 'integer:1000'),
    value("'0x10'", 'text:0x10'),
    value("'5 apples'", 'text:5 apples'),
    value("'-'", 'text:-'),
    value('5.0', 'integer:5'),
    value('5.5', 'real:5.5'),
    value('1e300', 'real:1e300'),
    value('1e400', 'real:Infinity'),
    value("x'35'", 'blob:35'),
    value("CAST(x'35ff' AS TEXT)", 'odd:35ff'),
  ],
};

export const reals: SqliteFamily = {
  name: 'reals',
  declared: 'REAL',
  values: [
    value('5', 'real:5.0'),
    // A REAL column keeps whole numbers as integers in the file, which have no -0.0.
    value('-0.0', 'real:0.0'),
    value("'-0'", 'real:0.0'),
    value('9007199254740993', 'real:9007199254740992.0'),
    value('9223372036854775807', 'real:9223372036854776000.0'),
    value("'0.1'", 'real:0.1'),
    value("'NaN'", 'text:NaN'),
    value("'Infinity'", 'text:Infinity'),
    value('1e400', 'real:Infinity'),
    value('-1e400', 'real:-Infinity'),
    value('5e-324', 'real:5e-324'),
    value("x'00'", 'blob:00'),
    value("'1.10 '", 'real:1.1'),
  ],
};

export const numerics: SqliteFamily = {
  name: 'numerics',
  declared: 'DECIMAL(10,2)',
  values: [
    value("'1.10'", 'real:1.1'),
    value("'100.00'", 'integer:100'),
    value("'12345678901234567890.12'", 'real:12345678901234567000.0'),
    value("'1e-400'", 'integer:0'),
    value("'true'", 'text:true'),
    value("'2024-01-02'", 'text:2024-01-02'),
    value("''", 'text:'),
    value('3.0', 'integer:3'),
  ],
};

export const blobs: SqliteFamily = {
  name: 'blobs',
  declared: 'BLOB',
  values: [
    value("x''", 'blob:'),
    value("''", 'text:'),
    value('5', 'integer:5'),
    value("'5'", 'text:5'),
    value("x'ff00fe'", 'blob:ff00fe'),
    value(`x'${'07'.repeat(128)}'`, `blob:${'07'.repeat(128)}`),
    value(`x'${'0a'.repeat(129)}'`, `blob:${'0a'.repeat(129)}`),
    value(`x'${'5aff00'.repeat(100_000)}'`, `blob:${'5aff00'.repeat(100_000)}`),
  ],
};
