import type { Random } from '../../random.ts';
import { type Colour, mix, shade } from '../drawing/colour.ts';
import { type Drawing, ellipse, n, path, rect, stroke } from '../drawing/drawing.ts';
import { below, birds, edge, glow, makeNoise, mist, spruces } from '../drawing/nature.ts';

interface ForestLook {
  /** Where the light comes from, then the depth of the wood. */
  readonly light: Colour;
  readonly air: Colour;
  readonly trunk: Colour;
  readonly leaf: Colour;
  readonly ground: Colour;
  readonly kind: 'trunks' | 'spruces' | 'birches';
}

const looks: readonly ForestLook[] = [
  { light: '#f7f3cf', air: '#a9c48f', trunk: '#2f4a33', leaf: '#4f7d46', ground: '#24402c', kind: 'trunks' },
  { light: '#ffe9b8', air: '#d9ad6a', trunk: '#5b3a24', leaf: '#b8702f', ground: '#4a2e1c', kind: 'trunks' },
  { light: '#eef4f0', air: '#a7bfbd', trunk: '#2b4247', leaf: '#4c6f6d', ground: '#1f353a', kind: 'spruces' },
  { light: '#fbf8d8', air: '#bcd18a', trunk: '#4b5a2c', leaf: '#7da042', ground: '#3c5527', kind: 'birches' },
  { light: '#fff4cf', air: '#e3c58b', trunk: '#3d4a35', leaf: '#7d8f4a', ground: '#35402a', kind: 'trunks' },
  { light: '#f4f6ee', air: '#c9d6cf', trunk: '#5d6b63', leaf: '#9db08d', ground: '#5b6f5a', kind: 'birches' },
  { light: '#d7ecd2', air: '#5d9478', trunk: '#0f3029', leaf: '#1f5a48', ground: '#0b2620', kind: 'spruces' },
  { light: '#ffd9b0', air: '#c97f6a', trunk: '#3c1f2d', leaf: '#7d3f44', ground: '#2d1622', kind: 'trunks' },
  { light: '#eaf6e6', air: '#8fc4a0', trunk: '#1f4b3d', leaf: '#3f8a63', ground: '#163a2e', kind: 'trunks' },
  { light: '#f2e9dc', air: '#c2a98f', trunk: '#54402f', leaf: '#9a7a4f', ground: '#3f3025', kind: 'birches' },
  { light: '#fff0d8', air: '#e0b0a0', trunk: '#4a2f3f', leaf: '#9c5f66', ground: '#38222f', kind: 'spruces' },
  { light: '#dfeaf5', air: '#8fa8c4', trunk: '#233650', leaf: '#3f5f80', ground: '#1a2a40', kind: 'spruces' },
];

/** Rows of trees that fade into the light. */
export function drawForest(drawing: Drawing, random: Random, variant: number): void {
  const look = looks[variant % looks.length] ?? looks[0];
  if (look === undefined) throw new Error('No forest looks');
  const { width, height } = drawing;
  const lightX = width * random.between(0.3, 0.7);
  drawing.add(
    rect(
      0,
      0,
      width,
      height,
      drawing.linear([
        [0, mix(look.air, look.leaf, 0.35)],
        [0.55, look.light],
        [1, look.air],
      ]),
    ),
  );
  glow(drawing, lightX, height * 0.42, Math.max(width, height) * 0.6, look.light, 0.95);
  switch (look.kind) {
    case 'spruces':
      spruceRows(drawing, random, look);
      break;
    case 'trunks':
      trunkRows(drawing, random, look, false);
      break;
    case 'birches':
      trunkRows(drawing, random, look, true);
      break;
  }
  rays(drawing, random, lightX, look.light);
  if (look.kind !== 'spruces') trail(drawing, random, lightX, look);
}

function spruceRows(drawing: Drawing, random: Random, look: ForestLook): void {
  const { width, height } = drawing;
  const rows = 6;
  for (let row = 0; row < rows; row += 1) {
    const depth = row / (rows - 1);
    const noise = makeNoise(random, 3, 0.5);
    const colour = mix(mix(look.light, look.air, 0.75), look.ground, depth ** 0.9);
    const ground = (share: number) => height * (0.5 + depth * 0.42) - noise(share * 2 + row) * height * 0.05;
    spruces(drawing, random, ground, {
      count: Math.round(46 - depth * 33),
      least: height * (0.16 + depth * 0.2),
      most: height * (0.3 + depth * 0.5),
      fill: drawing.linear([
        [0, shade(colour, -0.015)],
        [1, mix(colour, look.air, 0.35)],
      ]),
      keep: (share) => depth < 0.7 || Math.abs(share - 0.5) > 0.16 + noise(share * 6) * 0.1,
    });
    drawing.add(
      path(
        below(drawing, edge(drawing, 70, ground)),
        drawing.linear([
          [0, colour],
          [1, mix(colour, look.air, 0.25)],
        ]),
      ),
    );
    if (row < rows - 1) mist(drawing, height * (0.53 + depth * 0.42), height * 0.2, look.light, 0.45 * (1 - depth));
  }
  birds(drawing, random, 5, width * 0.5, height * 0.18, height * 0.01, look.trunk);
}

function trunkRows(drawing: Drawing, random: Random, look: ForestLook, areBirches: boolean): void {
  const { width, height } = drawing;
  const rows = 5;
  for (let row = 0; row < rows; row += 1) {
    const depth = row / (rows - 1);
    const base = height * (0.6 + depth * 0.36);
    const noise = makeNoise(random, 3, 0.5);
    const colour = mix(mix(look.light, look.air, 0.85), look.trunk, 0.12 + depth * 0.88);
    const floor = mix(mix(look.light, look.air, 0.8), look.ground, depth);
    const ground = (share: number) => base - noise(share * 2.4) * height * 0.03;
    crowns(drawing, random, depth, mix(mix(look.light, look.air, 0.7), look.leaf, 0.25 + depth * 0.7));
    const count = Math.round(26 - depth * 19);
    for (let tree = 0; tree < count; tree += 1) {
      const share = (tree + random.between(0.1, 0.9)) / count;
      // A way stays open in the middle of the front rows.
      if (depth > 0.4 && Math.abs(share - 0.5) < 0.1 + depth * 0.12) continue;
      trunk(
        drawing,
        random,
        share * width,
        ground(share) + height * 0.02,
        width * (0.006 + depth * 0.026) * random.between(0.7, 1.3),
        areBirches ? mix('#f3efe4', colour, 0.25 + (1 - depth) * 0.5) : colour,
        areBirches ? shade(look.trunk, -0.08) : null,
        depth,
      );
    }
    drawing.add(
      path(
        below(drawing, edge(drawing, 70, ground)),
        drawing.linear([
          [0, floor],
          [1, mix(floor, look.ground, 0.5)],
        ]),
      ),
    );
    if (row < rows - 1) mist(drawing, base, height * 0.22, look.light, 0.4 * (1 - depth));
    ferns(drawing, random, ground, depth, shade(floor, -0.03));
  }
}

function trunk(
  drawing: Drawing,
  random: Random,
  x: number,
  base: number,
  thickness: number,
  colour: Colour,
  bark: Colour | null,
  depth: number,
): void {
  const lean = random.between(-1.2, 1.2) * thickness;
  const fill = drawing.linear(
    [
      [0, shade(colour, 0.03)],
      [0.4, colour],
      [1, shade(colour, -0.06)],
    ],
    [0, 0],
    [1, 0],
  );
  const half = thickness / 2;
  drawing.add(
    path(
      `M${n(x - half * 0.72 + lean)} -4L${n(x + half * 0.72 + lean)} -4L${n(x + half)} ${n(base - thickness)}Q${n(x + half * 1.1)} ${n(base)} ${n(x + half * 2)} ${n(base + 2)}L${n(x - half * 2)} ${n(base + 2)}Q${n(x - half * 1.1)} ${n(base)} ${n(x - half)} ${n(base - thickness)}Z`,
      fill,
    ),
  );
  if (bark !== null && depth > 0.2) {
    for (let mark = 0; mark < 12; mark += 1) {
      const y = random.between(0.02, 0.95) * base;
      const side = random.pick([-1, 1]);
      const centre = x + lean * (1 - y / base) + side * half * 0.62;
      drawing.add(
        ellipse(
          centre,
          y,
          half * random.between(0.2, 0.5),
          thickness * random.between(0.03, 0.09),
          bark,
          'fill-opacity="0.7"',
        ),
      );
    }
  }
  if (depth > 0.3) {
    for (let branch = random.whole(0, 2); branch > 0; branch -= 1) {
      const y = random.between(0.08, 0.4) * base;
      const side = random.pick([-1, 1]);
      const reach = thickness * random.between(2, 4.5);
      drawing.add(
        stroke(
          `M${n(x + lean * (1 - y / base))} ${n(y)}q${n(side * reach * 0.5)} ${n(-reach * 0.15)} ${n(side * reach)} ${n(-reach * 0.6)}`,
          colour,
          thickness * 0.16,
        ),
      );
    }
  }
}

function crowns(drawing: Drawing, random: Random, depth: number, colour: Colour): void {
  const { width, height } = drawing;
  const pieces = Array.from({ length: Math.round(34 - depth * 12) }, () => {
    const x = random.between(-0.05, 1.05) * width;
    const middle = Math.abs(x / width - 0.5);
    const radius = width * random.between(0.03, 0.07) * (1 + depth * 0.8);
    const y = random.between(-0.08, 0.12 + middle * 0.35) * height * (1.15 - depth * 0.5);
    return `M${n(x - radius)} ${n(y)}a${n(radius)} ${n(radius * 0.72)} 0 1 0 ${n(radius * 2)} 0a${n(radius)} ${n(radius * 0.72)} 0 1 0 ${n(-radius * 2)} 0z`;
  });
  drawing.add(path(pieces.join(''), colour, `fill-opacity="${(0.35 + depth * 0.4).toFixed(2)}"`));
}

function ferns(
  drawing: Drawing,
  random: Random,
  ground: (share: number) => number,
  depth: number,
  colour: Colour,
): void {
  const { width, height } = drawing;
  const blades: string[] = [];
  for (let tuft = 0; tuft < 60; tuft += 1) {
    const share = random.unit();
    const x = share * width;
    const y = ground(share) + height * random.between(0, 0.015);
    const tall = height * (0.006 + depth * 0.03) * random.between(0.4, 1.2);
    for (let blade = -2; blade <= 2; blade += 1) {
      blades.push(
        `M${n(x - tall * 0.07)} ${n(y + 2)}Q${n(x + blade * tall * 0.18)} ${n(y - tall * 0.7)} ${n(x + blade * tall * 0.42)} ${n(y - tall * (1 - Math.abs(blade) * 0.2))}Q${n(x + blade * tall * 0.12)} ${n(y - tall * 0.3)} ${n(x + tall * 0.07)} ${n(y + 2)}Z`,
      );
    }
  }
  drawing.add(path(blades.join(''), colour));
}

function rays(drawing: Drawing, random: Random, lightX: number, light: Colour): void {
  const { width, height } = drawing;
  for (let ray = 0; ray < 7; ray += 1) {
    const angle = random.between(-0.5, 0.5);
    const reach = height * 1.1;
    const spread = width * random.between(0.02, 0.07);
    const endX = lightX + angle * width + random.between(-0.1, 0.1) * width;
    const fill = drawing.linear([
      [0, light, 0.34],
      [1, light, 0],
    ]);
    drawing.add(
      path(
        `M${n(lightX + angle * width * 0.25)} -10L${n(lightX + angle * width * 0.25 + spread * 0.3)} -10L${n(endX + spread)} ${n(reach)}L${n(endX - spread)} ${n(reach)}Z`,
        fill,
        'fill-opacity="0.55"',
      ),
    );
  }
}

function trail(drawing: Drawing, random: Random, lightX: number, look: ForestLook): void {
  const { width, height } = drawing;
  const bend = random.between(-0.16, 0.16) * width;
  const top = height * 0.64;
  const fill = drawing.linear([
    [0, mix(look.light, look.air, 0.4), 0.9],
    [1, mix(look.light, look.ground, 0.55), 0.75],
  ]);
  drawing.add(
    path(
      `M${n(lightX - width * 0.012)} ${n(top)}C${n(lightX - bend)} ${n(height * 0.76)} ${n(width * 0.42 + bend)} ${n(height * 0.86)} ${n(width * 0.3)} ${n(height + 4)}L${n(width * 0.64)} ${n(height + 4)}C${n(width * 0.58 + bend)} ${n(height * 0.86)} ${n(lightX - bend + width * 0.05)} ${n(height * 0.76)} ${n(lightX + width * 0.012)} ${n(top)}Z`,
      fill,
    ),
  );
}
