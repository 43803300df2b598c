import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, stroke } from '../drawing/drawing.ts';
import type { FoodLook } from './food.ts';

export function shadowUnder(drawing: Drawing, x: number, y: number, radius: number, strength = 0.3): void {
  drawing.add(
    circle(
      x + radius * 0.1,
      y + radius * 0.13,
      radius * 1.16,
      drawing.radial([
        [0.72, '#1d1512', strength],
        [0.88, '#1d1512', strength * 0.4],
        [1, '#1d1512', 0],
      ]),
    ),
  );
}

export function cup(
  drawing: Drawing,
  random: Random,
  x: number,
  y: number,
  radius: number,
  look: FoodLook,
  variant: number,
): void {
  const handle = random.between(-0.7, 0.7);
  const [handleX, handleY] = [x + Math.cos(handle) * radius * 1.18, y + Math.sin(handle) * radius * 1.18];
  shadowUnder(drawing, x, y, radius, 0.28);
  drawing.add(
    `<ellipse cx="${n(handleX)}" cy="${n(handleY)}" rx="${n(radius * 0.36)}" ry="${n(radius * 0.17)}" fill="none" stroke="${shade(look.plate, -0.05)}" stroke-width="${n(radius * 0.11)}" transform="rotate(${n((handle * 180) / Math.PI)} ${n(handleX)} ${n(handleY)})"/>`,
    circle(
      x,
      y,
      radius,
      drawing.linear(
        [
          [0, shade(look.plate, 0.03)],
          [1, shade(look.plate, -0.09)],
        ],
        [0, 0],
        [1, 1],
      ),
    ),
    circle(x, y, radius * 0.88, shade(look.colour, -0.12)),
    circle(
      x,
      y,
      radius * 0.86,
      drawing.radial([
        [0, shade(look.colour, 0.05)],
        [0.75, look.colour],
        [1, shade(look.colour, -0.09)],
      ]),
    ),
  );
  const foam = mix('#fff4e2', look.colour, 0.12);
  const at = (dx: number, dy: number) => `${n(x + dx * radius)} ${n(y + dy * radius)}`;
  if (variant % 3 === 0) {
    // A rosetta: leaves from the middle outwards, then the stem through them.
    for (let leaf = 4; leaf >= 0; leaf -= 1) {
      const top = -0.55 + leaf * 0.2;
      const reach = 0.2 + leaf * 0.085;
      drawing.add(
        path(
          `M${at(0, top + 0.26)}C${at(-reach * 0.6, top + 0.3)} ${at(-reach * 1.3, top + 0.16)} ${at(-reach, top - 0.04)}C${at(-reach * 0.6, top + 0.02)} ${at(-0.05, top + 0.02)} ${at(0, top - 0.06)}C${at(0.05, top + 0.02)} ${at(reach * 0.6, top + 0.02)} ${at(reach, top - 0.04)}C${at(reach * 1.3, top + 0.16)} ${at(reach * 0.6, top + 0.3)} ${at(0, top + 0.26)}Z`,
          foam,
          'fill-opacity="0.9"',
        ),
      );
      drawing.add(
        stroke(
          `M${at(-reach * 0.9, top + 0.16)}Q${at(0, top + 0.42)} ${at(reach * 0.9, top + 0.16)}`,
          look.colour,
          radius * 0.035,
          'stroke-opacity="0.7"',
        ),
      );
    }
    drawing.add(stroke(`M${at(0, -0.6)}L${at(0, 0.56)}`, look.colour, radius * 0.03, 'stroke-opacity="0.6"'));
  } else if (variant % 3 === 1) {
    for (let ring = 0; ring < 3; ring += 1) {
      const size = 0.52 - ring * 0.16;
      const drop = ring * 0.06;
      drawing.add(
        path(
          `M${at(0, size + drop)}C${at(-size * 1.5, size * 0.1 + drop)} ${at(-size * 0.9, -size * 0.9 + drop)} ${at(0, -size * 0.35 + drop)}C${at(size * 0.9, -size * 0.9 + drop)} ${at(size * 1.5, size * 0.1 + drop)} ${at(0, size + drop)}Z`,
          ring % 2 === 0 ? foam : look.colour,
          'fill-opacity="0.92"',
        ),
      );
    }
  } else {
    for (let bubble = 0; bubble < 40; bubble += 1) {
      const angle = random.unit() * Math.PI * 2;
      const away = random.between(0.55, 0.8);
      drawing.add(
        circle(
          x + Math.cos(angle) * away * radius,
          y + Math.sin(angle) * away * radius,
          radius * random.between(0.012, 0.045),
          mix(foam, look.colour, 0.35),
          'fill-opacity="0.7"',
        ),
      );
    }
  }
  drawing.add(
    path(
      `M${at(-0.62, -0.4)}Q${at(-0.4, -0.72)} ${at(0, -0.76)}Q${at(-0.36, -0.64)} ${at(-0.62, -0.4)}Z`,
      '#ffffff',
      'fill-opacity="0.35"',
    ),
  );
}

export function berry(drawing: Drawing, x: number, y: number, radius: number, colour: Colour): void {
  drawing.add(
    circle(
      x,
      y,
      radius,
      drawing.radial(
        [
          [0, shade(colour, 0.16)],
          [0.6, colour],
          [1, shade(colour, -0.13)],
        ],
        [0.35, 0.32],
        0.75,
      ),
    ),
    circle(x - radius * 0.3, y - radius * 0.35, radius * 0.16, '#ffffff', 'fill-opacity="0.7"'),
  );
}

export function tart(drawing: Drawing, random: Random, x: number, y: number, radius: number, look: FoodLook): void {
  shadowUnder(drawing, x, y, radius, 0.25);
  const crust = '#d69a56';
  const scallops = 26;
  for (let index = 0; index < scallops; index += 1) {
    const angle = (index / scallops) * Math.PI * 2;
    drawing.add(
      circle(
        x + Math.cos(angle) * radius * 0.93,
        y + Math.sin(angle) * radius * 0.93,
        radius * 0.125,
        shade(crust, Math.cos(angle + 2.3) * 0.06),
      ),
    );
  }
  drawing.add(circle(x, y, radius * 0.92, shade(crust, -0.03)), circle(x, y, radius * 0.82, '#f6e7bd'));
  for (const [ring, count] of [
    [0.66, 17],
    [0.42, 11],
    [0.19, 5],
  ] as const) {
    for (let index = 0; index < count; index += 1) {
      const angle = (index / count) * Math.PI * 2 + ring * 9;
      berry(
        drawing,
        x + Math.cos(angle) * radius * ring,
        y + Math.sin(angle) * radius * ring,
        radius * random.between(0.095, 0.115),
        shade(look.colour, random.between(-0.05, 0.06)),
      );
    }
  }
  mint(drawing, x, y, radius * 0.26);
}

function mint(drawing: Drawing, x: number, y: number, size: number): void {
  for (const angle of [-0.5, 1.5, 3.4]) {
    const [tipX, tipY] = [x + Math.cos(angle) * size, y + Math.sin(angle) * size];
    const [sideX, sideY] = [-Math.sin(angle) * size * 0.42, Math.cos(angle) * size * 0.42];
    drawing.add(
      path(
        `M${n(x)} ${n(y)}Q${n((x + tipX) / 2 + sideX)} ${n((y + tipY) / 2 + sideY)} ${n(tipX)} ${n(tipY)}Q${n((x + tipX) / 2 - sideX)} ${n((y + tipY) / 2 - sideY)} ${n(x)} ${n(y)}Z`,
        '#6fa55a',
      ),
      stroke(`M${n(x)} ${n(y)}L${n(tipX)} ${n(tipY)}`, '#4f8144', size * 0.04),
    );
  }
}

export function slice(drawing: Drawing, x: number, y: number, radius: number, colour: Colour): void {
  shadowUnder(drawing, x, y, radius, 0.22);
  drawing.add(circle(x, y, radius, colour), circle(x, y, radius * 0.92, mix(colour, '#fff8e6', 0.82)));
  const segments = 9;
  for (let index = 0; index < segments; index += 1) {
    const from = ((index + 0.08) / segments) * Math.PI * 2;
    const to = ((index + 0.92) / segments) * Math.PI * 2;
    const at = (angle: number, away: number) =>
      `${n(x + Math.cos(angle) * radius * away)} ${n(y + Math.sin(angle) * radius * away)}`;
    drawing.add(
      path(
        `M${at((from + to) / 2, 0.08)}L${at(from, 0.78)}Q${at((from + to) / 2, 0.92)} ${at(to, 0.78)}Z`,
        drawing.radial([
          [0, shade(colour, 0.09)],
          [1, colour],
        ]),
      ),
    );
  }
}

export function cookie(drawing: Drawing, random: Random, x: number, y: number, radius: number, colour: Colour): void {
  shadowUnder(drawing, x, y, radius, 0.26);
  drawing.add(
    circle(
      x,
      y,
      radius,
      drawing.radial(
        [
          [0, shade(colour, 0.06)],
          [0.8, colour],
          [1, shade(colour, -0.08)],
        ],
        [0.42, 0.4],
        0.62,
      ),
    ),
  );
  for (let chip = 0; chip < 9; chip += 1) {
    const angle = random.unit() * Math.PI * 2;
    const away = random.between(0, 0.76);
    drawing.add(
      ellipse(
        x + Math.cos(angle) * away * radius,
        y + Math.sin(angle) * away * radius,
        radius * random.between(0.06, 0.13),
        radius * random.between(0.05, 0.1),
        '#4a2c1c',
      ),
    );
  }
}

export function bowl(drawing: Drawing, random: Random, x: number, y: number, radius: number, look: FoodLook): void {
  shadowUnder(drawing, x, y, radius, 0.25);
  drawing.add(
    circle(x, y, radius, shade(look.plate, -0.05)),
    circle(
      x,
      y,
      radius * 0.91,
      drawing.radial([
        [0, '#fdf8f2'],
        [0.8, mix('#fdf8f2', look.colour, 0.12)],
        [1, mix('#e9ddd2', look.colour, 0.25)],
      ]),
    ),
  );
  for (let piece = 0; piece < 24; piece += 1) {
    const angle = random.between(-0.4, 1.9);
    const away = random.unit() ** 0.6 * 0.76;
    berry(
      drawing,
      x + Math.cos(angle) * away * radius,
      y + Math.sin(angle) * away * radius,
      radius * random.between(0.07, 0.12),
      shade(random.chance(0.6) ? look.colour : '#3f3f7f', random.between(-0.04, 0.05)),
    );
  }
  for (let seed = 0; seed < 60; seed += 1) {
    const angle = random.between(2.2, 4.6);
    const away = random.unit() ** 0.7 * 0.78;
    const [oatX, oatY] = [x + Math.cos(angle) * away * radius, y + Math.sin(angle) * away * radius];
    drawing.add(
      `<ellipse cx="${n(oatX)}" cy="${n(oatY)}" rx="${n(radius * 0.05)}" ry="${n(radius * 0.027)}" fill="${shade('#d9b27a', random.between(-0.08, 0.06))}" transform="rotate(${n(random.between(0, 180))} ${n(oatX)} ${n(oatY)})"/>`,
    );
  }
  mint(drawing, x + radius * 0.1, y - radius * 0.1, radius * 0.28);
}
