import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, rect, stroke } from '../drawing/drawing.ts';
import { glow, stars } from '../drawing/nature.ts';
import { castShadow, round } from '../drawing/studio.ts';

interface EveningLook {
  readonly back: readonly [Colour, Colour];
  readonly lamp: Colour;
  readonly floor: Colour;
  readonly dress: Colour;
}

const looks: readonly EveningLook[] = [
  { back: ['#1d1836', '#6b3f5f'], lamp: '#ffd9a0', floor: '#3a2540', dress: '#f6efe8' },
  { back: ['#10213a', '#35607a'], lamp: '#ffe6b5', floor: '#1b3347', dress: '#fbf6ee' },
  { back: ['#3a1f2e', '#b8664f'], lamp: '#ffe2a6', floor: '#5a2f35', dress: '#fdf3ea' },
  { back: ['#15152b', '#3d3f7d'], lamp: '#ffe9c9', floor: '#23244a', dress: '#f3f1fa' },
];

function lookAt(variant: number): EveningLook {
  const look = looks[variant % looks.length];
  if (look === undefined) throw new Error('No evenings');
  return look;
}

/** Out-of-focus lamps: discs with a brighter rim. */
function bokeh(drawing: Drawing, random: Random, colour: Colour, count: number, bottom: number): void {
  const { width, height } = drawing;
  for (let disc = 0; disc < count; disc += 1) {
    const radius = height * random.between(0.012, 0.055);
    const [x, y] = [random.unit() * width, random.unit() * bottom];
    const shown = mix(colour, random.pick(['#ffffff', '#ff9f80', '#ffd27f', '#f7b5d0']), 0.35);
    const strength = random.between(0.08, 0.38);
    drawing.add(
      circle(x, y, radius, shown, `fill-opacity="${strength.toFixed(2)}"`),
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="none" stroke="${shown}" stroke-width="${n(radius * 0.06)}" stroke-opacity="${(strength * 1.3).toFixed(2)}"/>`,
    );
  }
}

function lampStrings(drawing: Drawing, random: Random, look: EveningLook): void {
  const { width, height } = drawing;
  for (let line = 0; line < 4; line += 1) {
    const y = height * (0.04 + line * 0.075);
    const sag = height * random.between(0.08, 0.17);
    drawing.add(
      stroke(
        `M-5 ${n(y)}Q${n(width * random.between(0.4, 0.6))} ${n(y + sag * 2)} ${n(width + 5)} ${n(y + random.between(-0.04, 0.04) * height)}`,
        shade(look.back[0], 0.12),
        height * 0.0025,
      ),
    );
    const count = 15 + line;
    for (let lamp = 0; lamp < count; lamp += 1) {
      const share = (lamp + 0.5) / count;
      const x = share * width;
      const lampY = y + 4 * sag * share * (1 - share) * 0.98 + height * 0.008;
      glow(drawing, x, lampY, height * 0.035, look.lamp, 0.85);
      drawing.add(circle(x, lampY, height * 0.0055, '#fffaf0'));
    }
  }
}

/** Two people turning under strings of lamps. */
export function drawDance(drawing: Drawing, random: Random, variant: number): void {
  const look = lookAt(variant);
  const { width, height } = drawing;
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear([
        [0, look.back[0]],
        [0.72, look.back[1]],
        [1, look.floor],
      ]),
    ),
  );
  stars(drawing, random, 60, height * 0.4);
  bokeh(drawing, random, look.lamp, 70, height * 0.72);
  const level = height * 0.78;
  drawing.add(
    rect(
      0,
      level,
      width,
      height - level,
      drawing.linear([
        [0, mix(look.floor, look.lamp, 0.22)],
        [1, shade(look.floor, -0.08)],
      ]),
    ),
  );
  const x = width * random.between(0.42, 0.58);
  glow(drawing, x, height * 0.5, height * 0.55, look.lamp, 0.42);
  drawing.add(
    ellipse(
      x,
      height * 0.9,
      width * 0.26,
      height * 0.055,
      drawing.radial([
        [0, look.lamp, 0.5],
        [1, look.lamp, 0],
      ]),
    ),
  );
  lampStrings(drawing, random, look);
  couple(drawing, x, height * 0.9, height * random.between(0.44, 0.5), look, random.chance(0.5) ? 1 : -1);
  guests(drawing, random, look, level);
}

function couple(drawing: Drawing, x: number, base: number, tall: number, look: EveningLook, turn: number): void {
  const at = (dx: number, dy: number) => `${n(x + turn * dx * tall)} ${n(base - dy * tall)}`;
  const suit = shade(look.back[0], -0.03);
  const skinOne = '#e3b08f';
  const skinTwo = '#c98d68';
  drawing.add(ellipse(x, base, tall * 0.42, tall * 0.035, '#0c0812', 'fill-opacity="0.45"'));
  drawing.add(
    // He: legs, jacket, head.
    path(
      `M${at(0.04, 0.5)}L${at(0.05, 0)}L${at(0.115, 0)}L${at(0.14, 0.3)}L${at(0.18, 0)}L${at(0.25, 0)}L${at(0.22, 0.52)}Z`,
      suit,
    ),
    path(
      `M${at(0.02, 0.46)}Q${at(-0.01, 0.7)} ${at(0.06, 0.81)}Q${at(0.13, 0.85)} ${at(0.2, 0.8)}Q${at(0.27, 0.68)} ${at(0.24, 0.44)}Z`,
      drawing.linear(
        [
          [0, shade(suit, 0.1)],
          [1, suit],
        ],
        [0, 0],
        [1, 0],
      ),
    ),
    path(`M${at(0.09, 0.8)}L${at(0.1, 0.88)}L${at(0.15, 0.88)}L${at(0.155, 0.81)}Z`, skinTwo),
    `<ellipse cx="${n(x + turn * 0.118 * tall)}" cy="${n(base - 0.925 * tall)}" rx="${n(tall * 0.052)}" ry="${n(tall * 0.064)}" fill="${skinTwo}"/>`,
    path(
      `M${at(0.065, 0.945)}Q${at(0.07, 1)} ${at(0.13, 1)}Q${at(0.185, 0.99)} ${at(0.175, 0.9)}Q${at(0.16, 0.96)} ${at(0.065, 0.945)}Z`,
      '#2a1c18',
    ),
    // She: the dress opens to the floor.
    path(
      `M${at(-0.09, 0.5)}C${at(-0.14, 0.34)} ${at(-0.34, 0.16)} ${at(-0.4, 0.005)}Q${at(-0.12, -0.03)} ${at(0.12, 0.005)}C${at(0.09, 0.2)} ${at(0.04, 0.36)} ${at(0.03, 0.5)}Z`,
      drawing.linear(
        [
          [0, look.dress],
          [0.6, mix(look.dress, look.lamp, 0.25)],
          [1, mix(look.dress, look.back[1], 0.35)],
        ],
        [0, 0],
        [1, 1],
      ),
    ),
    path(
      `M${at(-0.1, 0.49)}Q${at(-0.12, 0.62)} ${at(-0.08, 0.7)}L${at(0.01, 0.71)}Q${at(0.04, 0.62)} ${at(0.03, 0.49)}Z`,
      look.dress,
    ),
    path(
      `M${at(-0.09, 0.68)}Q${at(-0.1, 0.74)} ${at(-0.05, 0.775)}L${at(0, 0.775)}Q${at(0.03, 0.74)} ${at(0.015, 0.69)}Z`,
      skinOne,
    ),
    path(`M${at(-0.045, 0.76)}L${at(-0.04, 0.83)}L${at(0.005, 0.83)}L${at(0.005, 0.76)}Z`, skinOne),
    `<ellipse cx="${n(x - turn * 0.012 * tall)}" cy="${n(base - 0.865 * tall)}" rx="${n(tall * 0.047)}" ry="${n(tall * 0.058)}" fill="${skinOne}"/>`,
    path(
      `M${at(0.03, 0.9)}Q${at(-0.01, 0.945)} ${at(-0.06, 0.92)}Q${at(-0.12, 0.9)} ${at(-0.085, 0.835)}Q${at(-0.1, 0.8)} ${at(-0.06, 0.8)}Q${at(-0.03, 0.87)} ${at(0.03, 0.9)}Z`,
      '#5a3326',
    ),
    // Arms: one hand on the back, the other held out.
    stroke(`M${at(0.1, 0.75)}Q${at(0.02, 0.64)} ${at(-0.085, 0.6)}`, shade(suit, 0.06), tall * 0.05),
    circle(x - turn * 0.1 * tall, base - 0.598 * tall, tall * 0.02, skinTwo),
    stroke(`M${at(-0.06, 0.74)}Q${at(-0.18, 0.72)} ${at(-0.25, 0.8)}`, skinOne, tall * 0.03),
    stroke(
      `M${at(-0.06, 0.4)}Q${at(-0.16, 0.2)} ${at(-0.26, 0.03)}M${at(0, 0.4)}Q${at(-0.02, 0.2)} ${at(-0.04, 0.02)}`,
      mix(look.dress, look.back[1], 0.4),
      tall * 0.005,
      'stroke-opacity="0.6"',
    ),
  );
}

function guests(drawing: Drawing, random: Random, look: EveningLook, level: number): void {
  const { width, height } = drawing;
  const colour = shade(look.back[0], -0.02);
  for (const from of [0, 0.78]) {
    for (let guest = 0; guest < 5; guest += 1) {
      const x = (from + random.unit() * 0.22) * width;
      const tall = height * random.between(0.2, 0.28);
      const top = level + height * 0.08 - tall;
      drawing.add(
        circle(x, top, tall * 0.13, colour, 'fill-opacity="0.88"'),
        path(
          `M${n(x - tall * 0.26)} ${n(level + height * 0.24)}Q${n(x - tall * 0.3)} ${n(top + tall * 0.2)} ${n(x)} ${n(top + tall * 0.16)}Q${n(x + tall * 0.3)} ${n(top + tall * 0.2)} ${n(x + tall * 0.26)} ${n(level + height * 0.24)}Z`,
          colour,
          'fill-opacity="0.88"',
        ),
      );
    }
  }
}

/** A laid table by candlelight. */
export function drawTable(drawing: Drawing, random: Random, variant: number): void {
  const look = lookAt(variant + 2);
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear([
        [0, look.back[0]],
        [1, look.back[1]],
      ]),
    ),
  );
  bokeh(drawing, random, look.lamp, 85, height * 0.66);
  const level = height * 0.66;
  const cloth = mix(look.dress, look.back[1], 0.22);
  drawing.add(
    rect(
      0,
      level,
      width,
      height - level,
      drawing.linear([
        [0, mix(cloth, look.lamp, 0.3)],
        [1, mix(cloth, look.back[0], 0.35)],
      ]),
    ),
    rect(0, level, width, height * 0.008, '#ffffff', 'fill-opacity="0.35"'),
  );
  const middle = width * random.between(0.44, 0.56);
  posy(drawing, random, middle, level + height * 0.06, unit * 0.17, variant);
  for (const [place, tall] of [
    [-0.34, 0.3],
    [-0.22, 0.2],
    [0.25, 0.24],
    [0.37, 0.34],
  ] as const) {
    candle(
      drawing,
      random,
      middle + place * unit * 1.25,
      level + height * random.between(0.05, 0.13),
      unit * tall,
      look,
    );
  }
  for (const side of [-1, 1])
    glass(drawing, middle + side * unit * random.between(0.62, 0.72), level + height * 0.2, unit * 0.3, look);
}

function candle(drawing: Drawing, random: Random, x: number, base: number, tall: number, look: EveningLook): void {
  const half = tall * 0.055;
  const top = base - tall;
  castShadow(drawing, x, base, half * 4, half * 3, shade(look.back[0], -0.02), 0.5);
  glow(drawing, x, top - tall * 0.1, tall * 0.9, look.lamp, 0.75);
  drawing.add(
    rect(x - half * 2.4, base - half * 0.6, half * 4.8, half * 0.9, '#b98f4f', `rx="${n(half * 0.4)}"`),
    rect(x - half, top, half * 2, tall, round(drawing, mix('#fbf3e2', look.lamp, 0.25)), `rx="${n(half * 0.3)}"`),
    stroke(`M${n(x)} ${n(top)}v${n(-tall * 0.035)}`, '#3a2a22', half * 0.18),
    path(
      `M${n(x)} ${n(top - tall * random.between(0.2, 0.24))}C${n(x + half * 1.1)} ${n(top - tall * 0.1)} ${n(x + half * 0.8)} ${n(top - tall * 0.02)} ${n(x)} ${n(top - tall * 0.02)}C${n(x - half * 0.8)} ${n(top - tall * 0.02)} ${n(x - half * 1.1)} ${n(top - tall * 0.1)} ${n(x)} ${n(top - tall * 0.22)}Z`,
      '#ffd27a',
    ),
    ellipse(x, top - tall * 0.06, half * 0.36, tall * 0.045, '#fffbe8'),
  );
}

function glass(drawing: Drawing, x: number, base: number, tall: number, look: EveningLook): void {
  const half = tall * 0.2;
  const rim = base - tall;
  drawing.add(
    ellipse(x, base, half, half * 0.2, '#ffffff', 'fill-opacity="0.3"'),
    rect(x - half * 0.06, base - tall * 0.45, half * 0.12, tall * 0.45, '#ffffff', 'fill-opacity="0.45"'),
    path(
      `M${n(x - half * 0.86)} ${n(rim)}C${n(x - half * 1.2)} ${n(rim + tall * 0.3)} ${n(x - half * 0.7)} ${n(base - tall * 0.45)} ${n(x)} ${n(base - tall * 0.44)}C${n(x + half * 0.7)} ${n(base - tall * 0.45)} ${n(x + half * 1.2)} ${n(rim + tall * 0.3)} ${n(x + half * 0.86)} ${n(rim)}Z`,
      '#ffffff',
      'fill-opacity="0.2"',
    ),
    path(
      `M${n(x - half * 0.98)} ${n(rim + tall * 0.22)}C${n(x - half * 0.95)} ${n(base - tall * 0.52)} ${n(x - half * 0.6)} ${n(base - tall * 0.46)} ${n(x)} ${n(base - tall * 0.45)}C${n(x + half * 0.6)} ${n(base - tall * 0.46)} ${n(x + half * 0.95)} ${n(base - tall * 0.52)} ${n(x + half * 0.98)} ${n(rim + tall * 0.22)}Z`,
      mix('#e9b45a', look.lamp, 0.4),
      'fill-opacity="0.75"',
    ),
    ellipse(x, rim, half * 0.86, half * 0.15, 'none', 'stroke="#ffffff" stroke-opacity="0.6" stroke-width="1.5"'),
    stroke(
      `M${n(x - half * 0.62)} ${n(rim + tall * 0.08)}Q${n(x - half * 0.85)} ${n(rim + tall * 0.26)} ${n(x - half * 0.5)} ${n(rim + tall * 0.42)}`,
      '#ffffff',
      tall * 0.012,
      'stroke-opacity="0.7"',
    ),
  );
}

function posy(drawing: Drawing, random: Random, x: number, base: number, size: number, variant: number): void {
  const petals = [
    ['#f4d9d6', '#e9a9ad', '#fbf3ea'],
    ['#fbf6ec', '#f3d9a5', '#e8b9a0'],
    ['#e9d3ea', '#c9a0d0', '#fdf3f7'],
  ][variant % 3] ?? ['#ffffff'];
  castShadow(drawing, x, base, size * 0.8, size * 0.4, '#1a1020', 0.45);
  for (let leaf = 0; leaf < 16; leaf += 1) {
    const angle = -Math.PI * (0.06 + (leaf / 15) * 0.88);
    const reach = size * random.between(1.25, 1.6);
    drawing.add(
      `<ellipse cx="${n(x + Math.cos(angle) * reach * 0.62)}" cy="${n(base - size * 1.1 + Math.sin(angle) * reach * 0.5)}" rx="${n(reach * 0.4)}" ry="${n(reach * 0.12)}" fill="${shade('#5d7f62', random.between(-0.1, 0.06))}" transform="rotate(${n((angle * 180) / Math.PI)} ${n(x + Math.cos(angle) * reach * 0.62)} ${n(base - size * 1.1 + Math.sin(angle) * reach * 0.5)})"/>`,
    );
  }
  for (let flower = 0; flower < 17; flower += 1) {
    const angle = flower * 2.39996;
    const away = Math.sqrt(flower / 17) * size * 0.95;
    const [flowerX, flowerY] = [x + Math.cos(angle) * away, base - size * 1.35 + Math.sin(angle) * away * 0.72];
    const colour = petals[flower % petals.length] ?? '#fff';
    const radius = size * random.between(0.2, 0.29);
    for (let ring = 0; ring < 4; ring += 1) {
      const shown = shade(colour, -ring * 0.035);
      drawing.add(
        circle(
          flowerX + Math.cos(ring * 2.1) * radius * 0.1 * ring,
          flowerY + Math.sin(ring * 2.1) * radius * 0.1 * ring,
          radius * (1 - ring * 0.23),
          shown,
        ),
      );
    }
  }
  drawing.add(
    path(
      `M${n(x - size * 0.62)} ${n(base - size * 0.85)}Q${n(x)} ${n(base - size * 0.7)} ${n(x + size * 0.62)} ${n(base - size * 0.85)}L${n(x + size * 0.42)} ${n(base)}Q${n(x)} ${n(base + size * 0.08)} ${n(x - size * 0.42)} ${n(base)}Z`,
      round(drawing, '#d9d2c8'),
    ),
  );
}
