import type { PostgresFamily } from '../corpus.ts';

export const composed: PostgresFamily = {
  name: 'composed',
  setup: `CREATE TYPE mood AS ENUM ('', ' ', 'it''s "odd", \\ {x}', 'NULL', 'Größe 😀', '${'l'.repeat(63)}');
CREATE TYPE inner_pair AS (a int, b text);
CREATE TYPE pair AS (n numeric(6,2), "quoted ""x""" text, p inner_pair, m mood, at timestamptz, l text[]);
CREATE DOMAIN positive AS int4 CHECK (VALUE > 0);
CREATE DOMAIN short AS varchar(5) NOT NULL;
CREATE DOMAIN short_list AS text[] CHECK (cardinality(VALUE) < 4);
CREATE DOMAIN exact_pair AS pair;`,
  columns: [
    { type: 'mood', values: ['', ' ', 'it\'s "odd", \\ {x}', 'NULL', 'Größe 😀', 'l'.repeat(63)] },
    { type: 'mood[]', values: ['{"","it\'s \\"odd\\", \\\\ {x}","NULL",NULL," "}'] },
    {
      type: 'pair',
      values: [
        '(,,,,,)',
        '(1.10,"","(,)","",,)',
        '(-0.01,"quote "" comma, bracket ) backslash \\\\","(5,""in """"ner"""" (x)"")",NULL,"2024-01-01 00:00:00+00","{a,NULL,""b,c""}")',
        '(NaN," é😀 ","(,"""")"," ",infinity,{})',
      ],
    },
    { type: 'pair[]', values: ['{"(1.00,\\"a,b\\",,,,)",NULL}'] },
    { type: 'exact_pair', values: ['(2.00,x,,,,)'] },
    { type: 'positive', values: ['1', '2147483647'] },
    { type: 'short', values: ['', 'abcde', ' é😀 '] },
    { type: 'short_list', values: ['{}', '{a,NULL}'] },
  ],
};
