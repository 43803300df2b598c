import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowWindow } from './row-window.ts';
import { answered, type FakeRow } from './testing/fake-source.ts';
import { type TableSource, tableSource } from './testing/table-source.ts';
import type { RowWindowEvent } from './window-events.ts';
import { rowHeight } from './window-state.ts';

const viewportHeight = 10 * rowHeight;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
/** Rows that are not stored have negative places. */
const unsaved = (...places: number[]): FakeRow[] => places.map((place) => ({ place }));

async function open(source: TableSource, isCounted = true): Promise<RowWindow<FakeRow>> {
  const rows = new RowWindow(source, isCounted ? { kind: 'exact', value: source.places.length } : null);
  rows.setViewportHeight(viewportHeight);
  await quiet();
  return rows;
}

async function quiet(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await answered();
}

function all(rows: RowWindow<FakeRow>): (number | undefined)[] {
  return Array.from({ length: rows.snapshot().rowCount }, (_, index) => rows.row(index)?.place);
}

function seen(rows: RowWindow<FakeRow>): (number | undefined)[] {
  const { visibleFrom, visibleTo } = rows.snapshot();
  return Array.from({ length: visibleTo - visibleFrom }, (_, index) => rows.row(visibleFrom + index)?.place);
}

describe('leading rows', () => {
  it('stand first and scroll with the others', async () => {
    const rows = await open(tableSource(upTo(100)));
    rows.setLeading(unsaved(-1, -2));
    expect(rows.snapshot()).toMatchObject({ rowCount: 102, offset: 0, visibleFrom: 0 });
    expect(seen(rows).slice(0, 4)).toEqual([-1, -2, 0, 1]);
    rows.scrollBy(rowHeight);
    expect(seen(rows).slice(0, 3)).toEqual([-2, 0, 1]);
    rows.reveal(101);
    await quiet();
    expect(seen(rows).at(-1)).toBe(99);
  });

  it('move nothing that is seen when one is added above', async () => {
    const rows = await open(tableSource(upTo(1000)));
    rows.scrollTo(500 * rowHeight + 7);
    await quiet();
    const before = seen(rows);
    rows.setLeading(unsaved(-1, -2, -3));
    expect(seen(rows)).toEqual(before);
    expect(rows.snapshot().offset).toBe(503 * rowHeight + 7);
    rows.setLeading([]);
    expect(seen(rows)).toEqual(before);
    expect(rows.snapshot().offset).toBe(500 * rowHeight + 7);
  });

  it('stay through another question and a reload', async () => {
    const rows = await open(tableSource(upTo(100)));
    rows.setLeading(unsaved(-1));
    rows.scrollTo(40 * rowHeight);
    rows.setSource(tableSource([5, 7]), { keepPosition: false, count: null });
    await quiet();
    expect(all(rows)).toEqual([-1, 5, 7]);
    expect(rows.snapshot().offset).toBe(0);
    rows.reload();
    await quiet();
    expect(all(rows)).toEqual([-1, 5, 7]);
  });

  it('are shown although nothing is stored', async () => {
    const rows = await open(tableSource([]));
    rows.setLeading(unsaved(-1));
    await quiet();
    expect(all(rows)).toEqual([-1]);
    expect(seen(rows)).toEqual([-1]);
  });

  it('are counted by every number that is given or taken', async () => {
    const source = tableSource(upTo(5000));
    const rows = await open(source);
    rows.setLeading(unsaved(-1, -2));
    const events: RowWindowEvent[] = [];
    rows.onEvent((event) => events.push(event));
    rows.open('4000');
    await quiet();
    rows.open('-2');
    expect(events).toEqual([
      { kind: 'located', index: 4002 },
      { kind: 'located', index: 1 },
    ]);
    expect(rows.indexOf('4000')).toBe(4002);
    expect(rows.idOf(4002)).toBe('4000');
    const collected = await rows.collect(1, 5, new AbortController().signal);
    expect(collected?.map(({ place }) => place)).toEqual([-2, 0, 1, 2]);
    rows.reveal(5001);
    await quiet();
    expect(seen(rows).at(-1)).toBe(4999);
  });

  it('tell those in memory from those that are not', async () => {
    const rows = await open(tableSource(upTo(5000)));
    rows.setLeading(unsaved(-1));
    const { rows: found, missing } = rows.inMemory(0, 5001);
    expect(found.slice(0, 2)).toEqual(unsaved(-1, 0));
    expect(found.length + missing).toBe(5001);
    expect(missing).toBeGreaterThan(4000);
  });
});

describe('patching a row', () => {
  it('replaces it in its place and tells its new name', async () => {
    const rows = await open(tableSource(upTo(20)));
    rows.setLeading(unsaved(-1));
    const events: RowWindowEvent[] = [];
    rows.onEvent((event) => events.push(event));
    rows.patch('3', () => ({ place: 300 }));
    rows.patch('-1', () => ({ place: 20 }));
    rows.patch('77', () => ({ place: 78 }));
    expect(all(rows).slice(0, 6)).toEqual([20, 0, 1, 2, 300, 4]);
    expect(events).toEqual([
      { kind: 'renamed', from: '3', to: '300' },
      { kind: 'renamed', from: '-1', to: '20' },
    ]);
  });

  it('is not undone by an answer that is older', async () => {
    const source = tableSource(upTo(20));
    const rows = await open(source);
    source.isHeld = true;
    rows.reload();
    source.places = [...upTo(19), 190];
    rows.patch('19', () => ({ place: 190 }));
    await quiet();
    source.release();
    await quiet();
    source.release();
    await quiet();
    expect(all(rows).at(-1)).toBe(190);
    expect(rows.snapshot().isLoading).toBe(false);
  });
});

describe('removing rows', () => {
  it('moves up those below, keeps what is seen and follows with the count', async () => {
    const rows = await open(tableSource(upTo(1000)));
    rows.scrollTo(100 * rowHeight);
    await quiet();
    rows.remove(['50', '60', '105']);
    expect(seen(rows).slice(0, 7)).toEqual([100, 101, 102, 103, 104, 106, 107]);
    expect(rows.snapshot()).toMatchObject({ visibleFrom: 98, rowCount: 997 });
  });

  it('makes numbers guesses only when a row that nobody has seen may have stood above', async () => {
    const source = tableSource(upTo(100_000));
    const rows = await open(source);
    rows.remove(['90000']);
    expect(rows.snapshot().run?.isExact).toBe(true);
    rows.scrollTo(50_000 * rowHeight);
    await quiet();
    source.places = source.places.filter((place) => place !== 10);
    rows.remove(['10']);
    expect(rows.snapshot().run?.isExact).toBe(false);
    const before = seen(rows);
    await rows.locate();
    expect(rows.snapshot()).toMatchObject({ run: { isExact: true }, visibleFrom: 49_999 });
    expect(seen(rows)).toEqual(before);
  });

  it('learns the number of the first row in memory although that one was removed', async () => {
    const source = tableSource(upTo(100_000));
    const rows = await open(source);
    rows.scrollTo(50_000 * rowHeight);
    await quiet();
    const first = rows.snapshot().run?.pages[0]?.rows[0]?.place ?? -1;
    source.places = source.places.filter((place) => place !== 10 && place !== first);
    rows.remove([String(first), '10']);
    await rows.locate();
    expect(rows.snapshot().run).toMatchObject({ isExact: true, start: first - 1 });
  });

  it('shows the rows above when the last ones were removed at the bottom', async () => {
    const rows = await open(tableSource(upTo(30)));
    rows.reveal(29);
    rows.remove(upTo(30).slice(25).map(String));
    expect(seen(rows)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  });
});

type Step =
  | { readonly kind: 'leading'; readonly places: readonly number[] }
  | { readonly kind: 'patch'; readonly at: number }
  | { readonly kind: 'remove'; readonly at: readonly number[] }
  | { readonly kind: 'scroll'; readonly rows: number }
  | { readonly kind: 'jump'; readonly share: number }
  | { readonly kind: 'reload' | 'settle' };

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('leading' as const),
    places: fc.uniqueArray(fc.integer({ min: -8, max: -1 }), { maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant('patch' as const), at: share }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.array(share, { minLength: 1, maxLength: 6 }) }),
  fc.record({ kind: fc.constant('scroll' as const), rows: fc.integer({ min: -40, max: 40 }) }),
  fc.record({ kind: fc.constant('jump' as const), share }),
  fc.record({ kind: fc.constantFrom('reload' as const, 'settle' as const) }),
);

describe('any sequence of leading rows, patches, removals, jumps and reloads', () => {
  it('shows what is stored, in order, under its true numbers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 0, max: 3000 }), async (steps, size) => {
        const source = tableSource(upTo(size));
        const rows = await open(source);
        let leading: readonly number[] = [];
        let next = -100;
        for (const one of steps) {
          const { rowCount } = rows.snapshot();
          const at = (part: number) => Math.floor(part * rowCount);
          switch (one.kind) {
            case 'leading':
              leading = one.places;
              rows.setLeading(unsaved(...leading));
              break;
            case 'patch': {
              // Only leading rows change their names here: the order of stored ones is that of their names.
              const index = Math.min(at(one.at), leading.length - 1);
              const id = rows.idOf(index);
              if (id === null) break;
              next -= 1;
              rows.patch(id, () => ({ place: next }));
              leading = leading.with(index, next);
              break;
            }
            case 'remove': {
              const ids = new Set(one.at.flatMap((part) => rows.idOf(at(part)) ?? []));
              source.places = source.places.filter((place) => !ids.has(String(place)));
              leading = leading.filter((place) => !ids.has(String(place)));
              rows.remove(ids);
              break;
            }
            case 'scroll':
              rows.scrollBy(one.rows * rowHeight);
              break;
            case 'jump':
              rows.scrollTo(at(one.share) * rowHeight);
              break;
            case 'reload':
              rows.reload();
              break;
            case 'settle':
              await quiet();
              break;
          }
          const truth = [...leading, ...source.places];
          expect(rows.snapshot().rowCount).toBe(truth.length);
          // What is in memory stands where it truly stands, at every moment.
          seen(rows).forEach((place, index) => {
            if (place !== undefined) expect(place).toBe(truth[rows.snapshot().visibleFrom + index]);
          });
        }
        await quiet();
        const truth = [...leading, ...source.places];
        const { visibleFrom, visibleTo } = rows.snapshot();
        expect(seen(rows)).toEqual(truth.slice(visibleFrom, visibleTo));
        rows.stop();
      }),
      { numRuns: 200 },
    );
  });
});
