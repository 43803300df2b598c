import { type Colour, shade } from '../drawing/colour.ts';
import { circle, type Drawing, ellipse, n, path } from '../drawing/drawing.ts';
import type { FacePlace } from './face.ts';

export const longStyles = ['long', 'bob', 'bun', 'curls', 'waves', 'fringe', 'braid', 'afro', 'scarf'] as const;
export const shortStyles = ['crop', 'side', 'quiff', 'curlyTop', 'bald', 'cap', 'swept', 'short afro'] as const;
export type HairStyle = (typeof longStyles)[number] | (typeof shortStyles)[number];

const scarves: readonly Colour[] = ['#b5838d', '#6d8f9c', '#d9c5a0', '#7d8f69', '#8a7fa8'];

type At = (dx: number, dy: number) => string;

function placer({ x, y, size }: FacePlace): At {
  return (dx, dy) => `${n(x + dx * size)} ${n(y + dy * size)}`;
}

function fillOf(drawing: Drawing, hair: Colour): string {
  return drawing.linear(
    [
      [0, shade(hair, 0.07)],
      [0.5, hair],
      [1, shade(hair, -0.04)],
    ],
    [0, 0],
    [1, 0.8],
  );
}

/** The scarf's colour follows the person's place so that it stays the same in both layers. */
function scarfOf(hair: Colour): Colour {
  return scarves[Number.parseInt(hair.slice(1, 3), 16) % scarves.length] ?? '#b5838d';
}

/** What lies behind head and shoulders. */
export function hairBehind(drawing: Drawing, style: HairStyle, hair: Colour, place: FacePlace): void {
  const at = placer(place);
  const { x, y, size } = place;
  const dark = shade(hair, -0.04);
  switch (style) {
    case 'long':
    case 'fringe':
      drawing.add(
        path(
          `M${at(-0.86, -0.3)}C${at(-1, -1.32)} ${at(1, -1.32)} ${at(0.86, -0.3)}C${at(0.98, 0.6)} ${at(0.92, 1.3)} ${at(1.02, 2)}Q${at(0, 2.2)} ${at(-1.02, 2)}C${at(-0.92, 1.3)} ${at(-0.98, 0.6)} ${at(-0.86, -0.3)}Z`,
          dark,
        ),
      );
      return;
    case 'waves':
      drawing.add(
        path(
          `M${at(-0.86, -0.3)}C${at(-1, -1.34)} ${at(1, -1.34)} ${at(0.86, -0.3)}C${at(1.25, 0.1)} ${at(0.85, 0.5)} ${at(1.2, 0.9)}C${at(1, 1.25)} ${at(1.3, 1.5)} ${at(1.08, 1.85)}Q${at(0, 2.05)} ${at(-1.08, 1.85)}C${at(-1.3, 1.5)} ${at(-1, 1.25)} ${at(-1.2, 0.9)}C${at(-0.85, 0.5)} ${at(-1.25, 0.1)} ${at(-0.86, -0.3)}Z`,
          dark,
        ),
      );
      return;
    case 'bob':
      drawing.add(
        path(
          `M${at(-0.86, -0.3)}C${at(-1, -1.32)} ${at(1, -1.32)} ${at(0.86, -0.3)}C${at(1.04, 0.2)} ${at(1.08, 0.7)} ${at(0.9, 1.02)}Q${at(0, 1.25)} ${at(-0.9, 1.02)}C${at(-1.08, 0.7)} ${at(-1.04, 0.2)} ${at(-0.86, -0.3)}Z`,
          dark,
        ),
      );
      return;
    case 'bun':
      drawing.add(circle(x, y - size * 1.22, size * 0.4, dark));
      return;
    case 'curls':
    case 'afro':
      for (let curl = 0; curl < 22; curl += 1) {
        const angle = Math.PI * (0.86 + (curl / 21) * 1.28);
        const reach = style === 'afro' ? 1.02 : 0.94;
        drawing.add(
          circle(
            x + Math.cos(angle) * size * reach,
            y - size * 0.22 + Math.sin(angle) * size * reach,
            size * (style === 'afro' ? 0.42 : 0.3),
            dark,
          ),
        );
        if (style === 'curls') {
          const side = curl % 2 === 0 ? -1 : 1;
          drawing.add(
            circle(
              x + side * size * (0.9 + 0.12 * Math.sin(curl * 2)),
              y + size * (curl / 21) * 1.2,
              size * 0.26,
              dark,
            ),
          );
        }
      }
      return;
    case 'braid':
      for (let knot = 0; knot < 6; knot += 1)
        drawing.add(
          ellipse(
            x + size * (0.86 + knot * 0.03),
            y + size * (0.5 + knot * 0.27),
            size * (0.24 - knot * 0.018),
            size * 0.19,
            knot % 2 === 0 ? dark : hair,
          ),
        );
      return;
    case 'scarf':
      drawing.add(
        path(
          `M${at(-0.95, -0.2)}C${at(-1.02, -1.4)} ${at(1.02, -1.4)} ${at(0.95, -0.2)}C${at(1.05, 0.7)} ${at(1, 1.3)} ${at(1.25, 2.05)}L${at(-1.25, 2.05)}C${at(-1, 1.3)} ${at(-1.05, 0.7)} ${at(-0.95, -0.2)}Z`,
          shade(scarfOf(hair), -0.05),
        ),
      );
      return;
    case 'short afro':
      for (let curl = 0; curl < 18; curl += 1) {
        const angle = Math.PI * (0.98 + (curl / 17) * 1.04);
        drawing.add(
          circle(x + Math.cos(angle) * size * 0.8, y - size * 0.3 + Math.sin(angle) * size * 0.78, size * 0.24, dark),
        );
      }
      return;
    case 'crop':
    case 'side':
    case 'quiff':
    case 'curlyTop':
    case 'swept':
    case 'bald':
    case 'cap':
      return;
  }
}

/** What lies over forehead and temples. */
export function hairInFront(drawing: Drawing, style: HairStyle, hair: Colour, place: FacePlace): void {
  const at = placer(place);
  const { x, y, size } = place;
  const fill = fillOf(drawing, hair);
  switch (style) {
    case 'long':
    case 'waves':
    case 'braid':
      drawing.add(
        path(
          `M${at(-0.84, 0.22)}C${at(-1.02, -1.3)} ${at(1.02, -1.3)} ${at(0.84, 0.22)}C${at(0.74, -0.3)} ${at(0.42, -0.62)} ${at(0.1, -0.72)}C${at(-0.1, -0.44)} ${at(-0.62, -0.36)} ${at(-0.84, 0.22)}Z`,
          fill,
        ),
      );
      return;
    case 'fringe':
    case 'bob':
      drawing.add(
        path(
          `M${at(-0.86, 0.24)}C${at(-1.02, -1.32)} ${at(1.02, -1.32)} ${at(0.86, 0.24)}C${at(0.8, -0.02)} ${at(0.76, -0.18)} ${at(0.68, -0.26)}Q${at(0, -0.16)} ${at(-0.68, -0.26)}C${at(-0.76, -0.18)} ${at(-0.8, -0.02)} ${at(-0.86, 0.24)}Z`,
          fill,
        ),
      );
      return;
    case 'bun':
      drawing.add(
        path(
          `M${at(-0.8, 0.02)}C${at(-0.98, -1.22)} ${at(0.98, -1.22)} ${at(0.8, 0.02)}C${at(0.7, -0.42)} ${at(0.36, -0.64)} ${at(0, -0.64)}C${at(-0.36, -0.64)} ${at(-0.7, -0.42)} ${at(-0.8, 0.02)}Z`,
          fill,
        ),
      );
      return;
    case 'curls':
    case 'afro':
    case 'curlyTop':
    case 'short afro': {
      const rows = style === 'afro' ? 13 : 11;
      for (let curl = 0; curl < rows; curl += 1) {
        const angle = Math.PI * (1.02 + (curl / (rows - 1)) * 0.96);
        const radius = size * (0.19 + 0.05 * Math.sin(curl * 2.3));
        drawing.add(
          circle(x + Math.cos(angle) * size * 0.7, y - size * 0.24 + Math.sin(angle) * size * 0.66, radius, fill),
        );
      }
      drawing.add(
        path(
          `M${at(-0.72, -0.3)}C${at(-0.8, -1.14)} ${at(0.8, -1.14)} ${at(0.72, -0.3)}C${at(0.5, -0.6)} ${at(-0.5, -0.6)} ${at(-0.72, -0.3)}Z`,
          fill,
        ),
      );
      return;
    }
    case 'crop':
      drawing.add(
        path(
          `M${at(-0.79, 0.02)}C${at(-0.94, -1.2)} ${at(0.94, -1.2)} ${at(0.79, 0.02)}L${at(0.7, -0.34)}Q${at(0, -0.62)} ${at(-0.7, -0.34)}Z`,
          fill,
        ),
      );
      return;
    case 'side':
      drawing.add(
        path(
          `M${at(-0.8, 0.06)}C${at(-1, -1.1)} ${at(0.2, -1.36)} ${at(0.72, -0.86)}C${at(0.92, -0.6)} ${at(0.84, -0.2)} ${at(0.79, 0.04)}L${at(0.7, -0.34)}C${at(0.3, -0.42)} ${at(-0.1, -0.52)} ${at(-0.4, -0.74)}C${at(-0.52, -0.5)} ${at(-0.7, -0.4)} ${at(-0.8, 0.06)}Z`,
          fill,
        ),
      );
      return;
    case 'quiff':
      drawing.add(
        path(
          `M${at(-0.79, 0.02)}C${at(-0.9, -0.6)} ${at(-0.86, -1.1)} ${at(-0.3, -1.18)}C${at(0.2, -1.5)} ${at(0.86, -1.2)} ${at(0.78, -0.7)}C${at(0.86, -0.4)} ${at(0.82, -0.1)} ${at(0.79, 0.02)}L${at(0.68, -0.4)}C${at(0.3, -0.7)} ${at(-0.3, -0.66)} ${at(-0.66, -0.42)}Z`,
          fill,
        ),
      );
      return;
    case 'swept':
      drawing.add(
        path(
          `M${at(-0.8, 0.2)}C${at(-1.02, -1.3)} ${at(1.02, -1.3)} ${at(0.82, 0.2)}C${at(0.8, -0.2)} ${at(0.62, -0.52)} ${at(0.2, -0.76)}C${at(-0.2, -0.7)} ${at(-0.66, -0.5)} ${at(-0.8, 0.2)}Z`,
          fill,
        ),
      );
      return;
    case 'bald':
      drawing.add(
        ellipse(x - size * 0.22, y - size * 0.62, size * 0.24, size * 0.12, '#ffffff', 'fill-opacity="0.25"'),
      );
      return;
    case 'cap': {
      const cloth = shade(hair, 0.18);
      drawing.add(
        path(
          `M${at(-0.84, -0.24)}C${at(-0.92, -1.34)} ${at(0.92, -1.34)} ${at(0.84, -0.24)}Q${at(0, -0.52)} ${at(-0.84, -0.24)}Z`,
          fillOf(drawing, cloth),
        ),
        path(
          `M${at(-0.88, -0.44)}Q${at(0, -0.74)} ${at(0.88, -0.44)}L${at(0.88, -0.16)}Q${at(0, -0.46)} ${at(-0.88, -0.16)}Z`,
          shade(cloth, -0.08),
        ),
      );
      return;
    }
    case 'scarf': {
      const cloth = scarfOf(hair);
      drawing.add(
        path(
          `M${at(-0.9, 0.1)}C${at(-1.02, -1.4)} ${at(1.02, -1.4)} ${at(0.9, 0.1)}C${at(0.92, 0.9)} ${at(0.6, 1.35)} ${at(0.9, 1.72)}Q${at(0, 2.05)} ${at(-0.9, 1.72)}C${at(-0.6, 1.35)} ${at(-0.92, 0.9)} ${at(-0.9, 0.1)}ZM${at(-0.66, 0.1)}C${at(-0.64, 0.6)} ${at(-0.36, 0.98)} ${at(0, 1)}C${at(0.36, 0.98)} ${at(0.64, 0.6)} ${at(0.66, 0.1)}C${at(0.66, -0.5)} ${at(0.36, -0.7)} ${at(0, -0.7)}C${at(-0.36, -0.7)} ${at(-0.66, -0.5)} ${at(-0.66, 0.1)}Z`,
          fillOf(drawing, cloth),
          'fill-rule="evenodd"',
        ),
        `<path d="M${at(-0.5, 1.2)}Q${at(0.1, 1.5)} ${at(0.74, 1.24)}" fill="none" stroke="${shade(cloth, -0.08)}" stroke-width="${n(size * 0.035)}" stroke-linecap="round"/>`,
      );
      return;
    }
  }
}
