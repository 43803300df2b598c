import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testEnvironment } from '../../../test/support/environment.ts';
import { makeTemporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { type LocalState, openLocalState } from '../local-state/local-state.ts';
import { Drafts } from './drafts.ts';

const [ada, ben, eve] = ['a', 'b', 'e'].map((letter) => letter.repeat(36)) as [string, string, string];
const content = { value: '{"edits":[]}', inserted: 1, updated: 2, deleted: 0 };

let folder: { path: string; remove(): Promise<void> };
let localState: LocalState;
let drafts: Drafts;
beforeEach(async () => {
  folder = await makeTemporaryDirectory();
  localState = await openLocalState(testEnvironment(folder.path));
  drafts = new Drafts(localState.drafts);
});
afterEach(async () => {
  await localState.close();
  await folder.remove();
});

/** Opens the stream of a window and waits for its first word. */
async function openWindow(owner: string) {
  const controller = new AbortController();
  const stream = drafts.lease('/shop', owner, controller.signal);
  const first = await stream.next();
  const close = async () => {
    controller.abort();
    while (!(await stream.next()).done);
  };
  return { isTaken: first.value?.isTaken, stream, close };
}

const offered = async (to: string) => (await drafts.list('/shop', to)).map(({ draft }) => draft);

test('keeps the staged edits of a window over a restart and offers them when the window is gone', async () => {
  const window = await openWindow(ada);
  await drafts.write('/shop', ada, content);
  expect([await offered(ada), await offered(ben)]).toEqual([[], []]);
  await window.close();
  const restarted = new Drafts(localState.drafts);
  expect(await restarted.list('/shop', ben)).toEqual([
    { draft: ada, savedAt: expect.stringMatching(/^\d{4}-.*Z$/), inserted: 1, updated: 2, deleted: 0 },
  ]);
  expect(await restarted.list('/other', ben)).toEqual([]);
  // The same window, loaded again, has them by itself.
  expect(await restarted.list('/shop', ada)).toEqual([]);
  expect(await restarted.get('/shop', ada)).toEqual(content);
});

test('gives a draft to one window only', async () => {
  await drafts.write('/shop', eve, content);
  const results = await Promise.allSettled([drafts.take('/shop', ada, eve), drafts.take('/shop', ben, eve)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'not_found' } });
  expect([await drafts.get('/shop', ada), await drafts.get('/shop', ben)]).toContainEqual(content);
  expect(await drafts.get('/shop', eve)).toBeNull();
});

test('never gives away or throws away the draft of a window that is there', async () => {
  const window = await openWindow(eve);
  await drafts.write('/shop', eve, content);
  await expect(drafts.take('/shop', ada, eve)).rejects.toMatchObject({ code: 'not_found' });
  await expect(drafts.discard('/shop', eve)).rejects.toMatchObject({ code: 'conflict' });
  await window.close();
  await drafts.discard('/shop', eve);
  expect(await offered(ada)).toEqual([]);
});

test('does not put a draft in the place of another', async () => {
  await drafts.write('/shop', eve, content);
  await drafts.write('/shop', ada, { ...content, value: 'own' });
  await expect(drafts.take('/shop', ada, eve)).rejects.toMatchObject({ code: 'conflict' });
  expect([await drafts.get('/shop', ada), await drafts.get('/shop', eve)]).toEqual([
    { ...content, value: 'own' },
    content,
  ]);
});

test('lets empty drafts vanish', async () => {
  await drafts.write('/shop', ada, content);
  await drafts.write('/shop', ada, { value: '{}', inserted: 0, updated: 0, deleted: 0 });
  expect(await drafts.get('/shop', ada)).toBeNull();
  await drafts.write('/shop', ada, content);
  await drafts.write('/shop', ada, null);
  expect(await offered(ben)).toEqual([]);
});

test('keeps any well-formed text as it is, and refuses what would be changed', async () => {
  const value = 'NUL \u0000, 👩‍👩‍👧‍👦, \u2028, {"__proto__":1}';
  await drafts.write('/shop', ada, { ...content, value });
  expect((await drafts.get('/shop', ada))?.value).toBe(value);
  await expect(drafts.write('/shop', ada, { ...content, value: '\ud800' })).rejects.toMatchObject({
    code: 'bad_request',
  });
  expect((await drafts.get('/shop', ada))?.value).toBe(value);
});

test('tells a second window with the same owner that it is taken, and gives it the lease when the first is gone', async () => {
  const first = await openWindow(ada);
  const second = await openWindow(ada);
  expect([first.isTaken, second.isTaken]).toEqual([false, true]);
  await first.close();
  expect((await second.stream.next()).value).toEqual({ isTaken: false });
  await second.close();
  expect((await openWindow(ada)).isTaken).toBe(false);
});

test('gives the lease to a window that loads itself again while its old connection ends', async () => {
  const before = await openWindow(ada);
  const after = openWindow(ada);
  await delay(30);
  await before.close();
  expect((await after).isTaken).toBe(false);
});

test('ends a waiting window without taking the lease', async () => {
  const first = await openWindow(ada);
  const second = await openWindow(ada);
  await second.close();
  await drafts.write('/shop', ada, content);
  expect(await offered(ben)).toEqual([]);
  await first.close();
  expect(await offered(ben)).toEqual([ada]);
});
