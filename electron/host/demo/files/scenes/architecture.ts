import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, rect } from '../drawing/drawing.ts';

interface ArchitectureLook {
  readonly sky: readonly [Colour, Colour];
  readonly wall: Colour;
  /** Doors, seas, single walls. */
  readonly accent: Colour;
}

const looks: readonly ArchitectureLook[] = [
  { sky: ['#5aa5c9', '#cfe8ea'], wall: '#f7f1e6', accent: '#2f7fb0' },
  { sky: ['#3d85b8', '#a9d4e2'], wall: '#fbf8f2', accent: '#1f5fa8' },
  { sky: ['#8fc1d6', '#e3eff0'], wall: '#f4e4d0', accent: '#d9825a' },
  { sky: ['#74b0b8', '#d9ece4'], wall: '#e9c9a8', accent: '#8a4f3a' },
  { sky: ['#94b6cf', '#eceff0'], wall: '#e6e4e2', accent: '#5b6f86' },
  { sky: ['#79b6c9', '#f3e6df'], wall: '#e99a9a', accent: '#b3485a' },
  { sky: ['#6fb3d2', '#f6efdc'], wall: '#f3e3b9', accent: '#3f8f88' },
  { sky: ['#5d93bd', '#f7dcc4'], wall: '#e8b08a', accent: '#7a3f57' },
  { sky: ['#a5cbd6', '#fdf3e3'], wall: '#f6ece0', accent: '#e0a23f' },
  { sky: ['#4f9bb0', '#d5ebe1'], wall: '#d7e3dc', accent: '#2f6f66' },
  { sky: ['#b58aa5', '#fbd9c0'], wall: '#d98f86', accent: '#5a3f6b' },
  { sky: ['#9fd0dd', '#f2f6f2'], wall: '#ffffff', accent: '#7fb0c9' },
  { sky: ['#d98f6f', '#f9dcb5'], wall: '#f2c9a0', accent: '#3f6f8f' },
  { sky: ['#6f8fc0', '#e3e6f2'], wall: '#cfd6ea', accent: '#3f4f8f' },
];

const steps = ['#bed0dd', '#ffffff'];

/** Walls, arches and stairs in hard sun: three ways to build them. */
export function drawArchitecture(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No architecture looks');
  const { width, height } = drawing;
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear([
        [0, look.sky[0]],
        [1, look.sky[1]],
      ]),
    ),
  );
  const unit = Math.min(width, height);
  if (random.chance(0.6))
    drawing.add(
      circle(
        width * random.between(0.12, 0.88),
        height * random.between(0.1, 0.24),
        unit * 0.055,
        mix('#fff4d6', look.sky[1], 0.15),
      ),
    );
  switch (variant % 3) {
    case 0:
      stairs(drawing, random, look);
      break;
    case 1:
      arcade(drawing, random, look);
      break;
    default:
      village(drawing, random, look);
  }
}

const lit = (colour: Colour) => shade(colour, 0.02);
const shadow = (colour: Colour) => mix(shade(colour, -0.13), '#6f7fb0', 0.16);

function stairs(drawing: Drawing, random: Random, look: ArchitectureLook): void {
  const { width, height } = drawing;
  const level = height * random.between(0.5, 0.6);
  drawing.add(
    rect(
      0,
      level,
      width,
      height - level,
      drawing.linear([
        [0, mix(look.accent, look.sky[1], 0.25)],
        [1, look.accent],
      ]),
    ),
  );
  for (let line = 0; line < 26; line += 1) {
    drawing.add(
      rect(
        width * random.between(-0.05, 0.95),
        level + height * 0.02 + random.unit() ** 2 * height * 0.3,
        width * random.between(0.02, 0.1),
        height * 0.002,
        steps[1] ?? '#fff',
        'fill-opacity="0.4"',
      ),
    );
  }
  const count = random.whole(9, 12);
  const isRising = random.chance(0.5);
  const mirror = isRising ? `transform="translate(${width} 0) scale(-1 1)"` : '';
  drawing.add(`<g ${mirror}>`);
  // A wall with an arch on one side, stairs that climb beside it.
  const wallX = width * 0.56;
  drawing.add(
    path(
      `M${n(wallX)} ${n(height * 0.12)}L${n(width + 4)} ${n(height * 0.02)}L${n(width + 4)} ${height + 4}L${n(wallX)} ${height + 4}Z`,
      drawing.linear([
        [0, lit(look.wall)],
        [1, shade(look.wall, -0.03)],
      ]),
    ),
  );
  drawing.add(
    path(
      `M${n(wallX - width * 0.07)} ${n(height * 0.17)}L${n(wallX)} ${n(height * 0.12)}L${n(wallX)} ${height + 4}L${n(wallX - width * 0.07)} ${height + 4}Z`,
      shadow(look.wall),
    ),
  );
  const archX = width * 0.78;
  const archHalf = width * 0.075;
  const archTop = height * 0.34;
  const arch = (dx: number) =>
    `M${n(archX - archHalf + dx)} ${n(height * 0.72)}L${n(archX - archHalf + dx)} ${n(archTop + archHalf)}A${n(archHalf)} ${n(archHalf)} 0 0 1 ${n(archX + archHalf + dx)} ${n(archTop + archHalf)}L${n(archX + archHalf + dx)} ${n(height * 0.72)}Z`;
  drawing.add(
    path(arch(0), shadow(shade(look.wall, -0.06))),
    path(
      arch(archHalf * 0.32),
      drawing.linear([
        [0, look.sky[0]],
        [0.7, look.sky[1]],
        [0.71, look.accent],
        [1, look.accent],
      ]),
    ),
  );
  const stepHeight = (height * 0.62) / count;
  const stepWidth = (width * 0.86) / count;
  for (let step = 0; step < count; step += 1) {
    const x = -width * 0.04 + step * stepWidth;
    const y = height * 0.98 - step * stepHeight;
    const right = width * 1.02;
    drawing.add(
      rect(x, y, right - x, stepHeight * 0.42, lit(look.wall)),
      rect(
        x,
        y + stepHeight * 0.4,
        right - x,
        height,
        drawing.linear([
          [0, shadow(look.wall)],
          [0.2, mix(shadow(look.wall), look.wall, 0.35)],
        ]),
      ),
    );
  }
  drawing.add('</g>');
  plant(drawing, random, isRising ? width * 0.86 : width * 0.12, height * 0.93, height * 0.11);
}

function arcade(drawing: Drawing, random: Random, look: ArchitectureLook): void {
  const { width, height } = drawing;
  const count = random.whole(2, 4);
  const floor = height * random.between(0.78, 0.84);
  const top = height * random.between(0.1, 0.2);
  drawing.add(
    rect(
      0,
      top,
      width,
      height,
      drawing.linear([
        [0, lit(look.wall)],
        [1, shade(look.wall, -0.02)],
      ]),
    ),
  );
  drawing.add(
    rect(0, top, width, height * 0.02, shade(look.wall, 0.05)),
    rect(0, top + height * 0.02, width, height * 0.012, shadow(look.wall)),
  );
  const bay = width / count;
  for (let index = 0; index < count; index += 1) {
    const centre = bay * (index + 0.5);
    const half = bay * 0.33;
    const spring = top + height * 0.14 + half;
    const outline = (shift: number) =>
      `M${n(centre - half + shift)} ${n(floor)}L${n(centre - half + shift)} ${n(spring)}A${n(half)} ${n(half)} 0 0 1 ${n(centre + half + shift)} ${n(spring)}L${n(centre + half + shift)} ${n(floor)}Z`;
    const clip = drawing.define((id) => `<clipPath id="${id}"><path d="${outline(0)}"/></clipPath>`);
    drawing.add(
      `<g clip-path="url(#${clip})">`,
      path(
        outline(0),
        drawing.linear([
          [0, look.sky[0]],
          [0.62, look.sky[1]],
          [0.625, look.accent],
          [1, shade(look.accent, -0.05)],
        ]),
      ),
      circle(
        centre + half * random.between(-0.4, 0.5),
        spring + half * random.between(0, 0.5),
        half * 0.16,
        '#fff3d0',
        'fill-opacity="0.9"',
      ),
      // The thickness of the wall, seen from one side.
      path(
        `M${n(centre - half)} ${n(floor)}L${n(centre - half)} ${n(spring)}A${n(half)} ${n(half)} 0 0 1 ${n(centre + half)} ${n(spring)}L${n(centre + half * 1.2)} ${n(spring)}A${n(half * 0.98)} ${n(half * 0.98)} 0 0 0 ${n(centre - half * 0.72)} ${n(spring)}L${n(centre - half * 0.72)} ${n(floor)}Z`,
        shadow(look.wall),
      ),
      '</g>',
    );
  }
  drawing.add(
    rect(
      0,
      floor,
      width,
      height - floor,
      drawing.linear([
        [0, shade(look.wall, -0.06)],
        [1, shade(look.wall, -0.01)],
      ]),
    ),
  );
  for (let index = 0; index < count; index += 1) {
    const x = bay * (index + 0.5) - bay * 0.3;
    const slant = width * 0.16;
    drawing.add(
      path(
        `M${n(x)} ${n(floor)}L${n(x + bay * 0.6)} ${n(floor)}L${n(x + bay * 0.6 + slant)} ${height + 4}L${n(x + slant)} ${height + 4}Z`,
        mix('#fff3d6', look.wall, 0.3),
        'fill-opacity="0.75"',
      ),
    );
  }
  plant(drawing, random, width * random.pick([0.04, 0.96]), floor + height * 0.03, height * 0.14);
}

function village(drawing: Drawing, random: Random, look: ArchitectureLook): void {
  const { width, height } = drawing;
  for (let row = 0; row < 4; row += 1) {
    const base = height * (0.52 + row * 0.17);
    let x = -width * random.between(0.02, 0.12);
    while (x < width) {
      const wide = width * random.between(0.13, 0.24) * (0.75 + row * 0.13);
      const tall = height * random.between(0.15, 0.33) * (0.8 + row * 0.1);
      const wall = random.chance(0.18)
        ? mix(look.accent, look.wall, 0.45)
        : shade(look.wall, random.between(-0.03, 0.01));
      block(
        drawing,
        random,
        x,
        base - tall,
        wide,
        height - base + tall + 4,
        mix(wall, look.sky[1], (3 - row) * 0.1),
        look,
      );
      x += wide * random.between(0.82, 1.02);
    }
  }
  plant(drawing, random, width * random.between(0.08, 0.92), height * 0.97, height * 0.13);
}

function block(
  drawing: Drawing,
  random: Random,
  x: number,
  y: number,
  wide: number,
  tall: number,
  wall: Colour,
  look: ArchitectureLook,
): void {
  const side = wide * 0.26;
  drawing.add(
    rect(
      x,
      y,
      wide - side,
      tall,
      drawing.linear([
        [0, lit(wall)],
        [1, shade(wall, -0.03)],
      ]),
    ),
    rect(x + wide - side, y, side, tall, shadow(wall)),
  );
  drawing.add(rect(x, y, wide - side, wide * 0.03, shade(wall, 0.06)));
  if (random.chance(0.3))
    drawing.add(
      `<path d="M${n(x + wide * 0.08)} ${n(y + 1)}A${n(wide * 0.29)} ${n(wide * 0.29)} 0 0 1 ${n(x + wide * 0.66)} ${n(y + 1)}Z" fill="${random.chance(0.5) ? look.accent : lit(wall)}"/>`,
    );
  const hole = wide * 0.13;
  for (let index = random.whole(1, 2); index > 0; index -= 1) {
    const windowX = x + wide * (0.1 + (index - 1) * 0.32);
    const windowY = y + wide * random.between(0.16, 0.3);
    const fill = random.chance(0.4) ? look.accent : mix(shadow(wall), '#31445a', 0.55);
    drawing.add(
      rect(windowX, windowY, hole, hole * 1.5, fill, `rx="${n(random.chance(0.4) ? hole / 2 : 1)}"`),
      rect(windowX - hole * 0.1, windowY + hole * 1.5, hole * 1.2, hole * 0.14, shade(wall, 0.05)),
    );
  }
}

function plant(drawing: Drawing, random: Random, x: number, base: number, size: number): void {
  drawing.add(ellipse(x, base, size * 0.5, size * 0.07, '#2b3550', 'fill-opacity="0.2"'));
  for (let leaf = 0; leaf < 13; leaf += 1) {
    const angle = -Math.PI / 2 + (leaf - 6) * 0.22 + random.between(-0.06, 0.06);
    const reach = size * random.between(0.75, 1.15);
    const [tipX, tipY] = [x + Math.cos(angle) * reach * 0.75, base - size * 0.34 + Math.sin(angle) * reach];
    const bend = size * 0.1;
    drawing.add(
      path(
        `M${n(x - size * 0.03)} ${n(base - size * 0.32)}Q${n((x + tipX) / 2 - bend)} ${n((base + tipY) / 2 - size * 0.2)} ${n(tipX)} ${n(tipY)}Q${n((x + tipX) / 2 + bend)} ${n((base + tipY) / 2 - size * 0.1)} ${n(x + size * 0.03)} ${n(base - size * 0.32)}Z`,
        shade('#4f8a5b', random.between(-0.09, 0.07)),
      ),
    );
  }
  drawing.add(
    path(
      `M${n(x - size * 0.24)} ${n(base - size * 0.4)}L${n(x + size * 0.24)} ${n(base - size * 0.4)}L${n(x + size * 0.17)} ${n(base)}L${n(x - size * 0.17)} ${n(base)}Z`,
      drawing.linear(
        [
          [0, '#cf7b52'],
          [1, '#9c5238'],
        ],
        [0, 0],
        [1, 0],
      ),
    ),
  );
}
