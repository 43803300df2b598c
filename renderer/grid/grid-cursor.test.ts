import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GridCursor } from './grid-cursor.ts';
import { RowWindow } from './row-window.ts';
import { answered, type FakeRow } from './testing/fake-source.ts';
import { type TableSource, tableSource } from './testing/table-source.ts';
import { WaitingCommand } from './waiting-command.ts';
import { rowHeight } from './window-state.ts';

const columns = 8;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function quiet(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await answered();
}

async function open(source: TableSource) {
  const rows = new RowWindow(source, { kind: 'exact', value: source.places.length });
  rows.setViewportHeight(10 * rowHeight);
  await quiet();
  const cursor = new GridCursor<FakeRow>(rows, 0);
  cursor.attach(rows);
  const place = () => cursor.activeRow()?.place;
  return { rows, cursor, place };
}

/** Another order of the same rows, whose answer waits until it is released. */
function descending(count: number): TableSource {
  const source = tableSource(upTo(count).map((place) => place + 1000));
  source.isHeld = true;
  return source;
}

describe('keys pressed right after a sort', () => {
  it('keep the place that was chosen before the answer came', async () => {
    const { rows, cursor, place } = await open(tableSource(upTo(50)));
    cursor.move('up', false, columns);
    const sorted = descending(50);
    cursor.expectRows();
    rows.setSource(sorted, { keepPosition: false, count: null });
    cursor.move('down', false, columns);
    cursor.move('down', false, columns);
    // The rows of the order before are still there, but not the ones meant.
    expect(place()).toBeUndefined();
    sorted.release();
    await quiet();
    expect(cursor.selection()).toMatchObject({ kind: 'cells', active: { row: 1, column: 0 } });
    expect(place()).toBe(1001);
  });

  it('keep the place although the sort is asked for only after them', async () => {
    const { rows, cursor, place } = await open(tableSource(upTo(50)));
    cursor.move('up', false, columns);
    // The address changes first, the rows a moment later.
    cursor.expectRows();
    cursor.move('down', false, columns);
    expect(place()).toBeUndefined();
    const sorted = descending(50);
    rows.setSource(sorted, { keepPosition: false, count: null });
    sorted.release();
    await quiet();
    expect(cursor.selection()).toMatchObject({ kind: 'cells', active: { row: 0 } });
    expect(place()).toBe(1000);
  });

  it('begin at the first row, however fast they follow', async () => {
    const { rows, cursor, place } = await open(tableSource(upTo(50)));
    cursor.select({ row: 17, column: 3 });
    cursor.expectRows();
    cursor.move('down', false, columns);
    const sorted = descending(50);
    rows.setSource(sorted, { keepPosition: false, count: null });
    sorted.release();
    await quiet();
    expect(cursor.selection()).toMatchObject({ active: { row: 1, column: 3 } });
    expect(place()).toBe(1001);
  });

  it('mean the rows that are there when no others come', async () => {
    const { cursor, place } = await open(tableSource(upTo(50)));
    cursor.expectRows();
    expect(place()).toBeUndefined();
    vi.advanceTimersByTime(501);
    expect(place()).toBe(0);
  });

  it('keep the place although the answer takes longer than the rows of the order before are shown', async () => {
    const { rows, cursor, place } = await open(tableSource(upTo(50)));
    const sorted = descending(50);
    rows.setSource(sorted, { keepPosition: false, count: null });
    cursor.move('down', false, columns);
    vi.advanceTimersByTime(400);
    expect(rows.snapshot().run).toBeNull();
    expect(place()).toBeUndefined();
    sorted.release();
    await quiet();
    expect(place()).toBe(1001);
  });
});

describe('other rows', () => {
  it('begin without a selection, unless a row was clicked that is among them', async () => {
    const { rows, cursor } = await open(tableSource(upTo(50)));
    cursor.select({ row: 7, column: 2 });
    rows.setSource(tableSource(upTo(50).slice(5)), { keepPosition: false, count: null });
    await quiet();
    expect(cursor.selection()).toMatchObject({ kind: 'none', active: { row: 0, column: 2 } });

    const next = tableSource(upTo(50).slice(7));
    next.isHeld = true;
    rows.setSource(next, { keepPosition: false, count: null });
    cursor.select({ row: 4, column: 2 });
    next.release();
    await quiet();
    // It was row 9 of the store.
    expect(cursor.selection()).toMatchObject({ kind: 'cells', active: { row: 2, column: 2 } });
  });

  it('leave the header and leading rows where they are', async () => {
    const { rows, cursor } = await open(tableSource(upTo(50)));
    rows.setLeading([{ place: -1 }]);
    cursor.select({ row: 0, column: 3 });
    rows.setSource(tableSource(upTo(9)), { keepPosition: false, count: null });
    await quiet();
    expect(cursor.selection()).toMatchObject({ kind: 'cells', active: { row: 0, column: 3 } });
    expect(cursor.activeRow()).toEqual({ place: -1 });
  });

  it('limit the place when there are fewer', async () => {
    const { rows, cursor, place } = await open(tableSource(upTo(50)));
    const few = tableSource([4, 5]);
    few.isHeld = true;
    rows.setSource(few, { keepPosition: false, count: null });
    for (let step = 0; step < 6; step += 1) cursor.move('down', false, columns);
    few.release();
    await quiet();
    expect(cursor.selection().active.row).toBe(1);
    expect(place()).toBe(5);
  });
});

describe('the selection', () => {
  it('goes with its row when leading rows come and go', async () => {
    const { rows, cursor, place } = await open(tableSource(upTo(50)));
    cursor.select({ row: 3, column: 1 });
    rows.setLeading([{ place: -1 }, { place: -2 }]);
    expect(place()).toBe(3);
    cursor.select({ row: 1, column: 1 });
    rows.setLeading([{ place: -3 }, { place: -2 }, { place: -1 }]);
    expect(place()).toBe(-2);
    rows.setLeading([{ place: -3 }]);
    expect(place()).toBe(0);
    expect(cursor.selection().kind).toBe('cells');
  });

  it('goes to the neighbour of rows that were deleted, and no longer names whole rows', async () => {
    const { rows, cursor, place } = await open(tableSource(upTo(50)));
    cursor.select({ row: 5, column: 0 }, { rows: true });
    cursor.select({ row: 8, column: 0 }, { rows: true, extend: true });
    rows.remove(['5', '6', '7', '8']);
    expect(place()).toBe(9);
    expect(cursor.selection()).toEqual({
      kind: 'cells',
      active: { row: 5, column: 0 },
      anchor: { row: 5, column: 0 },
    });
    cursor.move('lastRow', false, columns);
    rows.remove(['49']);
    expect(place()).toBe(48);
  });

  it('keeps to its row through a reload after the row got another key', async () => {
    const source = tableSource(upTo(50));
    const { rows, cursor, place } = await open(source);
    cursor.select({ row: 10, column: 0 });
    rows.patch('10', () => ({ place: 30.5 }));
    source.places = [...upTo(50).filter((one) => one !== 10), 30.5].sort((a, b) => a - b);
    rows.reload();
    await quiet();
    expect(place()).toBe(30.5);
    expect(cursor.selection().active.row).toBe(30);
  });

  it('stays on a row that exists, whatever is added, removed and moved', async () => {
    vi.useRealTimers();
    const action = fc.oneof(
      fc.record({ kind: fc.constant('remove' as const), share: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
      fc.record({ kind: fc.constant('lead' as const), count: fc.integer({ min: 0, max: 4 }) }),
      fc.record({
        kind: fc.constant('move' as const),
        motion: fc.constantFrom('down' as const, 'up' as const, 'pageDown' as const, 'lastRow' as const),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
        const { rows, cursor, place } = await open(tableSource(upTo(40)));
        for (const one of actions) {
          const before = place();
          const { rowCount } = rows.snapshot();
          if (one.kind === 'move') cursor.move(one.motion, false, columns);
          else if (one.kind === 'lead') rows.setLeading(upTo(one.count).map((at) => ({ place: -1 - at })));
          else {
            const id = rows.idOf(Math.floor(one.share * rowCount));
            if (id !== null) rows.remove([id]);
            if (before !== undefined && id !== String(before) && cursor.selection().kind !== 'none')
              expect(place()).toBe(before);
          }
          const { active } = cursor.selection();
          if (rows.snapshot().rowCount > 0) expect(active.row).toBeLessThan(rows.snapshot().rowCount);
        }
        rows.stop();
      }),
    );
  });
});

describe('a command that waits', () => {
  it('is done once, and not after three seconds', () => {
    const waiting = new WaitingCommand<string>();
    waiting.wait('open');
    expect([waiting.take(), waiting.take()]).toEqual(['open', null]);
    waiting.wait('edit');
    vi.advanceTimersByTime(2999);
    expect(waiting.command).toBe('edit');
    vi.advanceTimersByTime(1);
    expect(waiting.command).toBeNull();
  });
});
