import { describe, expect, it } from 'vitest';
import { CellEditing } from './cell-editing.ts';
import { RowWindow } from './row-window.ts';
import { answered, type FakeRow } from './testing/fake-source.ts';
import { tableSource } from './testing/table-source.ts';
import { rowHeight } from './window-state.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

async function quiet(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await answered();
}

async function open(count = 10_000) {
  const source = tableSource(upTo(count));
  const rows = new RowWindow<FakeRow>(source, { kind: 'exact', value: count });
  rows.setViewportHeight(10 * rowHeight);
  await quiet();
  const editing = new CellEditing(rows);
  editing.attach(rows);
  return { source, rows, editing };
}

describe('the open editor', () => {
  it('stays with its row while rows come, go and are saved', async () => {
    const { source, rows, editing } = await open();
    editing.begin(5, 'name', 'x');
    rows.setLeading([{ place: -1 }]);
    expect(editing.open()).toMatchObject({ id: '5', index: 6, typed: 'x', row: { place: 5 } });
    rows.remove(['2', '3']);
    expect(editing.open()?.index).toBe(4);
    rows.patch('5', () => ({ place: 5.5 }));
    expect(editing.open()).toMatchObject({ id: '5.5', index: 4, row: { place: 5.5 } });
    source.places = [-10, -9, 0, 1, 4, 5.5, ...upTo(10_000).slice(6)];
    rows.reload();
    await quiet();
    expect(editing.open()).toMatchObject({ id: '5.5', index: 6 });
  });

  it('is kept while its row is scrolled out of memory, and finds it again', async () => {
    const { rows, editing } = await open();
    editing.begin(5, 'name', null);
    rows.scrollTo(8000 * rowHeight);
    await quiet();
    expect(rows.row(5)).toBeUndefined();
    expect(editing.open()).toMatchObject({ id: '5', index: 5, row: { place: 5 } });
    rows.scrollTo(0);
    await quiet();
    expect(editing.open()).toMatchObject({ index: 5, row: { place: 5 } });
  });

  it('has no place while other rows do not show its row, and gets one when they do', async () => {
    const { rows, editing } = await open();
    editing.begin(5, 'name', null);
    rows.setSource(tableSource([7, 8]), { keepPosition: false, count: null });
    await quiet();
    expect(editing.open()).toMatchObject({ id: '5', index: null, row: { place: 5 } });
    rows.setSource(tableSource([3, 5, 7]), { keepPosition: false, count: null });
    await quiet();
    expect(editing.open()?.index).toBe(1);
  });

  it('stays open when its value can not be staged', async () => {
    const { editing } = await open();
    editing.begin(5, 'name', null);
    editing.register(() => false);
    expect(editing.close()).toBe(false);
    expect(editing.begin(6, 'name', null)).toBe(false);
    expect(editing.open()?.id).toBe('5');
    editing.cancel();
    expect(editing.open()).toBeNull();
  });

  it('commits once, even when that moves the focus or changes rows', async () => {
    const { rows, editing } = await open();
    let commits = 0;
    editing.begin(5, 'name', null);
    editing.register(() => {
      commits += 1;
      rows.setLeading([{ place: -commits }]);
      expect(editing.close()).toBe(false);
      return true;
    });
    expect([editing.close(), editing.close(), commits]).toEqual([true, true, 1]);
    // The next editor has its own.
    editing.begin(6, 'name', null);
    expect([editing.close(), commits]).toEqual([true, 1]);
  });

  it('does not close on a commit that throws', async () => {
    const { editing } = await open();
    editing.begin(5, 'name', null);
    editing.register(() => {
      throw new Error('a bug');
    });
    expect(() => editing.close()).toThrow('a bug');
    expect(editing.open()).not.toBeNull();
    editing.register(() => true);
    expect(editing.close()).toBe(true);
  });
});
