import type { PostgresFamily } from '../corpus.ts';

export const searching: PostgresFamily = {
  name: 'searching',
  columns: [
    { type: 'tsvector', values: ['', "'a' 'b':2A,3 'c''d':16383", "'   ' '\\\\' 'é'", "'back\\\\slash':1B"] },
    { type: 'tsquery', values: ['', "'a' & !'b':*AB", "( 'a' | 'b' ) <-> 'c''d'", "'x' <5> 'y'"] },
    { type: 'pg_snapshot', values: ['10:20:10,14,15', '1:1:'] },
    { type: 'regtype', values: ['integer', 'timestamp with time zone', '-'] },
    { type: 'tid', values: ['(0,1)', '(4294967295,65535)'] },
  ],
};
