export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly kind: 'print' | 'album' | 'frame' | 'digital' | 'session' | 'service';
  readonly priceCents: number;
  readonly weightKg: number | null;
  readonly description: string;
}

const sizes = [
  ['10 × 15', 190, 0.01],
  ['13 × 18', 340, 0.02],
  ['20 × 30', 1450, 0.05],
  ['30 × 40', 2900, 0.12],
  ['40 × 60', 5400, 0.3],
  ['50 × 70', 7900, 0.45],
  ['70 × 100', 14_900, 0.9],
] as const;
const papers = [
  ['matte', 'MAT', 1, 'Matte paper, 230 g/m².'],
  ['baryta', 'BAR', 1.6, 'Baryta paper with a soft gloss, 310 g/m².'],
  ['washi 和紙', 'WAS', 2.2, 'Japanese paper, each sheet a little different.'],
  ['canvas', 'CAN', 1.9, 'Cotton canvas on a spruce frame.'],
] as const;
const frames = [
  ['oak', 'OAK', 5900],
  ['walnut', 'WAL', 7400],
  ['black', 'BLK', 4900],
  ['white', 'WHT', 4900],
  ['brass', 'BRS', 11_900],
] as const;
const others: readonly (readonly [
  sku: string,
  name: string,
  kind: Product['kind'],
  priceCents: number,
  weightKg: number | null,
  description: string,
])[] = [
  ['ALB-20', 'Album 20 × 20, 30 pages', 'album', 8900, 0.8, 'Lay-flat binding, linen cover.'],
  ['ALB-30', 'Album 30 × 30, 40 pages', 'album', 14_900, 1.6, 'Lay-flat binding, linen or leather cover.'],
  ['ALB-30L', 'Album 30 × 30, leather', 'album', 24_900, 1.9, 'Hand-bound; delivery in four weeks.'],
  ['ALB-MINI', 'Pocket album, 24 pages', 'album', 2900, 0.1, ''],
  ['DIG-10', '10 files, web size', 'digital', 4900, null, 'JPEG, 2048 px, private use.'],
  ['DIG-50', '50 files, full size', 'digital', 19_900, null, 'JPEG and TIFF, private use.'],
  ['DIG-ALL', 'All selected files', 'digital', 34_900, null, ''],
  ['DIG-RAW', 'Raw files, per day', 'digital', 59_000, null, 'As recorded; no retouch.'],
  ['LIC-1Y', 'Licence, one year', 'digital', 45_000, null, 'Web and print, one country.'],
  ['LIC-EU', 'Licence, European Union', 'digital', 120_000, null, 'Web, print and outdoor, three years.'],
  ['SES-30', 'Portrait session, 30 minutes', 'session', 9000, null, 'One backdrop, five files.'],
  ['SES-60', 'Portrait session, 60 minutes', 'session', 16_000, null, 'Two backdrops, ten files.'],
  ['SES-FAM', 'Family session', 'session', 21_000, null, 'Up to six people and one dog.'],
  ['SES-NEW', 'Newborn session at home', 'session', 24_000, null, ''],
  ['SES-WED4', 'Wedding, 4 hours', 'session', 89_000, null, 'One photographer.'],
  ['SES-WED10', 'Wedding, 10 hours', 'session', 219_000, null, 'Two photographers and an assistant.'],
  ['SES-PROD', 'Product day', 'session', 98_000, null, 'Up to 40 objects, white or colour.'],
  ['SRV-RET', 'Retouch, per picture', 'service', 1500, null, ''],
  ['SRV-RESTORE', 'Restoration of an old photo', 'service', 6500, null, 'Scan, repair, one print.'],
  ['SRV-TRAVEL', 'Travel, per 10 km', 'service', 450, null, ''],
  ['SRV-EXPRESS', 'Express delivery', 'service', 2500, null, 'Ready the next working day.'],
  ['SRV-GIFT', 'Gift wrap 🎁', 'service', 500, 0.05, 'Paper made from misprints.'],
];

/** All products; the price list of the demo's documents is made of the same. */
export const catalogue: readonly Product[] = [
  ...sizes.flatMap(([size, price, weight]) =>
    papers.map(
      ([paper, code, factor, description]): Product => ({
        sku: `PRN-${size.replaceAll(/\D+/g, 'X')}-${code}`,
        name: `Print ${size} cm, ${paper}`,
        kind: 'print',
        priceCents: Math.round((price * factor) / 10) * 10,
        weightKg: weight,
        description,
      }),
    ),
  ),
  ...sizes.slice(1).flatMap(([size, price, weight]) =>
    frames.map(
      ([wood, code, base]): Product => ({
        sku: `FRM-${size.replaceAll(/\D+/g, 'X')}-${code}`,
        name: `Frame ${size} cm, ${wood}`,
        kind: 'frame',
        priceCents: base + Math.round(price / 2),
        weightKg: Math.round((weight + 0.6) * 100) / 100,
        description: '',
      }),
    ),
  ),
  ...others.map(
    ([sku, name, kind, priceCents, weightKg, description]): Product => ({
      sku,
      name,
      kind,
      priceCents,
      weightKg,
      description,
    }),
  ),
];
