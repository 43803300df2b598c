import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { type Drawing, n, path, rect, stroke } from '../drawing/drawing.ts';
import { below, edge, glow, makeNoise, sky, spruces, stars } from '../drawing/nature.ts';
import { reflected } from '../drawing/water.ts';

interface AuroraLook {
  readonly sky: readonly Colour[];
  readonly ribbons: readonly Colour[];
}

const looks: readonly AuroraLook[] = [
  { sky: ['#040a1c', '#0a2036', '#134252'], ribbons: ['#4dffb4', '#7df7d0', '#3fd6a0'] },
  { sky: ['#060819', '#141a42', '#2a3a6b'], ribbons: ['#6affc7', '#8ea2ff', '#c57bff'] },
  { sky: ['#03121a', '#08323a', '#1d5a55'], ribbons: ['#b6ff7a', '#57f0a5', '#2fd0a5'] },
  { sky: ['#0b0718', '#27134a', '#4b2d72'], ribbons: ['#ff7fd1', '#a77bff', '#6ae0ff'] },
  { sky: ['#050d18', '#10283c', '#2a5563'], ribbons: ['#8dffda', '#56c9ff', '#b2ffe9'] },
  { sky: ['#070b1f', '#152457', '#3a4d8f'], ribbons: ['#5effa0', '#5ef2ff', '#b08bff'] },
];

/** Curtains of light over snow: a cabin, or a frozen lake. */
export function drawAurora(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No aurora looks');
  const { height } = drawing;
  const level = height * random.between(0.68, 0.76);
  const snow = mix('#dfeaf2', look.sky[1] ?? '#123', 0.45);
  const scene = drawing.group(() => {
    sky(drawing, look.sky);
    stars(drawing, random, 320, level);
    const count = random.whole(2, 4);
    for (let ribbon = 0; ribbon < count; ribbon += 1)
      curtain(drawing, random, look.ribbons[ribbon % look.ribbons.length] ?? '#6fc', level, ribbon / count);
    for (let layer = 0; layer < 3; layer += 1) {
      const noise = makeNoise(random, 6, 0.52);
      const colour = mix(look.sky.at(-1) ?? snow, snow, 0.1 + layer * 0.16);
      const points = edge(
        drawing,
        160,
        (share) => level - height * (0.15 - layer * 0.05) - noise(share * (3 + layer) + layer * 9) * height * 0.09,
      );
      drawing.add(
        path(
          below(drawing, points, level),
          drawing.linear([
            [0, mix(colour, snow, 0.45)],
            [0.5, colour],
            [1, shade(colour, -0.1)],
          ]),
        ),
      );
    }
  });
  if (variant % 2 === 1) {
    reflected(drawing, random, scene, level, {
      colour: look.sky[1] ?? '#123',
      depth: look.sky[0] ?? '#012',
      strength: 0.75,
      streaks: look.ribbons[0] ?? '#fff',
    });
    foreground(drawing, random, look, shade(snow, -0.22), level + (height - level) * 0.62);
    return;
  }
  drawing.add(`<use href="#${scene}"/>`);
  foreground(drawing, random, look, snow, level);
  cabin(drawing, random, level + (height - level) * 0.42);
}

function curtain(drawing: Drawing, random: Random, colour: Colour, level: number, order: number): void {
  const { width } = drawing;
  const noise = makeNoise(random, 3, 0.55);
  const flicker = makeNoise(random, 4, 0.6);
  const base = level * random.between(0.5, 0.78);
  const bands = 150;
  const fill = drawing.linear([
    [0, colour, 0],
    [0.35, colour, 0.1],
    [0.8, colour, 0.42],
    [0.96, mix(colour, '#ffffff', 0.35), 0.62],
    [1, colour, 0],
  ]);
  // Upright strips of one gradient; their feet follow one curve, so they read as a curtain.
  for (let band = 0; band < bands; band += 1) {
    const share = band / bands;
    const x = -width * 0.05 + share * width * 1.1;
    const foot = base - noise(share * 2.1 + order * 5) * level * 0.26;
    const tall = level * (0.34 + 0.22 * flicker(share * 9));
    const strength =
      Math.min(1, Math.max(0.12, 0.55 + flicker(share * 17 + 40) * 0.6)) *
      Math.sin(Math.PI * Math.min(1, Math.max(0, share * 1.05))) ** 0.35;
    drawing.add(rect(x, foot - tall, (width * 1.1) / bands + 0.8, tall, fill, `fill-opacity="${strength.toFixed(2)}"`));
  }
}

function foreground(drawing: Drawing, random: Random, look: AuroraLook, snow: Colour, level: number): void {
  const { height } = drawing;
  for (let layer = 0; layer < 2; layer += 1) {
    const noise = makeNoise(random, 3, 0.5);
    const ground = (share: number) => level + height * (0.01 + layer * 0.1) - noise(share * 2 + layer) * height * 0.035;
    const dark = mix(look.sky[0] ?? '#000', look.sky[1] ?? '#111', 0.4);
    spruces(drawing, random, ground, {
      count: 52 - layer * 26,
      least: height * (0.03 + layer * 0.04),
      most: height * (0.1 + layer * 0.12),
      fill: dark,
      keep: (share) => Math.abs(share - 0.5) > 0.14 + noise(share * 5) * 0.12,
    });
    const shown = shade(snow, layer * -0.06);
    drawing.add(
      path(
        below(drawing, edge(drawing, 70, ground)),
        drawing.linear([
          [0, mix(shown, look.ribbons[0] ?? shown, 0.16)],
          [1, shade(shown, -0.16)],
        ]),
      ),
    );
  }
}

function cabin(drawing: Drawing, random: Random, base: number): void {
  const { width, height } = drawing;
  const size = height * 0.09;
  const x = width * random.between(0.36, 0.6);
  const at = (dx: number, dy: number) => `${n(x + dx * size)} ${n(base + dy * size)}`;
  glow(drawing, x + size * 0.1, base - size * 0.3, size * 2.4, '#ffca6b', 0.6);
  drawing.add(
    path(`M${at(-0.8, 0)}L${at(-0.8, -0.62)}L${at(0.8, -0.62)}L${at(0.8, 0)}Z`, '#3a2a26'),
    path(
      `M${at(-1, -0.56)}L${at(-0.1, -1.25)}L${at(1, -0.56)}L${at(0.86, -0.52)}L${at(-0.1, -1.1)}L${at(-0.86, -0.52)}Z`,
      '#eef4fa',
    ),
    path(`M${at(-0.84, -0.6)}L${at(-0.1, -1.13)}L${at(0.84, -0.6)}Z`, '#2c201f'),
    rect(x - size * 0.5, base - size * 0.48, size * 0.34, size * 0.28, '#ffd98a'),
    rect(x + size * 0.12, base - size * 0.46, size * 0.28, size * 0.46, '#ffbe5c'),
    rect(x + size * 0.42, base - size * 1.25, size * 0.16, size * 0.4, '#2c201f'),
    stroke(
      `M${at(0.5, -1.3)}q${n(size * 0.15)} ${n(-size * 0.3)} 0 ${n(-size * 0.6)}t${n(size * 0.1)} ${n(-size * 0.6)}`,
      '#dfe8f2',
      size * 0.1,
      'stroke-opacity="0.35"',
    ),
  );
}
