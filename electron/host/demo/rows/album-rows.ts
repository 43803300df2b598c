import { apertureText, makeCamera } from '../files/camera.ts';
import { type PortfolioAlbum, portfolio } from '../files/portfolio.ts';
import { type Random, randomOf } from '../random.ts';
import { demoNow } from '../seed-version.ts';
import { customerAt, customerId } from './cast.ts';
import { date, dayMs, decimal, slug, timestamp } from './format.ts';
import { paragraph, prose } from './prose.ts';
import { tagWords } from './tag-words.ts';
import { openedAt, type SqlRow, type World } from './world.ts';

export const albumColumns = [
  'id',
  'title',
  'slug',
  'kind',
  'customer',
  'photographer',
  'cover',
  'location',
  'shot_on',
  'is_published',
  'price',
  'story',
  'details',
  'created',
];

/** Customers of the portfolio albums, by place: Ingrid Solberg's harbours, Olena Kovalenko's wedding and so on. */
const portfolioCustomers = [7, 2, 0, 12, 5, 10, 9, 6, 13, 19, 3, 1, 16, 4];

interface AlbumSubject {
  readonly kind: string;
  readonly titles: readonly string[];
}

const subjects: readonly AlbumSubject[] = [
  { kind: 'wedding', titles: ['{family} wedding', '{family} wedding, the day after', 'Wedding in {city}'] },
  { kind: 'portrait', titles: ['{name}, portraits', 'Portrait session {family}', '{family}, headshots'] },
  { kind: 'family', titles: ['{family} family', '{family} family, garden', 'Three generations {family}'] },
  { kind: 'product', titles: ['{family} catalogue {year}', '{family}, packshots', 'Glassware for {family}'] },
  { kind: 'food', titles: ['Menu for {family}', 'Bakery {family}', 'Dinner in {city}'] },
  { kind: 'architecture', titles: ['{city}, façades', 'House {family}', 'Stairs of {city}'] },
  { kind: 'nature', titles: ['Around {city}', 'Winter near {city}', '{city}, first snow'] },
  { kind: 'travel', titles: ['{city} in three days', 'Train to {city}', '{city} {year}'] },
  { kind: 'event', titles: ['{family}, anniversary', 'Conference {city} {year}', 'Opening night, {city}'] },
];

/** Title, slug and day of an album; the same for its row and for the keys of its cached pages. */
export interface AlbumFacts {
  readonly id: number;
  readonly title: string;
  readonly slug: string;
  readonly kind: string;
  /** Place of its customer. */
  readonly customer: number;
  readonly location: string;
  /** UTC, ms. */
  readonly shotAt: number;
}

/** @param index its place, from 0. @param counts how many albums and customers there are. */
export function albumAt(index: number, counts: { readonly albums: number; readonly customers: number }): AlbumFacts {
  const shown = portfolio[index];
  if (shown !== undefined) return portfolioAlbum(index, shown, counts.customers);
  const random = randomOf(`album/${index}`);
  const customer = random.whole(0, counts.customers - 1);
  const person = customerAt(customer);
  const shotAt =
    openedAt + Math.floor((index / counts.albums) * (demoNow - openedAt - 30 * dayMs)) + random.whole(0, 20) * dayMs;
  const subject = random.pickEarly(subjects);
  const title = random
    .pick(subject.titles)
    .replace('{family}', person.family)
    .replace('{name}', person.name)
    .replace('{city}', person.city)
    .replace('{year}', String(new Date(shotAt).getUTCFullYear()));
  return {
    id: index + 1,
    title,
    slug: `${slug(title)}-${index + 1}`,
    kind: subject.kind,
    customer,
    location: random.chance(0.3) ? `Studio ${random.whole(1, 3)}` : person.city,
    shotAt,
  };
}

function portfolioAlbum(index: number, album: PortfolioAlbum, customers: number): AlbumFacts {
  return {
    id: index + 1,
    title: album.title,
    slug: slug(album.title),
    kind: album.kind,
    customer: (portfolioCustomers[index] ?? index) % customers,
    location: album.location,
    shotAt: Date.parse(album.shotOn),
  };
}

export function* albumRows(world: World): Generator<SqlRow> {
  let firstPhoto = 1;
  for (let index = 0; index < world.counts.albums; index += 1) {
    const album = albumAt(index, world.counts);
    const random = randomOf(`album row/${index}`);
    const photos = world.photosOfAlbum[index] ?? 0;
    yield [
      album.id,
      album.title,
      album.slug,
      album.kind,
      customerId(album.customer),
      random.chance(0.05) ? null : random.pick(world.photographers),
      photos > 0 ? firstPhoto : null,
      index >= portfolio.length && random.chance(0.1) ? null : album.location,
      date(album.shotAt),
      index < portfolio.length || random.chance(0.6) ? 1 : 0,
      random.chance(0.15) ? null : decimal(random.whole(12, 480) * 1000 - random.pick([0, 10, 100])),
      story(random, index),
      details(random),
      timestamp(album.shotAt - random.whole(2, 60) * dayMs + random.whole(0, dayMs), random.whole(0, 999)),
    ];
    firstPhoto += photos;
  }
}

function story(random: Random, index: number): string | null {
  if (index < portfolio.length) return prose(random, 700 + index * 350);
  const kind = random.unit();
  if (kind < 0.2) return null;
  if (kind < 0.28) return '';
  return kind < 0.85 ? paragraph(random, random.whole(2, 6)) : prose(random, random.whole(1500, 8000));
}

function details(random: Random): string {
  const guests = random.chance(0.4) ? random.whole(12, 240) : null;
  return `{"frames": ${random.whole(80, 2400)}, "selected": ${random.whole(12, 180)}, "guests": ${guests}, "vat": 21.0, "job": ${90_071_992_547_409_931n + BigInt(random.whole(0, 900_000))}}`;
}

export const photoColumns = [
  'id',
  'file',
  'caption',
  'album',
  'sort',
  'taken',
  'rating',
  'width',
  'height',
  'camera',
  'lens',
  'exposure',
  'iso',
  'latitude',
  'longitude',
  'is_archived',
  'archive_offset',
  'fingerprint',
];

const frameSizes = [
  [6048, 4024],
  [7728, 5152],
  [7008, 4672],
  [6000, 4000],
  [9520, 6328],
] as const;

export function* photoRows(world: World): Generator<SqlRow> {
  const random = randomOf('photo rows');
  let id = 1;
  for (const { file, album, sort, caption } of world.plan.photos) {
    const { content } = file;
    const camera = content.camera;
    yield [
      id,
      file.id,
      caption,
      album + 1,
      sort,
      camera === null ? null : timestamp(content.takenAt, 0),
      random.whole(3, 5),
      content.width,
      content.height,
      camera?.model ?? null,
      camera?.lens ?? null,
      camera === null ? null : `${camera.exposure} s ${apertureText(camera)}`,
      camera?.iso ?? null,
      ...near(random, portfolio[album]?.position),
      0,
      null,
      Buffer.from(random.bytes(32)),
    ];
    id += 1;
  }
  const captions = portfolio.flatMap((album) => album.photos.flatMap(([, ...texts]) => texts));
  for (let index = portfolio.length; index < world.counts.albums; index += 1) {
    const { shotAt } = albumAt(index, world.counts);
    const count = world.photosOfAlbum[index] ?? 0;
    const camera = makeCamera(random);
    for (let sort = 0; sort < count; sort += 1) {
      const [long, short] = random.pick(frameSizes);
      const isUpright = random.chance(0.3);
      yield [
        id,
        null,
        random.chance(0.18) ? '' : random.pick(captions),
        index + 1,
        sort,
        random.chance(0.04)
          ? null
          : timestamp(shotAt + 9 * 3_600_000 + sort * 97_000 + random.whole(0, 90_000), random.whole(0, 999)),
        random.chance(0.35) ? null : random.whole(0, 5),
        isUpright ? short : long,
        isUpright ? long : short,
        camera.model,
        camera.lens,
        `${camera.exposure} s ${apertureText(camera)}`,
        camera.iso * random.pick([1, 1, 2]),
        ...place(random),
        1,
        10_000_000_000_000_000n + BigInt(id) * 48_000_017n,
        random.chance(0.4) ? null : Buffer.from(random.bytes(32)),
      ];
      id += 1;
    }
  }
}

/** Photos of one album were taken within a few kilometres. */
function near(
  random: Random,
  position: readonly [number, number] | undefined,
): readonly [number, number] | readonly [null, null] {
  if (position === undefined || random.chance(0.15)) return [null, null];
  const [latitude, longitude] = position;
  return [
    Number((latitude + random.between(-0.03, 0.03)).toFixed(6)),
    Number((longitude + random.between(-0.04, 0.04)).toFixed(6)),
  ];
}

function place(random: Random): readonly [number, number] | readonly [null, null] {
  if (random.chance(0.4)) return [null, null];
  return [Number(random.between(35.1, 69.9).toFixed(6)), Number(random.between(-8.9, 31.9).toFixed(6))];
}

export const tagColumns = ['id', 'name', 'slug', 'parent', 'colour', 'description'];

const tagColours = ['#4557cc', '#1b7a41', '#b3261e', '#8a5a00', '#0d6e82', '#703ea0', '#666670'];

export function* tagRows(world: World): Generator<SqlRow> {
  const random = randomOf('tag rows');
  for (const [index, tag] of tagWords(world.counts.tags).entries()) {
    yield [
      index + 1,
      tag.name,
      tag.slug,
      tag.parent === null ? null : tag.parent + 1,
      random.chance(0.1) ? null : (tagColours[(tag.parent ?? index) % tagColours.length] ?? null),
      random.chance(0.7) ? null : random.chance(0.3) ? '' : paragraph(random, 1),
    ];
  }
}

export const albumTagColumns = ['album', 'tag', 'added'];

export function* albumTagRows(world: World): Generator<SqlRow> {
  const words = tagWords(world.counts.tags);
  const random = randomOf('album tag rows');
  const usual = words.flatMap((tag, index) => (tag.parent === null ? [] : [index + 1]));
  for (let index = 0; index < world.counts.albums; index += 1) {
    const { shotAt } = albumAt(index, world.counts);
    const chosen = new Set<number>();
    for (const name of portfolio[index]?.tags ?? []) {
      const tag = words.findIndex((word) => word.name === name);
      if (tag < 0) throw new Error(`No tag ${name}`);
      chosen.add(tag + 1);
    }
    for (let count = random.whole(1, 6); count > 0; count -= 1) chosen.add(random.pickEarly(usual));
    for (const tag of chosen)
      yield [index + 1, tag, timestamp(shotAt + random.whole(1, 40 * 24) * 3_600_000, random.whole(0, 999))];
  }
}
