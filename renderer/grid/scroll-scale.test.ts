import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maximumContentHeight, offsetOf, scrollScale, scrollTopOf } from './scroll-scale.ts';
import { wheelDistance } from './wheel.ts';

const rowHeight = 30;
const headerHeight = 32;

describe('scrollScale', () => {
  it('never makes an element higher than the cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.integer({ min: 100, max: 3000 }),
        (rows, clientHeight) => {
          const scale = scrollScale(rows * rowHeight, clientHeight, headerHeight);
          expect(scale.contentHeight).toBeLessThanOrEqual(maximumContentHeight);
        },
      ),
    );
  });

  it('maps offsets one to one while the rows fit', () => {
    const scale = scrollScale(1000 * rowHeight, 800, headerHeight);
    expect(scale).toMatchObject({ isScaled: false, maximumOffset: 30_032 - 800 });
    expect(scrollTopOf(scale, 12_345.5)).toBe(12_345.5);
    expect(offsetOf(scale, 12_345.5, rowHeight)).toBe(12_345.5);
  });

  it('maps both ends onto both ends, also when the browser rounds scrollTop', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000_000 }),
        fc.integer({ min: 100, max: 3000 }),
        (rows, clientHeight) => {
          const scale = scrollScale(rows * rowHeight, clientHeight, headerHeight);
          const last = Math.floor(scrollTopOf(scale, scale.maximumOffset) * 2) / 2;
          if (scale.isScaled) expect(offsetOf(scale, last, rowHeight)).toBe(scale.maximumOffset);
          expect(offsetOf(scale, 0, rowHeight)).toBe(0);
        },
      ),
    );
  });

  it('lands on whole rows when scaled', () => {
    const scale = scrollScale(10_000_000 * rowHeight, 800, headerHeight);
    expect(scale.isScaled).toBe(true);
    for (const scrollTop of [1, 2, 777, 1_234_567, 3_900_000]) {
      expect(offsetOf(scale, scrollTop, rowHeight) % rowHeight).toBe(0);
    }
  });

  it('moves less than a px of scrollbar for a page near the end of ten million rows', () => {
    const scale = scrollScale(10_000_000 * rowHeight, 800, headerHeight);
    const place = scrollTopOf(scale, 9_999_000 * rowHeight);
    expect(Math.abs(scrollTopOf(scale, 9_999_003 * rowHeight) - place)).toBeLessThan(2);
  });
});

describe('wheelDistance', () => {
  const turn = (deltaY: number, wheelDeltaY: number, ratio = 1) =>
    wheelDistance({ deltaY, deltaMode: 0, wheelDeltaY }, rowHeight, 750, ratio);

  it.each([
    [120, -120, 1, 90],
    [100, -120, 1, 90],
    [53, -120, 1, 90],
    [-120, 120, 1, -90],
    [240, -240, 1, 180],
    [120, -120, 2, 90],
  ])('takes %d px with %d ticks as whole notches', (deltaY, wheelDeltaY, ratio, expected) => {
    expect(turn(deltaY, wheelDeltaY, ratio)).toBe(expected);
  });

  it.each([
    [60, -60, 2],
    [50, -60, 2],
    [40, -40, 3],
  ])('takes %d px of an emulated screen as one notch', (deltaY, wheelDeltaY, ratio) => {
    expect(turn(deltaY, wheelDeltaY, ratio)).toBe(90);
  });

  it('moves further per notch when the system is set to more lines', () => {
    expect(turn(200, -120)).toBe(180);
  });

  it.each([
    [4, -12],
    [40, -120],
    [1.5, -4.5],
    [17, -20],
  ])('takes %d px of a trackpad as they are', (deltaY, wheelDeltaY) => {
    expect(turn(deltaY, wheelDeltaY)).toBe(deltaY);
  });

  it('understands lines and pages', () => {
    expect(wheelDistance({ deltaY: 3, deltaMode: 1 }, rowHeight, 750, 1)).toBe(90);
    expect(wheelDistance({ deltaY: -1, deltaMode: 2 }, rowHeight, 750, 1)).toBe(-750);
  });
});
