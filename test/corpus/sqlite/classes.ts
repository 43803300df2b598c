import type { SqliteFamily, SqliteValue } from '../corpus.ts';

const value = (sql: string, stored: string): SqliteValue => ({ sql, stored });

/** Each storage class in a column without a type, which keeps what it is given. */
export const classes: SqliteFamily = {
  name: 'storage classes',
  declared: '',
  values: [
    value('NULL', 'null'),
    value('0', 'integer:0'),
    value('-1', 'integer:-1'),
    value('9007199254740991', 'integer:9007199254740991'),
    value('9007199254740993', 'integer:9007199254740993'),
    value('1780480268876910593', 'integer:1780480268876910593'),
    value('9223372036854775807', 'integer:9223372036854775807'),
    value('-9223372036854775808', 'integer:-9223372036854775808'),
    value('0.0', 'real:0.0'),
    value('-0.0', 'real:-0.0'),
    value('0.1', 'real:0.1'),
    value('0.1 + 0.2', 'real:0.30000000000000004'),
    value('5.0', 'real:5.0'),
    value('4.35', 'real:4.35'),
    value('1e21', 'real:1e21'),
    value('5e-324', 'real:5e-324'),
    value('2.2250738585072014e-308', 'real:2.2250738585072014e-308'),
    value('1.7976931348623157e308', 'real:1.7976931348623157e308'),
    value('9223372036854775808', 'real:9223372036854776000.0'),
    value('1e400', 'real:Infinity'),
    value('-1e400', 'real:-Infinity'),
    value("''", 'text:'),
    value("'5'", 'text:5'),
    value("x''", 'blob:'),
    value("x'00'", 'blob:00'),
    value("x'30'", 'blob:30'),
    value("x'ff41'", 'blob:ff41'),
    value("x'efbfbd'", 'blob:efbfbd'),
    value('zeroblob(5)', 'blob:0000000000'),
  ],
};
