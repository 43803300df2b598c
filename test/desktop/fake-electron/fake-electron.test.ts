import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { createFakeElectron } from './fake-electron.ts';
import { makeMachine } from './machine.ts';
import { FakeMessagePortMain } from './message-port-main.ts';
import type { ElectronRule } from './rule.ts';

/** What the fake says, and where Electron's documentation says it. */
function ruleOf(act: () => unknown): Pick<ElectronRule, 'message' | 'source'> | null {
  try {
    act();
    return null;
  } catch (error) {
    // Anything else fails the comparison.
    const { message, source } = error as ElectronRule;
    return { message, source };
  }
}

const scheme = { scheme: 'own', privileges: { standard: true, secure: true, supportFetchAPI: true } };

async function readyFake() {
  const fake = createFakeElectron(makeMachine(await temporaryDirectory()));
  await fake.app.run(() => fake.parts.protocol.registerSchemesAsPrivileged([scheme]));
  return fake;
}

describe('before it is ready, Electron refuses', () => {
  const refused: readonly (readonly [string, (fake: ReturnType<typeof createFakeElectron>) => unknown, RegExp])[] = [
    ['windows', ({ parts }) => new parts.BrowserWindow(), /^api\/browser-window/],
    ['handlers of schemes', ({ parts }) => parts.protocol.handle('own', () => new Response()), /^api\/protocol/],
    ['sessions', ({ parts }) => parts.session.defaultSession, /^api\/session/],
    ['the screen', ({ parts }) => parts.screen.getAllDisplays(), /^api\/screen/],
    ['utility processes', ({ parts }) => parts.utilityProcess.fork('x.js'), /^api\/utility-process/],
  ];
  test.each(refused)('%s', (_, act, source) => {
    expect(ruleOf(() => act(createFakeElectron(makeMachine('/'))))?.source).toMatch(source);
  });

  test('safeStorage and dialogs', async () => {
    const { parts } = createFakeElectron(makeMachine('/'));
    await expect(parts.safeStorage.encryptStringAsync('x')).rejects.toThrow('cannot be used before app is ready');
    expect(parts.safeStorage.getSelectedStorageBackend()).toBe('unknown');
    await expect(parts.dialog.showMessageBox({ message: 'x' })).rejects.toThrow('after app is ready');
    expect(ruleOf(() => parts.dialog.showErrorBox('x', 'y'))).toBeNull();
  });
});

describe('after it is ready, Electron refuses', () => {
  test('privileges of schemes and the sandbox of all renderers', async () => {
    const { parts } = await readyFake();
    expect(ruleOf(() => parts.protocol.registerSchemesAsPrivileged([scheme]))?.message).toBe(
      'protocol.registerSchemesAsPrivileged should be called before app is ready',
    );
    expect(ruleOf(() => parts.app.enableSandbox())?.source).toMatch(/^api\/app/);
  });
});

test('privileges are registered once', () => {
  const { parts } = createFakeElectron(makeMachine('/'));
  parts.protocol.registerSchemesAsPrivileged([scheme]);
  expect(ruleOf(() => parts.protocol.registerSchemesAsPrivileged([scheme]))?.source).toMatch(/called only once/);
});

test('an entry that waits for `ready` waits for ever, and is told so', async () => {
  const fake = createFakeElectron(makeMachine('/'));
  await expect(fake.app.run(() => fake.parts.app.whenReady())).rejects.toMatchObject({ source: /40719/ });
});

test('a path that does not exist can not be set', () => {
  const { parts } = createFakeElectron(makeMachine('/'));
  expect(ruleOf(() => parts.app.setPath('userData', '/nowhere/at/all'))?.source).toMatch(/^api\/app: app\.setPath/);
});

test('a port of the main process is an emitter that delivers nothing before start()', async () => {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const port = new FakeMessagePortMain(port2);
  const heard: unknown[] = [];
  port.on('message', ({ data }) => heard.push(data));
  port1.postMessage('early');
  await delay(20);
  expect(heard).toEqual([]);
  expect('addEventListener' in port).toBe(false);
  port.start();
  await delay(20);
  expect(heard).toEqual(['early']);
});

test('a closed port tells its other end, and takes no more', async () => {
  const { port1, port2 } = new MessageChannel();
  const port = new FakeMessagePortMain(port2);
  const closed = new Promise<void>((resolve) => port.once('close', resolve));
  port1.close();
  await closed;
  expect(ruleOf(() => port.postMessage('late'))).toBeNull();
});

async function loadWithPreload(script: string) {
  const fake = await readyFake();
  const preload = join(fake.app.machine.downloads, 'preload.cjs');
  writeFileSync(preload, script);
  fake.parts.protocol.handle('own', () => new Response('<!doctype html>'));
  const window = new fake.parts.BrowserWindow({ webPreferences: { preload } });
  const failures: Error[] = [];
  window.webContents.on('preload-error', (_event, _path, error) => void failures.push(error));
  await window.loadURL('own://app/');
  return { fake, failures, contents: fake.window().webContents };
}

describe('a sandboxed preload', () => {
  test.each(['node:fs', 'fs', 'path', './other.cjs', 'node:child_process', 'electron/main'])(
    'can not require %s',
    async (name) => {
      const { failures } = await loadWithPreload(`require(${JSON.stringify(name)})`);
      expect(failures).toMatchObject([{ message: `module not found: ${name}`, source: /^tutorial\/sandbox/ }]);
    },
  );

  test('has a few modules of Node and the renderer’s part of Electron', async () => {
    const { failures, contents } = await loadWithPreload(`
      const { contextBridge } = require('electron');
      const names = ['events', 'node:timers', 'url'].map((name) => typeof require(name));
      contextBridge.exposeInMainWorld('found', { names, electron: Object.keys(require('electron')) });`);
    expect(failures).toEqual([]);
    expect(contents.page?.world.found).toEqual({
      names: ['function', 'object', 'object'],
      electron: ['contextBridge', 'ipcRenderer', 'webUtils'],
    });
  });

  test('can not send what has no copy', async () => {
    const { failures } = await loadWithPreload(`require('electron').ipcRenderer.send('x', () => {})`);
    expect(failures).toMatchObject([{ message: 'An object could not be cloned.', source: /^api\/ipc-renderer/ }]);
  });

  test('can not hand a port through the bridge', async () => {
    const { failures } = await loadWithPreload(
      `require('electron').contextBridge.exposeInMainWorld('port', new MessageChannel().port1)`,
    );
    expect(failures).toMatchObject([{ source: /^api\/context-bridge/ }]);
  });

  test('shares no object with the page', async () => {
    const { contents } = await loadWithPreload(`
      const own = { count: 1, next: () => own.count };
      require('electron').contextBridge.exposeInMainWorld('own', own);`);
    const exposed = contents.page?.world.own as { count: number; next(): number };
    exposed.count = 99;
    expect(exposed.next()).toBe(1);
  });
});

test('the main process can not send what has no copy', async () => {
  const { contents } = await loadWithPreload('');
  expect(ruleOf(() => contents.send('x', () => {}))?.message).toBe('An object could not be cloned.');
});

test('a window that is gone can not be used', async () => {
  const fake = await readyFake();
  const window = new fake.parts.BrowserWindow();
  window.destroy();
  expect(ruleOf(() => window.getBounds())?.message).toBe('Object has been destroyed');
  expect(window.isDestroyed()).toBe(true);
});

test('a utility process has no input', async () => {
  const { parts } = await readyFake();
  expect(ruleOf(() => parts.utilityProcess.fork('x.js', [], { stdio: ['pipe', 'ignore', 'ignore'] }))?.source).toMatch(
    /stdin/,
  );
});

test('accelerators, roles and items are checked', async () => {
  const { parts } = await readyFake();
  const build = (item: object) => ruleOf(() => parts.Menu.buildFromTemplate([item]));
  expect(build({ label: 'x', accelerator: 'mod+K' })?.source).toMatch(/^tutorial\/keyboard-shortcuts/);
  expect(build({ role: 'fly' })?.source).toBe('api/menu-item: role');
  expect(build({})?.source).toMatch(/^api\/menu/);
  expect(build({ label: 'x', accelerator: 'CommandOrControl+Shift+Plus' })).toBeNull();
});
