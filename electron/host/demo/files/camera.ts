import type { Random } from '../random.ts';

/** What a camera writes into a photo. */
export interface CameraData {
  readonly make: string;
  readonly model: string;
  readonly lens: string;
  /** `1/250` */
  readonly exposure: string;
  /** `28/10` */
  readonly aperture: string;
  readonly iso: number;
  readonly focalLength: number;
}

const bodies = [
  ['NIKON CORPORATION', 'NIKON Z 6_2', ['NIKKOR Z 35mm f/1.8 S', 'NIKKOR Z 24-70mm f/2.8 S']],
  ['FUJIFILM', 'X-T5', ['XF23mmF1.4 R LM WR', 'XF56mmF1.2 R WR']],
  ['SONY', 'ILCE-7M4', ['FE 50mm F1.4 GM', 'FE 85mm F1.8']],
  ['Canon', 'Canon EOS R6m2', ['RF35mm F1.8 MACRO IS STM', 'RF70-200mm F4 L IS USM']],
  ['Leica Camera AG', 'LEICA Q3', ['SUMMILUX 1:1.7/28 ASPH.']],
] as const;

const apertures = ['14/10', '18/10', '28/10', '40/10', '56/10', '80/10', '110/10'] as const;
const exposures = ['1/30', '1/60', '1/125', '1/200', '1/250', '1/500', '1/1000', '1/2000'] as const;

export function makeCamera(random: Random): CameraData {
  const [make, model, lenses] = random.pick(bodies);
  const lens = random.pick<string>(lenses);
  return {
    make,
    model,
    lens,
    exposure: random.pick(exposures),
    aperture: random.pick(apertures),
    iso: random.pick([64, 100, 100, 200, 200, 400, 800, 1600, 3200]),
    focalLength: Number(/\d+(?=mm|\s|$)/.exec(lens.replace(/1:1\.7\//, ''))?.[0] ?? 50),
  };
}

/** `ƒ/2.8` */
export function apertureText(camera: CameraData): string {
  return `ƒ/${Number(camera.aperture.split('/')[0]) / 10}`;
}
