import { expect, test } from 'vitest';
import { cellText, isWhole, sameCell, wholeCellSchema } from './cell.ts';

test('cells are the same only when kind and content are', () => {
  const cells = [
    null,
    '',
    '1',
    1n,
    true,
    { kind: 'real', text: '1.0' },
    { kind: 'real', text: '-0.0' },
    { kind: 'real', text: '0.0' },
    { kind: 'bytes', hex: '31' },
    { kind: 'bytes', hex: '' },
  ] as const;
  for (const [i, a] of cells.entries()) {
    for (const [j, b] of cells.entries())
      expect(sameCell(a, b === null || typeof b !== 'object' ? b : { ...b })).toBe(i === j);
  }
});

test('the text of a cell is the stored text, digit for digit', () => {
  expect(cellText(9007199254740993n)).toBe('9007199254740993');
  expect(cellText({ kind: 'real', text: '-0.0' })).toBe('-0.0');
  expect(cellText('10.00')).toBe('10.00');
  expect(cellText(null)).toBe('');
});

test('a cut value is not whole and is refused as a key', () => {
  const cut = { kind: 'cut', of: 'text', preview: 'ab', sizeBytes: 1000 } as const;
  expect(isWhole(cut)).toBe(false);
  expect(wholeCellSchema.safeParse(cut).success).toBe(false);
  expect(wholeCellSchema.safeParse({ kind: 'bytes', hex: 'zz' }).success).toBe(false);
  expect(wholeCellSchema.safeParse(1).success).toBe(false);
});
