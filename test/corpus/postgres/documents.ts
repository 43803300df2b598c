import type { PostgresFamily } from '../corpus.ts';

const deep = `${'['.repeat(500)}1${']'.repeat(500)}`;

export const documents: PostgresFamily = {
  name: 'documents',
  columns: [
    {
      type: 'json',
      values: [
        'null',
        'true',
        '""',
        '0',
        '-0',
        '-0.0',
        '1.0',
        '1.10',
        '1e400',
        '1E+2',
        '9007199254740993',
        '12345678901234567890.123456789012345678901234567890',
        '{"a":1,"a":2}',
        '{"b":1,"a":2,"":3}',
        '  {  "spaced" :\n\t[ 1 , 2 ]  }  ',
        '{"__proto__":{"x":1},"constructor":null}',
        '"\\u00e9 \\u0041 \\/ \\ud83d\\ude00 \\u0000"',
        '"\\ud800"',
        '"é 😀 \u2028"',
        '[]',
        '{}',
        deep,
        `{"long":"${'x'.repeat(2000)}"}`,
      ],
    },
    {
      type: 'jsonb',
      values: [
        'null',
        '0',
        '0.0',
        '1.0',
        '1.10',
        '9007199254740993',
        '0.1000000000000000055511151231257827021181583404541015625',
        `1${'0'.repeat(400)}`,
        '{"a": 2}',
        '{"": 3, "a": 2, "bb": 1}',
        '{"a": 9007199254740993, "b": 10.00}',
        '{"__proto__": {"x": 1}}',
        '"\\u0001 \\" \\\\ / é 😀"',
        '[1, [2, [3, null]], {}]',
        deep,
        `{"long": "${'x'.repeat(20_000)}"}`,
      ],
    },
    { type: 'jsonpath', values: ['$', '$."a"[*]?(@ > 1)', 'strict $."__proto__"'] },
    {
      type: 'xml',
      values: [
        '',
        'text only',
        '<a/>',
        '<a  b = "1">\n <c>&amp;&#233;</c><!-- c --></a>',
        '<a><![CDATA[<&>]]></a><b/>',
      ],
    },
  ],
};
