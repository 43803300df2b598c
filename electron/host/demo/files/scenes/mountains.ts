import type { Random } from '../../random.ts';
import { along, type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, type Point, path, polygon } from '../drawing/drawing.ts';
import { below, birds, clouds, edge, glow, makeNoise, mist, sky, spruces, stars } from '../drawing/nature.ts';

export interface MountainLook {
  /** From the zenith to the horizon. */
  readonly sky: readonly Colour[];
  readonly light: Colour;
  /** The far ridges fade into it. */
  readonly haze: Colour;
  readonly rock: Colour;
  readonly ground: Colour;
  readonly snow: number;
  readonly night?: boolean;
}

export const mountainLooks: readonly MountainLook[] = [
  {
    sky: ['#2b4b6f', '#7fa6c4', '#f4d9b8'],
    light: '#fff1d0',
    haze: '#e9c9ae',
    rock: '#4f5f7c',
    ground: '#20384a',
    snow: 0.35,
  },
  {
    sky: ['#5b86a8', '#b7d0d8', '#f1ece0'],
    light: '#ffffff',
    haze: '#dfe8e6',
    rock: '#66839a',
    ground: '#2e5361',
    snow: 0.5,
  },
  {
    sky: ['#33305f', '#b4567c', '#f7b681'],
    light: '#ffe6b0',
    haze: '#eb9f86',
    rock: '#5d3a66',
    ground: '#2a1f45',
    snow: 0.2,
  },
  {
    sky: ['#2c2a5c', '#6b5ba3', '#d6a5c9'],
    light: '#ffe3ef',
    haze: '#c79cc6',
    rock: '#4a417f',
    ground: '#221f4a',
    snow: 0.3,
  },
  {
    sky: ['#7a5a3a', '#d99a4e', '#f9dfa0'],
    light: '#fff6d6',
    haze: '#f0c98a',
    rock: '#93592f',
    ground: '#4a3020',
    snow: 0.05,
  },
  {
    sky: ['#23313b', '#566873', '#b8c2c0'],
    light: '#e6ecea',
    haze: '#a4b1b2',
    rock: '#3b4a53',
    ground: '#18242b',
    snow: 0.45,
  },
  {
    sky: ['#3c2148', '#a33f4e', '#f39b57'],
    light: '#ffd98a',
    haze: '#d97a5b',
    rock: '#5c2a45',
    ground: '#260f2c',
    snow: 0.1,
  },
  {
    sky: ['#0d1733', '#26407a', '#7b93c9'],
    light: '#f3f1dc',
    haze: '#6c86bd',
    rock: '#2a3e70',
    ground: '#0c1530',
    snow: 0.55,
    night: true,
  },
  {
    sky: ['#86522f', '#dd8d5a', '#fbd9ae'],
    light: '#fff2d8',
    haze: '#eab488',
    rock: '#b05d3b',
    ground: '#6b3524',
    snow: 0,
  },
  {
    sky: ['#6fa0a8', '#cfdcc6', '#fbe9c4'],
    light: '#fffbe6',
    haze: '#ecd9b4',
    rock: '#a06a4d',
    ground: '#5c3d2e',
    snow: 0,
  },
];

interface Massif {
  readonly x: number;
  readonly top: number;
  readonly base: number;
  readonly half: number;
}

/** One side of a mountain from its top to its foot, rough by halving the pieces. */
function roughLine(random: Random, from: Point, to: Point, roughness: number, depth: number): Point[] {
  if (depth === 0) return [to];
  const middle: Point = [
    (from[0] + to[0]) / 2 + random.between(-1, 1) * roughness * 0.5,
    (from[1] + to[1]) / 2 + random.between(-1, 1) * roughness,
  ];
  return [
    ...roughLine(random, from, middle, roughness * 0.52, depth - 1),
    ...roughLine(random, middle, to, roughness * 0.52, depth - 1),
  ];
}

function massif(
  drawing: Drawing,
  random: Random,
  place: Massif,
  look: MountainLook,
  colour: Colour,
  lightFromLeft: boolean,
): void {
  const { x, top, base, half } = place;
  const height = base - top;
  const peak: Point = [x, top];
  const left = roughLine(random, peak, [x - half, base], height * 0.11, 5);
  const right = roughLine(random, peak, [x + half * random.between(0.85, 1.15), base], height * 0.11, 5);
  const spine = roughLine(random, peak, [x + half * random.between(-0.22, 0.22), base], height * 0.16, 4);
  const lit = shade(mix(colour, look.light, 0.2), 0.02);
  const dark = shade(colour, -0.045);
  const fade = (shadeOf: Colour) =>
    drawing.linear([
      [0, shadeOf],
      [0.55, mix(shadeOf, look.haze, 0.25)],
      [1, mix(shadeOf, look.haze, 0.72)],
    ]);
  const leftSide = [peak, ...left, ...[...spine].reverse()];
  const rightSide = [peak, ...right, ...[...spine].reverse()];
  drawing.add(
    path(polygon(leftSide), fade(lightFromLeft ? lit : dark)),
    path(polygon(rightSide), fade(lightFromLeft ? dark : lit)),
  );
  if (look.snow === 0) return;
  // Snow lies from the top to a ragged line, brighter on the lit side.
  const line = top + height * look.snow * random.between(0.75, 1.1);
  const cap = (side: readonly Point[], inner: readonly Point[]): Point[] => {
    const outline = side.filter(([, y]) => y < line);
    const back = inner.filter(([, y]) => y < line * 1.02).reverse();
    const foot = outline.at(-1) ?? peak;
    const start = back[0] ?? peak;
    const teeth: Point[] = [];
    for (let tooth = 1; tooth < 12; tooth += 1) {
      const share = (tooth + random.between(-0.35, 0.35)) / 12;
      const drop = tooth % 2 === 0 ? -random.between(0.01, 0.07) : random.unit() ** 2 * 0.13;
      teeth.push([foot[0] + (start[0] - foot[0]) * share, line + drop * height]);
    }
    return [peak, ...outline, ...teeth, ...back];
  };
  const snow = mix('#ffffff', look.light, 0.5);
  drawing.add(
    path(polygon(cap(left, spine)), lightFromLeft ? snow : mix(snow, colour, 0.42), 'fill-opacity="0.92"'),
    path(polygon(cap(right, spine)), lightFromLeft ? mix(snow, colour, 0.42) : snow, 'fill-opacity="0.92"'),
  );
}

/** Sky, far ridges and the massif: also the upper half of a lake. `horizon` is where the mountains stand. */
export function mountainRange(drawing: Drawing, random: Random, look: MountainLook, horizon: number): void {
  const { width, height } = drawing;
  sky(drawing, look.sky);
  if (look.night === true) stars(drawing, random, 190, horizon * 0.8);
  const lightX = width * random.pick([random.between(0.14, 0.36), random.between(0.64, 0.86)]);
  const lightY = horizon * random.between(0.28, 0.62);
  const unit = Math.min(width, height);
  glow(drawing, lightX, lightY, unit * 0.75, look.light, look.night === true ? 0.28 : 0.55);
  drawing.add(circle(lightX, lightY, unit * random.between(0.045, 0.075), look.light, 'fill-opacity="0.96"'));
  clouds(drawing, random, random.whole(3, 7), horizon * 0.15, horizon * 0.6, mix(look.light, look.haze, 0.3), 0.4);

  const lightFromLeft = lightX < width / 2;
  for (let ridge = 0; ridge < 3; ridge += 1) {
    const noise = makeNoise(random, 5, 0.5);
    const depth = ridge / 3;
    const colour = mix(look.haze, look.rock, 0.18 + depth * 0.3);
    const points = edge(
      drawing,
      160,
      (share) => horizon * (0.66 + depth * 0.13) - noise(share * 3.2 + ridge * 7) * horizon * 0.14,
    );
    drawing.add(
      path(
        below(drawing, points, horizon + 2),
        drawing.linear([
          [0, colour],
          [1, mix(colour, look.haze, 0.75)],
        ]),
      ),
    );
  }
  const count = random.whole(2, 4);
  const places = Array.from({ length: count }, (_, index): Massif => {
    const x = width * ((index + 0.5) / count + random.between(-0.12, 0.12));
    const top = horizon * random.between(0.22, 0.52);
    return { x, top, base: horizon + 2, half: (horizon - top) * random.between(0.75, 1.15) };
  }).sort((one, other) => one.top - other.top);
  for (const [index, place] of places.entries()) {
    massif(drawing, random, place, look, mix(look.haze, look.rock, 0.62 + (index / count) * 0.38), lightFromLeft);
  }
  mist(drawing, horizon * 0.97, horizon * 0.28, look.haze, 0.75);
}

export function drawMountains(drawing: Drawing, random: Random, variant: number): void {
  const look = mountainLooks[variant % mountainLooks.length] ?? mountainLooks[0];
  if (look === undefined) throw new Error('No mountain looks');
  const { width, height } = drawing;
  const horizon = height * random.between(0.7, 0.78);
  mountainRange(drawing, random, look, horizon);
  const layers = 3;
  for (let layer = 0; layer < layers; layer += 1) {
    const noise = makeNoise(random, 4, 0.45);
    const depth = (layer + 1) / layers;
    const colour = along([mix(look.haze, look.ground, 0.5), look.ground, shade(look.ground, -0.04)], depth);
    const ground = (share: number) =>
      horizon + height * (depth * 0.17 - 0.03) - noise(share * 2.2 + layer * 3) * height * 0.045;
    drawing.add(
      path(
        below(drawing, edge(drawing, 90, ground)),
        drawing.linear([
          [0, colour],
          [1, shade(colour, -0.05)],
        ]),
      ),
    );
    if (look.snow > 0) {
      const clump = makeNoise(random, 3, 0.6);
      spruces(drawing, random, ground, {
        count: 95 - layer * 28,
        least: height * (0.025 + depth * 0.035),
        most: height * (0.06 + depth * 0.13),
        fill: shade(colour, -0.02),
        keep: (share) => clump(share * 5) > -0.15 + (layer === 2 ? 0.25 : 0),
      });
    }
    if (layer === 0) mist(drawing, horizon + height * 0.08, height * 0.16, look.haze, 0.5);
  }
  if (random.chance(0.6) && look.night !== true) {
    birds(
      drawing,
      random,
      random.whole(3, 7),
      width * random.between(0.3, 0.7),
      horizon * random.between(0.2, 0.4),
      height * 0.009,
      mix(look.rock, look.ground, 0.4),
    );
  }
}
