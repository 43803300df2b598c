import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, rect, stroke } from '../drawing/drawing.ts';
import { castShadow, round, turned, windowLight } from '../drawing/studio.ts';

interface StillLook {
  readonly wall: Colour;
  readonly table: Colour;
  readonly clays: readonly Colour[];
  readonly fruit: Colour;
}

const looks: readonly StillLook[] = [
  { wall: '#d9cbb5', table: '#8a6a4f', clays: ['#c98a3a', '#efe4d2', '#7d5a3c'], fruit: '#c7b24a' },
  { wall: '#c6cfc4', table: '#7a6a58', clays: ['#f0eadd', '#a8b3a0', '#5c6b5e'], fruit: '#b7b84e' },
  { wall: '#cfd9df', table: '#9c8468', clays: ['#4f7a9a', '#f3efe6', '#c5a77e'], fruit: '#f0c93e' },
  { wall: '#e7d3c8', table: '#a5705a', clays: ['#b5553f', '#f1e2d6', '#6b4a44'], fruit: '#d96f4a' },
  { wall: '#3d4148', table: '#2a2624', clays: ['#d8d2c6', '#7c7f82', '#a8835c'], fruit: '#b98a4a' },
  { wall: '#ece7de', table: '#cbb796', clays: ['#ffffff', '#d9d2c5', '#9c8f7f'], fruit: '#a9b873' },
  { wall: '#e3b796', table: '#9c5a3f', clays: ['#c2603f', '#8a3f2f', '#f2d9c0'], fruit: '#e39a3f' },
  { wall: '#b9cdd6', table: '#6d7f88', clays: ['#2f5f8a', '#e9f0f2', '#86a8ba'], fruit: '#e9b84a' },
  { wall: '#f1dfc1', table: '#b98a5a', clays: ['#e8e0d0', '#c7a06a', '#8aa39b'], fruit: '#e0603f' },
  { wall: '#cdbfd0', table: '#86707f', clays: ['#7a5a86', '#efe6ee', '#b592b0'], fruit: '#8a3f5a' },
  { wall: '#f3d7b0', table: '#c0793f', clays: ['#f6ead6', '#d98a4a', '#5f7a6b'], fruit: '#ef8a2f' },
  { wall: '#5a5f57', table: '#33342f', clays: ['#1f201e', '#4a4c47', '#c9bfa8'], fruit: '#a9703f' },
];

/** Profiles of jars, as shares of height and width: half width, then place from the top. */
const profiles: readonly (readonly (readonly [number, number])[])[] = [
  [
    [0.16, 0],
    [0.13, 0.08],
    [0.15, 0.2],
    [0.36, 0.5],
    [0.3, 0.82],
    [0.2, 1],
  ],
  [
    [0.2, 0],
    [0.18, 0.06],
    [0.42, 0.32],
    [0.46, 0.55],
    [0.3, 0.9],
    [0.24, 1],
  ],
  [
    [0.09, 0],
    [0.08, 0.3],
    [0.1, 0.42],
    [0.28, 0.62],
    [0.3, 0.85],
    [0.24, 1],
  ],
  [
    [0.26, 0],
    [0.22, 0.1],
    [0.24, 0.3],
    [0.28, 0.7],
    [0.26, 1],
  ],
  [
    [0.12, 0],
    [0.2, 0.05],
    [0.12, 0.16],
    [0.34, 0.4],
    [0.22, 0.75],
    [0.28, 1],
  ],
];

/** Jars, a bowl and fruit on a table by a wall. */
export function drawStillLife(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No still lives');
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  const level = height * random.between(0.66, 0.74);
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear(
        [
          [0, shade(look.wall, 0.02)],
          [1, shade(look.wall, -0.05)],
        ],
        [0, 0],
        [1, 0.6],
      ),
    ),
    rect(
      0,
      0,
      width,
      height,
      drawing.radial(
        [
          [0, '#fff6e4', 0.45],
          [0.6, '#fff6e4', 0.1],
          [1, '#fff6e4', 0],
        ],
        [0.2, 0.3],
        0.7,
      ),
    ),
  );
  if (variant % 3 !== 1) windowLight(drawing, width * random.between(0.1, 0.3), height * 0.07, unit * 0.36, 0.28);
  drawing.add(
    rect(
      0,
      level,
      width,
      height - level,
      drawing.linear([
        [0, shade(look.table, 0.05)],
        [0.12, look.table],
        [1, shade(look.table, -0.08)],
      ]),
    ),
    rect(0, level, width, height * 0.006, shade(look.table, 0.14)),
  );
  for (let grain = 0; grain < 16; grain += 1)
    drawing.add(
      rect(
        random.between(-0.1, 0.9) * width,
        level + height * random.between(0.03, 0.3),
        width * random.between(0.08, 0.3),
        height * 0.0018,
        shade(look.table, -0.07),
        'fill-opacity="0.5"',
      ),
    );
  const jars = variant % 4 === 3 ? 3 : 2;
  let x = width * 0.5 - unit * 0.2 * (jars - 1);
  for (let jar = 0; jar < jars; jar += 1) {
    const tall = unit * random.between(0.3, 0.52) * (jar === 1 ? 0.78 : 1);
    const base = level + unit * (0.05 + 0.05 * ((jar + variant) % 2));
    jarAt(
      drawing,
      random,
      x,
      base,
      tall,
      look.clays[jar % look.clays.length] ?? '#ccc',
      look,
      jar === 0 || random.chance(0.3) ? variant : null,
    );
    x += unit * random.between(0.34, 0.42);
  }
  fruits(drawing, random, look, level, unit, variant);
}

function jarAt(
  drawing: Drawing,
  random: Random,
  x: number,
  base: number,
  tall: number,
  clay: Colour,
  look: StillLook,
  branch: number | null,
): void {
  const profile = random
    .pick(profiles)
    .map(([half, place]) => [half * tall * 0.72, base - tall + place * tall] as const);
  const mouth = profile[0]?.[0] ?? tall * 0.1;
  castShadow(drawing, x, base + tall * 0.02, tall * 0.24, tall * 0.42, shade(look.table, -0.18), 0.6);
  if (branch !== null) branches(drawing, random, x, base - tall, tall * random.between(0.6, 0.95), branch);
  drawing.add(
    ellipse(x, base - tall, mouth, mouth * 0.24, shade(clay, -0.22)),
    path(turned(x, profile), round(drawing, clay, 0.02)),
    ellipse(
      x,
      base - tall,
      mouth,
      mouth * 0.24,
      'none',
      `stroke="${shade(clay, 0.06)}" stroke-width="${n(tall * 0.012)}"`,
    ),
  );
  const clip = drawing.define((id) => `<clipPath id="${id}"><path d="${turned(x, profile)}"/></clipPath>`);
  drawing.add(`<g clip-path="url(#${clip})">`);
  switch (random.whole(0, 3)) {
    case 0:
      drawing.add(
        rect(
          x - tall,
          base - tall * 0.42,
          tall * 2,
          tall * 0.6,
          round(drawing, mix(clay, look.clays[1] ?? clay, 0.75)),
          'fill-opacity="0.85"',
        ),
      );
      break;
    case 1:
      for (let speck = 0; speck < 70; speck += 1)
        drawing.add(
          circle(
            x + random.between(-0.4, 0.4) * tall,
            base - random.unit() * tall,
            tall * random.between(0.002, 0.007),
            shade(clay, -0.2),
            'fill-opacity="0.6"',
          ),
        );
      break;
    case 2:
      for (let band = 0; band < 3; band += 1)
        drawing.add(
          rect(
            x - tall,
            base - tall * (0.3 + band * 0.09),
            tall * 2,
            tall * 0.03,
            shade(clay, -0.12),
            'fill-opacity="0.6"',
          ),
        );
      break;
    default:
      break;
  }
  drawing.add('</g>');
}

const blossoms = ['#f6f1e7', '#e9b7b7', '#f0d06a', '#d98a6a', '#b9c6e0'];

function branches(drawing: Drawing, random: Random, x: number, top: number, reach: number, variant: number): void {
  const colour = '#5d4a38';
  const bloom = blossoms[variant % blossoms.length] ?? '#fff';
  const isLeafy = variant % 2 === 0;
  for (let stem = 0; stem < random.whole(2, 4); stem += 1) {
    const lean = random.between(-0.55, 0.55);
    const [endX, endY] = [x + lean * reach, top - reach * random.between(0.75, 1)];
    const bendX = x + lean * reach * 0.2;
    const bendY = top - reach * 0.55;
    drawing.add(
      stroke(`M${n(x)} ${n(top + reach * 0.1)}Q${n(bendX)} ${n(bendY)} ${n(endX)} ${n(endY)}`, colour, reach * 0.014),
    );
    for (let bud = 2; bud < 12; bud += 1) {
      const share = bud / 11;
      const along = (from: number, bend: number, to: number) =>
        (1 - share) ** 2 * from + 2 * share * (1 - share) * bend + share ** 2 * to;
      const [budX, budY] = [along(x, bendX, endX), along(top, bendY, endY)];
      const side = bud % 2 === 0 ? 1 : -1;
      if (isLeafy) {
        const size = reach * 0.11 * (1.2 - share * 0.5);
        drawing.add(
          `<ellipse cx="${n(budX + side * size * 0.8)}" cy="${n(budY - size * 0.25)}" rx="${n(size)}" ry="${n(size * 0.36)}" fill="${shade('#6f8f6a', random.between(-0.08, 0.07))}" transform="rotate(${n(side * -28)} ${n(budX)} ${n(budY)})"/>`,
        );
      } else {
        const size = reach * random.between(0.028, 0.05);
        const [flowerX, flowerY] = [budX + side * size, budY + random.between(-1, 1) * size];
        for (let petal = 0; petal < 5; petal += 1) {
          const angle = (petal / 5) * Math.PI * 2 + stem;
          drawing.add(
            circle(flowerX + Math.cos(angle) * size * 0.6, flowerY + Math.sin(angle) * size * 0.6, size * 0.55, bloom),
          );
        }
        drawing.add(circle(flowerX, flowerY, size * 0.32, '#d8a13f'));
      }
    }
  }
}

function fruits(drawing: Drawing, random: Random, look: StillLook, level: number, unit: number, variant: number): void {
  const { width } = drawing;
  const count = random.whole(2, 4);
  const start = width * 0.5 + unit * (variant % 2 === 0 ? 0.32 : -0.55);
  for (let piece = 0; piece < count; piece += 1) {
    const size = unit * random.between(0.055, 0.07);
    const x = start + piece * size * random.between(1.7, 2);
    const base = level + unit * random.between(0.13, 0.18);
    castShadow(drawing, x, base + size * 0.04, size * 0.9, size * 1.3, shade(look.table, -0.18), 0.55);
    const skin = shade(look.fruit, random.between(-0.03, 0.04));
    const fill = drawing.radial(
      [
        [0, shade(skin, 0.13)],
        [0.5, skin],
        [1, shade(skin, -0.17)],
      ],
      [0.32, 0.28],
      0.8,
    );
    if (variant % 3 === 1) {
      drawing.add(
        path(
          `M${n(x)} ${n(base - size * 2.3)}C${n(x + size * 0.6)} ${n(base - size * 2.2)} ${n(x + size * 0.45)} ${n(base - size * 1.5)} ${n(x + size * 0.85)} ${n(base - size)}C${n(x + size * 1.15)} ${n(base - size * 0.3)} ${n(x + size * 0.6)} ${n(base)} ${n(x)} ${n(base)}C${n(x - size * 0.6)} ${n(base)} ${n(x - size * 1.15)} ${n(base - size * 0.3)} ${n(x - size * 0.85)} ${n(base - size)}C${n(x - size * 0.45)} ${n(base - size * 1.5)} ${n(x - size * 0.6)} ${n(base - size * 2.2)} ${n(x)} ${n(base - size * 2.3)}Z`,
          fill,
        ),
      );
    } else {
      drawing.add(circle(x, base - size, size, fill));
    }
    const top = variant % 3 === 1 ? base - size * 2.25 : base - size * 1.95;
    drawing.add(
      stroke(
        `M${n(x)} ${n(top)}q${n(size * 0.06)} ${n(-size * 0.2)} ${n(size * 0.2)} ${n(-size * 0.34)}`,
        '#4a3826',
        size * 0.1,
      ),
    );
  }
}
