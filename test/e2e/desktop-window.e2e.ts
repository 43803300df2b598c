import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeDesktopPlace } from '../desktop/desktop-place.ts';
import { type FakeStart, startFake } from '../desktop/fake-desktop.ts';
import { makeMachine } from '../desktop/fake-electron/machine.ts';
import { startEntry } from '../desktop/start-entry.ts';
import { showInChromium } from '../desktop/window-in-chromium.ts';
import { expectAccessible, launchBrowser } from './harness.ts';

const built = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The built window on top of the shell under the fake; the test fails on whatever its page complains about. */
async function openDesktop(): Promise<{ page: Page; start: FakeStart; other: string }> {
  const place = await makeDesktopPlace();
  const start = await startFake({
    machine: makeMachine(place.directory),
    places: { renderer: built('renderer'), preload: built('preload/preload.cjs') },
    argv: [place.shop, '--data', place.data],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(error.error().message));
  onTestFinished(async () => {
    await context.close();
    if (start.fake.app.exitCode === null) start.signal();
    await start.fake.app.exited;
    await place[Symbol.asyncDispose]();
    expect(problems).toEqual([]);
  });
  const page = await showInChromium(context, start.fake);
  page.setDefaultTimeout(15_000);
  return { page, start, other: place.other };
}

test('shows the project without a token, over the port', async () => {
  const { page } = await openDesktop();
  await page.getByRole('link', { name: /album/i }).first().click();
  await page.getByRole('grid').waitFor();
  await page.getByRole('gridcell', { name: 'First' }).first().waitFor();
  expect(await page.evaluate(() => sessionStorage.getItem('storeroom.token'))).toBeNull();
  await expectAccessible(page);
});

test('puts its commands into the menu, which does them', async () => {
  const { page, start } = await openDesktop();
  await page.getByRole('link', { name: /album/i }).first().waitFor();
  const item = await expect
    .poll(() => {
      try {
        return start.fake.menu().find('Commands', 'Go to…');
      } catch {
        return null;
      }
    })
    .not.toBeNull()
    .then(() => start.fake.menu().find('Commands', 'Go to…'));
  expect(item).toMatchObject({ accelerator: 'CommandOrControl+K', registerAccelerator: false, enabled: true });
  // What Electron passes to `click` is not read.
  item.click?.(undefined as never, undefined, undefined as never);
  await page.getByRole('dialog').waitFor();
  // A dialog owns the window: a command of the menu changes nothing under it.
  start.fake
    .menu()
    .find('Commands', 'Settings')
    .click?.(undefined as never, undefined, undefined as never);
  await page.waitForTimeout(200);
  expect(new URL(page.url()).pathname).not.toContain('settings');
});

test('shows another project that is opened from the menu, in the same page', async () => {
  const { page, start, other } = await openDesktop();
  await page.getByRole('link', { name: /album/i }).first().waitFor();
  await page.evaluate(() => {
    document.body.dataset.seen = 'yes';
  });
  start.fake.dialog.chosenPaths = [other];
  start.fake
    .menu()
    .find('File', 'Open project…')
    .click?.(undefined as never, undefined, undefined as never);
  await page
    .getByRole('link', { name: /parcel/i })
    .first()
    .waitFor();
  expect(await page.evaluate(() => document.body.dataset.seen)).toBe('yes');
});

test('offers to load again when its connection has ended', async () => {
  const { page, start } = await openDesktop();
  await page.getByRole('link', { name: /album/i }).first().waitFor();
  start.fake.window().webContents.page?.ipcRenderer.destroy();
  await page.getByRole('heading', { name: 'The connection was lost' }).waitFor();
  await page.getByRole('button', { name: 'Load again' }).waitFor();
  await expectAccessible(page);
});

test('the built entry opens its window, and ends on a signal with nothing left behind', async () => {
  const argvOf = ({ shop, data }: { shop: string; data: string }) => [shop, '--data', data];
  const { child, ended, errors, output, place } = await startEntry(built('node/desktop.js'), argvOf);
  await expect.poll(() => output).toEqual(['Storeroom: shown in its own window', 'page: storeroomDesktop']);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(errors).toEqual([]);
  expect(existsSync(join(place.data, 'storeroom.lock'))).toBe(false);
});
