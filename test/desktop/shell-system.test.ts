import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { handOver } from '../../electron/host/launch/handover.ts';
import { takeDataFolder } from '../../electron/host/local-state/data-lock.ts';
import { run } from '../../electron/server/run.ts';
import { loadedPage, startFake } from './fake-desktop.ts';
import { makeMachine } from './fake-electron/machine.ts';
import { buildPartsOnce, builtParts, makePlace, openDesktop, settle } from './open-desktop.ts';
import { connectPage } from './page-client.ts';

buildPartsOnce();

describe('the menu', () => {
  const commands = [
    { id: 'mod+S', label: 'Save changes', keys: 'mod+S', canRun: true },
    { id: '?', label: 'Keys & commands', keys: '?', canRun: true },
    { id: 'Delete', label: 'Delete rows', keys: 'Delete', canRun: false },
  ];

  test('shows every command of the page with its keys, and does it when chosen', async () => {
    const { bridge, fake } = await openDesktop();
    const chosen: string[] = [];
    bridge.onCommand((id) => void chosen.push(id));
    bridge.setCommands(commands);
    await settle();
    const menu = fake.menu();
    expect(menu.find('Commands', 'Save changes')).toMatchObject({ accelerator: 'CommandOrControl+S', enabled: true });
    expect(menu.find('Commands', 'Keys & commands')).toMatchObject({ accelerator: '?' });
    expect(menu.find('Commands', 'Delete rows')).toMatchObject({ enabled: false });
    // What Electron passes to `click` is not read.
    menu.find('Commands', 'Save changes').click?.(undefined as never, undefined, undefined as never);
    await settle();
    expect(chosen).toEqual(['mod+S']);
  });

  test('acts on no key that the page handles, so that nothing happens twice', async () => {
    const { bridge, fake } = await openDesktop();
    bridge.setCommands(commands);
    await settle();
    expect(
      fake
        .menu()
        .acting('linux')
        .map(({ accelerator }) => accelerator),
    ).toEqual(['CommandOrControl+O', 'CommandOrControl+Shift+W']);
  });

  test('takes no bare key from whoever types on a Mac', async () => {
    const { bridge, fake } = await openDesktop({ platform: 'darwin' });
    bridge.setCommands(commands);
    await settle();
    expect(
      fake
        .menu()
        .acting('darwin')
        .map(({ accelerator }) => accelerator),
    ).toEqual(['CommandOrControl+O', 'CommandOrControl+Shift+W', 'CommandOrControl+S']);
  });

  test('has the usual roles', async () => {
    const { fake } = await openDesktop();
    const menu = fake.menu();
    for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'])
      expect(menu.find('Edit', role)).toBeTruthy();
    for (const role of ['reload', 'zoomIn', 'togglefullscreen', 'toggleDevTools'])
      expect(menu.find('View', role)).toBeTruthy();
    expect(menu.find('File', 'quit')).toBeTruthy();
  });

  test('opens a project that is chosen, in the same window', async () => {
    const { desktop, fake, place } = await openDesktop();
    await desktop.showsModel('album');
    fake.dialog.chosenPaths = [place.other];
    fake
      .menu()
      .find('File', 'Open project…')
      .click?.(undefined as never, undefined, undefined as never);
    while (!(await desktop.showsModel('parcel'))) await delay(20);
    expect(await desktop.windowCount()).toBe(1);
  });

  test('says why a chosen file can’t be opened', async () => {
    const { bridge, fake, place } = await openDesktop();
    const text = join(place.directory, 'note.txt');
    writeFileSync(text, 'a note');
    fake.dialog.chosenPaths = [text];
    fake.dialog.answer(0);
    await bridge.chooseProject();
    expect(fake.dialog.shown).toMatchObject([{ type: 'error', detail: expect.stringContaining('note.txt') }]);
  });
});

describe('what the system asks to open', () => {
  test('before the start is over is what opens', async () => {
    const place = await makePlace();
    const start = await startFake({
      machine: makeMachine(place.directory),
      places: builtParts(),
      argv: ['--data', place.data],
      platform: 'darwin',
      meanwhile: ({ app }) => app.emit('open-file', { preventDefault: () => {} }, place.other),
    });
    onTestFinished(async () => {
      start.signal();
      await start.fake.app.exited;
    });
    expect(start.output()).toBe('Storeroom: shown in its own window\n');
    const names = JSON.stringify(await projectsOf(start.fake));
    expect(names).toContain('post');
  });

  test('later is shown in the window that is there', async () => {
    const { desktop, fake, place } = await openDesktop({ platform: 'darwin' });
    fake.app.emit('open-file', { preventDefault: () => {} }, place.other);
    while (!(await desktop.showsModel('parcel'))) await delay(20);
    expect(await desktop.windowCount()).toBe(1);
  });

  test('again, with nothing in particular, brings the window to the front', async () => {
    const { fake, place } = await openDesktop();
    fake.window().minimize();
    const second = await startFake({ machine: fake.app.machine, places: builtParts(), argv: ['--data', place.data] });
    expect(await second.fake.app.exited).toBe(0);
    while (fake.window().focusCount === 0) await delay(5);
    expect(fake.window().isMinimized()).toBe(false);
    expect(second.output()).toMatch(/^Storeroom: /);
  });
});

async function projectsOf(fake: Awaited<ReturnType<typeof startFake>>['fake']) {
  const client = connectPage(await loadedPage(fake));
  const projects = await client.calls.projects.list();
  client.transport.close();
  return projects;
}

describe('the data folder', () => {
  test('of a running desktop takes what a browser form is asked to open', async () => {
    const { desktop, place } = await openDesktop();
    const answer = await handOver(place.data, { target: place.other, open: true });
    expect(answer).toEqual({ kind: 'opened', address: 'Storeroom: shown in its own window' });
    while (!(await desktop.showsModel('parcel'))) await delay(20);
  });

  test('of a running browser form takes what a desktop is asked to open', async () => {
    const place = await makePlace();
    mkdirSync(place.data, { recursive: true });
    const lines: string[] = [];
    const options = {
      target: place.shop,
      browser: true,
      port: 0,
      open: false,
      token: null,
      dataDirectory: place.data,
      readOnly: false,
      dev: true,
    };
    const server = await run(options, { address: (line) => lines.push(line), note: () => {} });
    if (server.kind !== 'running') throw new Error('The server did not start');
    onTestFinished(() => server.close());
    const start = await startFake({
      machine: makeMachine(place.directory),
      places: builtParts(),
      argv: [place.other, '--data', place.data],
    });
    expect(await start.fake.app.exited).toBe(0);
    expect(start.output().trim()).toBe(lines[0]);
    expect(start.fake.windows()).toEqual([]);
  });

  test('is free again after the end, and nothing is left of it', async () => {
    const { desktop, fake, place } = await openDesktop();
    fake.window().close();
    expect(await fake.app.exited).toBe(0);
    desktop.client.transport.close();
    expect(existsSync(join(place.data, 'storeroom.lock'))).toBe(false);
    expect(existsSync(join(place.data, 'storeroom.db-wal'))).toBe(false);
    expect(existsSync(join(place.data, 'handover.sock'))).toBe(false);
    const attempt = takeDataFolder(place.data);
    expect(attempt.kind).toBe('owned');
    if (attempt.kind === 'owned') attempt.lock.release();
  });
});
