import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanReplyReader, type ScanSink } from './scan-reply.ts';

type Event = readonly [kind: string, text: string];

function recorder(): { events: Event[]; sink: ScanSink } {
  const events: Event[] = [];
  return {
    events,
    sink: {
      cursor: (next) => void events.push(['cursor', next]),
      name: (bytes, view, start, end) => {
        const viaView = Uint8Array.from({ length: end - start }, (_, offset) => view.getUint8(start + offset));
        expect(viaView).toEqual(new Uint8Array(bytes.subarray(start, end)));
        events.push(['name', Buffer.from(viaView).toString('hex')]);
      },
      end: () => void events.push(['end', '']),
      failed: (message) => void events.push(['failed', message]),
    },
  };
}

const reply = fc.oneof(
  fc.record({
    cursor: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    names: fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 8 }),
  }),
  fc.constantFrom('NOPERM this user has no permissions', 'LOADING Redis is loading'),
);

function encode(value: string | { cursor: bigint; names: Uint8Array[] }): Buffer {
  if (typeof value === 'string') return Buffer.from(`-${value}\r\n`);
  const bulk = (bytes: Uint8Array) => Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
  return Buffer.concat([
    Buffer.from('*2\r\n'),
    bulk(Buffer.from(String(value.cursor))),
    Buffer.from(`*${value.names.length}\r\n`),
    ...value.names.map(bulk),
  ]);
}

function expectedEvents(value: string | { cursor: bigint; names: Uint8Array[] }): Event[] {
  if (typeof value === 'string') return [['failed', value]];
  const names = value.names.map((name): Event => ['name', Buffer.from(name).toString('hex')]);
  return [['cursor', String(value.cursor)], ...names, ['end', '']];
}

describe('replies of SCAN', () => {
  it('read the same wherever the socket cuts them', () => {
    fc.assert(
      fc.property(
        fc.array(reply, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        (replies, cuts) => {
          const stream = Buffer.concat(replies.map(encode));
          const { events, sink } = recorder();
          const reader = new ScanReplyReader(sink);
          for (let at = 0, cut = 0; at < stream.length; cut++) {
            const length = cuts[cut % cuts.length] ?? 1;
            reader.read(stream.subarray(at, at + length));
            at += length;
          }
          expect(events).toEqual(replies.flatMap(expectedEvents));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads a name longer than any piece', () => {
    const name = Buffer.alloc(60_000, 'n');
    const stream = encode({ cursor: 7n, names: [name, Buffer.from('last')] });
    const { events, sink } = recorder();
    const reader = new ScanReplyReader(sink);
    for (let at = 0; at < stream.length; at += 7_001) reader.read(stream.subarray(at, at + 7_001));
    expect(events.map(([kind, text]) => [kind, text.length])).toEqual([
      ['cursor', 1],
      ['name', 120_000],
      ['name', 8],
      ['end', 0],
    ]);
  });

  it('refuses what is no such reply', () => {
    const reader = new ScanReplyReader(recorder().sink);
    expect(() => reader.read(Buffer.from(':5\r\n'))).toThrow('Redis sent no reply where one was expected');
  });
});
