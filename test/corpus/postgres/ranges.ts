import type { PostgresFamily } from '../corpus.ts';

export const ranges: PostgresFamily = {
  name: 'ranges',
  setup: 'CREATE TYPE text_range AS RANGE (subtype = text, collation = "C");',
  columns: [
    { type: 'int4range', values: ['empty', '[1,2)', '(,)', '[-2147483648,2147483647)', '(,5)', '[5,)'] },
    { type: 'int8range', values: ['[9007199254740993,9223372036854775807)', '(,)'] },
    {
      type: 'numrange',
      values: ['empty', '[1.10,2.0]', '(1.0,1.00000000000000000000000001)', '[NaN,NaN]', '[0,Infinity]'],
    },
    { type: 'daterange', values: ['empty', '[2024-01-01,2024-01-02)', '[-infinity,infinity)', '["0044-03-15 BC",)'] },
    {
      type: 'tsrange',
      values: ['["2024-01-01 00:00:00.000001","2024-01-02 00:00:00"]', '["4713-11-24 00:00:00 BC",infinity]'],
    },
    { type: 'tstzrange', values: ['["2024-01-01 00:00:00+00","2024-01-02 00:00:00.5+00")', '(,)'] },
    { type: 'text_range', values: ['[a,b)', '["","quoted "" \\\\ comma, bracket ]")', '[" ","é)"]'] },
    { type: 'int4multirange', values: ['{}', '{[1,2),[5,7)}', '{(,)}', '{(,-5),[9,)}'] },
    { type: 'nummultirange', values: ['{[1.10,1.10],(2,3.00]}'] },
    { type: 'tstzmultirange', values: ['{["2024-01-01 00:00:00+00",infinity)}'] },
  ],
};
