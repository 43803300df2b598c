import { describe, expect, it } from 'vitest';
import type { ValuePage } from '../../../../shared/contract/redis.ts';
import { type LoadPage, rankedSource, walkedSource } from './element-source.ts';

const { signal } = new AbortController();

function pageOf(values: readonly string[], next: string | null, offset: number | null): ValuePage {
  return {
    type: 'hash',
    elements: values.map((value) => [value]),
    at: values.map((value) => `at ${value}`),
    next,
    offset,
  };
}

describe('a value that can only be walked', () => {
  const steps = [['a', 'b'], ['b', 'c'], [], ['d']];
  const load: LoadPage = async ({ next }) => {
    const step = Number(next ?? 0);
    return pageOf(steps[step] ?? [], step + 1 < steps.length ? String(step + 1) : null, null);
  };

  it('gives each element once, though the server gave one twice and one step nothing', async () => {
    const counts: unknown[] = [];
    const source = walkedSource(load, (count) => counts.push(count));
    const first = await source.load({ kind: 'start' }, 2, signal);
    expect(first).toMatchObject({ rows: [{ at: 'at a' }, { at: 'at b' }], atStart: true, atEnd: false, index: 0 });
    const rest = await source.load({ kind: 'after', cursor: first.last ?? '' }, 10, signal);
    expect(rest).toMatchObject({ rows: [{ at: 'at c' }, { at: 'at d' }], atEnd: true, index: 2 });
    expect(counts.at(-1)).toEqual({ kind: 'exact', value: 4 });
    const back = await source.load({ kind: 'before', cursor: rest.first ?? '' }, 10, signal);
    expect(back.rows.map(({ at }) => at)).toEqual(['at a', 'at b']);
    expect((await source.load({ kind: 'row', id: 'at c' }, 1, signal)).index).toBe(2);
  });

  it('walks from the beginning when it is read again', async () => {
    const source = walkedSource(load, () => undefined);
    await source.load({ kind: 'index', index: 3 }, 1, signal);
    expect(await source.load({ kind: 'start' }, 1, signal)).toMatchObject({ rows: [{ at: 'at a' }], atEnd: false });
  });
});

describe('a value with positions', () => {
  const items = Array.from({ length: 1000 }, (_, index) => `item ${index}`);
  const load: LoadPage = async ({ offset }, limit) => {
    const start = offset ?? 0;
    const part = items.slice(start, start + limit);
    return pageOf(part, start + part.length < items.length ? 'more' : null, start);
  };

  it('is read at any place and from its end, also when it grew since its length was read', async () => {
    const source = rankedSource(load, 900);
    expect((await source.load({ kind: 'index', index: 500 }, 2, signal)).rows.map(({ at }) => at)).toEqual([
      'at item 500',
      'at item 501',
    ]);
    const end = await source.load({ kind: 'index', index: 990 }, 50, signal);
    expect([end.rows.length, end.atEnd]).toEqual([10, true]);
  });
});
