import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, rect } from '../drawing/drawing.ts';
import { body, extras, features } from './face-parts.ts';
import { type HairStyle, hairBehind, hairInFront, longStyles, shortStyles } from './hair.ts';

export interface FaceTraits {
  readonly isWoman: boolean;
  /** Indices into {@link skinTones} and {@link hairColours} to choose from. */
  readonly skins: readonly number[];
  readonly hair: readonly number[];
}

/** From light to dark. */
export const skinTones: readonly Colour[] = [
  '#f6d7c3',
  '#efc5a8',
  '#e3b08c',
  '#cf9670',
  '#b57a54',
  '#8f5b3e',
  '#6d4330',
];
export const hairColours: readonly Colour[] = [
  '#1f1a1c',
  '#3a2620',
  '#5d3a26',
  '#8a5a33',
  '#b98346',
  '#d9b071',
  '#a8472f',
];
const greyHair: Colour = '#a9a6a4';

const backdrops: readonly (readonly [Colour, Colour])[] = [
  ['#f2c9a1', '#e08f77'],
  ['#a8d5d1', '#4f98a3'],
  ['#c9c2ee', '#7a6bc4'],
  ['#f6d889', '#e0a04a'],
  ['#b9d7a8', '#5f9a6b'],
  ['#9fc2ea', '#4a74b8'],
  ['#f4b8c4', '#c9627f'],
  ['#d5cabb', '#97887a'],
  ['#8fb3bd', '#2f5566'],
  ['#e6b79a', '#9a4f4a'],
  ['#cfe3e8', '#8fb0bd'],
  ['#efe0c4', '#c9a66e'],
];
const clothes: readonly Colour[] = [
  '#2f4858',
  '#f2ede4',
  '#c8553d',
  '#3d5a80',
  '#588157',
  '#8a4f7d',
  '#e0a458',
  '#33383f',
  '#b56576',
  '#6b9080',
  '#dad2c3',
  '#264653',
];

export interface FacePlace {
  /** Middle of the head and half its height. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** A person from the chest up, drawn plainly; `place` says where the head is. */
export function drawPerson(drawing: Drawing, random: Random, traits: FaceTraits, place: FacePlace): void {
  const { x, y, size } = place;
  const skin = skinTones[random.pick(traits.skins)] ?? '#e3b08c';
  const isOld = random.chance(0.14);
  const hair = isOld ? greyHair : (hairColours[random.pick(traits.hair)] ?? '#3a2620');
  const style: HairStyle = random.pick(traits.isWoman ? longStyles : shortStyles);
  const cloth = random.pick(clothes);
  const at = (dx: number, dy: number) => `${n(x + dx * size)} ${n(y + dy * size)}`;
  const lit = shade(skin, 0.025);
  const shaded = mix(shade(skin, -0.085), '#b0523f', 0.12);

  hairBehind(drawing, style, hair, place);
  body(drawing, random, traits, cloth, skin, shaded, place);
  // Ears, then the head with the side away from the light shaded.
  for (const side of [-1, 1])
    drawing.add(ellipse(x + side * size * 0.77, y + size * 0.12, size * 0.13, size * 0.2, side < 0 ? lit : shaded));
  const jaw = traits.isWoman ? 0.42 : 0.52;
  const head = `M${at(-0.76, -0.2)}C${at(-0.78, -1.12)} ${at(0.78, -1.12)} ${at(0.76, -0.2)}C${at(0.77, 0.35)} ${at(jaw + 0.14, 0.72)} ${at(jaw * 0.62, 0.93)}Q${at(0, 1.08)} ${at(-jaw * 0.62, 0.93)}C${at(-jaw - 0.14, 0.72)} ${at(-0.77, 0.35)} ${at(-0.76, -0.2)}Z`;
  drawing.add(
    path(
      head,
      drawing.linear(
        [
          [0, lit],
          [0.52, skin],
          [1, shaded],
        ],
        [0, 0.2],
        [1, 0.5],
      ),
    ),
  );
  features(drawing, random, traits, hair, skin, shaded, place, isOld);
  hairInFront(drawing, style, hair, place);
  extras(drawing, random, traits, hair, place);
}

/** A small square picture of a customer. */
export function drawAvatar(drawing: Drawing, random: Random, traits: FaceTraits): void {
  const { width, height } = drawing;
  const [top, bottom] = random.pick(backdrops);
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear(
        [
          [0, top],
          [1, bottom],
        ],
        [random.between(0, 0.5), 0],
        [random.between(0.5, 1), 1],
      ),
    ),
  );
  if (random.chance(0.55))
    drawing.add(
      circle(
        width * random.between(0.25, 0.75),
        height * random.between(0.3, 0.5),
        width * random.between(0.34, 0.44),
        '#ffffff',
        'fill-opacity="0.2"',
      ),
    );
  drawPerson(drawing, random, traits, { x: width / 2, y: height * 0.47, size: width * 0.268 });
}

/** A studio portrait: upright, grey or coloured paper, light from one side. */
export function drawStudioPortrait(drawing: Drawing, random: Random, traits: FaceTraits): void {
  const { width, height } = drawing;
  const [top, bottom] = random.pick(backdrops);
  const paper = mix(mix(top, bottom, 0.45), '#8f9094', random.between(0.25, 0.6));
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear([
        [0, shade(paper, -0.03)],
        [1, shade(paper, -0.14)],
      ]),
    ),
    rect(
      0,
      0,
      width,
      height,
      drawing.radial(
        [
          [0, shade(paper, 0.16), 0.95],
          [0.6, paper, 0.35],
          [1, shade(paper, -0.2), 0],
        ],
        [0.42, 0.36],
        0.72,
      ),
    ),
  );
  const size = Math.min(width * 0.22, height * 0.175);
  drawPerson(drawing, random, traits, { x: width * random.between(0.47, 0.53), y: height * 0.39, size });
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.radial(
        [
          [0.55, '#000000', 0],
          [1, '#120d14', 0.34],
        ],
        [0.5, 0.45],
        0.75,
      ),
    ),
  );
}

/** Anybody, for the portraits of an album. */
export function drawPortrait(drawing: Drawing, random: Random, variant: number): void {
  const looks: readonly FaceTraits[] = [
    { isWoman: true, skins: [0, 1], hair: [2, 3, 4] },
    { isWoman: true, skins: [5, 6], hair: [0, 1] },
    { isWoman: false, skins: [2, 3], hair: [0, 1] },
    { isWoman: true, skins: [0], hair: [4, 5] },
    { isWoman: true, skins: [1], hair: [0] },
    { isWoman: false, skins: [4], hair: [0] },
    { isWoman: true, skins: [2, 3], hair: [0, 1] },
    { isWoman: false, skins: [0, 1], hair: [3, 4, 6] },
    { isWoman: true, skins: [6], hair: [0] },
    { isWoman: false, skins: [2], hair: [1, 2] },
    { isWoman: true, skins: [0, 1], hair: [2, 3, 6] },
  ];
  const traits = looks[variant % looks.length] ?? looks[0];
  if (traits === undefined) throw new Error('No portraits');
  drawStudioPortrait(drawing, random, traits);
}
