import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, rect, stroke } from '../drawing/drawing.ts';
import { berry, bowl, cookie, cup, shadowUnder, slice, tart } from './dishes.ts';

export interface FoodLook {
  readonly table: Colour;
  readonly cloth: Colour;
  readonly plate: Colour;
  readonly dish: 'coffee' | 'tart' | 'citrus' | 'cookies' | 'bowl';
  readonly colour: Colour;
}

const looks: readonly FoodLook[] = [
  { table: '#b9906a', cloth: '#f0e6d8', plate: '#f7f3ec', dish: 'coffee', colour: '#a8703f' },
  { table: '#3f4a4d', cloth: '#d9c7ae', plate: '#e9e4da', dish: 'coffee', colour: '#8a5630' },
  { table: '#e9d7d0', cloth: '#c98f8a', plate: '#ffffff', dish: 'tart', colour: '#4a4f8f' },
  { table: '#c9d3c5', cloth: '#8fa68c', plate: '#f6f4ee', dish: 'cookies', colour: '#c08a4f' },
  { table: '#dfe3cf', cloth: '#f6f2e2', plate: '#ffffff', dish: 'coffee', colour: '#8fae5a' },
  { table: '#f4d9a6', cloth: '#f9f1dd', plate: '#fdfbf4', dish: 'citrus', colour: '#f0902f' },
  { table: '#5a4033', cloth: '#b59a7c', plate: '#f0e9de', dish: 'coffee', colour: '#4a2a18' },
  { table: '#cfe0e4', cloth: '#f3f6f4', plate: '#ffffff', dish: 'cookies', colour: '#b9783f' },
  { table: '#8f7a8a', cloth: '#e6d9e2', plate: '#f8f3f6', dish: 'tart', colour: '#7d3a5f' },
  { table: '#f1c7c0', cloth: '#fbeeea', plate: '#ffffff', dish: 'bowl', colour: '#c23f52' },
  { table: '#46352d', cloth: '#8c6f57', plate: '#efe5d7', dish: 'coffee', colour: '#6b3a22' },
  { table: '#a9bfa6', cloth: '#e7ecdf', plate: '#f7f5ea', dish: 'bowl', colour: '#7f9a3f' },
];

/** A table from above. */
export function drawFood(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No dishes');
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  tableTop(drawing, random, look, variant);
  const [x, y] = [width * random.between(0.42, 0.56), height * random.between(0.46, 0.54)];
  const radius = unit * random.between(0.29, 0.34);
  plate(drawing, x, y, radius, look.plate);
  switch (look.dish) {
    case 'coffee':
      cup(drawing, random, x, y, radius * 0.66, look, variant);
      break;
    case 'tart':
      tart(drawing, random, x, y, radius * 0.74, look);
      break;
    case 'citrus':
      for (const [index, [dx, dy, size]] of (
        [
          [-0.3, -0.16, 0.44],
          [0.32, -0.05, 0.4],
          [-0.02, 0.36, 0.36],
        ] as const
      ).entries()) {
        slice(
          drawing,
          x + dx * radius,
          y + dy * radius,
          size * radius,
          [look.colour, '#f2c230', '#e8604a'][index] ?? look.colour,
        );
      }
      break;
    case 'cookies':
      for (let piece = 0; piece < 5; piece += 1) {
        const angle = (piece / 5) * Math.PI * 2 + 0.3;
        const away = piece === 0 ? 0 : 0.44;
        cookie(
          drawing,
          random,
          x + Math.cos(angle) * radius * away,
          y + Math.sin(angle) * radius * away,
          radius * 0.31,
          look.colour,
        );
      }
      break;
    case 'bowl':
      bowl(drawing, random, x, y, radius * 0.82, look);
      break;
  }
  side(drawing, random, look, x, y, radius, variant);
}

function tableTop(drawing: Drawing, random: Random, look: FoodLook, variant: number): void {
  const { width, height } = drawing;
  drawing.add(rect(0, 0, width, height, look.table));
  if (variant % 3 === 0) {
    const boards = 6;
    for (let board = 0; board < boards; board += 1) {
      const y = (height * board) / boards;
      drawing.add(rect(0, y, width, height / boards - 2, shade(look.table, random.between(-0.03, 0.03))));
      for (let grain = 0; grain < 7; grain += 1)
        drawing.add(
          stroke(
            `M${n(random.between(-0.2, 0.8) * width)} ${n(y + random.between(0.1, 0.9) * (height / boards))}q${n(width * 0.12)} ${n(random.between(-4, 4))} ${n(width * random.between(0.2, 0.4))} 0`,
            shade(look.table, -0.06),
            height * 0.002,
            'stroke-opacity="0.5"',
          ),
        );
    }
  } else if (variant % 3 === 1) {
    for (let speck = 0; speck < 260; speck += 1)
      drawing.add(
        circle(
          random.unit() * width,
          random.unit() * height,
          height * random.between(0.0008, 0.003),
          shade(look.table, random.pick([-0.1, 0.09])),
          'fill-opacity="0.5"',
        ),
      );
  }
  const turn = random.between(-16, 16);
  const [clothX, clothY] = [width * random.between(0.02, 0.2), height * random.between(-0.1, 0.1)];
  const [clothWidth, clothHeight] = [width * 0.5, height * 1.1];
  drawing.add(`<g transform="rotate(${n(turn)} ${n(width / 2)} ${n(height / 2)})">`);
  drawing.add(
    rect(
      clothX + width * 0.008,
      clothY + width * 0.01,
      clothWidth,
      clothHeight,
      '#1d1512',
      'fill-opacity="0.16" rx="4"',
    ),
    rect(clothX, clothY, clothWidth, clothHeight, look.cloth, 'rx="4"'),
  );
  const stripe = mix(look.cloth, look.colour, 0.4);
  for (const place of [0.06, 0.09, 0.88, 0.91])
    drawing.add(
      rect(clothX + clothWidth * place, clothY, clothWidth * 0.012, clothHeight, stripe, 'fill-opacity="0.7"'),
    );
  drawing.add(
    '</g>',
    rect(
      0,
      0,
      width,
      height,
      drawing.linear(
        [
          [0, '#fff7e6', 0.3],
          [0.5, '#fff7e6', 0],
          [1, '#1d1512', 0.22],
        ],
        [0, 0],
        [1, 1],
      ),
    ),
  );
}

function plate(drawing: Drawing, x: number, y: number, radius: number, colour: Colour): void {
  shadowUnder(drawing, x, y, radius);
  drawing.add(
    circle(
      x,
      y,
      radius,
      drawing.linear(
        [
          [0, shade(colour, 0.02)],
          [1, shade(colour, -0.06)],
        ],
        [0, 0],
        [1, 1],
      ),
    ),
    circle(
      x,
      y,
      radius * 0.76,
      drawing.linear(
        [
          [0, shade(colour, -0.06)],
          [1, shade(colour, 0.01)],
        ],
        [0, 0],
        [1, 1],
      ),
    ),
    circle(x, y, radius * 0.73, colour),
  );
}

function side(
  drawing: Drawing,
  random: Random,
  look: FoodLook,
  x: number,
  y: number,
  radius: number,
  variant: number,
): void {
  const metal = variant % 2 === 0 ? '#c9ccd0' : '#c7a766';
  const toolX = x + radius * 1.32;
  if (toolX < drawing.width * 0.95) {
    const shadowShift = radius * 0.03;
    for (const [shift, colour, strength] of [
      [shadowShift, '#1d1512', 0.22],
      [0, metal, 1],
    ] as const) {
      drawing.add(
        ellipse(
          toolX + shift,
          y - radius * 0.55 + shift,
          radius * 0.13,
          radius * 0.2,
          colour,
          `fill-opacity="${strength}"`,
        ),
        rect(
          toolX - radius * 0.03 + shift,
          y - radius * 0.4 + shift,
          radius * 0.06,
          radius * 1.2,
          colour,
          `rx="${n(radius * 0.03)}" fill-opacity="${strength}"`,
        ),
      );
    }
  }
  for (let crumb = 0; crumb < 22; crumb += 1) {
    const angle = random.unit() * Math.PI * 2;
    const away = random.between(1.05, 1.5) * radius;
    drawing.add(
      circle(
        x + Math.cos(angle) * away,
        y + Math.sin(angle) * away,
        radius * random.between(0.006, 0.016),
        shade(look.colour, random.between(-0.05, 0.12)),
        'fill-opacity="0.8"',
      ),
    );
  }
  if (variant % 2 === 1)
    berry(drawing, x - radius * 1.2, y + radius * 0.62, radius * 0.1, look.dish === 'coffee' ? '#6b3a22' : look.colour);
  if (variant % 4 === 2) slice(drawing, x - radius * 1.18, y - radius * 0.52, radius * 0.22, '#f0a23f');
}
