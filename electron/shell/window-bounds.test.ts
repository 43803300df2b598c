import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DisplayPlace, displaysKey, placeWindow, type Rectangle, type WindowState } from './window-bounds.ts';

function screen(x: number, y: number, width: number, height: number): DisplayPlace {
  return { bounds: { x, y, width, height }, workArea: { x, y: y + 30, width, height: height - 30 }, scaleFactor: 1 };
}

function left(x: number, y: number, width: number, height: number): WindowState {
  return { bounds: { x, y, width, height }, isMaximized: false, isFullScreen: false };
}

const laptop = screen(0, 0, 1512, 982);
const desk = screen(1512, -200, 2560, 1440);

describe('a window', () => {
  test('is in the middle of the main screen the first time, and fits it', () => {
    expect(placeWindow(null, [desk, laptop])).toEqual({ x: 36, y: 56, width: 1440, height: 900 });
    expect(placeWindow(null, [screen(0, 0, 1280, 720)])).toEqual({ x: 0, y: 30, width: 1280, height: 690 });
  });

  test('is where it was left, also on a second screen and partly beside it', () => {
    expect(placeWindow(left(1700, 10, 1200, 800), [laptop, desk])).toEqual(left(1700, 10, 1200, 800).bounds);
    expect(placeWindow(left(-900, 300, 1200, 600), [laptop])).toEqual(left(-900, 300, 1200, 600).bounds);
  });

  test('comes back from a screen that is gone', () => {
    expect(placeWindow(left(1700, 10, 1200, 800), [laptop])).toEqual({ x: 312, y: 30, width: 1200, height: 800 });
  });

  test('comes down from above the upper edge, where nobody could take it', () => {
    expect(placeWindow(left(100, -500, 1200, 800), [laptop])).toEqual({ x: 100, y: 30, width: 1200, height: 800 });
  });

  test('is no larger than its screen', () => {
    expect(placeWindow(left(0, 30, 9000, 9000), [laptop])).toEqual({ x: 0, y: 30, width: 1512, height: 952 });
  });

  test('can always be taken by its upper edge, whatever was left and whatever screens there are', () => {
    const place = (min: number, max: number) => fc.integer({ min, max });
    const rectangle = fc.record({
      x: place(-9000, 9000),
      y: place(-9000, 9000),
      width: place(1, 9000),
      height: place(1, 9000),
    });
    const screens = fc.array(
      fc.tuple(place(-4000, 4000), place(-4000, 4000), place(800, 3840), place(600, 2160)).map((at) => screen(...at)),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(rectangle, screens, (bounds, displays) => {
        const placed = placeWindow({ bounds, isMaximized: false, isFullScreen: false }, displays);
        expect(displays.some(({ workArea }) => isReachable(workArea, placed))).toBe(true);
      }),
    );
  });
});

function isReachable(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const seen = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return seen >= 120 && y >= area.y && y + 32 <= area.y + area.height;
}

test('a set of screens has one name, in whatever order it is listed', () => {
  expect(displaysKey([desk, laptop])).toBe(displaysKey([laptop, desk]));
  expect(displaysKey([laptop])).not.toBe(displaysKey([laptop, desk]));
});
