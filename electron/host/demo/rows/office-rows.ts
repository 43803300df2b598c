import { type Random, randomOf } from '../random.ts';
import { demoNow } from '../seed-version.ts';
import { signature } from './blobs.ts';
import { customerAt, customerId } from './cast.ts';
import { date, dayMs, decimal, hourMs, timestamp } from './format.ts';
import { paragraph, prose, transcript } from './prose.ts';
import { settingsEntries } from './settings-entries.ts';
import { openedAt, type SqlRow, type World } from './world.ts';

export const bookingColumns = [
  'id',
  'customer',
  'photographer',
  'room',
  'starts',
  'ends',
  'opens',
  'status',
  'people',
  'deposit',
  'wishes',
];

const rooms = ['Studio 1', 'Studio 2', 'Studio 3, daylight', 'Garden', 'At the customer', 'Rooftop'];

export function* bookingRows(world: World): Generator<SqlRow> {
  const random = randomOf('booking rows');
  const firstDay = openedAt;
  const days = (demoNow - firstDay) / dayMs + 60;
  for (let index = 0; index < world.counts.bookings; index += 1) {
    const day = Math.floor((index / world.counts.bookings) * days);
    const hour = random.whole(8, 17);
    const starts = Date.UTC(2015, 0, 12) + day * dayMs + hour * hourMs + random.pick([0, 15, 30, 45]) * 60_000;
    const isPast = starts < demoNow;
    yield [
      index + 1,
      customerId(random.whole(0, world.counts.customers - 1)),
      random.chance(0.06) ? null : random.pick(world.photographers),
      random.pickEarly(rooms),
      timestamp(starts, 0),
      timestamp(starts + random.pick([30, 60, 60, 90, 120, 240, 600]) * 60_000, 0),
      random.chance(0.5) ? null : `${String(hour - 1).padStart(2, '0')}:45:00`,
      isPast ? (random.chance(0.93) ? 'done' : 'cancelled') : random.chance(0.6) ? 'confirmed' : 'requested',
      random.chance(0.15) ? null : random.whole(1, 8),
      random.chance(0.5) ? null : decimal(random.whole(2, 40) * 500),
      random.chance(0.55) ? null : random.chance(0.15) ? '' : paragraph(random, random.whole(1, 3)),
    ];
  }
}

export const equipmentColumns = [
  'id',
  'name',
  'serial',
  'kind',
  'holder',
  'bought',
  'price',
  'last_reading',
  'service_log',
  'is_retired',
];

const things: readonly (readonly [kind: string, names: readonly string[]])[] = [
  ['camera', ['NIKON Z 6 II', 'FUJIFILM X-T5', 'Sony α7 IV', 'Canon EOS R6 II', 'Leica Q3', 'Mamiya RB67']],
  ['lens', ['NIKKOR Z 35mm f/1.8 S', 'FE 85mm F1.8', 'XF56mmF1.2 R WR', 'RF70-200mm F4 L', 'Helios 44-2 58mm f/2']],
  ['light', ['Profoto D2 500', 'Godox AD300', 'Aputure 300d', 'Softbox 120 cm', 'Beauty dish', 'Reflector 5-in-1']],
  ['stand', ['Manfrotto 055', 'C-stand 3 m', 'Boom arm', 'Background system 3.6 m']],
  ['drone', ['Mavic 3 Pro', 'Air 3S']],
  ['other', ['Steamer', 'Colour checker', 'Tether cable 5 m', 'Card reader', 'Backdrop, sand 2.72 m', 'Step ladder']],
];

export function* equipmentRows(world: World): Generator<SqlRow> {
  const random = randomOf('equipment rows');
  for (let index = 0; index < world.counts.equipment; index += 1) {
    const [kind, names] = random.pickEarly(things);
    yield [
      index + 1,
      random.pick(names),
      `${kind.slice(0, 2).toUpperCase()}-${random.hex(8).toUpperCase()}`,
      kind,
      random.chance(0.4) ? null : random.pick(world.staff).id,
      date(openedAt + random.whole(0, 4200) * dayMs),
      decimal(random.whole(20, 6400) * 100 - random.pick([0, 1, 10])),
      reading(random, kind),
      random.chance(0.5) ? null : serviceLog(random),
      random.chance(0.1) ? 1 : 0,
    ];
  }
}

/** The column is declared ANY: whatever the thing reports is kept as it came. */
function reading(random: Random, kind: string): null | number | bigint | string | Uint8Array {
  switch (kind) {
    case 'camera':
      return BigInt(random.whole(900, 480_000));
    case 'light':
      return random.between(0, 1) + 0.1;
    case 'drone':
      return Buffer.from(random.bytes(24));
    case 'lens':
      return random.chance(0.5) ? '' : 'clean';
    default:
      return null;
  }
}

function serviceLog(random: Random): string {
  const entries = Array.from({ length: random.whole(1, 4) }, () => ({
    on: date(openedAt + random.whole(200, 4200) * dayMs),
    what: random.pick([
      'sensor cleaned',
      'firmware',
      'new flash tube',
      'calibrated',
      'fungus removed',
      'strap replaced',
    ]),
  }));
  return JSON.stringify(entries);
}

export const documentColumns = ['id', 'title', 'file', 'kind', 'customer', 'language', 'signed', 'signature', 'body'];

const documentKinds = ['contract', 'release', 'letter', 'estimate', 'interview', 'licence'];
const megabyte = 1_048_576;

export function* documentRows(world: World): Generator<SqlRow> {
  const shown = world.plan.documents.filter((document) => document.content.about.kind !== 'invoice');
  for (let index = 0; index < world.counts.documents; index += 1) {
    const random = randomOf(`document row/${index}`);
    const file = shown[index];
    const about = file?.content.about;
    const customer =
      about !== undefined && 'customer' in about ? about.customer : random.whole(0, world.counts.customers - 1);
    const kind =
      about === undefined
        ? random.pick(documentKinds)
        : about.kind === 'note'
          ? 'letter'
          : about.kind === 'contract'
            ? 'contract'
            : 'list';
    const isSigned = (kind === 'contract' || kind === 'release' || kind === 'licence') && random.chance(0.8);
    // Four interviews were typed up from beginning to end.
    const isTranscript = file === undefined && index < shown.length + 4;
    yield [
      index + 1,
      isTranscript
        ? `Interview, ${customerAt(customer).name} (transcript)`
        : (file?.content.title ?? `${capital(kind)}, ${customerAt(customer).name}`),
      file?.id ?? null,
      isTranscript ? 'interview' : kind,
      kind === 'list' ? null : customerId(customer),
      random.chance(0.2) ? null : random.pick(['cs', 'cs', 'cs', 'en', 'en', 'de', 'uk']),
      isSigned
        ? timestamp(openedAt + random.whole(0, 4200) * dayMs + random.whole(0, dayMs), random.whole(0, 999))
        : null,
      isSigned ? signature(random) : null,
      isTranscript
        ? transcript(random, megabyte + index * 4096)
        : random.chance(0.1)
          ? null
          : prose(random, random.whole(400, 6000)),
    ];
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export const settingColumns = ['entity', 'account', 'data', 'updated'];

export function* settingRows(world: World): Generator<SqlRow> {
  const random = randomOf('setting rows');
  for (const entry of settingsEntries(world.staff)) {
    yield [
      entry.entity,
      entry.account,
      entry.data,
      timestamp(demoNow - random.whole(1, 900) * dayMs - random.whole(0, dayMs), random.whole(0, 999)),
    ];
  }
}
