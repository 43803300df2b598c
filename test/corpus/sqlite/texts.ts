import type { SqliteFamily, SqliteValue } from '../corpus.ts';

const text = (stored: string): SqliteValue => ({ sql: `'${stored.replaceAll("'", "''")}'`, stored: `text:${stored}` });
const odd = (hex: string): SqliteValue => ({ sql: `CAST(x'${hex}' AS TEXT)`, stored: `odd:${hex}` });

export const texts: SqliteFamily = {
  name: 'texts',
  declared: 'TEXT',
  values: [
    text(''),
    text(' '),
    text('  both sides  '),
    text('NULL'),
    text('it\'s "quoted" `so` [too] ? :name $1'),
    text("'; DROP TABLE t; --"),
    text('CR\r LF\n both\r\n tab\t'),
    text('\u0001\u0007\u001b[31m\u007f'),
    text('\ufffd'),
    text('\ufffd in the middle \ufffd'),
    text('\ufeffwith a mark'),
    text('\u202eright to left\u202c \u05d0\u05d1'),
    text('e\u0301 \u00e9'),
    text('\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u{20bb7} \u{10ffff}'),
    text('\uffff\ufffe'),
    text('\u2028\u2029\u0085\u00a0'),
    text('<img src=x onerror=alert(1)>'),
    text('__proto__'),
    text('{"a":9007199254740993,"b":10.00,"a":1e400}'),
    text(`${'x'.repeat(255)}\u{1f600}y`),
    text('x'.repeat(256)),
    text('é'.repeat(257)),
    text('long '.repeat(60_000)),
    // Affinity makes texts of numbers.
    { sql: '5', stored: 'text:5' },
    { sql: '1.5', stored: 'text:1.5' },
    { sql: '9007199254740993', stored: 'text:9007199254740993' },
    { sql: "x'35'", stored: 'blob:35' },
    odd('ff41'),
    odd('610062'),
    odd('00'),
    odd('eda080'),
    odd('edb080'),
    odd('c0af'),
    odd('f4908080'),
    odd('61e282'),
  ],
};
