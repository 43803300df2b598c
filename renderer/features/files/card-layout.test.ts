import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardLayout, keyTarget } from './card-layout.ts';

test('cards of equal size fill the width, and are wide enough to be read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 4000 }), fc.nat(500), (width, index) => {
      const layout = cardLayout(width);
      const right = layout.left(layout.columns - 1) + layout.cardWidth;
      expect(right).toBeLessThanOrEqual(width - 12);
      expect(width - 12 - right).toBeLessThan(layout.columns);
      expect(layout.cardWidth).toBeGreaterThanOrEqual(176);
      expect(layout.left(index)).toBe(layout.left(index % layout.columns));
    }),
  );
});

test('four columns fit beside the details of a 1440 px window', () => {
  expect(cardLayout(840).columns).toBe(4);
});

const threeColumns = cardLayout(620);

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 0, 3],
  // The last row holds one card: down from anywhere above leads to it, and stays there.
  ['ArrowDown', 8, 9],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 2, 2],
  ['ArrowUp', 5, 2],
  ['PageDown', 1, 7],
  ['PageDown', 8, 9],
  ['PageUp', 7, 1],
  ['PageUp', 5, 2],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['a', 5, null],
])('%s leads from %i to %s of ten cards', (key, from, to) => {
  expect(threeColumns.columns).toBe(3);
  expect(keyTarget(key, from, 10, threeColumns, 2)).toBe(to);
});

test('no key leads out of the gallery', () => {
  const keys = fc.constantFrom('ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(199), keys, fc.nat(6), (total, from, key, rows) => {
      const target = keyTarget(key, Math.min(from, total - 1), total, threeColumns, rows);
      expect(target).toBeGreaterThanOrEqual(0);
      expect(target).toBeLessThan(total);
    }),
  );
});
