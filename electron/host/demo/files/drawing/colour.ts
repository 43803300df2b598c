/** `#rrggbb`; every colour of the drawings is one. */
export type Colour = string;

type Triple = readonly [number, number, number];

function parse(colour: Colour): Triple {
  const number = Number.parseInt(colour.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

const toLinear = (part: number) => (part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const fromLinear = (part: number) =>
  255 * (part <= 0.0031308 ? part * 12.92 : 1.055 * Math.max(part, 0) ** (1 / 2.4) - 0.055);

/** sRGB to Oklab (Ottosson, 2020), in which mixes stay clean: blue with orange goes through grey-rose, not mud. */
function toLab(colour: Colour): Triple {
  const [red, green, blue] = parse(colour).map(toLinear) as [number, number, number]; // map keeps the three
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([lightness, a, b]: Triple): Colour {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const parts = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const hex = parts.map((part) =>
    Math.round(Math.min(255, Math.max(0, fromLinear(part))))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}

/** `from` at 0, `to` at 1. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const [a, b] = [toLab(from), toLab(to)];
  return fromLab([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]);
}

/** Lighter above 0, darker below; 0.1 is a clear step. */
export function shade(colour: Colour, by: number): Colour {
  const [lightness, a, b] = toLab(colour);
  return fromLab([Math.min(1, Math.max(0, lightness + by)), a, b]);
}

/** A colour along a list of colours, 0 to 1. */
export function along(colours: readonly Colour[], share: number): Colour {
  const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
  const index = Math.min(Math.floor(place), colours.length - 2);
  const [from, to] = [colours[index], colours[index + 1]];
  if (from === undefined || to === undefined) throw new Error('A gradient needs two colours');
  return mix(from, to, place - index);
}
