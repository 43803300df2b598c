import type { Random } from '../../random.ts';
import { mix, shade } from '../drawing/colour.ts';
import { type Drawing, path, stroke } from '../drawing/drawing.ts';
import { below, edge, makeNoise, mist, spruces } from '../drawing/nature.ts';
import { reflected } from '../drawing/water.ts';
import { mountainLooks, mountainRange } from './mountains.ts';

/** Which of the mountains' lights suits each lake. */
const order = [1, 3, 0, 7, 5, 2, 6];

/** Mountains and trees above still water; now and then a jetty. */
export function drawLake(drawing: Drawing, random: Random, variant: number): void {
  const look = mountainLooks[order[variant % order.length] ?? 0] ?? mountainLooks[0];
  if (look === undefined) throw new Error('No mountain looks');
  const { height } = drawing;
  const level = height * random.between(0.56, 0.64);
  const shore = mix(look.haze, look.ground, 0.62);
  const scene = drawing.group(() => {
    mountainRange(drawing, random, look, level * 0.97);
    for (let layer = 0; layer < 2; layer += 1) {
      const noise = makeNoise(random, 4, 0.5);
      const slope = random.between(-0.08, 0.08) * height;
      const colour = mix(shore, look.ground, layer * 0.8);
      const ground = (share: number) =>
        level -
        height * (0.045 - layer * 0.022) -
        slope * (share - 0.5) * (1 - layer) -
        (noise(share * 2.4) + 0.3) * height * 0.028;
      drawing.add(path(below(drawing, edge(drawing, 80, ground), level), colour));
      spruces(drawing, random, ground, {
        count: 110 - layer * 40,
        least: height * (0.02 + layer * 0.02),
        most: height * (0.055 + layer * 0.06),
        fill: shade(colour, -0.015),
        keep: (share) => layer === 0 || Math.abs(share - 0.5) > 0.22 + noise(share * 4) * 0.1,
      });
    }
  });
  const surface = mix(look.sky.at(-1) ?? look.haze, look.rock, 0.35);
  reflected(drawing, random, scene, level, {
    colour: surface,
    depth: shade(look.ground, 0.02),
    strength: 0.72,
    streaks: look.light,
  });
  mist(drawing, level, height * 0.07, look.haze, 0.75);
  if (random.chance(0.5)) jetty(drawing, random, level, mix(look.ground, look.haze, 0.22));
}

function jetty(drawing: Drawing, random: Random, level: number, colour: string): void {
  const { width, height } = drawing;
  const end: readonly [number, number] = [width * random.between(0.42, 0.58), level + (height - level) * 0.28];
  const start = width * random.pick([0.12, 0.78]);
  const spread = width * 0.075;
  drawing.add(
    path(
      `M${start - spread} ${height + 4}L${end[0] - spread * 0.22} ${end[1]}L${end[0] + spread * 0.22} ${end[1]}L${start + spread * 1.5} ${height + 4}Z`,
      colour,
    ),
  );
  for (let plank = 1; plank < 9; plank += 1) {
    const share = (plank / 9) ** 1.8;
    const y = end[1] + (height - end[1]) * share;
    const half = spread * (0.22 + 1 * share);
    const x = end[0] + (start + spread * 0.25 - end[0]) * share;
    drawing.add(stroke(`M${x - half} ${y}L${x + half} ${y}`, shade(colour, -0.06), height * 0.002 * (1 + share * 2)));
  }
}
