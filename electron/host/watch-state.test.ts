import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchState } from './watch-state.ts';

function counter() {
  let value = 0;
  const listeners = new Set<() => void>();
  return {
    listeners,
    increase: () => {
      value += 1;
      for (const listener of listeners) listener();
    },
    watched: {
      read: () => value,
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}

test('gives the state at once and after each change', async () => {
  const { watched, increase } = counter();
  const events = watchState(watched, undefined, 1);
  expect((await events.next()).value).toBe(0);
  increase();
  expect((await events.next()).value).toBe(1);
  await events.return();
});

test('joins changes that come faster than the pause, and keeps the last one', async () => {
  const { watched, increase } = counter();
  const controller = new AbortController();
  const seen: number[] = [];
  const reading = (async () => {
    for await (const value of watchState(watched, controller.signal, 50)) seen.push(value);
  })();
  for (let index = 0; index < 100; index++) {
    increase();
    await delay(1);
  }
  await delay(120);
  controller.abort();
  await reading;
  expect(seen.at(-1)).toBe(100);
  expect(seen.length).toBeLessThan(12);
});

test('ends when the signal fires, whether it waits for a change or pauses', async () => {
  for (const waitMs of [0, 30]) {
    const { watched, listeners } = counter();
    const controller = new AbortController();
    const events = watchState(watched, controller.signal, 10);
    await events.next();
    const next = events.next();
    await delay(waitMs);
    controller.abort();
    expect((await next).done).toBe(true);
    expect(listeners.size).toBe(0);
  }
});

test('ends its subscription when the reader leaves early', async () => {
  const { watched, listeners } = counter();
  for await (const value of watchState(watched, undefined)) {
    expect(value).toBe(0);
    break;
  }
  expect(listeners.size).toBe(0);
});
