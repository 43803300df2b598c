import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { expectAccessible, takePicture, testWithApp } from './harness.ts';

const test = testWithApp();
const albums = '/p/demo/files/files/studio.albums';

function gallery(page: Page, name = 'studio.albums'): Locator {
  return page.getByRole('listbox', { name, exact: true });
}

/** Width in px of the picture inside an element once it is there and drawn; 0 until then. */
function drawnWidth(place: Locator): Promise<number> {
  return place
    .locator('img')
    .first()
    .evaluate((image: HTMLImageElement) => (image.complete ? image.naturalWidth : 0))
    .catch(() => 0);
}

async function openGallery(openPage: (request: { path: string }) => Promise<Page>, search = ''): Promise<Page> {
  const page = await openPage({ path: `${albums}${search}` });
  // The demo's files are still being copied when the first page opens.
  await expect
    .poll(() => gallery(page).getByRole('option').first().getAttribute('aria-setsize'), { timeout: 30_000 })
    .toBe('166');
  return page;
}

describe('the gallery of a storage', () => {
  test('shows every file with a sharp thumbnail, a name and totals', async ({ openPage }) => {
    const page = await openGallery(openPage);
    const first = gallery(page).getByRole('option').first();
    expect(await page.getByRole('main').innerText()).toMatch(/166 files · [\d.]+ MB/);
    await expect.poll(() => drawnWidth(first), { timeout: 15_000 }).toBeGreaterThanOrEqual(180);
    const link = page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'studio.albums' });
    expect(await link.getAttribute('aria-current')).toBe('page');
  });

  test('is worked by the keyboard alone, preview included', async ({ openPage }) => {
    const page = await openGallery(openPage);
    await gallery(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const selected = gallery(page).getByRole('option', { selected: true });
    expect(await selected.getAttribute('aria-posinset')).toBe('2');
    await page.keyboard.press('Enter');
    const preview = page.getByRole('dialog', { name: 'Preview' });
    await preview.getByText('2 of 166').waitFor();
    await expect.poll(() => drawnWidth(preview), { timeout: 15_000 }).toBeGreaterThan(500);
    await page.keyboard.press('ArrowRight');
    await preview.getByText('3 of 166').waitFor();
    await preview.getByRole('button', { name: 'Previous' }).click();
    await preview.getByText('2 of 166').waitFor();
    await page.keyboard.press('Escape');
    await preview.waitFor({ state: 'hidden' });
    expect(await selected.getAttribute('aria-posinset')).toBe('2');
    await gallery(page).focus();
    await page.keyboard.press('End');
    await expect.poll(() => selected.getAttribute('aria-posinset')).toBe('166');
  });

  test('tells size, camera and the rows that refer to a file, and leads to them', async ({ openPage }) => {
    const page = await openGallery(openPage);
    await gallery(page).getByRole('option', { name: 'aurora 5048.jpg', exact: true }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: 'aurora 5048.jpg' }).waitFor();
    await expect.poll(() => details.innerText()).toMatch(/\d{3,4} × \d{3,4} · \d+ kB/);
    await expect.poll(() => details.innerText()).toContain('LEICA Q3');
    expect(await details.innerText()).toMatch(/[0-9a-f]{32}/);
    const reference = details.getByRole('link').first();
    const caption = (await reference.innerText()).replace(/ · Photos$/, '');
    await reference.click();
    await page.getByRole('grid', { name: 'Photos', exact: true }).waitFor();
    await details.getByRole('heading', { name: caption, exact: true }).waitFor();
  });

  test('finds files by name, orders them, and keeps both in the address', async ({ openPage }) => {
    const page = await openGallery(openPage);
    await page.getByRole('searchbox', { name: 'Search files' }).fill('AURORA');
    const first = gallery(page).getByRole('option').first();
    await expect.poll(() => first.getAttribute('aria-setsize')).not.toBe('166');
    for (const name of await gallery(page).getByRole('option').allInnerTexts()) expect(name).toContain('aurora');
    await page.getByRole('button', { name: /^Order/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Largest first' }).click();
    await expect.poll(() => page.url()).toContain('order=size');
    await page.reload();
    await first.waitFor();
    expect(await page.getByRole('searchbox', { name: 'Search files' }).inputValue()).toBe('AURORA');
    await page.getByRole('searchbox', { name: 'Search files' }).fill('nothing is called this');
    await page.getByText('No files match').waitFor();
  });

  test('hands out a file under its own name, unchanged', async ({ openPage }) => {
    const page = await openGallery(openPage);
    await gallery(page).getByRole('option', { name: 'aurora 5048.jpg', exact: true }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: 'aurora 5048.jpg' }).waitFor();
    const waiting = page.waitForEvent('download');
    await details.getByRole('button', { name: 'Download' }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('aurora 5048.jpg');
    expect(await download.failure()).toBeNull();
  });
});

describe('files of rows', () => {
  test('an album shows its photos, and opens as a gallery with their captions', async ({ openPage }) => {
    const page = await openPage({ path: '/p/demo/models/studio/albums?row=i3&tab=files' });
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: 'High Tatras in autumn' }).waitFor();
    await details.getByText('Open gallery').click();
    const album = gallery(page, 'High Tatras in autumn');
    await album.getByRole('option', { name: 'First ridge', exact: true }).waitFor();
    expect(await album.getByRole('option').count()).toBe(12);
  });

  test('a file cell shows its picture', async ({ openPage }) => {
    const page = await openPage({ path: '/p/demo/models/studio/customers' });
    const grid = page.getByRole('grid', { name: 'Customers', exact: true });
    await grid.getByRole('gridcell').first().waitFor();
    const avatar = page.locator('[role="row"][aria-rowindex="2"] [role="gridcell"]').nth(1);
    await expect.poll(() => drawnWidth(avatar), { timeout: 15_000 }).toBeGreaterThan(20);
  });
});

describe.for([
  { theme: 'light', width: 1440, height: 900 },
  { theme: 'dark', width: 1440, height: 900 },
  { theme: 'light', width: 1024, height: 700 },
  { theme: 'dark', width: 1024, height: 700 },
] as const)('in $theme at $width px', (view) => {
  test('the gallery and its details are accessible', async ({ openPage }) => {
    const page = await openPage({ path: `${albums}?at=0`, ...view });
    await gallery(page).getByRole('option').first().waitFor();
    await page.getByRole('complementary', { name: 'Details' }).getByText('used by').waitFor();
    await expectAccessible(page);
    await takePicture(page, `gallery-${view.theme}-${view.width}`);
  });
});
