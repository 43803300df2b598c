import { type Colour, mix, shade } from './colour.ts';
import { type Drawing, ellipse, n, path, rect } from './drawing.ts';

/** A paper backdrop that bends into the floor, with a soft pool of light. */
export function backdrop(drawing: Drawing, wall: Colour, floor: Colour, level: number, lightX = 0.35): void {
  const { width, height } = drawing;
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear([
        [0, shade(wall, -0.03)],
        [0.7, wall],
        [1, mix(wall, floor, 0.5)],
      ]),
    ),
    rect(
      0,
      0,
      width,
      height,
      drawing.radial(
        [
          [0, '#ffffff', 0.38],
          [0.5, '#ffffff', 0.1],
          [1, '#ffffff', 0],
        ],
        [lightX, 0.32],
        0.62,
      ),
    ),
    rect(
      0,
      level,
      width,
      height - level,
      drawing.linear([
        [0, mix(wall, floor, 0.6)],
        [0.22, floor],
        [1, shade(floor, -0.05)],
      ]),
    ),
    rect(
      0,
      level - height * 0.03,
      width,
      height * 0.06,
      drawing.linear([
        [0, mix(wall, floor, 0.5), 0],
        [0.5, mix(wall, floor, 0.55), 1],
        [1, floor, 0],
      ]),
    ),
  );
}

/** A soft shadow on the floor, drawn out to one side. */
export function castShadow(
  drawing: Drawing,
  x: number,
  y: number,
  half: number,
  lean: number,
  colour: Colour,
  strength = 0.3,
): void {
  const fill = drawing.radial([
    [0, colour, strength],
    [0.55, colour, strength * 0.5],
    [1, colour, 0],
  ]);
  drawing.add(
    ellipse(x + lean * 0.5, y, half + Math.abs(lean) * 0.7, half * 0.26, fill),
    ellipse(x, y, half * 0.9, half * 0.1, colour, `fill-opacity="${(strength * 0.8).toFixed(2)}"`),
  );
}

/** The fill of something round: light on one side, dark on the other, a little light coming back at the edge. */
export function round(drawing: Drawing, colour: Colour, gloss = 0): string {
  return drawing.linear(
    [
      [0, shade(colour, -0.03)],
      [0.24, shade(colour, 0.05 + gloss)],
      [0.5, colour],
      [0.86, shade(colour, -0.13)],
      [1, shade(colour, -0.08)],
    ],
    [0, 0],
    [1, 0],
  );
}

/** A turned body: half widths at heights from top to bottom, as a smooth outline. */
export function turned(x: number, profile: readonly (readonly [half: number, y: number])[]): string {
  const first = profile[0];
  const last = profile.at(-1);
  if (first === undefined || last === undefined) throw new Error('A turned body needs a profile');
  const side = (sign: number, points: readonly (readonly [number, number])[]) => {
    let d = '';
    for (let index = 1; index < points.length; index += 1) {
      const [fromHalf, fromY] = points[index - 1] ?? first;
      const [toHalf, toY] = points[index] ?? last;
      const middle = (fromY + toY) / 2;
      d += `C${n(x + sign * fromHalf)} ${n(middle)} ${n(x + sign * toHalf)} ${n(middle)} ${n(x + sign * toHalf)} ${n(toY)}`;
    }
    return d;
  };
  return `M${n(x + first[0])} ${n(first[1])}${side(1, profile)}A${n(last[0])} ${n(last[0] * 0.2)} 0 0 1 ${n(x - last[0])} ${n(last[1])}${side(-1, [...profile].reverse())}Z`;
}

/** Light through a window on the wall: slanted panes. */
export function windowLight(drawing: Drawing, x: number, y: number, size: number, strength: number): void {
  for (let column = 0; column < 2; column += 1) {
    for (let row = 0; row < 3; row += 1) {
      const left = x + column * size * 0.56 + row * size * 0.12;
      const top = y + row * size * 0.5 + column * size * 0.06;
      drawing.add(
        path(
          `M${n(left)} ${n(top)}l${n(size * 0.48)} ${n(size * 0.05)}l${n(size * 0.1)} ${n(size * 0.42)}l${n(-size * 0.48)} ${n(-size * 0.05)}Z`,
          '#fffaf0',
          `fill-opacity="${strength}"`,
        ),
      );
    }
  }
}
