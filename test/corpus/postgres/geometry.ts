import type { PostgresFamily } from '../corpus.ts';

export const geometry: PostgresFamily = {
  name: 'geometry',
  columns: [
    { type: 'point', values: ['(0,-0)', '(0.1,0.30000000000000004)', '(Infinity,NaN)', '(1e+308,5e-324)'] },
    { type: 'line', values: ['{1,-1,0}', '{0.1,-1,2e-05}'] },
    { type: 'lseg', values: ['[(0,0),(1,1)]', '[(0.1,-0.5),(1e+20,3)]'] },
    { type: 'box', values: ['(2,2),(1,1)', '(0.3,1e+21),(-0.5,0)'] },
    { type: 'path', values: ['((0,0),(1,1),(2,0.1))', '[(0,0),(1,1.5)]'] },
    { type: 'polygon', values: ['((0,0),(0,1),(1,0))', '((0.1,0.2))'] },
    { type: 'circle', values: ['<(0.1,-0.2),3.5>', '<(0,0),0>'] },
  ],
};
