import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path, stroke } from '../drawing/drawing.ts';
import type { FacePlace, FaceTraits } from './face.ts';

export function body(
  drawing: Drawing,
  random: Random,
  traits: FaceTraits,
  cloth: Colour,
  skin: Colour,
  shaded: Colour,
  { x, y, size }: FacePlace,
): void {
  const at = (dx: number, dy: number) => `${n(x + dx * size)} ${n(y + dy * size)}`;
  const shoulder = traits.isWoman ? 1.42 : 1.66;
  const bottom = (drawing.height - y) / size + 0.1;
  const outline = `M${at(-shoulder - 0.18, bottom)}C${at(-shoulder - 0.15, 1.95)} ${at(-shoulder + 0.02, 1.62)} ${at(-0.62, 1.44)}Q${at(-0.4, 1.36)} ${at(-0.36, 1.2)}L${at(0.36, 1.2)}Q${at(0.4, 1.36)} ${at(0.62, 1.44)}C${at(shoulder - 0.02, 1.62)} ${at(shoulder + 0.15, 1.95)} ${at(shoulder + 0.18, bottom)}Z`;
  drawing.add(
    path(`M${at(-0.36, 0.6)}L${at(-0.38, 1.5)}Q${at(0, 1.85)} ${at(0.38, 1.5)}L${at(0.36, 0.6)}Z`, shaded),
    path(
      outline,
      drawing.linear(
        [
          [0, shade(cloth, 0.04)],
          [0.6, cloth],
          [1, shade(cloth, -0.07)],
        ],
        [0, 0],
        [1, 0.4],
      ),
    ),
  );
  const collar = random.whole(0, 3);
  const under = shade(skin, -0.02);
  switch (collar) {
    case 0:
      // A round neckline.
      drawing.add(
        path(`M${at(-0.385, 1.15)}Q${at(-0.3, 1.72)} ${at(0, 1.74)}Q${at(0.3, 1.72)} ${at(0.385, 1.15)}Z`, under),
        stroke(
          `M${at(-0.46, 1.34)}Q${at(-0.34, 1.8)} ${at(0, 1.81)}Q${at(0.34, 1.8)} ${at(0.46, 1.34)}`,
          shade(cloth, 0.07),
          size * 0.07,
        ),
      );
      break;
    case 1:
      // A shirt with an open collar.
      drawing.add(
        path(`M${at(-0.385, 1.15)}L${at(0, 1.95)}L${at(0.385, 1.15)}Z`, under),
        path(`M${at(-0.4, 1.16)}L${at(-0.66, 1.46)}L${at(-0.2, 1.86)}L${at(0, 1.9)}Z`, shade(cloth, 0.06)),
        path(`M${at(0.4, 1.16)}L${at(0.66, 1.46)}L${at(0.2, 1.86)}L${at(0, 1.9)}Z`, shade(cloth, 0.02)),
        stroke(`M${at(0, 1.9)}L${at(0, bottom)}`, shade(cloth, -0.07), size * 0.025),
      );
      break;
    case 2:
      // A roll neck.
      drawing.add(
        path(
          `M${at(-0.42, 0.98)}Q${at(0, 1.22)} ${at(0.42, 0.98)}L${at(0.5, 1.48)}Q${at(0, 1.74)} ${at(-0.5, 1.48)}Z`,
          shade(cloth, 0.035),
        ),
        stroke(`M${at(-0.48, 1.45)}Q${at(0, 1.71)} ${at(0.48, 1.45)}`, shade(cloth, -0.06), size * 0.03),
      );
      break;
    default:
      // A jacket over something light.
      drawing.add(
        path(
          `M${at(-0.4, 1.2)}L${at(-0.1, bottom)}L${at(0.1, bottom)}L${at(0.4, 1.2)}Q${at(0, 1.6)} ${at(-0.4, 1.2)}Z`,
          mix('#fbf7ef', cloth, 0.1),
        ),
        path(`M${at(-0.385, 1.15)}Q${at(-0.3, 1.55)} ${at(0, 1.58)}Q${at(0.3, 1.55)} ${at(0.385, 1.15)}Z`, under),
        path(
          `M${at(-0.42, 1.2)}L${at(-0.78, 1.5)}L${at(-0.5, 1.9)}L${at(-0.62, 2.02)}L${at(-0.08, bottom)}Z`,
          shade(cloth, 0.05),
        ),
        path(
          `M${at(0.42, 1.2)}L${at(0.78, 1.5)}L${at(0.5, 1.9)}L${at(0.62, 2.02)}L${at(0.08, bottom)}Z`,
          shade(cloth, -0.03),
        ),
      );
  }
  drawing.add(
    path(
      `M${at(-0.36, 0.78)}Q${at(0, 1.22)} ${at(0.36, 0.78)}L${at(0.36, 1.02)}Q${at(0.06, 1.34)} ${at(-0.36, 1)}Z`,
      shade(shaded, -0.05),
      'fill-opacity="0.5"',
    ),
  );
}

export function features(
  drawing: Drawing,
  random: Random,
  traits: FaceTraits,
  hair: Colour,
  skin: Colour,
  shaded: Colour,
  { x, y, size }: FacePlace,
  isOld: boolean,
): void {
  const at = (dx: number, dy: number) => `${n(x + dx * size)} ${n(y + dy * size)}`;
  const dark = '#2a1f22';
  const blush = mix(skin, '#e0607a', 0.4);
  for (const side of [-1, 1])
    drawing.add(
      circle(
        x + side * size * 0.46,
        y + size * 0.38,
        size * 0.19,
        drawing.radial([
          [0, blush, 0.5],
          [1, blush, 0],
        ]),
      ),
    );
  const smiles = random.chance(0.75);
  const looksClosed = random.chance(0.12);
  for (const side of [-1, 1]) {
    const eyeX = x + side * size * 0.31;
    const eyeY = y + size * 0.06;
    if (looksClosed) {
      drawing.add(
        stroke(
          `M${n(eyeX - size * 0.12)} ${n(eyeY)}q${n(size * 0.12)} ${n(size * 0.1)} ${n(size * 0.24)} 0`,
          dark,
          size * 0.045,
        ),
      );
    } else {
      drawing.add(
        ellipse(eyeX, eyeY, size * 0.13, size * 0.082, '#fffdfa'),
        circle(eyeX, eyeY, size * 0.074, shade(mix(hair, '#4a6f7d', random.between(0.1, 0.6)), -0.05)),
        circle(eyeX, eyeY, size * 0.04, '#120d10'),
        circle(eyeX + size * 0.025, eyeY - size * 0.028, size * 0.02, '#ffffff'),
        stroke(
          `M${n(eyeX - size * 0.14)} ${n(eyeY - size * 0.01)}Q${n(eyeX)} ${n(eyeY - size * 0.13)} ${n(eyeX + size * 0.14)} ${n(eyeY - size * 0.01)}`,
          dark,
          size * (traits.isWoman ? 0.042 : 0.03),
        ),
      );
    }
    const brow = traits.isWoman ? 0.042 : 0.065;
    drawing.add(
      stroke(
        `M${n(eyeX - side * size * 0.16)} ${n(eyeY - size * 0.19)}Q${n(eyeX + side * size * 0.02)} ${n(eyeY - size * 0.28)} ${n(eyeX + side * size * 0.18)} ${n(eyeY - size * 0.19)}`,
        shade(hair, isOld ? -0.12 : -0.03),
        size * brow,
      ),
    );
  }
  drawing.add(
    stroke(
      `M${at(0.03, 0.04)}Q${at(0.1, 0.28)} ${at(0.085, 0.33)}Q${at(0.02, 0.4)} ${at(-0.06, 0.35)}`,
      mix(shaded, '#7a3a2f', 0.25),
      size * 0.035,
    ),
  );
  const lip = traits.isWoman
    ? mix(skin, random.pick(['#b83a4f', '#c8554f', '#9c3f4f']), 0.62)
    : mix(skin, '#8f4038', 0.5);
  if (smiles) {
    drawing.add(
      path(
        `M${at(-0.23, 0.56)}Q${at(0, 0.62)} ${at(0.23, 0.56)}Q${at(0.14, 0.78)} ${at(0, 0.78)}Q${at(-0.14, 0.78)} ${at(-0.23, 0.56)}Z`,
        shade(lip, -0.06),
      ),
      path(
        `M${at(-0.19, 0.585)}Q${at(0, 0.635)} ${at(0.19, 0.585)}Q${at(0.12, 0.66)} ${at(0, 0.665)}Q${at(-0.12, 0.66)} ${at(-0.19, 0.585)}Z`,
        '#fffaf5',
      ),
    );
  } else {
    drawing.add(
      path(
        `M${at(-0.18, 0.6)}Q${at(-0.06, 0.545)} ${at(0, 0.57)}Q${at(0.06, 0.545)} ${at(0.18, 0.6)}Q${at(0, 0.7)} ${at(-0.18, 0.6)}Z`,
        lip,
      ),
      stroke(`M${at(-0.18, 0.6)}Q${at(0, 0.625)} ${at(0.18, 0.6)}`, shade(lip, -0.1), size * 0.02),
    );
  }
  if (isOld) {
    for (const side of [-1, 1])
      drawing.add(
        stroke(
          `M${at(side * 0.3, 0.4)}Q${at(side * 0.38, 0.52)} ${at(side * 0.33, 0.66)}`,
          shaded,
          size * 0.022,
          'stroke-opacity="0.7"',
        ),
      );
  }
}

export function extras(
  drawing: Drawing,
  random: Random,
  traits: FaceTraits,
  hair: Colour,
  { x, y, size }: FacePlace,
): void {
  const at = (dx: number, dy: number) => `${n(x + dx * size)} ${n(y + dy * size)}`;
  if (!traits.isWoman && random.chance(0.42)) {
    const isFull = random.chance(0.55);
    const beard = shade(hair, 0.02);
    if (isFull) {
      drawing.add(
        path(
          `M${at(-0.77, 0.1)}C${at(-0.74, 0.7)} ${at(-0.46, 1.16)} ${at(0, 1.18)}C${at(0.46, 1.16)} ${at(0.74, 0.7)} ${at(0.77, 0.1)}C${at(0.62, 0.36)} ${at(0.5, 0.44)} ${at(0.28, 0.47)}Q${at(0, 0.4)} ${at(-0.28, 0.47)}C${at(-0.5, 0.44)} ${at(-0.62, 0.36)} ${at(-0.77, 0.1)}ZM${at(-0.2, 0.585)}Q${at(0, 0.54)} ${at(0.2, 0.585)}Q${at(0.1, 0.74)} ${at(0, 0.74)}Q${at(-0.1, 0.74)} ${at(-0.2, 0.585)}Z`,
          beard,
          'fill-rule="evenodd"',
        ),
      );
    } else {
      drawing.add(
        path(
          `M${at(0, 0.455)}Q${at(0.16, 0.41)} ${at(0.29, 0.53)}Q${at(0.12, 0.57)} ${at(0, 0.535)}Q${at(-0.12, 0.57)} ${at(-0.29, 0.53)}Q${at(-0.16, 0.41)} ${at(0, 0.455)}Z`,
          beard,
        ),
      );
    }
  }
  if (random.chance(0.24)) {
    const frame = random.pick(['#2b2b33', '#7a4a2c', '#b08a4a', '#3f4f6b']);
    const isRound = random.chance(0.5);
    for (const side of [-1, 1]) {
      drawing.add(
        isRound
          ? `<circle cx="${n(x + side * size * 0.33)}" cy="${n(y + size * 0.08)}" r="${n(size * 0.23)}" fill="#ffffff" fill-opacity="0.12" stroke="${frame}" stroke-width="${n(size * 0.04)}"/>`
          : `<rect x="${n(x + side * size * 0.33 - size * 0.24)}" y="${n(y - size * 0.1)}" width="${n(size * 0.48)}" height="${n(size * 0.36)}" rx="${n(size * 0.1)}" fill="#ffffff" fill-opacity="0.12" stroke="${frame}" stroke-width="${n(size * 0.045)}"/>`,
        stroke(`M${at(side * 0.56, 0.04)}L${at(side * 0.77, 0)}`, frame, size * 0.035),
      );
    }
    drawing.add(stroke(`M${at(-0.1, 0.06)}Q${at(0, 0)} ${at(0.1, 0.06)}`, frame, size * 0.04));
  }
  if (traits.isWoman && random.chance(0.5)) {
    const metal = random.pick(['#e2b857', '#dfe3ea', '#d9775f']);
    const isStud = random.chance(0.5);
    for (const side of [-1, 1])
      drawing.add(
        isStud
          ? circle(x + side * size * 0.8, y + size * 0.36, size * 0.06, metal)
          : `<circle cx="${n(x + side * size * 0.8)}" cy="${n(y + size * 0.45)}" r="${n(size * 0.12)}" fill="none" stroke="${metal}" stroke-width="${n(size * 0.03)}"/>`,
      );
  }
}
