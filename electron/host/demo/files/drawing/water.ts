import type { Random } from '../../random.ts';
import type { Colour } from './colour.ts';
import { type Drawing, n, rect, use } from './drawing.ts';

/**
 * Shows a group as it is and once more upside down below `level`, as still water does: dimmed, and broken by level
 * streaks that grow towards the viewer.
 */
export function reflected(
  drawing: Drawing,
  random: Random,
  group: string,
  level: number,
  water: { readonly colour: Colour; readonly depth: Colour; readonly strength: number; readonly streaks: Colour },
): void {
  const { width, height } = drawing;
  const clip = drawing.define(
    (id) =>
      `<clipPath id="${id}"><rect x="0" y="${n(level)}" width="${width}" height="${n(height - level)}"/></clipPath>`,
  );
  drawing.add(
    use(group),
    rect(0, level, width, height - level + 1, water.colour),
    `<g clip-path="url(#${clip})"><use href="#${group}" transform="translate(0 ${n(2 * level)}) scale(1 -1)" opacity="${water.strength}"/></g>`,
    rect(
      0,
      level,
      width,
      height - level + 1,
      drawing.linear([
        [0, water.colour, 0.05],
        [1, water.depth, 0.85],
      ]),
    ),
  );
  const unit = Math.min(width, height) / 1000;
  const rows = Math.round((height - level) / (7 * unit));
  for (let row = 1; row < rows; row += 1) {
    const depth = row / rows;
    if (!random.chance(0.55)) continue;
    const y = level + depth ** 1.5 * (height - level);
    const length = width * random.between(0.06, 0.4) * (0.4 + depth);
    const x = random.between(-0.1, 1) * width;
    drawing.add(
      rect(
        x,
        y,
        length,
        unit * (0.8 + depth * 3),
        water.streaks,
        `fill-opacity="${random.between(0.06, 0.22).toFixed(2)}"`,
      ),
    );
  }
}
