import type { Random } from '../../random.ts';
import { along, type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, rect, smooth, stroke } from '../drawing/drawing.ts';
import { below, birds, clouds, edge, glitter, glow, makeNoise, mist, sky, stars } from '../drawing/nature.ts';

interface SeaLook {
  readonly sky: readonly Colour[];
  readonly light: Colour;
  /** From the horizon to the viewer. */
  readonly water: readonly Colour[];
  readonly land: Colour;
  readonly night?: boolean;
}

const looks: readonly SeaLook[] = [
  {
    sky: ['#355c7d', '#7c93a8', '#f3cfa8'],
    light: '#fff0cf',
    water: ['#c9b8a4', '#5b7f93', '#1f4258'],
    land: '#2c4050',
  },
  {
    sky: ['#43366b', '#c0577a', '#ffb371'],
    light: '#fff0b8',
    water: ['#f0a06d', '#8c4a78', '#2c2350'],
    land: '#2b1d42',
  },
  {
    sky: ['#8db8c9', '#d3e3e1', '#fbf1dd'],
    light: '#fffdf2',
    water: ['#bcd8d6', '#5fa3ad', '#1f6577'],
    land: '#557d84',
  },
  {
    sky: ['#141b3a', '#2e4478', '#8da2c8'],
    light: '#f6f1da',
    water: ['#7d93bd', '#2b4273', '#0b1431'],
    land: '#10183a',
    night: true,
  },
  {
    sky: ['#54717d', '#9db0b1', '#d5d9cf'],
    light: '#f6f5ea',
    water: ['#b7c2bf', '#66838a', '#2c4a55'],
    land: '#3b545c',
  },
];

function lookAt(variant: number): SeaLook {
  const look = looks[variant % looks.length];
  if (look === undefined) throw new Error('No sea looks');
  return look;
}

/** Sky, sun or moon, and water down to the viewer. @returns where the light stands. */
function openWater(drawing: Drawing, random: Random, look: SeaLook, horizon: number, lightX: number): void {
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  sky(drawing, look.sky);
  if (look.night === true) stars(drawing, random, 160, horizon * 0.8);
  const lightY = horizon - unit * random.between(0.03, 0.3);
  glow(drawing, lightX, lightY, unit * 0.8, look.light, 0.6);
  drawing.add(circle(lightX, lightY, unit * random.between(0.05, 0.085), look.light));
  clouds(
    drawing,
    random,
    random.whole(4, 8),
    horizon * 0.1,
    horizon * 0.85,
    mix(look.light, look.sky[1] ?? look.light, 0.25),
    0.45,
  );
  drawing.add(
    rect(
      0,
      horizon,
      width,
      height - horizon,
      drawing.linear(look.water.map((colour, index) => [index / 2, colour] as const)),
    ),
  );
  mist(drawing, horizon, height * 0.05, look.light, 0.4);
  glitter(drawing, random, {
    x: lightX,
    top: horizon + 2,
    bottom: height,
    width: width * 0.2,
    colour: look.light,
    strength: 0.75,
  });
}

function waves(drawing: Drawing, random: Random, look: SeaLook, top: number): void {
  const { height } = drawing;
  for (let layer = 0; layer < 4; layer += 1) {
    const depth = (layer + 1) / 4;
    const noise = makeNoise(random, 3, 0.5);
    const colour = along(look.water, 0.45 + depth * 0.55);
    const level = (share: number) =>
      top +
      (height - top) * depth * 0.86 +
      Math.sin(share * (16 - layer * 3) + layer * 2) * height * 0.006 * (1 + depth) -
      noise(share * 5) * height * 0.012;
    drawing.add(path(below(drawing, edge(drawing, 90, level)), colour, 'fill-opacity="0.5"'));
  }
}

function island(
  drawing: Drawing,
  random: Random,
  x: number,
  horizon: number,
  half: number,
  height: number,
  colour: Colour,
): void {
  const noise = makeNoise(random, 4, 0.55);
  const points = Array.from({ length: 41 }, (_, index) => {
    const share = index / 40;
    const rise = Math.sin(share * Math.PI) ** 0.8;
    return `${n(x - half + share * half * 2)} ${n(horizon - rise * height * (0.75 + noise(share * 3) * 0.35))}`;
  });
  drawing.add(path(`M${n(x - half)} ${n(horizon + 1)}L${points.join('L')}L${n(x + half)} ${n(horizon + 1)}Z`, colour));
}

function sailboat(drawing: Drawing, x: number, y: number, size: number, hull: Colour, sail: Colour): void {
  drawing.add(
    path(
      `M${n(x)} ${n(y - size * 1.5)}Q${n(x + size * 0.7)} ${n(y - size * 0.7)} ${n(x + size * 0.55)} ${n(y - size * 0.2)}L${n(x)} ${n(y - size * 0.2)}Z`,
      sail,
    ),
    path(
      `M${n(x - size * 0.06)} ${n(y - size * 1.3)}L${n(x - size * 0.5)} ${n(y - size * 0.2)}L${n(x - size * 0.06)} ${n(y - size * 0.2)}Z`,
      mix(sail, hull, 0.25),
    ),
    path(
      `M${n(x - size * 0.7)} ${n(y - size * 0.12)}L${n(x + size * 0.75)} ${n(y - size * 0.12)}Q${n(x + size * 0.5)} ${n(y + size * 0.16)} ${n(x + size * 0.3)} ${n(y + size * 0.16)}L${n(x - size * 0.45)} ${n(y + size * 0.16)}Z`,
      hull,
    ),
    ellipse(x, y + size * 0.22, size * 0.9, size * 0.05, hull, 'fill-opacity="0.35"'),
  );
}

export function drawSea(drawing: Drawing, random: Random, variant: number): void {
  const look = lookAt(variant);
  const { width, height } = drawing;
  const horizon = height * random.between(0.5, 0.62);
  openWater(drawing, random, look, horizon, width * random.between(0.28, 0.72));
  for (let index = random.whole(1, 3); index > 0; index -= 1) {
    island(
      drawing,
      random,
      width * random.between(-0.05, 1.05),
      horizon,
      width * random.between(0.1, 0.26),
      height * random.between(0.03, 0.1),
      mix(look.land, look.sky.at(-1) ?? look.land, 0.45),
    );
  }
  waves(drawing, random, look, horizon);
  for (let index = random.whole(1, 2); index > 0; index -= 1) {
    const y = horizon + (height - horizon) * random.between(0.06, 0.3);
    sailboat(
      drawing,
      width * random.between(0.15, 0.85),
      y,
      height * (0.03 + ((y - horizon) / height) * 0.22),
      look.land,
      mix('#ffffff', look.light, 0.5),
    );
  }
  birds(
    drawing,
    random,
    random.whole(3, 6),
    width * random.between(0.2, 0.8),
    horizon * 0.35,
    height * 0.012,
    look.land,
  );
}

/** @param beam direction of the light's beam in turns; `null` for none. */
export function drawLighthouse(drawing: Drawing, random: Random, variant: number, beam: number | null = 0.05): void {
  const look = lookAt(variant === 0 ? 3 : variant);
  const { width, height } = drawing;
  const horizon = height * 0.6;
  const isLeft = random.chance(0.5);
  const x = width * (isLeft ? 0.28 : 0.72);
  openWater(drawing, random, look, horizon, width * (isLeft ? 0.74 : 0.26));
  waves(drawing, random, look, horizon);

  const rock = makeNoise(random, 5, 0.55);
  const cliff = (share: number) => {
    const distance = Math.abs(share - x / width);
    return height * (0.66 + Math.min(1, (distance * 2.6) ** 2) * 0.5) - rock(share * 9) * height * 0.022;
  };
  const top = height * 0.2;
  const base = height * 0.67;
  const half = height * 0.045;
  if (beam !== null) {
    const reach = Math.cos(beam * 2 * Math.PI) * (isLeft ? 1 : -1);
    const end = x + reach * width * 1.2;
    const spread = height * (0.03 + 0.16 * Math.abs(reach));
    const fill = drawing.linear(
      [
        [0, '#fff3c4', 0.75],
        [1, '#fff3c4', 0],
      ],
      reach > 0 ? [0, 0] : [1, 0],
      reach > 0 ? [1, 0] : [0, 0],
    );
    drawing.add(path(`M${n(x)} ${n(top + 4)}L${n(end)} ${n(top - spread)}L${n(end)} ${n(top + spread * 1.2)}Z`, fill));
  }
  // The tower tapers; its bands are cut by the same sides.
  const sideAt = (y: number) => half * (0.62 + 0.38 * ((y - top) / (base - top)));
  for (let band = 0; band < 5; band += 1) {
    const from = top + ((base - top) * band) / 5;
    const to = top + ((base - top) * (band + 1)) / 5;
    const colour = band % 2 === 0 ? '#f4efe6' : '#c4483f';
    const fill = drawing.linear(
      [
        [0, shade(colour, 0.02)],
        [0.55, colour],
        [1, shade(colour, -0.16)],
      ],
      [0, 0],
      [1, 0],
    );
    drawing.add(
      path(
        `M${n(x - sideAt(from))} ${n(from)}L${n(x + sideAt(from))} ${n(from)}L${n(x + sideAt(to))} ${n(to + 1)}L${n(x - sideAt(to))} ${n(to + 1)}Z`,
        fill,
      ),
    );
  }
  const lamp = half * 0.5;
  drawing.add(
    rect(x - half * 0.85, top - half * 0.12, half * 1.7, half * 0.2, '#26303f', `rx="${n(half * 0.08)}"`),
    rect(x - lamp, top - half * 0.95, lamp * 2, half * 0.85, '#ffe9a3'),
    stroke(
      `M${n(x)} ${n(top - half * 0.95)}L${n(x)} ${n(top - half * 0.1)}M${n(x - lamp)} ${n(top - half * 0.5)}L${n(x + lamp)} ${n(top - half * 0.5)}`,
      '#26303f',
      half * 0.06,
    ),
    path(
      `M${n(x - lamp * 1.3)} ${n(top - half * 0.92)}Q${n(x)} ${n(top - half * 2)} ${n(x + lamp * 1.3)} ${n(top - half * 0.92)}Z`,
      '#26303f',
    ),
  );
  glow(drawing, x, top - half * 0.5, height * 0.16, '#fff0b4', beam === null ? 0.35 : 0.8);
  drawing.add(
    path(
      below(drawing, edge(drawing, 140, cliff)),
      drawing.linear([
        [0, shade(look.land, 0.05)],
        [1, shade(look.land, -0.08)],
      ]),
    ),
  );
  const house = half * 1.5;
  const houseX = x + (isLeft ? 1 : -1) * half * 2.6;
  drawing.add(
    rect(houseX - house / 2, base - house * 0.62, house, house * 0.7, '#efe6d8'),
    path(
      `M${n(houseX - house * 0.62)} ${n(base - house * 0.58)}L${n(houseX)} ${n(base - house * 1.05)}L${n(houseX + house * 0.62)} ${n(base - house * 0.58)}Z`,
      '#8e3b36',
    ),
    rect(houseX - house * 0.12, base - house * 0.42, house * 0.24, house * 0.24, '#ffd77a'),
  );
  drawing.add(
    `<path d="${smooth([
      [-4, height * 0.97],
      [width * 0.3, height * 0.95],
      [width * 0.7, height * 0.98],
      [width + 4, height * 0.95],
    ])}L${width + 4} ${height + 4}L-4 ${height + 4}Z" fill="${shade(look.water.at(-1) ?? look.land, -0.03)}" fill-opacity="0.6"/>`,
  );
}
