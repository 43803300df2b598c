import type { PostgresFamily } from '../corpus.ts';

export const floats: PostgresFamily = {
  name: 'floats',
  columns: [
    {
      type: 'float8',
      values: [
        '0',
        '-0',
        '0.1',
        { text: '0.30000000000000004', sql: '0.1::float8 + 0.2::float8' },
        '5e-324',
        '-5e-324',
        '2.2250738585072014e-308',
        '1.7976931348623157e+308',
        '1e+308',
        '1e+21',
        '1e-07',
        '1.2345678901234568e+17',
        '123456789012345',
        '9.007199254740992e+15',
        '9.007199254740994e+15',
        '5',
        'NaN',
        'Infinity',
        '-Infinity',
      ],
    },
    {
      type: 'float4',
      values: [
        '0',
        '-0',
        '0.1',
        '1e-45',
        '1.1754944e-38',
        '3.4028235e+38',
        '1.6777216e+07',
        '0.33333334',
        'NaN',
        '-Infinity',
      ],
    },
  ],
};
