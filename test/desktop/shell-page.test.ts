import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { appOrigin, appUrl } from '../../electron/shell/app-scheme.ts';
import { desktopChannels } from '../../shared/transport/desktop-bridge.ts';
import { loadedPage } from './fake-desktop.ts';
import { droppedFile } from './fake-electron/page.ts';
import { buildPartsOnce, builtParts, openDesktop, settle } from './open-desktop.ts';

buildPartsOnce();

describe('the renderer', () => {
  test('is sandboxed, isolated, without Node and with web security', async () => {
    const { fake } = await openDesktop();
    expect(fake.window().options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      preload: builtParts().preload,
    });
    expect(fake.app.isSandboxed).toBe(true);
    expect(fake.session.isSpellCheckerEnabled).toBe(false);
  });

  test('gets exactly one port', async () => {
    const { desktop, fake, bridge } = await openDesktop();
    await desktop.showsModel('album');
    const page = await loadedPage(fake);
    let ports = 0;
    page.addEventListener('message', (event) => {
      ports += event.ports.length;
    });
    bridge.connect();
    await settle();
    expect(ports).toBe(0);
  });

  test('that loses its port asks to be loaded again', async () => {
    const { fake, desktop } = await openDesktop();
    await desktop.showsModel('album');
    const { transport } = desktop.client;
    fake.window().webContents.page?.ipcRenderer.destroy();
    while (transport.state().kind === 'connected') await delay(5);
    expect(transport.state().kind).toBe('outdated');
  });

  test('may copy to the clipboard, and nothing else', async () => {
    const { fake } = await openDesktop();
    const { webContents } = fake.window();
    expect(await fake.session.asksFor(webContents, 'clipboard-sanitized-write')).toBe(true);
    for (const permission of ['clipboard-read', 'media', 'fullscreen', 'openExternal', 'fileSystem'] as const)
      expect(await fake.session.asksFor(webContents, permission)).toBe(false);
    expect(fake.session.allowsDevices()).toBe(false);
  });

  test('gets no webview, and no page of bytes in its place', async () => {
    const { desktop, fake } = await openDesktop();
    expect(fake.window().webContents.attachWebview()).toBe(false);
    const { bytes } = await desktop.client.calls.settings.session.get();
    expect(await desktop.navigates(appUrl(`${bytes}/log`))).toBe(false);
    expect(await desktop.navigates('storeroom://other/')).toBe(false);
    expect(await desktop.navigates(appUrl('/'))).toBe(true);
  });

  test('learns the path of a file that was dropped, and of nothing else', async () => {
    const { bridge, place } = await openDesktop();
    expect(bridge.pathForFile(droppedFile(place.other))).toBe(place.other);
    expect(bridge.pathForFile(new File([], 'made.txt'))).toBe('');
    expect(() => bridge.pathForFile({ path: '/etc/passwd' })).toThrow('expected to receive a File');
  });

  test('learns the path of a file or folder that the person chose for a field, and nothing when they chose none', async () => {
    const { bridge, fake, place } = await openDesktop();
    fake.dialog.chosenPaths = [place.other];
    expect(await bridge.choosePath('database')).toBe(place.other);
    fake.dialog.chosenPaths = [];
    expect(await bridge.choosePath('folder')).toBeNull();
    // The page is the untrusted side.
    await expect(bridge.choosePath('elsewhere' as 'file')).rejects.toThrow('Refused');
  });

  test('keeps passwords with the keyring, over a restart', async () => {
    const { desktop } = await openDesktop();
    const { calls } = desktop.client;
    expect(await calls.projects.vault.get()).toEqual({ kind: 'keyring', isLocked: false, refusal: null });
    const settings = {
      ...{ name: 'Cache', environment: 'development' as const, readOnly: false, database: null, filesRoot: null },
      redisUrl: 'redis://cache.invalid',
    };
    const secrets = { database: { kind: 'keep' as const }, redis: { kind: 'set' as const, value: 'secret-word' } };
    const { id } = await calls.projects.settings.apply({ id: null, version: null, settings, secrets });
    await desktop.restart();
    const { hasPassword } = await desktop.client.calls.projects.settings.get({ id });
    expect(hasPassword).toEqual({ database: false, redis: true });
  });
});

describe('messages', () => {
  const strangers = [
    ['a page of another origin', { origin: 'https://evil.example', url: 'https://evil.example/', parent: null }],
    [
      'a frame inside the page',
      { origin: appOrigin, url: appUrl('/'), parent: { origin: appOrigin, url: '', parent: null } },
    ],
    ['a frame that has gone elsewhere', null],
  ] as const;

  test.each(strangers)('of %s are refused', async (_, frame) => {
    const { fake } = await openDesktop();
    const contents = fake.window().webContents;
    fake.ipcMain.receive({ contents, frame }, desktopChannels.unsaved, [5]);
    const call = fake.ipcMain.receiveInvoke({ contents, frame }, desktopChannels.chooseProject, []);
    await expect(call).rejects.toThrow('Refused');
    await settle();
    fake.window().close();
    expect(fake.dialog.shown).toEqual([]);
  });

  test('of the wrong shape are refused', async () => {
    const { fake } = await openDesktop();
    const { webContents } = fake.window();
    const sender = { contents: webContents, frame: webContents.mainFrame };
    for (const value of [-1, 1.5, '3', null, { valueOf: 3 }])
      fake.ipcMain.receive(sender, desktopChannels.unsaved, [value]);
    fake.ipcMain.receive(sender, desktopChannels.commands, [[{ id: 'x', label: 'x', keys: 'x' }]]);
    await settle();
    fake.window().close();
    expect(fake.dialog.shown).toEqual([]);
  });
});

describe('bytes', () => {
  test('of a part are answered with that part', async () => {
    const { desktop, fake } = await openDesktop();
    await desktop.showsModel('album');
    const { calls } = desktop.client;
    const { bytes } = await calls.settings.session.get();
    const { webContents } = fake.window();
    const [project] = await calls.projects.list();
    let file: { id: string } | undefined;
    const scope = { kind: 'storage' as const, root: 'uploads', storage: 'shop.album' };
    while (!file) {
      const input = { project: project?.id ?? '', scope, order: 'name' as const, search: '', offset: 0, limit: 1 };
      [file] = (await calls.files.page(input).catch(() => ({ items: [] }))).items;
      await delay(20);
    }
    const address = appUrl(`${bytes}/file/${project?.id}/uploads/shop.album/${file.id}`);
    const part = await webContents.fetch(address, { headers: { range: 'bytes=0-2' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, expect.stringMatching(/^bytes 0-2\/\d+$/)]);
    expect(Buffer.from(await part.arrayBuffer()).toString('hex')).toBe('ffd8ff');
    const head = await webContents.fetch(address, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('without the capability are not there, and other methods than reading only for bytes', async () => {
    const { fake } = await openDesktop();
    const { webContents } = fake.window();
    const status = async (path: string, method = 'GET') => (await webContents.fetch(appUrl(path), { method })).status;
    expect(await status('/b/wrong/log')).toBe(404);
    expect(await status('/assets/gone.js')).toBe(404);
    expect(await status('/assets/main-0a1b2c3d.js')).toBe(200);
    expect(await status('/assets/%2e%2e/%2e%2e/outside')).toBe(200);
    expect(await status('/p/x', 'POST')).toBe(405);
  });

  test('carry the headers that every answer has', async () => {
    const { fake } = await openDesktop();
    for (const path of ['/', '/assets/main-0a1b2c3d.js', '/assets/gone.js', '/b/wrong/log']) {
      const { headers } = await fake.window().webContents.fetch(appUrl(path));
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  test('are proposed for the downloads folder, from the app only', async () => {
    const { fake, place } = await openDesktop();
    expect(fake.session.download(appUrl('/b/x/log'), 'log.txt')).toBe(join(place.directory, 'log.txt'));
    expect(fake.session.download('https://example.com/x', 'x.exe')).toBeNull();
  });
});

describe('an address outside', () => {
  test('opens after the person clicked and agreed', async () => {
    const { bridge, fake } = await openDesktop();
    fake.window().webContents.input('mouseDown');
    fake.dialog.answer(0);
    expect(await bridge.openExternal('https://example.com/a?b=c')).toBe(true);
    expect(fake.openedOutside).toEqual(['https://example.com/a?b=c']);
    expect(fake.dialog.shown).toMatchObject([
      { detail: 'https://example.com/a?b=c', buttons: ['Open', 'Cancel'], defaultId: 1 },
    ]);
  });

  test('stays closed when the person does not agree', async () => {
    const { bridge, fake } = await openDesktop();
    fake.window().webContents.input('keyDown');
    fake.dialog.answer(1);
    expect(await bridge.openExternal('mailto:a@example.com')).toBe(false);
    expect([fake.openedOutside, fake.dialog.shown.length]).toEqual([[], 1]);
  });

  test('is not even asked about when nobody clicked', async () => {
    const { bridge, fake } = await openDesktop();
    expect(await bridge.openExternal('https://example.com/')).toBe(false);
    fake.window().webContents.open('https://example.com/');
    expect(fake.dialog.shown).toEqual([]);
  });

  test('of any kind but http, https and mailto never opens', async () => {
    const { bridge, fake } = await openDesktop();
    const kinds = [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'ms-word:x',
      'storeroom://app/',
      'smb://h/x',
      'no address',
    ];
    for (const address of kinds) {
      fake.window().webContents.input('mouseDown');
      expect(await bridge.openExternal(address)).toBe(false);
    }
    expect([fake.openedOutside, fake.dialog.shown]).toEqual([[], []]);
  });

  test('is asked about once at a time', async () => {
    const { bridge, fake } = await openDesktop();
    fake.window().webContents.input('mouseDown');
    const first = bridge.openExternal('https://example.com/1');
    await settle();
    expect(await bridge.openExternal('https://example.com/2')).toBe(false);
    fake.dialog.answer(1);
    expect(await first).toBe(false);
  });
});

test('safeStorage is used for nothing yet', async () => {
  const { desktop, fake } = await openDesktop();
  await desktop.showsModel('album');
  expect(fake.safeStorage.uses).toBe(0);
});
