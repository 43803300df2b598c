export const rowsPerNotch = 3;

/** One tick of a wheel with detents, in `wheelDelta` units. */
const tick = 120;

/** The fields of a WheelEvent that matter; `wheelDeltaY` is absent outside Chromium and Safari. */
export interface WheelTurn {
  readonly deltaY: number;
  readonly deltaMode: number;
  readonly wheelDeltaY?: number | undefined;
}

/**
 * How far a wheel or trackpad moves the rows, in CSS px. A notch of a wheel is exactly three rows, whatever number of px
 * the platform calls it; a trackpad's px are taken as they are.
 */
export function wheelDistance(
  turn: WheelTurn,
  rowHeight: number,
  pageHeight: number,
  devicePixelRatio: number,
): number {
  if (turn.deltaY === 0) return 0;
  if (turn.deltaMode === 2) return Math.sign(turn.deltaY) * pageHeight;
  if (turn.deltaMode === 1) return turn.deltaY * rowHeight;
  const notches = notchesOf(turn, devicePixelRatio);
  return notches === 0 ? turn.deltaY : Math.sign(turn.deltaY) * notches * rowsPerNotch * rowHeight;
}

function notchesOf(turn: WheelTurn, devicePixelRatio: number): number {
  const distance = Math.abs(turn.deltaY);
  const delta = Math.abs(turn.wheelDeltaY ?? 0);
  // macOS trackpads report three times their px; that can be a multiple of a tick by chance.
  if (delta === 0 || Math.abs(delta - 3 * distance) < 0.01) return 0;
  // Chromium's device emulation divides ticks and px by the emulated ratio; a real screen divides neither.
  const ratio = delta % tick !== 0 && Math.abs(delta * devicePixelRatio - tick) < 0.01 ? devicePixelRatio : 1;
  const ticks = (delta * ratio) / tick;
  if (!Number.isInteger(ticks) || distance * ratio < 50) return 0;
  // With more lines per notch in the system's settings the px grow while the ticks do not.
  return Math.max(ticks, Math.round((distance * ratio) / tick), 1);
}
