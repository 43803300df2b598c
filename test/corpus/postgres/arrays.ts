import type { PostgresFamily } from '../corpus.ts';

export const arrays: PostgresFamily = {
  name: 'arrays',
  columns: [
    {
      type: 'int4[]',
      values: ['{}', '{NULL}', '{1,NULL,-2147483648}', '{{1,2},{3,4}}', '[0:1]={1,2}', '[-3:-2][5:6]={{1,2},{3,NULL}}'],
    },
    { type: 'int8[]', values: ['{9007199254740993,-9223372036854775808}'] },
    {
      type: 'text[]',
      values: [
        '{}',
        '{""}',
        '{NULL,"NULL","null",nul}',
        '{"a,b","{c}","d\\"e","f\\\\g"," h ","i\nj","k\tl"}',
        '{é,😀,\u00a0,\ufffd}',
        '[2:3]={a,b}',
        '{{a,b},{NULL,""}}',
        '{{{1},{2}},{{3},{4}}}',
      ],
    },
    { type: 'float8[]', values: ['{0.1,-0,NaN,Infinity,5e-324}'] },
    { type: 'numeric(6,2)[]', values: ['{1.10,0.00,NaN}'] },
    { type: 'bytea[]', values: ['{"\\\\x","\\\\x00ff"}'] },
    { type: 'bool[]', values: ['{t,f,NULL}'] },
    { type: 'timestamptz[]', values: ['{"2024-01-01 00:00:00+00",infinity,"0044-03-15 00:00:00+00 BC"}'] },
    { type: 'interval[]', values: ['{"1 year -1 days",-00:00:01}'] },
    { type: 'jsonb[]', values: ['{"{\\"a\\": 1.10}","null",NULL}'] },
    { type: 'int2vector', values: ['', '1 2 3'] },
  ],
};
