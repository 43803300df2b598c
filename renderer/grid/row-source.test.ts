import { describe, expect, it } from 'vitest';
import { indexedSource } from './row-source.ts';
import { RowWindow } from './row-window.ts';
import { answered } from './testing/fake-source.ts';

function numbers(total: number) {
  const asked: [number, number][] = [];
  const source = indexedSource<number>({
    load: (offset, limit) => {
      asked.push([offset, limit]);
      const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => offset + index);
      return Promise.resolve({ rows, total });
    },
    rowId: String,
  });
  return { source, asked };
}

const signal = new AbortController().signal;

describe('indexedSource', () => {
  it('reads forwards, backwards and from the end', async () => {
    const { source } = numbers(1000);
    expect(await source.load({ kind: 'after', cursor: '10' }, 3, signal)).toMatchObject({
      rows: [10, 11, 12],
      index: 10,
    });
    expect(await source.load({ kind: 'before', cursor: '2' }, 5, signal)).toMatchObject({
      rows: [0, 1],
      atStart: true,
    });
    expect(await source.load({ kind: 'end' }, 2, signal)).toMatchObject({ rows: [998, 999], atEnd: true, index: 998 });
  });

  it('gives a window all rows of a list', async () => {
    const { source } = numbers(450);
    const rows = new RowWindow(source);
    rows.setViewportHeight(600);
    for (let step = 0; step < 40; step += 1) {
      await answered();
      rows.scrollBy(600);
    }
    expect(rows.snapshot()).toMatchObject({ rowCount: 450, visibleTo: 450 });
    expect(rows.row(449)).toBe(449);
  });
});
