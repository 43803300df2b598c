import { gzipSync } from 'node:zlib';
import { portfolio } from '../files/portfolio.ts';
import { type Random, randomOf, uuidOf } from '../random.ts';
import { albumAt } from '../rows/album-rows.ts';
import { customerAt, customerId, staffMembers } from '../rows/cast.ts';
import { date, dayMs, decimal, hourMs } from '../rows/format.ts';
import { orderAt } from '../rows/orders.ts';
import { paragraph, prose } from '../rows/prose.ts';
import { tagWords } from '../rows/tag-words.ts';
import type { RowCounts } from '../rows/world.ts';
import { demoNow } from '../seed-version.ts';
import { hashKey, listKey, type PlannedKey, setKey, streamKey, stringKey, zsetKey } from './key-plan.ts';

export function* albumKeys(counts: RowCounts, albums: number): Generator<PlannedKey> {
  for (let index = 0; index < Math.min(albums, counts.albums); index += 1) {
    const random = randomOf(`album keys/${index}`);
    const id = index + 1;
    yield stringKey(`album:${id}:views`, String(Math.floor(random.unit() ** 3 * 40_000)));
    if (index % 2 === 0) {
      yield setKey(
        `album:${id}:likes`,
        Array.from({ length: random.whole(1, 40) }, () => String(customerId(random.whole(0, counts.customers - 1)))),
      );
    }
  }
}

export function* tagKeys(counts: RowCounts): Generator<PlannedKey> {
  const words = tagWords(counts.tags);
  yield setKey(
    'tags:all',
    words.map((word) => word.name),
  );
  for (const word of words) {
    const random = randomOf(`tag keys/${word.slug}`);
    yield setKey(
      `tag:${word.slug}:albums`,
      Array.from({ length: random.whole(1, 60) }, () => String(random.whole(1, counts.albums))),
    );
  }
}

export function* queueKeys(scale: number): Generator<PlannedKey> {
  const random = randomOf('queues');
  const some = (count: number) => Math.max(3, Math.round(count * scale));
  yield listKey(
    'queue:mail',
    Array.from({ length: some(1240) }, (_, index) => {
      const person = customerAt(random.whole(0, 2000));
      return `{"id": ${9_007_199_254_740_993n + BigInt(index)}, "to": ${JSON.stringify(person.name)}, "template": "${random.pick(['selection-ready', 'invoice', 'reminder', 'thank-you'])}", "amount": ${decimal(random.whole(10, 90_000))}}`;
    }),
  );
  yield listKey(
    'queue:thumbnails',
    Array.from({ length: some(380) }, () => `${random.hex(32)}:${random.pick(['256', '1024', '2048'])}`),
  );
  yield listKey(
    'queue:exports',
    Array.from({ length: 17 }, (_, index) => `export-${index + 1}:${random.pick(['csv', 'zip', 'pdf'])}`),
  );
  yield listKey(
    'queue:failed',
    Array.from({ length: 9 }, (_, index) =>
      JSON.stringify({
        job: uuidOf(`failed/${index}`),
        error: 'SMTP 451 4.7.1 Try again later',
        tries: random.whole(3, 8),
        at: new Date(demoNow - index * 3_700_000).toISOString(),
      }),
    ),
  );
}

export function* rankKeys(counts: RowCounts, scale: number): Generator<PlannedKey> {
  const random = randomOf('ranks');
  const members = Math.max(20, Math.round(5000 * scale));
  yield zsetKey(
    'leaderboard:photos:2026',
    Array.from({ length: members }, (_, index) => [
      Math.floor(100_000 / (index + 3) + random.unit() * 50),
      `photo:${1 + ((index * 7919) % counts.photos)}`,
    ]),
  );
  for (let month = 1; month <= 11; month += 1) {
    const name = `leaderboard:photos:2026-${String(month).padStart(2, '0')}`;
    yield zsetKey(
      name,
      Array.from({ length: 100 }, () => [random.whole(1, 900), `photo:${random.whole(1, counts.photos)}`]),
    );
  }
  yield zsetKey(
    'leaderboard:photographers',
    staffMembers(38)
      .filter((member) => member.role === 'Photographer')
      .map((member) => [(random.whole(300, 499) / 100).toFixed(2), member.name]),
  );
  yield zsetKey('leaderboard:edge', [
    ['-inf', 'never shown'],
    ['0.1', 'a tenth'],
    ['1e300', 'far above'],
    ['+inf', 'always first'],
  ]);
  // A geographic index is a sorted set.
  const places = portfolio.map((album) => [String(album.position[1]), String(album.position[0]), album.title] as const);
  yield { name: 'geo:albums', type: 'zset', commands: [['GEOADD', ...places.flat()]], ttlMs: null };
}

export function* streamKeys(counts: RowCounts, scale: number): Generator<PlannedKey> {
  const random = randomOf('streams');
  const count = Math.max(20, Math.round(3000 * scale));
  yield streamKey(
    'events:orders',
    Array.from({ length: count }, (_, index) => {
      const order = orderAt(counts.orders - 1 - ((count - 1 - index) % counts.orders), counts);
      return {
        id: `${demoNow - (count - index) * 61_000}-${index % 3}`,
        fields: [
          ['order', order.number],
          ['event', random.pick(['placed', 'paid', 'printed', 'shipped'])],
          ['customer', customerAt(order.customer).name],
          ['total', decimal(order.totalCents)],
        ],
      };
    }),
    ['accounting', 'shipping'],
  );
  yield streamKey(
    'events:uploads',
    Array.from({ length: Math.max(10, Math.round(800 * scale)) }, (_, index) => ({
      id: `${demoNow - (800 - index) * 240_000}-0`,
      fields: [
        ['file', random.hex(32)],
        ['bytes', String(random.whole(40_000, 9_000_000))],
        ['by', random.pick(staffMembers(38)).login],
      ],
    })),
    ['thumbnails'],
  );
}

export function* orderKeys(counts: RowCounts, orders: number): Generator<PlannedKey> {
  for (let index = 0; index < Math.min(orders, counts.orders); index += 1) {
    const order = orderAt(counts.orders - 1 - index, counts);
    const random = randomOf(`order keys/${order.id}`);
    yield stringKey(
      `order:${order.number}:tracking`,
      `{"status": "${order.status}", "carrier": "${random.pick(['post', 'courier', 'locker'])}", "parcel": ${4_611_686_018_427_387_904n + BigInt(random.whole(0, 2_000_000_000))}, "weight": ${decimal(random.whole(5, 4000))}, "steps": ["packed", "handed over"]}`,
      random.whole(2 * 24, 40 * 24) * hourMs,
    );
  }
}

export function* metricKeys(count: number): Generator<PlannedKey> {
  const random = randomOf('metrics');
  const routes = [
    '/albums',
    '/albums/{id}',
    '/orders',
    '/orders/{id}',
    '/search',
    '/login',
    '/checkout',
    '/files/{id}',
  ];
  for (let index = 0; index < count; index += 1) {
    const route = routes[index % routes.length] ?? '/';
    const status = ['200', '304', '302', '404', '500'][Math.floor(index / routes.length) % 5] ?? '200';
    const hour = Math.floor(index / (routes.length * 5));
    const at = demoNow - hour * hourMs;
    yield stringKey(
      `metrics:http:GET:${route}:${status}:${date(at)}:${String(new Date(at).getUTCHours()).padStart(2, '0')}`,
      String(Math.floor(random.unit() ** 2 * 9000)),
    );
  }
}

/** Names and values that are not text: digests as names, compressed or raw bytes as values. */
export function* binaryKeys(count: number): Generator<PlannedKey> {
  for (let index = 0; index < count; index += 1) {
    const random = randomOf(`binary/${index}`);
    const name = Buffer.concat([Buffer.from('sig:'), Buffer.from(random.bytes(16))]);
    yield stringKey(
      name,
      Buffer.from(random.bytes(random.whole(16, 400))),
      index % 3 === 0 ? random.whole(4, 90) * hourMs : null,
    );
  }
  for (let index = 0; index < count; index += 1) {
    const random = randomOf(`packed/${index}`);
    const text = JSON.stringify({
      query: 'albums',
      page: index,
      rows: random.whole(1, 90),
      text: paragraph(random, 3),
    });
    // Stored, not deflated: compressors differ between processors.
    yield stringKey(`cache:query:${random.hex(20)}`, gzipSync(text, { level: 0 }), random.whole(3, 72) * hourMs);
  }
  const random = randomOf('binary hash');
  yield hashKey(
    'blurhash:photos',
    Array.from({ length: 400 }, () => [Buffer.from(random.bytes(16)), Buffer.from(random.bytes(28))] as const),
  );
  yield setKey(
    'seen:devices',
    Array.from({ length: 900 }, () => Buffer.from(random.bytes(12))),
  );
}

/** Few, but each hard in its own way. */
export function* oddKeys(scale: number): Generator<PlannedKey> {
  const random = randomOf('odd keys');
  const large = scale === 1 ? 1_048_576 : 40_000;
  yield stringKey('report:annual:2025', annualReport(random, large));
  yield hashKey(
    'search:terms',
    Array.from(
      { length: Math.max(50, Math.round(5000 * scale)) },
      (_, index) =>
        [
          `${random.pick(['light', 'city', 'forest', 'wedding', '海', 'річка', 'sníh', 'rose'])} ${index}`,
          String(random.whole(1, 4000)),
        ] as const,
    ),
  );
  yield hashKey('features', [
    ['new-gallery', 'on'],
    ['express', 'on'],
    ['invoice-v2', 'off'],
    ['empty', ''],
    ['ünïcode ✓', '1'],
  ]);
  yield stringKey('presence:2026-11-20', Buffer.from(random.bytes(1560)), 9 * dayMs);
  for (let day = 1; day <= 20; day += 1) {
    const visitors = Array.from({ length: 300 }, () => random.hex(12));
    yield {
      name: `visitors:2026-11-${String(day).padStart(2, '0')}`,
      type: 'string',
      commands: [['PFADD', ...visitors]],
      ttlMs: null,
    };
  }
  yield stringKey('counter:orders', '21600');
  yield stringKey('config:motd', '');
  yield stringKey('config:banner', '<b onclick="alert(1)">Autumn prints −20 %</b>');
  yield stringKey('config::theme', 'two colons, as an old program wrote it');
  yield stringKey('config:', 'the name ends in a colon');
  yield stringKey('import:note with spaces and: a colon ', 'kept as typed');
  yield stringKey('import:line\nbreak\tand tab', 'x');
  yield stringKey(
    Buffer.concat([Buffer.from('import:'), Buffer.from([0x00, 0xff, 0xfe, 0x3a, 0x80])]),
    Buffer.from([0, 1, 2, 0xff]),
  );
  yield stringKey(`import:${'name/'.repeat(100)}`, 'five hundred characters');
  yield stringKey('import:ledger', '{"price": 10.00, "ref": 9007199254740993, "tiny": 1e-400, "again": 1, "again": 2}');
  yield stringKey('import:ledger:broken', '{"open": [1, 2');
  yield stringKey('reactions:🎞️:🌅', '📷');
  for (let lock = 0; lock < 12; lock += 1)
    yield stringKey(`lock:export:${lock}`, uuidOf(`lock/${lock}`), random.whole(2, 8) * hourMs);
}

function annualReport(random: Random, size: number): string {
  const lines: string[] = [];
  let length = 0;
  for (let line = 1; length < size - 60; line += 1) {
    const text = `  {"line": ${line}, "order": "LS-2025-${String(line).padStart(5, '0')}", "gross": ${decimal(random.whole(100, 900_000))}, "ref": ${9_007_199_254_740_993n + BigInt(line)}}`;
    lines.push(text);
    length += text.length + 2;
  }
  return `[\n${lines.join(',\n')}\n]`;
}

/** Rendered pages: as many as are wanted, of the albums first. */
export function* pageKeys(counts: RowCounts, count: number): Generator<PlannedKey> {
  const languages = ['en', 'cs', 'uk', 'ja'];
  const pieces = Array.from({ length: 40 }, (_, index) => prose(randomOf(`page text/${index}`), 500));
  for (let index = 0; index < count; index += 1) {
    const random = randomOf(`page/${index}`);
    const album = albumAt(index % counts.albums, counts);
    const round = Math.floor(index / counts.albums);
    const language = languages[round % languages.length] ?? 'en';
    const page = Math.floor(round / languages.length) + 1;
    const html = `<!doctype html><html lang="${language}"><title>${album.title} · Lumen Studio</title><main><h1>${album.title}</h1><p>${random.pick(pieces)}</p></main></html>`;
    yield stringKey(
      `cache:page:/albums/${album.slug}?lang=${language}&page=${page}`,
      html,
      random.whole(3, 7 * 24) * hourMs + random.whole(0, hourMs),
    );
  }
}

/** Work that waits or is done, each as JSON. */
export function* jobKeys(count: number): Generator<PlannedKey> {
  for (let index = 0; index < count; index += 1) {
    const random = randomOf(`job/${index}`);
    const state = random.pick(['done', 'done', 'done', 'waiting', 'failed']);
    yield stringKey(
      `job:${uuidOf(`job/${index}`)}`,
      `{"kind": "${random.pick(['thumbnail', 'export', 'mail', 'archive'])}", "state": "${state}", "took_s": ${decimal(random.whole(1, 90_000))}, "bytes": ${9_007_199_254_740_993n + BigInt(random.whole(0, 1e9))}, "note": ${state === 'failed' ? JSON.stringify(paragraph(random, 1)) : 'null'}}`,
      state === 'done' ? random.whole(5, 100) * hourMs : null,
    );
  }
}
