import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, rect } from '../drawing/drawing.ts';
import { backdrop, castShadow, round, windowLight } from '../drawing/studio.ts';

interface ProductLook {
  readonly wall: Colour;
  readonly floor: Colour;
  readonly glass: Colour;
  readonly cap: Colour;
  readonly stone: Colour;
}

const looks: readonly ProductLook[] = [
  { wall: '#f3c9c4', floor: '#e7a9a5', glass: '#f7dcd4', cap: '#c9a15a', stone: '#f6ded8' },
  { wall: '#e9b872', floor: '#cf8f45', glass: '#f0a94a', cap: '#5a3a22', stone: '#f3d7a6' },
  { wall: '#c9c5bd', floor: '#aaa59b', glass: '#dfe6e2', cap: '#2f2f2f', stone: '#8d877c' },
  { wall: '#d8c7e6', floor: '#b59fcc', glass: '#efe3fa', cap: '#6a4c93', stone: '#e9dcf3' },
  { wall: '#243044', floor: '#182130', glass: '#5f7fa8', cap: '#d8b46a', stone: '#33435c' },
  { wall: '#c3d2bd', floor: '#9db596', glass: '#e6f0dd', cap: '#4f6b4a', stone: '#dde6d5' },
  { wall: '#f0e6d8', floor: '#dfcdb5', glass: '#f6efe4', cap: '#8a6a4a', stone: '#ffffff' },
  { wall: '#4f7fb5', floor: '#35639a', glass: '#a9cdf0', cap: '#f0c34a', stone: '#6f9bcd' },
  { wall: '#f4d35e', floor: '#e0b53c', glass: '#fdf2c9', cap: '#2d4059', stone: '#f9e69b' },
  { wall: '#e08a7b', floor: '#c76a5f', glass: '#f6c3b5', cap: '#f5efe6', stone: '#eda99b' },
  { wall: '#b9d8d6', floor: '#8fbab9', glass: '#e3f3f1', cap: '#27505a', stone: '#d3e8e6' },
  { wall: '#3b2f3a', floor: '#2a2029', glass: '#b5677a', cap: '#e6c79c', stone: '#54424f' },
];

/** Bottles on stones and pedestals in front of coloured paper. */
export function drawProduct(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No product looks');
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  const level = height * random.between(0.68, 0.76);
  backdrop(drawing, look.wall, look.floor, level, random.between(0.25, 0.5));
  const motif = variant % 4;
  const middle = width * random.between(0.44, 0.56);
  if (motif === 0)
    drawing.add(
      circle(middle, level - unit * 0.26, unit * 0.34, mix(look.wall, look.stone, 0.55)),
      circle(
        middle,
        level - unit * 0.26,
        unit * 0.34,
        drawing.linear([
          [0, '#ffffff', 0.22],
          [1, look.floor, 0.2],
        ]),
      ),
    );
  if (motif === 1) archNiche(drawing, middle, level, unit, look);
  if (motif === 2) windowLight(drawing, middle - unit * 0.62, level - unit * 0.66, unit * 0.44, 0.3);
  if (motif === 3) leaf(drawing, random, middle, level, unit, look);

  const base = level + unit * 0.1;
  const pedestal = random.pick([0.06, 0.12, 0.18]) * unit;
  castShadow(drawing, middle, base + unit * 0.01, unit * 0.26, unit * 0.22, shade(look.floor, -0.22), 0.5);
  cylinder(drawing, middle, base, unit * 0.24, pedestal, look.stone);
  const count = variant % 5 === 3 ? 3 : variant % 3 === 2 ? 2 : 1;
  if (count > 1) {
    const sideX = middle + unit * 0.33;
    castShadow(drawing, sideX, base + unit * 0.06, unit * 0.1, unit * 0.14, shade(look.floor, -0.22), 0.45);
    bottle(drawing, random, sideX, base + unit * 0.06, unit * 0.24, look, variant + 1);
  }
  if (count > 2) {
    const sideX = middle - unit * 0.34;
    castShadow(drawing, sideX, base + unit * 0.05, unit * 0.09, unit * 0.14, shade(look.floor, -0.22), 0.45);
    bottle(drawing, random, sideX, base + unit * 0.05, unit * 0.2, look, variant + 2);
  }
  if (count === 1 && random.chance(0.7)) {
    const sideX = middle - unit * random.between(0.32, 0.4);
    castShadow(drawing, sideX, base + unit * 0.05, unit * 0.09, unit * 0.1, shade(look.floor, -0.22), 0.45);
    drawing.add(
      circle(
        sideX,
        base - unit * 0.02,
        unit * 0.07,
        drawing.radial(
          [
            [0, shade(look.cap, 0.16)],
            [0.6, look.cap],
            [1, shade(look.cap, -0.14)],
          ],
          [0.35, 0.3],
          0.75,
        ),
      ),
    );
  }
  castShadow(drawing, middle, base - pedestal, unit * 0.11, unit * 0.06, shade(look.stone, -0.3), 0.45);
  bottle(drawing, random, middle, base - pedestal, unit * random.between(0.36, 0.44), look, variant);
}

function archNiche(drawing: Drawing, x: number, level: number, unit: number, look: ProductLook): void {
  const half = unit * 0.36;
  const top = level - unit * 0.68;
  const arch = (inset: number) =>
    `M${n(x - half + inset)} ${n(level + unit * 0.02)}L${n(x - half + inset)} ${n(top + half)}A${n(half - inset)} ${n(half - inset)} 0 0 1 ${n(x + half - inset)} ${n(top + half)}L${n(x + half - inset)} ${n(level + unit * 0.02)}Z`;
  drawing.add(
    path(arch(0), mix(look.stone, look.wall, 0.3)),
    path(
      arch(unit * 0.045),
      drawing.linear(
        [
          [0, shade(look.wall, -0.09)],
          [1, shade(look.wall, -0.02)],
        ],
        [0, 0],
        [1, 0],
      ),
    ),
  );
}

function leaf(drawing: Drawing, random: Random, x: number, level: number, unit: number, look: ProductLook): void {
  const colour = mix(shade(look.floor, -0.1), '#3f6b4a', 0.45);
  const rootX = x + unit * 0.42;
  const rootY = level + unit * 0.03;
  for (let frond = 0; frond < 9; frond += 1) {
    const angle = -Math.PI * (0.36 + frond * 0.065) + random.between(-0.04, 0.04);
    const reach = unit * random.between(0.48, 0.7);
    const [tipX, tipY] = [rootX + Math.cos(angle) * reach, rootY + Math.sin(angle) * reach];
    const [sideX, sideY] = [Math.sin(angle) * unit * 0.07, -Math.cos(angle) * unit * 0.07];
    const [midX, midY] = [(rootX + tipX) / 2, (rootY + tipY) / 2];
    drawing.add(
      path(
        `M${n(rootX)} ${n(rootY)}Q${n(midX + sideX)} ${n(midY + sideY)} ${n(tipX)} ${n(tipY)}Q${n(midX - sideX)} ${n(midY - sideY)} ${n(rootX)} ${n(rootY)}Z`,
        shade(colour, random.between(-0.05, 0.07)),
        'fill-opacity="0.9"',
      ),
    );
  }
}

function cylinder(drawing: Drawing, x: number, base: number, half: number, tall: number, colour: Colour): void {
  const depth = half * 0.22;
  drawing.add(
    path(
      `M${n(x - half)} ${n(base - tall)}L${n(x - half)} ${n(base)}A${n(half)} ${n(depth)} 0 0 0 ${n(x + half)} ${n(base)}L${n(x + half)} ${n(base - tall)}Z`,
      round(drawing, colour),
    ),
    ellipse(
      x,
      base - tall,
      half,
      depth,
      drawing.linear(
        [
          [0, shade(colour, 0.07)],
          [1, shade(colour, 0.02)],
        ],
        [0, 0],
        [1, 0.3],
      ),
    ),
  );
}

/** Half width and corner radius, as shares of the height. */
const shapes = [
  [0.3, 0.05],
  [0.22, 0.2],
  [0.36, 0.14],
  [0.26, 0.02],
] as const;

function bottle(
  drawing: Drawing,
  random: Random,
  x: number,
  base: number,
  tall: number,
  look: ProductLook,
  kind: number,
): void {
  const [width, corners] = shapes[kind % shapes.length] ?? shapes[0];
  const half = tall * width;
  const capTall = tall * 0.22;
  const neck = tall * 0.06;
  const bodyTop = base - tall + capTall + neck;
  const corner = tall * corners;
  const juice = mix(look.glass, look.cap, 0.22);
  drawing.add(
    rect(
      x - half,
      bodyTop,
      half * 2,
      base - bodyTop,
      round(drawing, look.glass, 0.03),
      `rx="${n(corner)}" fill-opacity="0.94"`,
    ),
    rect(
      x - half * 0.86,
      bodyTop + (base - bodyTop) * 0.24,
      half * 1.72,
      (base - bodyTop) * 0.71,
      drawing.linear([
        [0, shade(juice, 0.06), 0.75],
        [1, shade(juice, -0.08), 0.9],
      ]),
      `rx="${n(corner * 0.8)}"`,
    ),
    rect(
      x - half * 0.78,
      bodyTop + tall * 0.05,
      half * 0.16,
      (base - bodyTop) * 0.82,
      '#ffffff',
      `rx="${n(half * 0.08)}" fill-opacity="0.5"`,
    ),
    rect(
      x + half * 0.66,
      bodyTop + tall * 0.08,
      half * 0.08,
      (base - bodyTop) * 0.7,
      '#ffffff',
      `rx="${n(half * 0.04)}" fill-opacity="0.25"`,
    ),
  );
  // A label without words: a line, a mark, a line.
  const labelY = bodyTop + (base - bodyTop) * 0.48;
  drawing.add(
    rect(x - half * 0.46, labelY - tall * 0.09, half * 0.92, tall * 0.2, '#ffffff', 'fill-opacity="0.72" rx="2"'),
    circle(x, labelY - tall * 0.025, half * 0.13, look.cap),
    rect(x - half * 0.28, labelY + tall * 0.045, half * 0.56, tall * 0.008, look.cap),
    rect(x - half * 0.18, labelY + tall * 0.07, half * 0.36, tall * 0.008, look.cap, 'fill-opacity="0.6"'),
  );
  drawing.add(rect(x - half * 0.24, bodyTop - neck, half * 0.48, neck + 2, round(drawing, shade(look.cap, 0.1))));
  const capHalf = half * random.between(0.36, 0.5);
  if (kind % 2 === 0)
    drawing.add(
      rect(x - capHalf, base - tall, capHalf * 2, capTall, round(drawing, look.cap, 0.05), `rx="${n(tall * 0.015)}"`),
    );
  else
    drawing.add(
      circle(
        x,
        base - tall + capTall * 0.5,
        capTall * 0.56,
        drawing.radial(
          [
            [0, shade(look.cap, 0.2)],
            [0.55, look.cap],
            [1, shade(look.cap, -0.13)],
          ],
          [0.35, 0.3],
          0.75,
        ),
      ),
    );
}
