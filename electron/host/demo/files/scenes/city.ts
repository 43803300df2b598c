import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, n, path, rect, stroke } from '../drawing/drawing.ts';
import { clouds, glow, mist, sky, stars } from '../drawing/nature.ts';
import { reflected } from '../drawing/water.ts';

interface CityLook {
  readonly sky: readonly Colour[];
  readonly light: Colour;
  readonly near: Colour;
  readonly lamps: readonly Colour[];
}

const looks: readonly CityLook[] = [
  {
    sky: ['#0b1230', '#233a78', '#7f8fc4'],
    light: '#f6f0d6',
    near: '#0d1534',
    lamps: ['#ffd98a', '#fff1c9', '#ffb86b'],
  },
  {
    sky: ['#101b2e', '#2c4a5e', '#8fa9a6'],
    light: '#f2f4e6',
    near: '#0e1c29',
    lamps: ['#ffe0a3', '#cfe7e2', '#ffc27a'],
  },
  { sky: ['#16204a', '#4b5fa8', '#b9b8dc'], light: '#fdf6e3', near: '#171f45', lamps: ['#fff0c2', '#ffd182'] },
  {
    sky: ['#2a1b3d', '#7a3b69', '#f08a6b'],
    light: '#ffe3b0',
    near: '#21122f',
    lamps: ['#ffcf7d', '#ff9d7a', '#fff0cf'],
  },
  {
    sky: ['#08141f', '#12394d', '#3f8f95'],
    light: '#e9fbf2',
    near: '#061620',
    lamps: ['#b9f3df', '#ffe9a8', '#7fe0d4'],
  },
  {
    sky: ['#1b1733', '#3c3566', '#8c86b5'],
    light: '#fbf7ff',
    near: '#141027',
    lamps: ['#ffe5b8', '#e7d9ff', '#ffc98a'],
  },
  { sky: ['#1d1a1f', '#5c4038', '#e0a06a'], light: '#fff0cf', near: '#1b1414', lamps: ['#ffcf8a', '#fff3d9'] },
  {
    sky: ['#221441', '#5b2f86', '#c47fc0'],
    light: '#ffe9fb',
    near: '#180d30',
    lamps: ['#ffd0f0', '#ffe1a6', '#c9b3ff'],
  },
  {
    sky: ['#120b24', '#49154f', '#c9386e'],
    light: '#ffd3dc',
    near: '#10081f',
    lamps: ['#ff7fb0', '#7fe3ff', '#ffe08a'],
  },
  { sky: ['#0d1117', '#2b333f', '#77808c'], light: '#eef1f5', near: '#0b0e13', lamps: ['#ffdf9e', '#f4f6f9'] },
  { sky: ['#0f2233', '#2f5f7f', '#a7c4c8'], light: '#f9f6e4', near: '#10273a', lamps: ['#ffe3a0', '#ffcb85'] },
];

/** A skyline at night above its reflection. */
export function drawCity(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No city looks');
  const { width, height } = drawing;
  const level = height * random.between(0.66, 0.74);
  const unit = Math.min(width, height);
  const scene = drawing.group(() => {
    sky(drawing, look.sky);
    stars(drawing, random, 120, level * 0.55);
    const moonX = width * random.between(0.12, 0.88);
    const moonY = level * random.between(0.18, 0.4);
    glow(drawing, moonX, moonY, unit * 0.55, look.light, 0.4);
    drawing.add(circle(moonX, moonY, unit * random.between(0.04, 0.085), look.light));
    clouds(drawing, random, 5, level * 0.1, level * 0.6, mix(look.light, look.sky[1] ?? look.light, 0.55), 0.35);
    const horizon = look.sky.at(-1) ?? look.near;
    skyline(drawing, random, look, level, mix(horizon, look.near, 0.28), 0.62, 0);
    skyline(drawing, random, look, level, mix(horizon, look.near, 0.55), 0.5, 0.25);
    mist(drawing, level * 0.96, height * 0.2, horizon, 0.35);
    skyline(drawing, random, look, level, mix(horizon, look.near, 0.85), 0.4, 0.5);
    skyline(drawing, random, look, level, look.near, 0.22, 0.6);
  });
  reflected(drawing, random, scene, level, {
    colour: mix(look.near, look.sky[1] ?? look.near, 0.5),
    depth: look.near,
    strength: 0.6,
    streaks: look.lamps[0] ?? look.light,
  });
  if (random.chance(0.5)) bridge(drawing, level, look, random);
  lampRow(drawing, random, look, level);
}

function skyline(
  drawing: Drawing,
  random: Random,
  look: CityLook,
  level: number,
  colour: Colour,
  tallest: number,
  windows: number,
): void {
  const { width, height } = drawing;
  const panes = new Map<Colour, string[]>();
  let x = -width * random.between(0.01, 0.05);
  while (x < width) {
    const wide = width * random.between(0.028, 0.075);
    const centre = (x + wide / 2) / width;
    // Taller towards the middle, as towns are, but never a plain pyramid.
    const tall =
      height *
      tallest *
      (0.28 + 0.5 * Math.sin(Math.PI * Math.min(Math.max(centre, 0), 1)) * random.unit() + random.between(0, 0.24));
    const top = level - tall;
    drawing.add(
      rect(
        x,
        top,
        wide + 0.6,
        tall + 1,
        drawing.linear([
          [0, shade(colour, 0.025)],
          [1, shade(colour, -0.01)],
        ]),
      ),
    );
    roof(drawing, random, x, top, wide, tall, colour);
    if (windows > 0) {
      const cell = height * 0.0145;
      const columns = Math.floor((wide * 0.84) / cell);
      const rows = Math.floor((tall * 0.92) / (cell * 1.25));
      const inset = (wide - columns * cell) / 2;
      const share = windows * random.between(0.25, 1);
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          if (!random.chance(share * 0.55)) continue;
          const lamp = random.pick(look.lamps);
          const list = panes.get(lamp) ?? [];
          list.push(
            `M${n(x + inset + (column + 0.22) * cell)} ${n(top + cell * 0.9 + row * cell * 1.25)}h${n(cell * 0.56)}v${n(cell * 0.62)}h${n(-cell * 0.56)}z`,
          );
          panes.set(lamp, list);
        }
      }
    }
    x += wide + (random.chance(0.25) ? width * random.between(0.002, 0.02) : 0);
  }
  for (const [lamp, list] of panes) drawing.add(path(list.join(''), lamp, 'fill-opacity="0.85"'));
}

function roof(
  drawing: Drawing,
  random: Random,
  x: number,
  top: number,
  wide: number,
  tall: number,
  colour: Colour,
): void {
  const middle = x + wide / 2;
  switch (random.whole(0, 7)) {
    case 0:
      drawing.add(
        stroke(`M${n(middle)} ${n(top)}V${n(top - tall * 0.22)}`, colour, wide * 0.045),
        circle(middle, top - tall * 0.22, wide * 0.05, '#ff7a6b'),
      );
      return;
    case 1:
      drawing.add(
        path(`M${n(x)} ${n(top + 1)}L${n(middle)} ${n(top - wide * 0.7)}L${n(x + wide)} ${n(top + 1)}Z`, colour),
      );
      return;
    case 2:
      drawing.add(
        rect(x + wide * 0.2, top - wide * 0.35, wide * 0.6, wide * 0.4, colour),
        rect(x + wide * 0.36, top - wide * 0.6, wide * 0.28, wide * 0.3, colour),
      );
      return;
    case 3:
      drawing.add(path(`M${n(x)} ${n(top + 1)}L${n(x)} ${n(top - wide * 0.3)}L${n(x + wide)} ${n(top + 1)}Z`, colour));
      return;
    case 4:
      drawing.add(
        `<path d="M${n(x)} ${n(top + 1)}A${n(wide / 2)} ${n(wide / 2)} 0 0 1 ${n(x + wide)} ${n(top + 1)}Z" fill="${colour}"/>`,
      );
      return;
    default:
      return;
  }
}

function bridge(drawing: Drawing, level: number, look: CityLook, random: Random): void {
  const { width, height } = drawing;
  const deck = level + height * 0.035;
  const colour = shade(look.near, 0.02);
  const towers = [0.28, 0.72].map((share) => share * width);
  const top = level - height * 0.13;
  for (const x of towers) drawing.add(rect(x - width * 0.008, top, width * 0.016, deck - top + height * 0.05, colour));
  const cable = (fromX: number, fromY: number, toX: number, toY: number, sag: number) =>
    `M${n(fromX)} ${n(fromY)}Q${n((fromX + toX) / 2)} ${n(Math.max(fromY, toY) + sag)} ${n(toX)} ${n(toY)}`;
  const [left = 0, right = width] = towers;
  drawing.add(
    stroke(cable(left, top, right, top, height * 0.2), colour, height * 0.005),
    stroke(cable(-10, deck, left, top, -height * 0.02), colour, height * 0.005),
    stroke(cable(right, top, width + 10, deck, -height * 0.02), colour, height * 0.005),
    rect(0, deck, width, height * 0.014, colour),
  );
  for (let hanger = 1; hanger < 24; hanger += 1) {
    const share = hanger / 24;
    const x = left + (right - left) * share;
    const y = top + (height * 0.2 + 0) * 2 * share * (1 - share);
    drawing.add(stroke(`M${n(x)} ${n(y)}V${n(deck)}`, colour, height * 0.0018));
  }
  for (let lamp = 0; lamp < 16; lamp += 1)
    drawing.add(circle((width * (lamp + 0.5)) / 16, deck - height * 0.004, height * 0.004, random.pick(look.lamps)));
}

/** Lamps along the bank with their long reflections. */
function lampRow(drawing: Drawing, random: Random, look: CityLook, level: number): void {
  const { width, height } = drawing;
  const count = random.whole(9, 16);
  for (let lamp = 0; lamp < count; lamp += 1) {
    const x = (width * (lamp + random.between(0.2, 0.8))) / count;
    const colour = random.pick(look.lamps);
    const length = (height - level) * random.between(0.35, 0.85);
    const wide = width * random.between(0.004, 0.009);
    drawing.add(
      rect(
        x - wide / 2,
        level + 2,
        wide,
        length,
        drawing.linear([
          [0, colour, 0.75],
          [1, colour, 0],
        ]),
        `rx="${n(wide / 2)}"`,
      ),
    );
    glow(drawing, x, level - height * 0.008, height * 0.028, colour, 0.9);
  }
}
