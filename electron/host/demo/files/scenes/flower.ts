import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, rect, stroke } from '../drawing/drawing.ts';

interface FlowerLook {
  readonly paper: Colour;
  readonly petal: Colour;
  readonly inner: Colour;
  readonly heart: Colour;
  readonly stem: Colour;
  /** Petals on each ring, from outside. */
  readonly rings: readonly number[];
  /** Width of a petal by its length. */
  readonly breadth: number;
  readonly tip: 'round' | 'pointed' | 'notched';
}

const looks: readonly FlowerLook[] = [
  {
    paper: '#f6ead9',
    petal: '#e0503a',
    inner: '#b92f2a',
    heart: '#2a2230',
    stem: '#6d8a4f',
    rings: [6, 4],
    breadth: 0.95,
    tip: 'round',
  },
  {
    paper: '#efe1e6',
    petal: '#c4547f',
    inner: '#8f2f5f',
    heart: '#e7b84f',
    stem: '#5f8062',
    rings: [18, 15, 12, 8],
    breadth: 0.38,
    tip: 'pointed',
  },
  {
    paper: '#1f2a3c',
    petal: '#f2f0f5',
    inner: '#c9c3e0',
    heart: '#241f3a',
    stem: '#5d8a86',
    rings: [9, 8],
    breadth: 0.6,
    tip: 'round',
  },
  {
    paper: '#dfe8e3',
    petal: '#e99ac0',
    inner: '#d77aa8',
    heart: '#f0c34a',
    stem: '#5c8a5f',
    rings: [8],
    breadth: 0.72,
    tip: 'notched',
  },
  {
    paper: '#c9dbe6',
    petal: '#ffffff',
    inner: '#eef2f2',
    heart: '#f0b429',
    stem: '#5f8f5a',
    rings: [22, 20],
    breadth: 0.22,
    tip: 'round',
  },
  {
    paper: '#fbe3d3',
    petal: '#ef7f63',
    inner: '#f7a98c',
    heart: '#f6d28a',
    stem: '#6f9a5b',
    rings: [6, 6],
    breadth: 0.78,
    tip: 'pointed',
  },
  {
    paper: '#fdf0cf',
    petal: '#f0902f',
    inner: '#e0671f',
    heart: '#5a3320',
    stem: '#6d8f45',
    rings: [26, 22, 18],
    breadth: 0.24,
    tip: 'pointed',
  },
  {
    paper: '#e3dff2',
    petal: '#5f57b5',
    inner: '#8a7fe0',
    heart: '#f2c84a',
    stem: '#55806a',
    rings: [6, 3],
    breadth: 0.85,
    tip: 'notched',
  },
  {
    paper: '#2e3a34',
    petal: '#f3c9a5',
    inner: '#eaa57f',
    heart: '#8a5a3a',
    stem: '#7fa070',
    rings: [14, 12, 10, 8, 5],
    breadth: 0.62,
    tip: 'round',
  },
  {
    paper: '#f0ecdf',
    petal: '#8fa0d8',
    inner: '#6f80c4',
    heart: '#f3d06a',
    stem: '#6a8a66',
    rings: [20, 18],
    breadth: 0.26,
    tip: 'pointed',
  },
  {
    paper: '#e9d5d2',
    petal: '#fbeef0',
    inner: '#efb6c6',
    heart: '#b5653f',
    stem: '#6b5a4a',
    rings: [9, 6],
    breadth: 0.66,
    tip: 'round',
  },
  {
    paper: '#21313a',
    petal: '#e0405f',
    inner: '#b32348',
    heart: '#f4cf6a',
    stem: '#4f8a74',
    rings: [10, 9, 8, 5],
    breadth: 0.74,
    tip: 'round',
  },
];

/** One large flower, or a bunch, on coloured paper. */
export function drawFlower(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No flowers');
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear(
        [
          [0, shade(look.paper, 0.03)],
          [1, shade(look.paper, -0.05)],
        ],
        [0, 0],
        [1, 1],
      ),
    ),
    rect(
      0,
      0,
      width,
      height,
      drawing.radial(
        [
          [0, '#ffffff', 0.28],
          [1, '#ffffff', 0],
        ],
        [0.35, 0.3],
        0.7,
      ),
    ),
  );
  const places: readonly (readonly [number, number, number])[] =
    variant % 3 === 1
      ? [
          [0.3, 0.36, 0.2],
          [0.7, 0.3, 0.17],
          [0.52, 0.5, 0.25],
        ]
      : variant % 3 === 2
        ? [
            [0.36, 0.4, 0.3],
            [0.74, 0.27, 0.14],
            [0.72, 0.62, 0.12],
          ]
        : [[0.5, 0.43, 0.36]];
  for (const [x, y, size] of places) stemWithLeaves(drawing, random, width * x, height * y, size * unit, look);
  for (const [x, y, size] of places) blossom(drawing, random, width * x, height * y, size * unit, look);
  if (variant % 3 === 0) bud(drawing, random, width * random.pick([0.2, 0.8]), height * 0.3, unit * 0.06, look);
}

function stemWithLeaves(drawing: Drawing, random: Random, x: number, y: number, size: number, look: FlowerLook): void {
  const { width, height } = drawing;
  const footX = width * 0.5 + (x - width * 0.5) * 0.25;
  const bendX = x + (footX - x) * 0.2;
  drawing.add(
    stroke(
      `M${n(x)} ${n(y)}Q${n(bendX)} ${n(y + (height - y) * 0.6)} ${n(footX)} ${n(height + 6)}`,
      look.stem,
      size * 0.055,
    ),
  );
  for (const side of [-1, 1]) {
    const share = random.between(0.45, 0.85);
    const [rootX, rootY] = [x + (footX - x) * share * 0.7, y + (height - y) * share];
    const [tipX, tipY] = [rootX + side * size * random.between(0.7, 1), rootY - size * random.between(0.35, 0.7)];
    const colour = shade(look.stem, random.between(-0.05, 0.05));
    const clip = `M${n(rootX)} ${n(rootY)}C${n(rootX + side * size * 0.1)} ${n(rootY - size * 0.55)} ${n(tipX - side * size * 0.3)} ${n(tipY - size * 0.12)} ${n(tipX)} ${n(tipY)}C${n(tipX - side * size * 0.02)} ${n(tipY + size * 0.35)} ${n(rootX + side * size * 0.5)} ${n(rootY + size * 0.05)} ${n(rootX)} ${n(rootY)}Z`;
    drawing.add(
      path(
        clip,
        drawing.linear([
          [0, shade(colour, 0.06)],
          [1, shade(colour, -0.06)],
        ]),
      ),
      stroke(
        `M${n(rootX)} ${n(rootY)}Q${n((rootX + tipX) / 2)} ${n((rootY + tipY) / 2 - size * 0.08)} ${n(tipX)} ${n(tipY)}`,
        shade(colour, 0.1),
        size * 0.012,
        'stroke-opacity="0.7"',
      ),
    );
  }
}

function petalPath(length: number, breadth: number, tip: FlowerLook['tip']): string {
  const half = (length * breadth) / 2;
  switch (tip) {
    case 'pointed':
      return `M0 0C${n(-half * 0.5)} ${n(-length * 0.2)} ${n(-half * 1.3)} ${n(-length * 0.62)} 0 ${n(-length)}C${n(half * 1.3)} ${n(-length * 0.62)} ${n(half * 0.5)} ${n(-length * 0.2)} 0 0Z`;
    case 'notched':
      return `M0 0C${n(-half * 0.6)} ${n(-length * 0.25)} ${n(-half * 1.35)} ${n(-length * 0.75)} ${n(-half * 0.6)} ${n(-length * 0.97)}Q${n(-half * 0.2)} ${n(-length * 1.02)} 0 ${n(-length * 0.88)}Q${n(half * 0.2)} ${n(-length * 1.02)} ${n(half * 0.6)} ${n(-length * 0.97)}C${n(half * 1.35)} ${n(-length * 0.75)} ${n(half * 0.6)} ${n(-length * 0.25)} 0 0Z`;
    case 'round':
      return `M0 0C${n(-half * 0.7)} ${n(-length * 0.2)} ${n(-half * 1.5)} ${n(-length)} 0 ${n(-length)}C${n(half * 1.5)} ${n(-length)} ${n(half * 0.7)} ${n(-length * 0.2)} 0 0Z`;
  }
}

function blossom(drawing: Drawing, random: Random, x: number, y: number, size: number, look: FlowerLook): void {
  drawing.add(
    circle(
      x + size * 0.06,
      y + size * 0.1,
      size * 1.02,
      drawing.radial([
        [0.5, '#1a1016', 0.2],
        [1, '#1a1016', 0],
      ]),
    ),
  );
  const rings = look.rings.length;
  for (const [ring, count] of look.rings.entries()) {
    const depth = rings === 1 ? 0 : ring / (rings - 1);
    const length = size * (1 - depth * 0.52);
    const colour = mix(look.petal, look.inner, depth);
    const outline = petalPath(length, look.breadth, look.tip);
    const fills = [0.035, 0, -0.035].map((by) =>
      drawing.linear([
        [0, shade(colour, 0.07 + by)],
        [0.65, shade(colour, by)],
        [1, shade(mix(colour, look.inner, 0.5), -0.07 + by)],
      ]),
    );
    const turn = random.between(0, 360 / count);
    for (let petal = 0; petal < count; petal += 1) {
      const angle = (360 / count) * petal + turn + random.between(-4, 4) * (count < 12 ? 1.5 : 0.6);
      const stretch = random.between(0.93, 1.05);
      drawing.add(
        `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(angle)}) scale(${stretch.toFixed(3)})">${path(outline, fills[petal % 3] ?? colour)}${stroke(`M0 ${n(-length * 0.15)}L0 ${n(-length * 0.72)}`, shade(colour, -0.07), size * 0.008, 'stroke-opacity="0.45"')}</g>`,
      );
    }
  }
  const heart = size * ((look.rings[0] ?? 0) > 17 ? 0.27 : 0.19);
  drawing.add(
    circle(
      x,
      y,
      heart,
      drawing.radial([
        [0, shade(look.heart, 0.09)],
        [0.7, look.heart],
        [1, shade(look.heart, -0.1)],
      ]),
    ),
  );
  // Seeds on Fibonacci's spiral.
  for (let seed = 0; seed < 70; seed += 1) {
    const away = Math.sqrt(seed / 70) * heart * 0.94;
    const angle = seed * 2.399963;
    drawing.add(
      circle(
        x + Math.cos(angle) * away,
        y + Math.sin(angle) * away,
        heart * 0.06,
        shade(look.heart, seed % 2 === 0 ? 0.14 : -0.12),
        'fill-opacity="0.85"',
      ),
    );
  }
}

function bud(drawing: Drawing, random: Random, x: number, y: number, size: number, look: FlowerLook): void {
  const { width, height } = drawing;
  drawing.add(
    stroke(
      `M${n(x)} ${n(y)}Q${n(x + (width / 2 - x) * 0.1)} ${n(height * 0.7)} ${n(width / 2)} ${n(height + 6)}`,
      look.stem,
      size * 0.22,
    ),
  );
  for (const lean of [-24, 24, 0]) {
    drawing.add(
      `<g transform="translate(${n(x)} ${n(y)}) rotate(${lean + Math.round(random.between(-4, 4))})">${path(petalPath(size * 2.1, 0.6, 'pointed'), shade(look.petal, lean / 400))}</g>`,
    );
  }
  drawing.add(ellipse(x, y, size * 0.5, size * 0.42, look.stem));
}
