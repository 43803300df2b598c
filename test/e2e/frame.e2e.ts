import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { expectAccessible, type PageRequest, startApp, takePicture, testWithApp } from './harness.ts';

const test = testWithApp();

const customers = '/p/demo/models/studio/customers';

/** The demo's window with one tab, `Customers`: what the tests before this one left open is closed. */
async function openWindow(openPage: (request: PageRequest) => Promise<Page>, request: PageRequest = {}): Promise<Page> {
  const page = await openPage({ path: customers, ...request });
  await page.getByRole('grid', { name: 'Customers' }).waitFor();
  const others = page.getByRole('tab', { selected: false });
  while ((await others.count()) > 0) await others.first().click({ button: 'middle' });
  return page;
}

function tabs(page: Page) {
  return page.getByRole('tablist', { name: 'Open items' }).getByRole('tab');
}

function openModel(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name, exact: true });
}

/** Name of the selected tab, once it is the one wanted. */
async function expectSelected(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name, exact: true, selected: true }).waitFor();
}

async function tabNames(page: Page): Promise<string[]> {
  return Promise.all((await tabs(page).all()).map(async (tab) => (await tab.getAttribute('aria-label')) ?? ''));
}

/** The colour behind everything, as the browser computed it. */
function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

const light = 'rgb(251, 251, 252)';
const dark = 'rgb(23, 24, 28)';

describe('the address', () => {
  test('leads to the first model, and the token is gone from it', async ({ openPage, app }) => {
    const page = await openPage();
    await page.getByRole('grid').first().waitFor();
    expect(page.url()).toMatch(/\/p\/[^/]+\/models\/studio\/[^/#?]+$/);
    expect(page.url()).not.toContain(app.token);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(3);
  });

  test('without its token, or with a wrong one, says how to get it again', async ({ openPage, app }) => {
    const page = await openPage();
    await page.getByRole('grid').first().waitFor();
    const other = await page.context().newPage();
    await other.goto(`${app.origin}/`);
    await other.getByRole('heading', { name: 'This address has no token' }).waitFor();
    expect(await other.getByRole('main').innerText()).toContain(`Storeroom: ${app.origin}/#token=`);
    await expectAccessible(other);
    // Pasted into the same tab: only the fragment changes.
    await other.goto(`${app.origin}/#token=wrong`);
    await other.getByRole('heading', { name: 'This address is no longer valid' }).waitFor();
    await other.goto(`${app.origin}/#token=${app.token}`);
    await other.getByRole('grid').first().waitFor();
  });

  test('of nothing, or of a project that is not open, says so', async ({ openPage, app }) => {
    const page = await openPage({ path: '/p/no-such-project/models/a/b' });
    await page.getByText('This project is not open').waitFor();
    await page.getByRole('button', { name: 'Go to the start' }).click();
    await page.getByRole('grid').first().waitFor();
    await page.goto(`${app.origin}/nowhere`);
    await page.getByText('Nothing has this address').waitFor();
    await page.getByRole('button', { name: 'Go to the start' }).click();
    await page.getByRole('grid').first().waitFor();
  });
});

describe('tabs', () => {
  test('preview on one click and stay on two', async ({ openPage }) => {
    const page = await openWindow(openPage);
    const first = 'Customers';
    await openModel(page, 'Orders').click();
    await expectSelected(page, 'Orders');
    await openModel(page, 'Photos').click();
    await expectSelected(page, 'Photos');
    expect(await tabNames(page)).toEqual([first, 'Photos']);
    await openModel(page, 'Photos').dblclick();
    await openModel(page, 'Orders').click();
    await expectSelected(page, 'Orders');
    expect(await tabNames(page)).toEqual([first, 'Photos', 'Orders']);
  });

  test('close by the middle button, by Delete and by Alt+W; the last one leaves an empty window', async ({
    openPage,
  }) => {
    const page = await openWindow(openPage);
    for (const name of ['Orders', 'Photos']) await openModel(page, name).dblclick();
    await expectSelected(page, 'Photos');
    await tabs(page).last().click({ button: 'middle' });
    await expectSelected(page, 'Orders');
    await tabs(page).last().focus();
    await page.keyboard.press('Delete');
    await expectSelected(page, 'Customers');
    expect((await tabNames(page)).length).toBe(1);
    await page.keyboard.press('Alt+w');
    await page.getByText('Nothing is open').waitFor();
    expect(await tabs(page).count()).toBe(0);
  });

  test('have a history each, which the window’s Back and Forward follow', async ({ openPage }) => {
    const page = await openWindow(openPage);
    const first = 'Customers';
    await openModel(page, 'Orders').click();
    await expectSelected(page, 'Orders');
    await openModel(page, 'Photos').click();
    await expectSelected(page, 'Photos');
    await page.getByRole('tab', { name: first, exact: true }).click();
    await expectSelected(page, first);
    expect(await page.getByRole('button', { name: 'Back', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('tab', { name: 'Photos', exact: true }).click();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await expectSelected(page, 'Orders');
    await page.keyboard.press('Alt+ArrowRight');
    await expectSelected(page, 'Photos');
    expect(await tabNames(page)).toEqual([first, 'Photos']);
  });

  test('follow the browser’s own back and forward, and come back after a reload', async ({ openPage }) => {
    const page = await openWindow(openPage);
    const first = 'Customers';
    await openModel(page, 'Orders').dblclick();
    await expectSelected(page, 'Orders');
    await page.goBack();
    await expectSelected(page, first);
    await page.goForward();
    await expectSelected(page, 'Orders');
    await page.reload();
    await expectSelected(page, 'Orders');
    await page.getByRole('grid', { name: 'Orders' }).waitFor();
    expect(await tabNames(page)).toEqual([first, 'Orders']);
    await page.goBack();
    await expectSelected(page, first);
  });

  test('are kept for the project: a new browser tab begins with them', async ({ openPage, app }) => {
    const page = await openWindow(openPage);
    await openModel(page, 'Invoices').dblclick();
    await expectSelected(page, 'Invoices');
    const names = await tabNames(page);
    // The layout is written a moment after the last change.
    await page.waitForTimeout(800);
    const other = await page.context().newPage();
    await other.goto(app.address);
    await expectSelected(other, 'Invoices');
    expect(await tabNames(other)).toEqual(names);
  });

  test('change places by dragging and by Ctrl with the arrows', async ({ openPage }) => {
    const page = await openWindow(openPage);
    for (const name of ['Orders', 'Photos']) await openModel(page, name).dblclick();
    await expectSelected(page, 'Photos');
    const from = await tabs(page).nth(2).boundingBox();
    const to = await tabs(page).nth(0).boundingBox();
    if (!from || !to) throw new Error('the tabs are not visible');
    await page.mouse.move(from.x + 30, from.y + 16);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + 16, { steps: 12 });
    await page.mouse.up();
    expect(await tabNames(page)).toEqual(['Photos', 'Customers', 'Orders']);
    await tabs(page).first().focus();
    await page.keyboard.press('Control+ArrowRight');
    expect(await tabNames(page)).toEqual(['Customers', 'Photos', 'Orders']);
  });
});

describe('the palette', () => {
  test('goes to a model by keyboard alone', async ({ openPage }) => {
    const page = await openWindow(openPage);
    await page.keyboard.press('Control+k');
    const dialog = page.getByRole('dialog', { name: 'Go to' });
    await dialog.waitFor();
    await page.keyboard.type('invoi');
    await dialog.getByRole('option', { name: /^Invoices/ }).waitFor();
    await takePicture(page, 'palette');
    await page.keyboard.press('Enter');
    await expectSelected(page, 'Invoices');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('finds rows by key, storages, and commands', async ({ openPage }) => {
    const page = await openWindow(openPage);
    await page.getByRole('button', { name: /^Go to model/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Go to' });
    const box = dialog.getByRole('combobox');
    await box.fill('avatars');
    await dialog.getByRole('group', { name: 'Storages' }).getByRole('option').first().waitFor();
    await box.fill('1000');
    await dialog.getByRole('group', { name: 'Rows' }).getByRole('option').first().waitFor();
    await box.fill('sidebar');
    await dialog
      .getByRole('group', { name: 'Commands' })
      .getByRole('option', { name: /^Toggle sidebar/ })
      .waitFor();
    await expectAccessible(page);
    await box.fill('no such thing anywhere');
    await dialog.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});

describe('the theme', () => {
  test('is the system’s until it is chosen, switches at once and is kept without a flash', async ({ openPage }) => {
    const page = await openWindow(openPage, { theme: 'dark' });
    expect(await background(page)).toBe(dark);
    await page.getByRole('button', { name: 'Theme', exact: true }).click();
    await expect.poll(() => background(page)).toBe(light);
    await page.waitForTimeout(300);
    // Before any script of the page has run, its colours are already those of the setting.
    await page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.reload({ waitUntil: 'commit' });
    await expect.poll(() => background(page)).toBe(light);
    await page.unroute('**/assets/*.js');
    await page.reload();
    await page.getByRole('grid').first().waitFor();
    expect(await background(page)).toBe(light);
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByRole('radiogroup', { name: 'Color theme' }).getByText('System').click();
    await expect.poll(() => background(page)).toBe(dark);
  });
});

describe('settings', () => {
  test('are kept: time zone and cache size; the cache can be emptied', async ({ openPage }) => {
    const page = await openWindow(openPage);
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await page.getByRole('textbox', { name: 'Cache size in MB' }).fill('512');
    await page.keyboard.press('Enter');
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    await zone.click();
    await zone.fill('Prague');
    await page.getByRole('option', { name: 'Europe/Prague' }).click();
    await page.getByText(/^Now: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/).waitFor();
    await page.getByText(/ in [\d,]+ thumbnails$/).waitFor();
    await expectAccessible(page);
    await page.waitForTimeout(300);
    await page.reload();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Cache size in MB' }).inputValue()).toBe('512');
    expect(await zone.inputValue()).toBe('Europe/Prague');
    await page.getByRole('textbox', { name: 'Cache size in MB' }).fill('12');
    await page.getByText('Between 16 and 100,000 MB').waitFor();
  });
});

describe('the log', () => {
  test('is shown, and narrowed to a reference', async ({ openPage }) => {
    const page = await openWindow(openPage);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Open log' }).click();
    await page.getByRole('log', { name: 'Log entries' }).waitFor();
    await page.getByRole('searchbox', { name: 'Reference' }).fill('no-such-reference');
    await page.getByText('No entry has this reference').waitFor();
    expect(page.url()).toContain('reference=no-such-reference');
  });
});

describe('the frame', () => {
  test.for([
    [1440, 'light'],
    [1440, 'dark'],
    [1024, 'light'],
    [1024, 'dark'],
  ] as const)('has its landmarks and is accessible at %i px, %s', async ([width, theme], { openPage }) => {
    const page = await openWindow(openPage, { width, height: width === 1024 ? 700 : 900, theme });
    for (const [role, name] of [
      ['navigation', 'Project'],
      ['status', 'Status'],
      ['tablist', 'Open items'],
      ['button', 'Theme'],
      ['button', 'Settings'],
    ] as const) {
      expect(await page.getByRole(role, { name, exact: true }).count(), name).toBe(1);
    }
    expect(await page.getByRole('main').count()).toBe(1);
    await page.getByRole('gridcell').first().waitFor();
    await expectAccessible(page);
    await takePicture(page, `frame ${width} ${theme}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });

  test('lists the shortcuts under ?', async ({ openPage }) => {
    const page = await openWindow(openPage);
    await page.getByRole('heading', { level: 1 }).first().click();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Go to…').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('collapses the sidebar to icons in a narrow window and lays it over the screen on demand', async ({
    openPage,
  }) => {
    const page = await openWindow(openPage, { width: 1024, height: 700 });
    const navigation = page.getByRole('navigation', { name: 'Project' });
    expect((await navigation.boundingBox())?.width).toBeLessThan(60);
    await page.getByRole('button', { name: 'Expand sidebar' }).click();
    expect((await navigation.boundingBox())?.width).toBeGreaterThan(200);
    await openModel(page, 'Orders').click();
    await expectSelected(page, 'Orders');
    expect((await navigation.boundingBox())?.width).toBeLessThan(60);
  });

  test('keeps the widths of its panels', async ({ openPage }) => {
    const page = await openWindow(openPage);
    const navigation = page.getByRole('navigation', { name: 'Project' });
    const before = (await navigation.boundingBox())?.width ?? 0;
    await page.getByRole('separator', { name: 'Sidebar width' }).focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight');
    expect((await navigation.boundingBox())?.width).toBe(before + 48);
    await page.waitForTimeout(800);
    await page.reload();
    await page.getByRole('grid').first().waitFor();
    expect((await navigation.boundingBox())?.width).toBe(before + 48);
    await page.getByRole('separator', { name: 'Sidebar width' }).dblclick();
  });
});

describe('a host that goes away', () => {
  test('leaves the window with its data, which says so and goes on when the host is back', async ({ browser }) => {
    const dataDirectory = await temporaryDirectory();
    const first = await startApp({ dataDirectory });
    const parameters = ['--port', new URL(first.origin).port, '--token', first.token];
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(first.address);
      await page.getByRole('grid', { name: 'Customers' }).getByRole('gridcell').first().waitFor();
      await first.stop();
      const status = page.getByRole('status', { name: 'Status' });
      await status.getByText('Reconnecting').waitFor();
      expect(await page.getByRole('gridcell').first().isVisible()).toBe(true);
      const second = await startApp({ dataDirectory, parameters });
      try {
        await status.getByText('Reconnecting').waitFor({ state: 'detached' });
        await openModel(page, 'Orders').click();
        await page.getByRole('grid', { name: 'Orders' }).getByRole('gridcell').first().waitFor();
      } finally {
        await second.stop();
      }
    } finally {
      await context.close();
    }
  });
});
