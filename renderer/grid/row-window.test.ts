import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlaceLost, type RowCount } from './row-source.ts';
import { RowWindow } from './row-window.ts';
import { type FakeRow, type FakeSource, fakeSource, settle } from './testing/fake-source.ts';
import type { RowWindowEvent } from './window-events.ts';
import { rowHeight } from './window-state.ts';

const notch = 3 * rowHeight;
const viewportHeight = 753;

async function open(source: FakeSource, count: RowCount | null = null): Promise<RowWindow<FakeRow>> {
  const rows = new RowWindow(source, count);
  rows.setViewportHeight(viewportHeight);
  await settle(source);
  return rows;
}

/** True places of the rows that are seen; `undefined` for a skeleton. */
function seen(rows: RowWindow<FakeRow>): (number | undefined)[] {
  const { visibleFrom, visibleTo } = rows.snapshot();
  return Array.from({ length: visibleTo - visibleFrom }, (_, index) => rows.row(visibleFrom + index)?.place);
}

function first(rows: RowWindow<FakeRow>): number {
  return seen(rows)[0] ?? Number.NaN;
}

function expectNoGap(rows: RowWindow<FakeRow>): void {
  const places = seen(rows);
  const start = places[0] ?? Number.NaN;
  expect(places).toEqual(places.map((_, index) => start + index));
}

describe('a window over ten million rows', () => {
  const rowCount = 10_000_000;
  const count: RowCount = { kind: 'exact', value: rowCount };

  it('moves exactly three rows with a notch near row 9,999,000', async () => {
    const source = fakeSource({ rowCount });
    const rows = await open(source, count);
    rows.scrollTo(9_999_000 * rowHeight);
    await settle(source);
    expect(first(rows)).toBe(9_999_000);
    for (let turn = 1; turn <= 50; turn += 1) {
      rows.scrollBy(notch);
      await settle(source);
      expect(first(rows)).toBe(9_999_000 + turn * 3);
    }
    expectNoGap(rows);
  });

  it('reaches the last row, which then stands at the bottom', async () => {
    const source = fakeSource({ rowCount });
    const rows = await open(source, count);
    rows.reveal(rowCount - 1);
    await settle(source);
    expect(seen(rows).at(-1)).toBe(rowCount - 1);
    expect(rows.snapshot().offset).toBe(rowCount * rowHeight - viewportHeight);
    expect(source.requests.at(-1)?.at.kind).not.toBe('index');
  });

  it('keeps a bounded number of rows in memory', async () => {
    const source = fakeSource({ rowCount });
    const rows = await open(source, count);
    for (let page = 0; page < 400; page += 1) {
      rows.scrollBy(rows.rowsPerPage * rowHeight);
      await settle(source);
    }
    const run = rows.snapshot().run;
    expect((run?.end ?? 0) - (run?.start ?? 0)).toBeLessThan(5000);
    expect(first(rows)).toBe(400 * rows.rowsPerPage);
    rows.scrollBy(-400 * rows.rowsPerPage * rowHeight);
    await settle(source);
    expect(first(rows)).toBe(0);
  });
});

describe('reading', () => {
  it('cancels the read of a place that was left', async () => {
    const source = fakeSource({ rowCount: 1_000_000, isHeld: true });
    const rows = await open(source, { kind: 'exact', value: 1_000_000 });
    rows.scrollTo(500_000 * rowHeight);
    const overtaken = source.requests.at(-1);
    rows.scrollTo(100_000 * rowHeight);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(overtaken?.signal.aborted).toBe(true);
    await settle(source);
    expect(first(rows)).toBe(100_000);
  });

  it('is not taken to the end by an answer that comes after the end was left', async () => {
    const source = fakeSource({ rowCount: 100_000, isHeld: true });
    const rows = await open(source, { kind: 'exact', value: 100_000 });
    rows.reveal(99_999);
    rows.reveal(0);
    await settle(source);
    expect(first(rows)).toBe(0);
    expect(rows.snapshot().offset).toBe(0);
  });

  it('cancels everything when it is stopped', async () => {
    const source = fakeSource({ rowCount: 1000, isHeld: true });
    const rows = new RowWindow(source);
    rows.setViewportHeight(viewportHeight);
    rows.stop();
    expect(source.requests.map((request) => request.signal.aborted)).toEqual([true]);
  });

  it('finds its place again when the source has forgotten its cursors', async () => {
    const source = fakeSource({ rowCount: 10_000 });
    const rows = await open(source, { kind: 'exact', value: 10_000 });
    rows.scrollTo(5000 * rowHeight);
    await settle(source);
    const load = source.load;
    source.load = (at, limit, signal) =>
      'cursor' in at ? Promise.reject(new PlaceLost()) : load.call(source, at, limit, signal);
    rows.scrollBy(20 * notch);
    await settle(source);
    source.load = load;
    rows.scrollBy(20 * notch);
    await settle(source);
    expect(first(rows)).toBe(5120);
    expect(rows.snapshot().error).toBeNull();
  });

  it('waits at a pause of the source until it is asked to go on', async () => {
    const source = fakeSource({ rowCount: 1000, pauseAt: 40 });
    const rows = await open(source);
    expect(rows.snapshot().rowCount).toBe(40);
    rows.scrollBy(100_000);
    await settle(source);
    expect(source.requests).toHaveLength(1);
    rows.resume();
    await settle(source);
    expect(rows.snapshot().rowCount).toBeGreaterThan(200);
    expectNoGap(rows);
  });

  it('keeps the error until it is tried again', async () => {
    const source = fakeSource({ rowCount: 1000 });
    const load = source.load;
    source.load = () => Promise.reject(new Error('gone'));
    const rows = await open(source);
    expect(rows.snapshot().error).toEqual(new Error('gone'));
    source.load = load;
    rows.retry();
    await settle(source);
    expect(seen(rows)[0]).toBe(0);
    expect(rows.snapshot().error).toBeNull();
  });

  it('shows the rows of the question before until the answer comes', async () => {
    const source = fakeSource({ rowCount: 1000 });
    const rows = await open(source);
    const next = fakeSource({ rowCount: 5, isHeld: true });
    rows.setSource(next, { keepPosition: false, count: null });
    expect(rows.snapshot().isStale).toBe(true);
    expect(seen(rows)).toHaveLength(26);
    await settle(next);
    expect(rows.snapshot()).toMatchObject({ isStale: false, rowCount: 5, offset: 0 });
  });
});

describe('positions that are guesses', () => {
  const rowCount = 100_000;

  it('moves no row on the screen when numbers become exact', async () => {
    const source = fakeSource({ rowCount, isExact: false, guess: (index) => index + 137 });
    const rows = await open(source, { kind: 'estimate', value: 90_000 });
    rows.scrollTo(50_000 * rowHeight);
    await settle(source);
    const before = seen(rows);
    const events: RowWindowEvent[] = [];
    rows.onEvent((event) => events.push(event));
    source.isExact = true;
    await rows.locate();
    await settle(source);
    expect(seen(rows)).toEqual(before);
    expect(rows.snapshot().visibleFrom).toBe(before[0]);
    expect(events).toMatchObject([{ kind: 'renumbered', by: 137 }]);
  });

  it('reaches both true ends row by row', async () => {
    const source = fakeSource({ rowCount: 3000, isExact: false, guess: (index) => index * 0.9 });
    const rows = await open(source, { kind: 'estimate', value: 2500 });
    rows.scrollTo(1250 * rowHeight);
    await settle(source);
    for (let page = 0; page < 200; page += 1) {
      rows.scrollBy(-20 * rowHeight);
      await settle(source);
      expectNoGap(rows);
    }
    expect(first(rows)).toBe(0);
    expect(rows.snapshot().visibleFrom).toBe(0);
    for (let page = 0; page < 200; page += 1) {
      rows.scrollBy(20 * rowHeight);
      await settle(source);
    }
    expect(seen(rows).at(-1)).toBe(2999);
  });

  it('holds the last row at the bottom while the count grows', async () => {
    const source = fakeSource({ rowCount, isExact: false });
    const rows = await open(source, { kind: 'estimate', value: 90_000 });
    rows.reveal(89_999);
    await settle(source);
    expect(seen(rows).at(-1)).toBe(rowCount - 1);
    rows.setCount({ kind: 'exact', value: rowCount });
    await settle(source);
    expect(seen(rows).at(-1)).toBe(rowCount - 1);
    expect(rows.snapshot().rowCount).toBe(rowCount);
  });
});

describe('reading again', () => {
  it('keeps the first seen row where it is when rows appear above it', async () => {
    const source = fakeSource({ rowCount: 10_000 });
    const rows = await open(source, { kind: 'exact', value: 10_000 });
    rows.scrollBy(500 * rowHeight + 11);
    await settle(source);
    // Forty new rows stand before the row that was the first.
    const grown = fakeSource({ rowCount: 10_040 });
    rows.setSource(
      {
        rowId: source.rowId,
        load: async (at, limit, signal) => {
          const loaded = await grown.load(
            at.kind === 'row' ? { kind: 'row', id: String(Number(at.id) + 40) } : at,
            limit,
            signal,
          );
          return { ...loaded, rows: loaded.rows.map(({ place }) => ({ place: place - 40 })) };
        },
      },
      { keepPosition: true, count: null },
    );
    await settle(grown);
    expect(first(rows)).toBe(500);
    expect(rows.snapshot().visibleFrom).toBe(540);
    expect(rows.snapshot().offset).toBe(540 * rowHeight + 11);
  });

  it('opens a row in its surroundings and says where it stands', async () => {
    const source = fakeSource({ rowCount: 100_000 });
    const rows = await open(source);
    const events: RowWindowEvent[] = [];
    rows.onEvent((event) => events.push(event));
    rows.open('70007');
    await settle(source);
    expect(events.at(-1)).toEqual({ kind: 'located', index: 70_007 });
    expect(seen(rows)).toContain(70_007);
  });

  it('tells a grid that comes later which row was found', async () => {
    const source = fakeSource({ rowCount: 1000 });
    const rows = await open(source);
    rows.open('500');
    await settle(source);
    const events: RowWindowEvent[] = [];
    rows.onEvent((event) => events.push(event));
    rows.onEvent((event) => events.push(event));
    expect(events).toEqual([{ kind: 'located', index: 500 }]);
  });

  it('collects rows for the clipboard beyond those in memory', async () => {
    const source = fakeSource({ rowCount: 10_000 });
    const rows = await open(source);
    const collected = await rows.collect(5, 3005, new AbortController().signal);
    expect(collected?.map((row) => row.place)).toEqual(Array.from({ length: 3000 }, (_, index) => index + 5));
  });
});

type Action =
  | { readonly kind: 'wheel'; readonly notches: number }
  | { readonly kind: 'page'; readonly pages: number }
  | { readonly kind: 'drag'; readonly share: number }
  | { readonly kind: 'settle' };

const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('wheel' as const), notches: fc.integer({ min: -12, max: 12 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('page' as const), pages: fc.integer({ min: -3, max: 3 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('drag' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
  ),
  { maxLength: 40 },
);

async function follow(
  steps: readonly Action[],
  source: FakeSource,
  rows: RowWindow<FakeRow>,
  lastPlace: number,
): Promise<void> {
  /** True place of the top edge, in rows. */
  const top = () => first(rows) + (rows.snapshot().offset % rowHeight) / rowHeight;
  /** Where the top edge must truly be, after a jump whatever it landed on. */
  let place: number | null = 0;
  for (const step of [...steps, { kind: 'settle' } as const]) {
    const { offset } = rows.snapshot();
    switch (step.kind) {
      case 'wheel':
        rows.scrollBy(step.notches * notch);
        break;
      case 'page':
        rows.scrollBy(step.pages * rows.rowsPerPage * rowHeight);
        break;
      case 'drag': {
        const maximum = Math.max(0, rows.snapshot().rowCount * rowHeight - viewportHeight);
        rows.scrollTo(Math.round((maximum * step.share) / rowHeight) * rowHeight);
        if (rows.snapshot().offset !== offset) place = null;
        break;
      }
      case 'settle':
        await settle(source);
        expectNoGap(rows);
        place ??= top();
        // At an end the window moves less than asked, never more.
        if (Math.abs(top() - place) > 0.001) expect([top() === 0, seen(rows).at(-1) === lastPlace]).toContain(true);
        place = top();
        break;
    }
    if (step.kind === 'wheel' || step.kind === 'page') {
      const moved = (rows.snapshot().offset - offset) / rowHeight;
      if (place !== null) place += moved;
    }
  }
}

describe('any sequence of wheel turns, pages and drags', () => {
  it('never skips a row while positions are exact', async () => {
    await fc.assert(
      fc.asyncProperty(actions, fc.integer({ min: 40, max: 20_000 }), fc.boolean(), async (steps, rowCount, isHeld) => {
        const source = fakeSource({ rowCount, isHeld });
        const rows = await open(source, { kind: 'exact', value: rowCount });
        await follow(steps, source, rows, rowCount - 1);
        rows.stop();
      }),
      { numRuns: 150 },
    );
  });

  it('never skips a row while positions and the count are guesses', async () => {
    await fc.assert(
      fc.asyncProperty(
        actions,
        fc.integer({ min: 40, max: 20_000 }),
        fc.double({ min: 0.3, max: 2, noNaN: true }),
        async (steps, rowCount, error) => {
          const source = fakeSource({
            rowCount,
            isExact: false,
            guess: (index) => Math.floor(index / error),
            isHeld: true,
          });
          const rows = await open(source, { kind: 'estimate', value: Math.max(1, Math.floor(rowCount * error)) });
          await follow(steps, source, rows, rowCount - 1);
          rows.stop();
        },
      ),
      { numRuns: 150 },
    );
  });
});
