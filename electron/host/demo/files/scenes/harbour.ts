import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, n, path, rect, stroke } from '../drawing/drawing.ts';
import { below, clouds, edge, glow, makeNoise, sky, stars } from '../drawing/nature.ts';
import { reflected } from '../drawing/water.ts';

interface HarbourLook {
  readonly sky: readonly Colour[];
  readonly light: Colour;
  readonly hill: Colour;
  readonly walls: readonly Colour[];
  readonly window: Colour;
  /** How much the dusk tints the houses, 0 to 1. */
  readonly dusk: number;
  readonly night?: boolean;
}

const looks: readonly HarbourLook[] = [
  {
    sky: ['#6f9bb5', '#b9d2d6', '#f6ead2'],
    light: '#fff8e2',
    hill: '#5d7f83',
    walls: ['#b5453a', '#d98c3f', '#e7c46a', '#f0e6d4', '#8a3f34', '#c96f4a'],
    window: '#f6f0de',
    dusk: 0.05,
  },
  {
    sky: ['#2a3a63', '#8a6f97', '#f3b58b'],
    light: '#ffe2a8',
    hill: '#43456b',
    walls: ['#a13e3c', '#c97b46', '#d9b06a', '#d8cdc0', '#7d3340'],
    window: '#ffd98a',
    dusk: 0.32,
  },
  {
    sky: ['#9fb3b5', '#d2dad4', '#f1eee2'],
    light: '#ffffff',
    hill: '#8ba09c',
    walls: ['#c4574a', '#e0a458', '#f2ede0', '#7f9aa0', '#a94a40'],
    window: '#5b6b70',
    dusk: 0.18,
  },
  {
    sky: ['#4a3560', '#c4647a', '#ffc27d'],
    light: '#fff0b5',
    hill: '#5b3f63',
    walls: ['#a8433f', '#cf7c4c', '#e2b56c', '#efe0ca', '#86404d'],
    window: '#ffe7a6',
    dusk: 0.25,
  },
  {
    sky: ['#0f1938', '#263b6e', '#6f86b8'],
    light: '#f5f1da',
    hill: '#1a2750',
    walls: ['#8c3b42', '#b7774d', '#c9a86b', '#b9b7bd', '#5f7391'],
    window: '#ffd77e',
    dusk: 0.5,
    night: true,
  },
  {
    sky: ['#3f8296', '#9ccac9', '#f5efd9'],
    light: '#fffdf0',
    hill: '#4f8b80',
    walls: ['#e3d9c6', '#c64f42', '#e9b44c', '#5f9ea0', '#d9825a', '#f4efe6'],
    window: '#39525c',
    dusk: 0,
  },
];

/** A row of gabled houses on a quay, and the water in front of them. */
export function drawHarbour(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No harbour looks');
  const { width, height } = drawing;
  const level = height * random.between(0.6, 0.66);
  const unit = Math.min(width, height);
  const scene = drawing.group(() => {
    sky(drawing, look.sky);
    if (look.night === true) stars(drawing, random, 130, level * 0.6);
    const lightX = width * random.between(0.15, 0.85);
    glow(drawing, lightX, level * 0.35, unit * 0.7, look.light, 0.5);
    drawing.add(circle(lightX, level * 0.35, unit * 0.05, look.light));
    clouds(drawing, random, 5, level * 0.05, level * 0.45, look.light, 0.4);
    for (let layer = 0; layer < 3; layer += 1) {
      const noise = makeNoise(random, 5, 0.5);
      const colour = mix(look.sky.at(-1) ?? look.hill, look.hill, 0.35 + layer * 0.3);
      const points = edge(
        drawing,
        100,
        (share) => level * (0.5 + layer * 0.13) - noise(share * 2.6 + layer * 5) * level * 0.17,
      );
      drawing.add(
        path(
          below(drawing, points, level),
          drawing.linear([
            [0, colour],
            [1, mix(colour, look.sky.at(-1) ?? colour, 0.35)],
          ]),
        ),
      );
    }
    houses(drawing, random, look, level, 0.68, 0.35);
    houses(drawing, random, look, level, 1, 0);
    drawing.add(rect(0, level - height * 0.016, width, height * 0.02, mix('#5a4a40', look.hill, 0.4)));
  });
  reflected(drawing, random, scene, level, {
    colour: mix(look.sky[1] ?? look.hill, look.hill, 0.35),
    depth: mix(shade(look.hill, -0.12), '#0b2430', 0.35),
    strength: 0.62,
    streaks: look.light,
  });
  for (let boat = random.whole(1, 3); boat > 0; boat -= 1) {
    rowBoat(
      drawing,
      width * random.between(0.1, 0.9),
      level + (height - level) * random.between(0.25, 0.7),
      height * random.between(0.025, 0.045),
      random.pick(look.walls),
      look,
    );
  }
}

/** @param size of the houses. @param faint how far the distance takes their colour. */
function houses(drawing: Drawing, random: Random, look: HarbourLook, level: number, size: number, faint: number): void {
  const { width, height } = drawing;
  let x = -width * 0.02;
  while (x < width * 1.02) {
    const wide = height * random.between(0.085, 0.15) * size;
    if (random.chance(size < 1 ? 0.1 : 0.13)) {
      x += wide * 0.9;
      continue;
    }
    const storeys = random.whole(2, 4);
    const storey = height * 0.062 * size;
    const eaves = level - storeys * storey - height * 0.02;
    const tint = (colour: Colour) => mix(mix(colour, look.hill, look.dusk), look.sky.at(-1) ?? colour, faint);
    const wall = tint(shade(random.pick(look.walls), random.between(-0.03, 0.03)));
    const roof = tint(random.pick(['#4d3a3a', '#5b4741', '#3d4450']));
    const peak = wide * random.between(0.42, 0.7);
    const kind = random.whole(0, 2);
    drawing.add(
      rect(
        x,
        eaves,
        wide,
        level - eaves,
        drawing.linear([
          [0, wall],
          [1, shade(wall, -0.05)],
        ]),
      ),
    );
    if (kind === 0) {
      drawing.add(
        path(`M${n(x)} ${n(eaves + 1)}L${n(x + wide / 2)} ${n(eaves - peak)}L${n(x + wide)} ${n(eaves + 1)}Z`, wall),
        stroke(
          `M${n(x - wide * 0.05)} ${n(eaves + 3)}L${n(x + wide / 2)} ${n(eaves - peak)}L${n(x + wide * 1.05)} ${n(eaves + 3)}`,
          roof,
          height * 0.008 * size,
        ),
      );
    } else if (kind === 1) {
      drawing.add(
        path(
          `M${n(x - wide * 0.05)} ${n(eaves)}L${n(x + wide * 0.14)} ${n(eaves - peak * 0.7)}L${n(x + wide * 0.86)} ${n(eaves - peak * 0.7)}L${n(x + wide * 1.05)} ${n(eaves)}Z`,
          roof,
        ),
      );
    } else {
      const step = wide / 7;
      const rise = peak / 3.4;
      drawing.add(
        path(
          `M${n(x)} ${n(eaves + 1)}v${n(-rise)}h${n(step)}v${n(-rise)}h${n(step)}v${n(-rise)}h${n(step * 3)}v${n(rise)}h${n(step)}v${n(rise)}h${n(step)}v${n(rise)}Z`,
          wall,
        ),
      );
    }
    const columns = wide > height * 0.11 * size ? 3 : 2;
    for (let row = 0; row < storeys; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const isLit = look.dusk < 0.2 || random.chance(0.62);
        const pane = isLit ? mix(look.window, wall, faint) : shade(wall, -0.12);
        const paneWidth = (wide / columns) * 0.36;
        const paneX = x + (wide / columns) * (column + 0.5) - paneWidth / 2;
        const paneY = eaves + storey * (row + 0.25);
        drawing.add(rect(paneX, paneY, paneWidth, storey * 0.5, pane));
        if (faint === 0)
          drawing.add(rect(paneX + paneWidth * 0.44, paneY, paneWidth * 0.12, storey * 0.5, shade(wall, 0.12)));
      }
    }
    if (faint === 0)
      drawing.add(rect(x + wide * 0.93, eaves, wide * 0.07, level - eaves, shade(wall, -0.09), 'fill-opacity="0.7"'));
    x += wide + (random.chance(0.3) ? wide * 0.08 : 0);
  }
}

function rowBoat(drawing: Drawing, x: number, y: number, size: number, colour: Colour, look: HarbourLook): void {
  const hull = mix(colour, look.hill, look.dusk);
  drawing.add(
    `<ellipse cx="${n(x)}" cy="${n(y + size * 0.7)}" rx="${n(size * 2.1)}" ry="${n(size * 0.16)}" fill="#0b1c26" fill-opacity="0.28"/>`,
    path(
      `M${n(x - size * 2)} ${n(y)}Q${n(x)} ${n(y + size * 0.3)} ${n(x + size * 2.1)} ${n(y - size * 0.1)}Q${n(x + size * 1.5)} ${n(y + size * 0.75)} ${n(x + size * 0.9)} ${n(y + size * 0.75)}L${n(x - size * 1.2)} ${n(y + size * 0.75)}Q${n(x - size * 1.7)} ${n(y + size * 0.6)} ${n(x - size * 2)} ${n(y)}Z`,
      hull,
    ),
    stroke(
      `M${n(x - size * 2)} ${n(y)}Q${n(x)} ${n(y + size * 0.3)} ${n(x + size * 2.1)} ${n(y - size * 0.1)}`,
      shade(hull, 0.18),
      size * 0.14,
    ),
  );
}
