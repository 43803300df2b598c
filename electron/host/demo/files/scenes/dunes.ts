import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, n, type Point, path, smooth, stroke } from '../drawing/drawing.ts';
import { clouds, glow, mist, sky, stars } from '../drawing/nature.ts';

interface DuneLook {
  readonly sky: readonly Colour[];
  readonly light: Colour;
  readonly lit: Colour;
  readonly shadow: Colour;
  readonly night?: boolean;
}

const looks: readonly DuneLook[] = [
  { sky: ['#7a3b2e', '#d9764a', '#fbd29c'], light: '#fff3d6', lit: '#e08a4f', shadow: '#7d3327' },
  { sky: ['#d98d5f', '#f3c08b', '#fdeac4'], light: '#fffaf0', lit: '#f0bf82', shadow: '#a3683f' },
  { sky: ['#5d8fa3', '#b4d3d0', '#f8ead0'], light: '#fffdf5', lit: '#eecb92', shadow: '#b07c48' },
  { sky: ['#a9c6cd', '#dfe7df', '#fdf6e6'], light: '#ffffff', lit: '#f4e3c3', shadow: '#c4a276' },
  { sky: ['#3d2c5e', '#b0567c', '#ffb98a'], light: '#ffeccb', lit: '#d97f6a', shadow: '#5a2b52' },
  { sky: ['#2b6273', '#88b7b0', '#f6d9ac'], light: '#fff5dc', lit: '#dfa05f', shadow: '#6b4636' },
  { sky: ['#8a4a3c', '#e09070', '#ffe0bd'], light: '#fff6e4', lit: '#e59a70', shadow: '#8a3f38' },
  { sky: ['#6b3a5c', '#d97f8a', '#fbcfb6'], light: '#fff2e8', lit: '#eba58f', shadow: '#7d4060' },
  { sky: ['#0f1637', '#2d3f78', '#8a93c4'], light: '#f7f2df', lit: '#6f78ab', shadow: '#1d2350', night: true },
  { sky: ['#b06f3a', '#eeb46c', '#fde6b0'], light: '#fffbe9', lit: '#f2b866', shadow: '#9a5a2a' },
];

/** One dune: a crest that falls away to a bright and a dark side. */
function dune(
  drawing: Drawing,
  random: Random,
  top: number,
  reach: number,
  lit: Colour,
  dark: Colour,
  lightFromLeft: boolean,
): void {
  const { width, height } = drawing;
  const peakX = width * random.between(0.15, 0.85);
  const rise = height * reach;
  const crest: Point[] = Array.from({ length: 9 }, (_, index) => {
    const x = -width * 0.05 + (index / 8) * width * 1.1;
    const distance = Math.abs(x - peakX) / width;
    return [x, top - rise * Math.exp(-((distance * 2.6) ** 2)) + random.between(-0.006, 0.006) * height];
  });
  const outline = smooth(crest);
  const fade = (colour: Colour) =>
    drawing.linear([
      [0, shade(colour, 0.03)],
      [0.5, colour],
      [1, shade(colour, -0.06)],
    ]);
  drawing.add(path(`${outline}L${n(width * 1.05)} ${height + 4}L${n(-width * 0.05)} ${height + 4}Z`, fade(lit)));
  const peakY = Math.min(...crest.map(([, y]) => y));
  // The slip face: bounded by the crest and a curve that runs from the peak to the viewer.
  const away = lightFromLeft ? 1 : -1;
  const side = crest.filter(([x]) => (x - peakX) * away > 0);
  const ordered = away > 0 ? side : [...side].reverse();
  const end = ordered.at(-1) ?? [peakX, top];
  const bend = width * random.between(0.05, 0.2);
  drawing.add(
    path(
      `${smooth([[peakX, peakY], ...ordered])}L${n(end[0])} ${height + 4}L${n(peakX - away * bend * random.between(-0.6, 1.2))} ${height + 4}C${n(peakX + away * bend)} ${n(top + (height - top) * 0.6)} ${n(peakX - away * bend)} ${n(peakY + rise * 0.9)} ${n(peakX)} ${n(peakY)}Z`,
      fade(dark),
      'fill-opacity="0.9"',
    ),
  );
  for (let line = 0; line < 9; line += 1) {
    const y = peakY + rise * 0.5 + (line / 9) * (height - peakY) * 0.7;
    const from = peakX - away * width * random.between(0.15, 0.5);
    drawing.add(
      stroke(
        `M${n(from)} ${n(y)}q${n(away * width * 0.06)} ${n(-height * 0.008)} ${n(away * width * 0.12)} 0t${n(away * width * 0.1)} 0`,
        shade(lit, 0.07),
        height * 0.0022,
        'stroke-opacity="0.35"',
      ),
    );
  }
}

export function drawDunes(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No dune looks');
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  const horizon = height * random.between(0.44, 0.54);
  sky(drawing, look.sky);
  if (look.night === true) stars(drawing, random, 230, horizon);
  const lightX = width * random.pick([random.between(0.15, 0.35), random.between(0.65, 0.85)]);
  const lightY = horizon * random.between(0.3, 0.72);
  glow(drawing, lightX, lightY, unit * 0.75, look.light, 0.6);
  drawing.add(circle(lightX, lightY, unit * random.between(0.045, 0.1), look.light));
  if (random.chance(0.5)) clouds(drawing, random, 3, horizon * 0.2, horizon * 0.7, look.light, 0.35);
  const horizonColour = look.sky.at(-1) ?? look.lit;
  const layers = 5;
  const lightFromLeft = lightX < width / 2;
  for (let layer = 0; layer < layers; layer += 1) {
    const depth = layer / (layers - 1);
    const fade = (1 - depth) * 0.62;
    dune(
      drawing,
      random,
      horizon + (height - horizon) * depth * 0.72 + height * 0.03,
      0.07 + depth * 0.14,
      mix(look.lit, horizonColour, fade),
      mix(look.shadow, horizonColour, fade),
      lightFromLeft,
    );
    if (layer === 0) mist(drawing, horizon + height * 0.05, height * 0.12, horizonColour, 0.5);
    if (layer === 2 && variant % 3 === 1) caravan(drawing, random, horizon + (height - horizon) * 0.3, look.shadow);
  }
}

function caravan(drawing: Drawing, random: Random, y: number, colour: Colour): void {
  const { width, height } = drawing;
  const size = height * 0.022;
  let x = width * random.between(0.25, 0.4);
  for (let camel = 0; camel < 5; camel += 1) {
    const lift = Math.sin(camel * 1.7) * size * 0.2;
    const at = (dx: number, dy: number) => `${n(x + dx * size)} ${n(y + lift + dy * size)}`;
    drawing.add(
      path(
        `M${at(-1, 0)}Q${at(-0.7, -0.9)} ${at(-0.2, -0.9)}Q${at(0.1, -1.5)} ${at(0.4, -0.9)}Q${at(0.9, -0.8)} ${at(1.1, -0.5)}Q${at(1.4, -1.4)} ${at(1.8, -1.5)}L${at(2.05, -1.35)}L${at(1.75, -1.2)}Q${at(1.6, -0.1)} ${at(1, 0)}Z`,
        shade(colour, -0.08),
      ),
      stroke(
        `M${at(-0.8, -0.1)}L${at(-0.85, 1.2)}M${at(-0.4, -0.1)}L${at(-0.35, 1.2)}M${at(0.6, -0.1)}L${at(0.55, 1.2)}M${at(0.95, -0.1)}L${at(1.05, 1.2)}`,
        shade(colour, -0.08),
        size * 0.18,
      ),
    );
    x += size * random.between(4.2, 5.4);
  }
}
