import { type Random, randomOf } from '../random.ts';
import { indexedPng } from './png.ts';

const inks: readonly (readonly [number, number, number])[] = [
  [69, 87, 204],
  [27, 122, 65],
  [179, 38, 30],
  [138, 90, 0],
  [13, 110, 130],
  [112, 62, 160],
];

/** A mirrored pattern of squares that is different for each name, as PNG of 48 × 48 pixels. */
export function badge(name: string): Buffer {
  const random = randomOf(`badge/${name}`);
  const ink = random.pick(inks);
  const cells = Array.from({ length: 18 }, () => random.chance(0.52));
  const margin = 6;
  const cell = 6;
  return indexedPng(48, 48, [[245, 245, 247], ink], (x, y) => {
    const column = Math.floor((x - margin) / cell);
    const row = Math.floor((y - margin) / cell);
    if (column < 0 || column > 5 || row < 0 || row > 5) return 0;
    return cells[row * 3 + Math.min(column, 5 - column)] === true ? 1 : 0;
  });
}

const signatureWidth = 160;
const signatureHeight = 48;

/** A pen stroke, as PNG of 160 × 48 pixels. */
export function signature(random: Random): Buffer {
  const ink = new Set<number>();
  let height = 24;
  let slope = 0;
  const speed = random.between(0.18, 0.34);
  const swing = random.between(8, 17);
  for (let step = 0; step < 1400; step += 1) {
    const along = 8 + (step / 1400) * 140;
    slope = slope * 0.96 + random.between(-0.25, 0.25);
    height = 24 + Math.sin(along * speed + slope) * swing * (1 - along / 220) + slope * 2;
    const x = Math.round(along + Math.cos(along * speed * 1.7) * 5);
    const y = Math.min(signatureHeight - 2, Math.max(1, Math.round(height)));
    ink.add(y * signatureWidth + x);
    ink.add((y + 1) * signatureWidth + x);
  }
  return indexedPng(
    signatureWidth,
    signatureHeight,
    [
      [255, 255, 255],
      [28, 38, 92],
    ],
    (x, y) => (ink.has(y * signatureWidth + x) ? 1 : 0),
  );
}
