import type { PostgresFamily } from '../corpus.ts';

export const network: PostgresFamily = {
  name: 'network',
  columns: [
    {
      type: 'inet',
      values: [
        '0.0.0.0',
        '192.168.0.1/24',
        '10.1.2.3',
        '::',
        '::1/64',
        '2001:db8::ff00:42:8329',
        '::ffff:1.2.3.4',
        'fe80::1/0',
      ],
    },
    { type: 'cidr', values: ['0.0.0.0/0', '192.168.0.0/24', '::/0', '2001:db8::/32', '10.1.2.3/32'] },
    { type: 'macaddr', values: ['00:00:00:00:00:00', '08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'] },
    { type: 'macaddr8', values: ['08:00:2b:01:02:03:04:05', 'ff:ff:ff:ff:ff:ff:ff:ff'] },
  ],
};
