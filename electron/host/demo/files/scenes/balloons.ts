import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { circle, type Drawing, n, path, rect, stroke } from '../drawing/drawing.ts';
import { below, birds, clouds, edge, glow, makeNoise, mist, sky } from '../drawing/nature.ts';

interface BalloonLook {
  readonly sky: readonly Colour[];
  readonly light: Colour;
  readonly land: readonly Colour[];
  readonly cloths: readonly (readonly Colour[])[];
}

const cloths: readonly (readonly Colour[])[] = [
  ['#e4572e', '#f3a712', '#fff3d6'],
  ['#2e6f95', '#f5efe0', '#d95d39'],
  ['#7b4b94', '#f0a6ca', '#fdebd3'],
  ['#2a9d8f', '#e9c46a', '#fdf6e3'],
  ['#c1292e', '#f5efe6'],
  ['#f4b942', '#d1603d', '#7a2e3a'],
  ['#3d5a80', '#98c1d9', '#ee6c4d'],
  ['#ef8a8a', '#fbe3d0', '#6a4c93'],
];

const looks: readonly Omit<BalloonLook, 'cloths'>[] = [
  { sky: ['#6fa3c7', '#c5dbe0', '#fbe7c6'], light: '#fff6de', land: ['#d9b48a', '#b58a5c', '#7d6040'] },
  { sky: ['#8fbcd6', '#dcecec', '#fff7e4'], light: '#ffffff', land: ['#c3cf9a', '#8fae68', '#557a45'] },
  { sky: ['#4a6fa5', '#e59a8d', '#ffd9a0'], light: '#fff0c4', land: ['#b58a86', '#7f6473', '#4a4360'] },
  { sky: ['#7fc4c9', '#d4efe6', '#fff8e6'], light: '#fffef4', land: ['#a9d0a0', '#6fb07a', '#3b7f62'] },
  { sky: ['#b7a3c9', '#f0cfd2', '#ffedcf'], light: '#fff8ea', land: ['#d3a98f', '#a87b72', '#6d5263'] },
  { sky: ['#3f5f8a', '#a7b9cf', '#f6e3cd'], light: '#fff4e0', land: ['#a0a58d', '#6f7f6a', '#3f5550'] },
  { sky: ['#e0795c', '#f7b886', '#ffe7bd'], light: '#fffbe6', land: ['#c98a5e', '#95604a', '#5a3d3d'] },
];

/** A balloon of coloured gores; the widest is at `y`. */
function balloon(
  drawing: Drawing,
  random: Random,
  x: number,
  y: number,
  radius: number,
  colours: readonly Colour[],
  haze: Colour,
  faint: number,
): void {
  const tint = (colour: Colour) => mix(colour, haze, faint);
  const gores = 8;
  const bottom = y + radius * 1.28;
  // Each gore is the space between two meridians of a sphere that narrows to the basket.
  const meridian = (turn: number) => {
    const reach = Math.sin(turn) * radius;
    return {
      reach,
      curve: `C${n(x + reach * 1.32)} ${n(y - radius * 0.98)} ${n(x + reach * 1.3)} ${n(y + radius * 0.35)} ${n(x + reach * 0.22)} ${n(bottom)}`,
    };
  };
  for (let gore = 0; gore < gores; gore += 1) {
    const from = meridian(-Math.PI / 2 + (Math.PI * gore) / gores);
    const to = meridian(-Math.PI / 2 + (Math.PI * (gore + 1)) / gores);
    const colour = tint(colours[gore % colours.length] ?? '#fff');
    const light = 0.06 - Math.abs(gore - 2.4) * 0.026;
    const back = `L${n(x + to.reach * 0.22)} ${n(bottom)}C${n(x + to.reach * 1.3)} ${n(y + radius * 0.35)} ${n(x + to.reach * 1.32)} ${n(y - radius * 0.98)} ${n(x)} ${n(y - radius)}Z`;
    drawing.add(path(`M${n(x)} ${n(y - radius)}${from.curve}${back}`, shade(colour, light)));
  }
  if (random.chance(0.6)) {
    const band = tint(colours.at(-1) ?? '#fff');
    drawing.add(
      `<path d="M${n(x - radius * 0.93)} ${n(y + radius * 0.08)}Q${n(x)} ${n(y + radius * 0.36)} ${n(x + radius * 0.93)} ${n(y + radius * 0.08)}L${n(x + radius * 0.88)} ${n(y + radius * 0.28)}Q${n(x)} ${n(y + radius * 0.56)} ${n(x - radius * 0.88)} ${n(y + radius * 0.28)}Z" fill="${band}" fill-opacity="0.85"/>`,
    );
  }
  const basket = radius * 0.26;
  const top = bottom + radius * 0.3;
  const wood = tint('#7a4f30');
  drawing.add(
    stroke(
      `M${n(x - radius * 0.2)} ${n(bottom)}L${n(x - basket / 2)} ${n(top)}M${n(x + radius * 0.2)} ${n(bottom)}L${n(x + basket / 2)} ${n(top)}`,
      wood,
      radius * 0.022,
    ),
    rect(x - basket / 2, top, basket, basket * 0.75, wood, `rx="${n(basket * 0.14)}"`),
    rect(x - basket / 2, top, basket, basket * 0.18, shade(wood, 0.1), `rx="${n(basket * 0.08)}"`),
  );
  if (random.chance(0.35)) glow(drawing, x, bottom + radius * 0.06, radius * 0.5, '#ffd46b', 0.75);
}

export function drawBalloons(drawing: Drawing, random: Random, variant: number): void {
  const base = looks[variant % looks.length] ?? looks[0];
  if (base === undefined) throw new Error('No balloon looks');
  const { width, height } = drawing;
  const unit = Math.min(width, height);
  const horizon = height * random.between(0.66, 0.76);
  sky(drawing, base.sky);
  const lightX = width * random.between(0.15, 0.85);
  glow(drawing, lightX, horizon * 0.75, unit * 0.8, base.light, 0.75);
  drawing.add(circle(lightX, horizon * 0.75, unit * 0.055, base.light));
  clouds(drawing, random, 7, horizon * 0.06, horizon * 0.8, base.light, 0.55);
  const haze = base.sky.at(-1) ?? '#fff';
  const count = random.whole(4, 7);
  // Far ones first; they keep apart so that none hides another.
  const places: { x: number; y: number; size: number }[] = [];
  for (let attempt = 0; places.length < count && attempt < 200; attempt += 1) {
    const size = unit * (places.length === count - 1 ? random.between(0.15, 0.2) : random.between(0.022, 0.095));
    const x = width * random.between(0.08, 0.92);
    const y = size * 1.3 + random.unit() * (horizon * 0.86 - size * 2.6);
    if (places.every((other) => Math.hypot(other.x - x, (other.y - y) * 0.8) > (other.size + size) * 1.5))
      places.push({ x, y, size });
  }
  places.sort((one, other) => one.size - other.size);
  const far = places.filter((place) => place.size < unit * 0.05);
  for (const place of far) balloon(drawing, random, place.x, place.y, place.size, random.pick(cloths), haze, 0.35);
  land(drawing, random, base.land, haze, horizon, variant);
  for (const place of places) {
    if (!far.includes(place))
      balloon(
        drawing,
        random,
        place.x,
        place.y,
        place.size,
        random.pick(cloths),
        haze,
        place.size > unit * 0.12 ? 0 : 0.15,
      );
  }
  birds(
    drawing,
    random,
    5,
    width * random.between(0.2, 0.8),
    horizon * 0.3,
    height * 0.009,
    shade(base.land.at(-1) ?? '#333', -0.05),
  );
}

/** Rolling fields with furrows and round trees. */
function land(
  drawing: Drawing,
  random: Random,
  colours: readonly Colour[],
  haze: Colour,
  horizon: number,
  variant: number,
): void {
  const { width, height } = drawing;
  for (const [layer, colour] of colours.entries()) {
    const noise = makeNoise(random, variant % 2 === 0 ? 5 : 3, 0.48);
    const depth = layer / (colours.length - 1);
    const shown = mix(colour, haze, (1 - depth) * 0.4);
    const ground = (share: number) =>
      horizon + (height - horizon) * depth * 0.55 - noise(share * 2 + layer * 4) * height * 0.055;
    drawing.add(
      path(
        below(drawing, edge(drawing, 90, ground)),
        drawing.linear([
          [0, shade(shown, 0.03)],
          [1, shade(shown, -0.06)],
        ]),
      ),
    );
    for (let furrow = 0; furrow < 11; furrow += 1) {
      const share = random.unit();
      const x = share * width;
      const y = ground(share) + height * 0.012;
      drawing.add(
        stroke(
          `M${n(x)} ${n(y)}q${n(width * 0.02)} ${n(height * 0.05)} ${n(width * random.between(-0.06, 0.1))} ${n(height * 0.13)}`,
          shade(shown, -0.035),
          height * 0.004,
          'stroke-opacity="0.6"',
        ),
      );
    }
    for (let tree = 0; tree < 16; tree += 1) {
      const share = random.unit();
      const size = height * (0.008 + depth * 0.016) * random.between(0.7, 1.4);
      const x = share * width;
      const y = ground(share) - size * 0.5 + height * random.between(0, 0.03);
      drawing.add(
        circle(x, y, size, shade(shown, -0.09)),
        circle(x - size * 0.25, y - size * 0.25, size * 0.7, shade(shown, -0.05)),
      );
    }
    if (layer < colours.length - 1)
      mist(drawing, horizon + (height - horizon) * (depth * 0.55 + 0.16), height * 0.1, haze, 0.45);
  }
}
