import type { PostgresFamily } from '../corpus.ts';

export const integers: PostgresFamily = {
  name: 'integers',
  columns: [
    { type: 'int2', values: ['-32768', '32767', '0'] },
    { type: 'int4', values: ['-2147483648', '2147483647', '-1'] },
    {
      type: 'int8',
      values: [
        '-9223372036854775808',
        '9223372036854775807',
        '9007199254740991',
        '9007199254740992',
        '9007199254740993',
        '-9007199254740993',
        '1780480268876910593',
      ],
    },
    { type: 'oid', values: ['0', '4294967295', '2147483648'] },
    { type: 'xid8', values: ['0', '18446744073709551615'] },
    { type: 'pg_lsn', values: ['0/0', 'FFFFFFFF/FFFFFFFF', '16/B374D848'] },
  ],
};
