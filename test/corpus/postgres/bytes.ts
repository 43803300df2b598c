import type { PostgresFamily } from '../corpus.ts';

const megabyte = Buffer.from(Array.from({ length: 1024 * 1024 }, (_, at) => (at * 31 + (at >> 8)) % 256)).toString(
  'hex',
);

export const bytes: PostgresFamily = {
  name: 'bytes',
  columns: [
    {
      type: 'bytea',
      values: [
        '\\x',
        '\\x00',
        '\\x000102030405',
        '\\x5c78',
        '\\xff41fe',
        '\\xefbfbd',
        '\\xeda080',
        `\\x${'07'.repeat(128)}`,
        `\\x${'0a'.repeat(129)}`,
        `\\x${megabyte}`,
      ],
    },
    { type: 'bit(8)', values: ['00000000', '10101010', '11111111'] },
    { type: 'bit varying', values: ['', '0', '1'.repeat(65), '01'.repeat(200)] },
    { type: 'bit varying(4)', values: ['', '0101'] },
    { type: 'bool', values: ['t', 'f'] },
    {
      type: 'uuid',
      values: [
        '00000000-0000-0000-0000-000000000000',
        'ffffffff-ffff-ffff-ffff-ffffffffffff',
        '018f3f5e-7b1a-7c3d-8e9f-0a1b2c3d4e5f',
      ],
    },
  ],
};
