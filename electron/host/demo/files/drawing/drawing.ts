import type { Colour } from './colour.ts';

/** Place from 0 to 1, colour, and opacity where it is not 1. */
export type Stop = readonly [offset: number, colour: Colour, opacity?: number];

/** SVG markup that grows from back to front. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  add(...markup: string[]): void;
  /** Defines a gradient along a line; coordinates are shares of the painted shape. @returns the value of `fill`. */
  linear(stops: readonly Stop[], from?: readonly [number, number], to?: readonly [number, number]): string;
  /** Defines a gradient around the middle of the painted shape. @returns the value of `fill`. */
  radial(stops: readonly Stop[], centre?: readonly [number, number], radius?: number): string;
  /** Keeps `markup` for {@link use}. @returns its id. */
  define(markup: (id: string) => string): string;
  /** What `draw` adds, as one group that is not shown until it is used: `<use href="#id"/>`. @returns its id. */
  group(draw: () => void): string;
  toSvg(): string;
}

/** A number with one decimal place: enough for a pixel, and short. */
export function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function createDrawing(width: number, height: number): Drawing {
  const definitions: string[] = [];
  const body: string[] = [];

  function define(markup: (id: string) => string): string {
    const id = `d${definitions.length}`;
    definitions.push(markup(id));
    return id;
  }

  const stopMarkup = (stops: readonly Stop[]) =>
    stops
      .map(
        ([offset, colour, opacity]) =>
          `<stop offset="${offset}" stop-color="${colour}"${opacity === undefined ? '' : ` stop-opacity="${opacity}"`}/>`,
      )
      .join('');

  return {
    width,
    height,
    add: (...markup) => void body.push(...markup),
    define,
    linear: (stops, [x1, y1] = [0, 0], [x2, y2] = [0, 1]) =>
      `url(#${define((id) => `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stopMarkup(stops)}</linearGradient>`)})`,
    radial: (stops, [cx, cy] = [0.5, 0.5], radius = 0.5) =>
      `url(#${define((id) => `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${radius}">${stopMarkup(stops)}</radialGradient>`)})`,
    group: (draw) => {
      const start = body.length;
      draw();
      const markup = body.splice(start).join('');
      return define((id) => `<g id="${id}">${markup}</g>`);
    },
    toSvg: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><defs>${definitions.join('')}</defs>${body.join('\n')}</svg>\n`,
  };
}

export function rect(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${more}/>`;
}

export function circle(x: number, y: number, radius: number, fill: string, more = ''): string {
  return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}" ${more}/>`;
}

export function ellipse(x: number, y: number, radiusX: number, radiusY: number, fill: string, more = ''): string {
  return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(radiusX)}" ry="${n(radiusY)}" fill="${fill}" ${more}/>`;
}

export function path(d: string, fill: string, more = ''): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`;
}

export function stroke(d: string, colour: Colour, width: number, more = ''): string {
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
}

/** Shows a group of {@link Drawing.group}. */
export function use(id: string, more = ''): string {
  return `<use href="#${id}" ${more}/>`;
}

export type Point = readonly [x: number, y: number];

export function polygon(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z`;
}

/** A smooth open line through the points (Catmull-Rom as Bézier curves). */
export function smooth(points: readonly Point[]): string {
  const first = points[0];
  if (first === undefined) throw new Error('A line needs points');
  const at = (index: number): Point => points[Math.min(Math.max(index, 0), points.length - 1)] ?? first;
  let d = `M${n(first[0])} ${n(first[1])}`;
  for (let index = 0; index < points.length - 1; index += 1) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    const handle1 = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6] as const;
    const handle2 = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6] as const;
    d += `C${n(handle1[0])} ${n(handle1[1])} ${n(handle2[0])} ${n(handle2[1])} ${n(to[0])} ${n(to[1])}`;
  }
  return d;
}
