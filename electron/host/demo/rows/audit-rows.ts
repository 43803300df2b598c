import { type Random, randomOf } from '../random.ts';
import { demoNow } from '../seed-version.ts';
import { customerAt, customerId } from './cast.ts';
import { byDay, timestamp } from './format.ts';
import { openedAt, type SqlRow, type World } from './world.ts';

export const auditColumns = ['at', 'actor', 'action', 'model', 'row_key', 'before', 'after', 'ip', 'agent'];

const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0',
  'LumenSync/3.2 (iPadOS 26)',
  'curl/8.16.0',
];

interface Change {
  readonly model: string;
  readonly rowKey: string;
  readonly before: string;
  readonly after: string;
}

/** @param count how many entries. */
export function* auditRows(world: World, count: number): Generator<SqlRow> {
  const random = randomOf('audit rows');
  for (let index = 0; index < count; index += 1) {
    const at = byDay(Math.floor(openedAt + (index / count) ** 0.6 * (demoNow - openedAt)) + random.whole(0, 40_000));
    const kind = random.unit();
    const change = kind < 0.84 ? makeChange(world, random) : null;
    const action =
      change === null ? (kind < 0.96 ? 'sign in' : 'export') : kind < 0.2 ? 'create' : kind < 0.8 ? 'update' : 'delete';
    yield [
      timestamp(Math.min(at, demoNow), random.whole(0, 999)),
      random.chance(0.06) ? null : random.pick(world.staff).id,
      action,
      change?.model ?? (action === 'export' ? random.pick(['orders', 'customers', 'invoices']) : null),
      change?.rowKey ?? null,
      change === null || action === 'create' ? null : change.before,
      change === null || action === 'delete' ? null : change.after,
      address(random),
      random.chance(0.05) ? '' : random.pickEarly(agents),
    ];
  }
}

function address(random: Random): string | null {
  if (random.chance(0.08)) return null;
  if (random.chance(0.15)) return `2001:db8:${random.hex(4)}::${random.hex(3)}`;
  return `192.0.2.${random.whole(1, 254)}`;
}

function makeChange(world: World, random: Random): Change {
  switch (random.whole(0, 3)) {
    case 0: {
      const customer = random.whole(0, world.counts.customers - 1);
      const { city, culture } = customerAt(customer);
      return {
        model: 'customers',
        rowKey: String(customerId(customer)),
        before: JSON.stringify({ city }),
        after: JSON.stringify({ city: random.pick(culture.cities) }),
      };
    }
    case 1:
      return {
        model: 'orders',
        rowKey: String(random.whole(1, world.counts.orders)),
        before: '{"status": "paid"}',
        after: `{"status": "printing", "batch": ${9_007_199_254_740_993n + BigInt(random.whole(0, 99_999))}}`,
      };
    case 2:
      return {
        model: 'photos',
        rowKey: String(random.whole(1, world.counts.photos)),
        before: `{"rating": ${random.whole(0, 3)}, "caption": ""}`,
        after: `{"rating": ${random.whole(3, 5)}, "caption": ${JSON.stringify(random.pick(['Blue hour', '朝', 'Стежка', 'First dance 💃', 'Pears']))}}`,
      };
    default:
      return {
        model: 'products',
        rowKey: random.pick(['ALB-30', 'SES-60', 'SRV-RET', 'PRN-30X40-MAT']),
        before: `{"price": ${random.whole(10, 90)}.00}`,
        after: `{"price": ${random.whole(10, 90)}.50}`,
      };
  }
}
