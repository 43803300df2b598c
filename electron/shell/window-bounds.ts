import { z } from 'zod';

const rectangleSchema = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
/** In device-independent pixels, as Electron counts. */
export type Rectangle = z.infer<typeof rectangleSchema>;

/** How a window was left. */
export const windowStateSchema = z.strictObject({
  /** The bounds of the window when it is neither maximised nor full screen. */
  bounds: rectangleSchema,
  isMaximized: z.boolean(),
  isFullScreen: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

/** The parts of Electron's `Display` that count. */
export interface DisplayPlace {
  readonly bounds: Rectangle;
  /** Without docks and task bars. */
  readonly workArea: Rectangle;
  readonly scaleFactor: number;
}

const defaultSize = { width: 1440, height: 900 };
export const smallestSize = { width: 640, height: 420 };

/** So much of the upper edge must be on a screen, or the window could not be taken by it. */
const graspable = { width: 120, height: 32 };

/**
 * Names a set of displays, so that a laptop at the desk and the same laptop on the train each keep their own bounds.
 * The order in which the system lists them does not matter.
 */
export function displaysKey(displays: readonly DisplayPlace[]): string {
  return displays
    .map(({ bounds: { x, y, width, height }, scaleFactor }) => `${x},${y} ${width}x${height} @${scaleFactor}`)
    .sort()
    .join(' | ');
}

/** Where a window goes: where it was left if it can be reached there, else on the nearest screen; never larger than it. */
export function placeWindow(left: WindowState | null, displays: readonly DisplayPlace[]): Rectangle {
  // There is always one: without a screen no window is made.
  const primary = displays.find(({ bounds }) => bounds.x === 0 && bounds.y === 0) ?? displays[0];
  if (!primary) return { x: 0, y: 0, ...defaultSize };
  if (!left) return centred(primary.workArea);
  const { bounds } = left;
  const nearest = displays.reduce((best, display) =>
    overlap(display.workArea, bounds) > overlap(best.workArea, bounds) ? display : best,
  );
  const area = overlap(nearest.workArea, bounds) > 0 ? nearest.workArea : primary.workArea;
  const width = Math.min(Math.max(bounds.width, smallestSize.width), area.width);
  const height = Math.min(Math.max(bounds.height, smallestSize.height), area.height);
  const resized = { ...bounds, width, height };
  if (displays.some((display) => isGraspable(display.workArea, resized))) return resized;
  return {
    x: clamp(bounds.x, area.x, area.x + area.width - width),
    y: clamp(bounds.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

function centred(area: Rectangle): Rectangle {
  const width = Math.min(defaultSize.width, area.width);
  const height = Math.min(defaultSize.height, area.height);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

function isGraspable(area: Rectangle, { x, y, width }: Rectangle): boolean {
  const seen = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return seen >= graspable.width && y >= area.y && y + graspable.height <= area.y + area.height;
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
