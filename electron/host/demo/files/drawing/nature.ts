import type { Random } from '../../random.ts';
import type { Colour } from './colour.ts';
import { circle, type Drawing, ellipse, n, type Point, path, rect, type Stop } from './drawing.ts';

/** A sky over the whole picture. */
export function sky(drawing: Drawing, colours: readonly Colour[]): void {
  const stops = colours.map((colour, index): Stop => [index / (colours.length - 1), colour]);
  drawing.add(rect(0, 0, drawing.width, drawing.height, drawing.linear(stops)));
}

/** Light around a point, fading to nothing at `radius`. */
export function glow(drawing: Drawing, x: number, y: number, radius: number, colour: Colour, strength: number): void {
  const fill = drawing.radial([
    [0, colour, strength],
    [0.25, colour, strength * 0.55],
    [0.6, colour, strength * 0.16],
    [1, colour, 0],
  ]);
  drawing.add(circle(x, y, radius, fill));
}

export function stars(
  drawing: Drawing,
  random: Random,
  count: number,
  lowest: number,
  colour: Colour = '#ffffff',
): void {
  const unit = Math.min(drawing.width, drawing.height) / 1000;
  for (let index = 0; index < count; index += 1) {
    const y = random.unit() ** 1.4 * lowest;
    const size = random.chance(0.08) ? random.between(1.6, 2.4) : random.between(0.5, 1.3);
    drawing.add(
      circle(
        random.between(0, drawing.width),
        y,
        size * unit * 1.1,
        colour,
        `fill-opacity="${n(random.between(0.25, 0.95))}"`,
      ),
    );
  }
}

/** Smooth noise of one dimension: `octaves` halve in height and double in frequency. Between about -1 and 1. */
export function makeNoise(random: Random, octaves: number, persistence = 0.5): (x: number) => number {
  const tables = Array.from({ length: octaves }, () => Array.from({ length: 257 }, () => random.between(-1, 1)));
  return (x) => {
    let sum = 0;
    let height = 1;
    let frequency = 1;
    for (const table of tables) {
      const place = x * frequency;
      const cell = Math.floor(place);
      const share = place - cell;
      const eased = share * share * (3 - 2 * share);
      const from = table[((cell % 256) + 256) % 256] ?? 0;
      const to = table[(((cell + 1) % 256) + 256) % 256] ?? 0;
      sum += (from + (to - from) * eased) * height;
      height *= persistence;
      frequency *= 2;
    }
    return sum;
  };
}

/** The upper edge of a hill or ridge: `count` points from left to right, a little beyond both sides. */
export function edge(drawing: Drawing, count: number, heightAt: (share: number) => number): Point[] {
  return Array.from({ length: count + 1 }, (_, index): Point => {
    const share = index / count;
    return [-2 + share * (drawing.width + 4), heightAt(share)];
  });
}

/** Everything below an edge. */
export function below(drawing: Drawing, points: readonly Point[], bottom = drawing.height + 2): string {
  return `M-2 ${n(bottom)}L${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}L${n(drawing.width + 2)} ${n(bottom)}Z`;
}

/** A band of mist: strongest along the middle of its height. */
export function mist(drawing: Drawing, y: number, height: number, colour: Colour, strength: number): void {
  const fill = drawing.linear([
    [0, colour, 0],
    [0.5, colour, strength],
    [1, colour, 0],
  ]);
  drawing.add(rect(0, y - height / 2, drawing.width, height, fill));
}

/** Long clouds with soft ends. */
export function clouds(
  drawing: Drawing,
  random: Random,
  count: number,
  top: number,
  bottom: number,
  colour: Colour,
  strength: number,
): void {
  const fill = drawing.radial([
    [0, colour, strength],
    [0.5, colour, strength * 0.5],
    [1, colour, 0],
  ]);
  for (let index = 0; index < count; index += 1) {
    const x = random.between(-0.1, 1.1) * drawing.width;
    const y = random.between(top, bottom);
    const length = random.between(0.12, 0.34) * drawing.width;
    const thickness = length * random.between(0.04, 0.09);
    drawing.add(ellipse(x, y, length, thickness, fill));
    drawing.add(
      ellipse(x + length * random.between(-0.3, 0.3), y - thickness * 0.6, length * 0.5, thickness * 0.9, fill),
    );
  }
}

/** A spruce as an outline, with branches that hang in steps. */
export function spruce(random: Random, x: number, base: number, height: number): string {
  const steps = Math.max(5, Math.round(height / 14));
  const half = height * random.between(0.16, 0.23);
  const left: string[] = [];
  const right: string[] = [];
  for (let step = 1; step <= steps; step += 1) {
    const share = step / steps;
    const y = base - height + share * height * 0.94;
    const reach = half * share * random.between(0.82, 1.12);
    left.push(`${n(x - reach)} ${n(y)}L${n(x - reach * 0.55)} ${n(y - height * 0.012)}`);
    right.unshift(`${n(x + reach * 0.55)} ${n(y - height * 0.012)}L${n(x + reach)} ${n(y)}`);
  }
  const trunk = height * 0.018;
  return `M${n(x)} ${n(base - height)}L${left.join('L')}L${n(x - trunk)} ${n(base - height * 0.06)}L${n(x - trunk)} ${n(base)}L${n(x + trunk)} ${n(base)}L${n(x + trunk)} ${n(base - height * 0.06)}L${right.join('L')}Z`;
}

/** A row of spruces standing on an edge. */
export function spruces(
  drawing: Drawing,
  random: Random,
  ground: (share: number) => number,
  row: {
    readonly count: number;
    readonly least: number;
    readonly most: number;
    readonly fill: string;
    readonly keep?: (share: number) => boolean;
  },
): void {
  const outlines: string[] = [];
  for (let index = 0; index < row.count; index += 1) {
    const share = (index + random.between(-0.4, 0.4)) / (row.count - 1);
    if (row.keep !== undefined && !row.keep(share)) continue;
    const height = random.between(row.least, row.most);
    outlines.push(spruce(random, share * drawing.width, ground(share) + height * 0.04, height));
  }
  drawing.add(path(outlines.join(''), row.fill));
}

/** Birds far away, as two strokes each. */
export function birds(
  drawing: Drawing,
  random: Random,
  count: number,
  x: number,
  y: number,
  size: number,
  colour: Colour,
): void {
  for (let index = 0; index < count; index += 1) {
    const [left, top] = [x + random.between(-6, 6) * size, y + random.between(-3, 3) * size];
    const wing = size * random.between(0.7, 1.2);
    const lift = wing * random.between(0.3, 0.6);
    drawing.add(
      `<path d="M${n(left - wing)} ${n(top - lift)}Q${n(left - wing * 0.4)} ${n(top - lift * 0.9)} ${n(left)} ${n(top)}Q${n(left + wing * 0.4)} ${n(top - lift * 0.9)} ${n(left + wing)} ${n(top - lift)}" fill="none" stroke="${colour}" stroke-width="${n(size * 0.16)}" stroke-linecap="round"/>`,
    );
  }
}

/** Light on water: short level strokes that spread towards the viewer. */
export function glitter(
  drawing: Drawing,
  random: Random,
  place: {
    readonly x: number;
    readonly top: number;
    readonly bottom: number;
    readonly width: number;
    readonly colour: Colour;
    readonly strength: number;
  },
): void {
  const unit = Math.min(drawing.width, drawing.height) / 1000;
  const rows = Math.round((place.bottom - place.top) / (9 * unit));
  for (let row = 0; row < rows; row += 1) {
    const depth = row / rows;
    const y = place.top + depth ** 1.25 * (place.bottom - place.top);
    for (let piece = random.whole(1, 3); piece > 0; piece -= 1) {
      const spread = place.width * (0.25 + depth * 0.9);
      const x = place.x + random.between(-1, 1) * random.unit() * spread;
      const length = place.width * random.between(0.08, 0.5) * (0.35 + depth);
      const thickness = unit * (1 + depth * 4.5) * random.between(0.6, 1.3);
      const strength = place.strength * (1 - depth * 0.55) * random.between(0.35, 1);
      drawing.add(
        `<rect x="${n(x - length / 2)}" y="${n(y)}" width="${n(length)}" height="${n(thickness)}" rx="${n(thickness / 2)}" fill="${place.colour}" fill-opacity="${n(strength)}"/>`,
      );
    }
  }
}
