import { describe, expect, it, vi } from 'vitest';
import type { WholeCell } from '../../../shared/domain/cell.ts';
import { createCaptionStore } from './caption-store.ts';

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('createCaptionStore', () => {
  it('reads what many cells ask for in one call, and each value once', async () => {
    const calls: WholeCell[][] = [];
    const store = createCaptionStore((values) => {
      calls.push(values);
      return Promise.resolve(values.map((value) => (value === 3n ? null : `caption of ${String(value)}`)));
    });
    const heard = vi.fn();
    store.subscribe(heard);
    for (const value of [1n, 2n, 3n, 1n]) store.want(value);
    expect(store.get(1n)).toBeUndefined();
    await soon();
    store.want(2n);
    await soon();
    expect(calls).toEqual([[1n, 2n, 3n]]);
    expect([store.get(1n), store.get(3n)]).toEqual(['caption of 1', null]);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('asks again for what it could not read', async () => {
    let isBroken = true;
    const store = createCaptionStore((values) =>
      isBroken ? Promise.reject(new Error('gone')) : Promise.resolve(values.map(String)),
    );
    store.want('a');
    await soon();
    isBroken = false;
    store.want('a');
    await soon();
    expect(store.get('a')).toBe('a');
  });

  it('stops reading when it is left', async () => {
    const read = vi.fn(() => Promise.resolve([]));
    const store = createCaptionStore(read);
    store.want('a');
    store.stop();
    await soon();
    expect(read).not.toHaveBeenCalled();
  });
});
