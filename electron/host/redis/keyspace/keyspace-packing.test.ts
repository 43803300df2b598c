import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FingerprintSet } from './fingerprint-set.ts';
import { inSlices } from './in-slices.ts';
import { mergeRuns } from './merge-runs.ts';
import { NameCollector } from './name-collector.ts';
import { NameIndex } from './name-index.ts';
import { type NameRun, nameAt, viewOf } from './name-run.ts';

/** Names that share prefixes, repeat, end where others go on, and hold every byte. */
const name = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc
    .stringMatching(/^(a|ab|aaaaaa|aaaaaab|:|\x00|cache:page:){0,4}$/)
    .map((text) => new Uint8Array(Buffer.from(text, 'latin1'))),
);
const names = fc.array(name, { maxLength: 200 });

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sortedDistinct = (list: readonly Uint8Array[]) => [...new Set(list.map(hex))].sort();
const contentOf = (run: NameRun) => Array.from({ length: run.count }, (_, index) => hex(nameAt(run, index)));

function collect(list: readonly Uint8Array[]): NameRun {
  const collector = new NameCollector();
  for (const one of list) collector.push(one, viewOf(one), 0, one.length);
  return collector.drain();
}

describe('packed names', () => {
  it('sorts any bytes as comparing them does, repetitions kept', () => {
    fc.assert(
      fc.property(names, (list) => {
        expect(contentOf(collect(list))).toEqual(list.map(hex).sort());
      }),
      { numRuns: 500 },
    );
  });

  it('sorts names that are long and all alike', () => {
    const long = Buffer.alloc(200_000, 'x');
    const list = Array.from({ length: 30 }, (_, index) => Buffer.concat([long, Buffer.from(String(index % 10))]));
    expect(contentOf(collect(list)).map((text) => text.slice(-2))).toEqual(
      list
        .map(hex)
        .sort()
        .map((text) => text.slice(-2)),
    );
  });

  it('merges runs into one that has every name once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(names, { maxLength: 9 }), async (lists) => {
        const run = await inSlices(mergeRuns(lists.map(collect)));
        expect(contentOf(run)).toEqual(sortedDistinct(lists.flat()));
      }),
      { numRuns: 300 },
    );
  });

  it('indexes every name once, however often the server gives it, and never counts too many', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(names, { maxLength: 6 }), async (batches) => {
        const index = new NameIndex();
        for (const batch of batches) {
          for (const one of batch) index.add(one, viewOf(one), 0, one.length);
          index.publish();
          const published = index.runs.flatMap(contentOf);
          expect(new Set(published).size).toBe(published.length);
          expect(published.length).toBe(index.found);
        }
        const expected = sortedDistinct(batches.flat());
        expect(index.found).toBeLessThanOrEqual(expected.length);
        expect(contentOf(await index.finish())).toEqual(expected);
        expect(index.found).toBe(expected.length);
      }),
      { numRuns: 300 },
    );
  });

  it('merges by levels while names still come in, and loses none', async () => {
    const index = new NameIndex();
    const expected = new Set<string>();
    for (let number = 0; number < 70_000; number++) {
      const one = Buffer.from(`user:${(number * 7919) % 60_000}`);
      expected.add(hex(one));
      index.add(one, viewOf(one), 0, one.length);
      if (number % 700 === 0) index.publish();
      if (number % 1000 === 0) index.work(performance.now() + 2);
    }
    index.work(Number.POSITIVE_INFINITY);
    expect(index.runs.length).toBeLessThan(64);
    expect(contentOf(await index.finish())).toEqual([...expected].sort());
  });

  it('tells new fingerprints from seen ones through growth', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 300 })), {
          maxLength: 2000,
        }),
        (list) => {
          const set = new FingerprintSet();
          const model = new Set<number>();
          for (const fingerprint of list) {
            expect(set.add(fingerprint)).toBe(!model.has(fingerprint));
            model.add(fingerprint);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives the thread back while it merges much', async () => {
    const lists = Array.from({ length: 8 }, (_, list) =>
      Array.from({ length: 20_000 }, (_, number) => Buffer.from(`session:${number * 8 + list}:${'x'.repeat(20)}`)),
    );
    const runs = lists.map(collect);
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const run = await inSlices(mergeRuns(runs));
    isOver = true;
    expect(run.count).toBe(160_000);
    expect(turns).toBeGreaterThan(3);
  });

  it('stops between two slices when nobody waits any more', async () => {
    const controller = new AbortController();
    controller.abort(new Error('left'));
    await expect(inSlices(mergeRuns([]), controller.signal)).rejects.toThrow('left');
  });
});
