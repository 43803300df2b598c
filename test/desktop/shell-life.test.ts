import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DesktopPlace } from './desktop.ts';
import { loadedPage, startFake } from './fake-desktop.ts';
import { display, makeMachine } from './fake-electron/machine.ts';
import { buildPartsOnce, builtParts, makePlace, openDesktop, settle } from './open-desktop.ts';
import { connectPage } from './page-client.ts';

buildPartsOnce();

describe('the end', () => {
  // The best of three: other test processes share both cores, and a second is short.
  test('by a signal comes at once, without a question: drafts keep what is staged', { retry: 2 }, async () => {
    const place = await makePlace();
    const start = await startFake({
      machine: makeMachine(place.directory),
      places: builtParts(),
      argv: [place.shop, '--data', place.data],
    });
    const client = connectPage(await loadedPage(start.fake));
    client.bridge.setUnsaved(7);
    await settle();
    start.signal();
    expect(await start.fake.app.exited).toBe(0);
    // What has not closed within a second is killed (end-in-time.ts).
    expect([start.fake.dialog.shown, start.wasKilled()]).toEqual([[], false]);
    client.transport.close();
  });

  test('does not come when the last window closes on a Mac, and the window comes back', async () => {
    const { fake } = await openDesktop({ platform: 'darwin' });
    fake.window().close();
    await settle();
    expect([fake.app.exitCode, fake.windows().length]).toEqual([null, 0]);
    fake.app.emit('activate', {}, false);
    expect(fake.windows()).toHaveLength(1);
    await loadedPage(fake);
  });

  test('of a Mac’s application is refused by a window with staged edits, once', async () => {
    const { bridge, fake } = await openDesktop({ platform: 'darwin' });
    bridge.setUnsaved(2);
    await settle();
    fake.dialog.answer(1);
    fake.app.quit();
    await settle();
    expect([fake.app.exitCode, fake.windows().length]).toEqual([null, 1]);
    fake.dialog.answer(0);
    fake.window().close();
    await settle();
    // Quitting was taken back; only the window closed.
    expect([fake.app.exitCode, fake.windows().length]).toEqual([null, 0]);
  });

  test('is not kept off by a page that wants to stay', async () => {
    const { fake } = await openDesktop();
    (await loadedPage(fake)).wantsToStay = true;
    fake.window().close();
    expect(await fake.app.exited).toBe(0);
  });
});

describe('a page that crashes', () => {
  test('is offered again', async () => {
    const { fake } = await openDesktop();
    fake.dialog.answer(0);
    fake.window().webContents.crash();
    await settle();
    expect(fake.dialog.shown).toMatchObject([
      { message: 'The window has stopped working', buttons: ['Load again', 'Quit'] },
    ]);
    expect((await loadedPage(fake)).world).toHaveProperty('storeroomDesktop');
  });

  test('can be the end, without a question about edits it has taken with it', async () => {
    const { bridge, fake } = await openDesktop();
    bridge.setUnsaved(1);
    await settle();
    fake.dialog.answer(1);
    fake.dialog.answer(0);
    fake.window().webContents.crash();
    expect(await fake.app.exited).toBe(0);
  });
});

describe('a start that can never work', () => {
  test.each([
    [
      'a path that is not there',
      (place: DesktopPlace) => [join(place.directory, 'gone'), '--data', place.data],
      /^No such file or folder/,
    ],
    ['an option of the browser form', (place: DesktopPlace) => ['--port=4000', '--data', place.data], /has no address/],
    ['a data folder that is a file', (place: DesktopPlace) => [place.shop, '--data', place.other], /can't be used/],
  ])('ends with exit code 2 and a reason: %s', async (_, argvOf, reason) => {
    const place = await makePlace();
    const start = await startFake({
      machine: makeMachine(place.directory),
      places: builtParts(),
      argv: argvOf(place),
      hasTerminal: false,
    });
    expect(await start.fake.app.exited).toBe(2);
    expect(start.notes).toEqual([expect.stringMatching(reason)]);
    expect(start.fake.dialog.errors).toEqual([{ title: 'Storeroom can’t start', content: start.notes[0] }]);
    expect(start.fake.windows()).toEqual([]);
  });

  test('says it on the terminal alone where there is one', async () => {
    const place = await makePlace();
    const start = await startFake({ machine: makeMachine(place.directory), places: builtParts(), argv: ['--port=1'] });
    expect([start.notes.length, start.fake.dialog.errors]).toEqual([1, []]);
  });
});

describe('the window', () => {
  test('appears with its page, in the colours of the theme', async () => {
    const { desktop, fake } = await openDesktop();
    expect(fake.window().options.show).toBe(false);
    expect(fake.window().isVisible()).toBe(true);
    await desktop.client.calls.settings.apply({ theme: 'dark' });
    expect(fake.nativeTheme.themeSource).toBe('dark');
    await desktop.restart();
    expect(desktop.fake.window().options.backgroundColor).toBe('#17181c');
  });

  test('comes back to this screen when the one it was on is gone, and returns there with it', async () => {
    const { desktop, fake } = await openDesktop();
    const { machine } = fake.app;
    const alone = machine.displays;
    const both = [...alone, display(2, 1920, 0, 2560, 1440)];
    machine.displays = both;
    await desktop.setBounds({ x: 2100, y: 300, width: 1000, height: 700 });
    await desktop.restart();
    expect(await desktop.bounds()).toMatchObject({ x: 2100, y: 300 });
    await desktop.restart(() => {
      machine.displays = alone;
    });
    expect(await desktop.bounds()).toEqual({ x: 920, y: 300, width: 1000, height: 700 });
    await desktop.restart(() => {
      machine.displays = both;
    });
    expect(await desktop.bounds()).toEqual({ x: 2100, y: 300, width: 1000, height: 700 });
  });

  test('opens although its memory is damaged', async () => {
    const { desktop, place } = await openDesktop();
    writeFileSync(join(place.data, 'window.json'), '{"version":1,"windows":[{"displays":7}]}');
    await desktop.restart();
    expect(await desktop.windowCount()).toBe(1);
    expect(JSON.parse(readFileSync(join(place.data, 'window.json'), 'utf8'))).toMatchObject({ version: 1 });
  });
});
