import type { Cell, WholeCell } from '../../shared/domain/cell.ts';

/** Names that have a meaning somewhere in JavaScript; as columns they are only names. */
export const columnNames = [
  'id',
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
  'then',
  'hasOwnProperty',
  '',
  'a b',
  'Größe',
  '値',
  '0',
];

/** Values that a wire of JSON, doubles or UTF-8 would change. */
export const wholeCells: readonly WholeCell[] = [
  null,
  '',
  '0',
  'null',
  'plain',
  'NULL\u0000inside',
  'lone \ud800 surrogate',
  '\udfff',
  '👩‍👩‍👧‍👦 e\u0301 \u202e',
  '"quoted" \\ / \b\f\n\r\t \u2028\u2029',
  '1e400',
  '9007199254740993',
  '{"a":9007199254740993,"b":10.00,"c":1e400}',
  '2026-03-01T12:00:00.123456789+02:00',
  'x'.repeat(300_000),
  0n,
  -1n,
  9_007_199_254_740_993n,
  9_223_372_036_854_775_807n,
  -9_223_372_036_854_775_808n,
  true,
  false,
  { kind: 'real', text: '-0.0' },
  { kind: 'real', text: '0.1' },
  { kind: 'real', text: '0.30000000000000004' },
  { kind: 'real', text: 'Infinity' },
  { kind: 'real', text: '-Infinity' },
  { kind: 'real', text: 'NaN' },
  { kind: 'real', text: '5e-324' },
  { kind: 'bytes', hex: '' },
  { kind: 'bytes', hex: '00ff80c0' },
  { kind: 'bytes', hex: 'ab'.repeat(100_000) },
];

export const cells: readonly Cell[] = [
  ...wholeCells,
  { kind: 'cut', of: 'text', preview: 'x'.repeat(256), sizeBytes: 2 ** 40 },
  { kind: 'cut', of: 'bytes', preview: 'ff'.repeat(128), sizeBytes: 257 },
];
