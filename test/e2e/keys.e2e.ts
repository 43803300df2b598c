import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect } from 'vitest';
import { type OwnRedis, startOwnRedis } from '../../electron/host/redis/testing/own-redis.ts';
import { expectAccessible, takePicture, testWithApp } from './harness.ts';

const many = 120_000;
const started: (() => PromiseLike<void>)[] = [];
let redis: OwnRedis;

/** A project with one Redis: many page caches, and one value of every type. */
async function project() {
  redis = await startOwnRedis();
  const folder = await mkdtemp(join(tmpdir(), 'storeroom-keys-'));
  started.push(
    () => redis[Symbol.asyncDispose](),
    () => rm(folder, { recursive: true, force: true }),
  );
  const { client } = redis;
  for (let start = 0; start < many; start += 10_000) {
    await client.mset(Array.from({ length: 10_000 }, (_, index) => [`cache:page:${start + index}`, 'html']).flat());
  }
  const filling = client.pipeline();
  filling.hset('user:2', 'name', '山田 太郎', 'score', '9007199254740993', 'blob', Buffer.from([0, 255, 16]));
  filling.pexpire('user:2', 43_000_000);
  filling.hset('user:big', ...Array.from({ length: 3000 }, (_, index) => [`field ${index}`, `value ${index}`]).flat());
  filling.rpush('queue:mail', ...Array.from({ length: 5000 }, (_, index) => `mail ${index}`));
  filling.zadd('leaderboard', '0.1', 'ada', '1e300', 'bob');
  filling.sadd('tags', 'wedding', '冬');
  filling.xadd('events', '1-1', 'kind', 'order', 'total', '12.50');
  filling.set('doc', '{"id":900719925474099312345,"price":10.00}');
  filling.set(Buffer.from([0, 255, 98, 1]), Buffer.from([1, 0, 254]));
  await filling.exec();
  await writeFile(
    join(folder, 'storeroom.json'),
    JSON.stringify({ version: 1, name: 'Keys', redis: { main: { url: redis.url } } }),
  );
  return { target: folder };
}

const test = testWithApp(project);
afterAll(async () => {
  for (const stop of started) await stop();
});

function tree(page: Page) {
  return page.getByRole('tree', { name: 'Keys' });
}

function item(page: Page, name: string) {
  return tree(page).getByRole('treeitem', { name, exact: true });
}

/** Opens a folder; the tab may remember it open. */
async function openFolder(page: Page, name: string): Promise<void> {
  const folder = item(page, name).and(page.locator('[aria-expanded]'));
  await folder.waitFor();
  if ((await folder.getAttribute('aria-expanded')) === 'false') await folder.click();
}

function value(page: Page) {
  return page.getByRole('region', { name: 'Value' });
}

async function openKeys(openPage: (request: object) => Promise<Page>, request: object = {}): Promise<Page> {
  const page = await openPage(request);
  await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'db0' }).click();
  await page.getByText(/^Scanned in/).waitFor();
  return page;
}

describe('the keys', () => {
  test('stand in a tree with exact counts once the scan is complete', async ({ openPage }) => {
    const page = await openKeys(openPage);
    await page.getByRole('region', { name: 'Scanning' }).waitFor();
    // The tree is read once more when the scan is over.
    await expect.poll(() => item(page, 'cache').getAttribute('aria-description')).toBe('120,000 keys');
    await page.getByText('120,008 keys').waitFor();
    await openFolder(page, 'cache');
    await openFolder(page, 'page');
    await item(page, '0').waitFor();
    expect(await item(page, '0').getAttribute('aria-level')).toBe('3');
    expect(await item(page, '0').getAttribute('aria-setsize')).toBe('120000');
    await tree(page).press('End');
    await item(page, 'user').waitFor();
    await expectAccessible(page);
  });

  test('show their values, each type in its own way', async ({ openPage }) => {
    const page = await openKeys(openPage);
    const cell = (text: string) => value(page).getByRole('gridcell', { name: text, exact: true });
    await openFolder(page, 'user');
    await item(page, '2').click();
    await cell('山田 太郎').waitFor();
    await cell('9007199254740993').waitFor();
    await cell('\\x00\\xff\\x10').waitFor();
    await value(page)
      .getByText(/^TTL 11 h/)
      .waitFor();
    await item(page, 'leaderboard').click();
    await cell('0.10000000000000001').waitFor();
    await item(page, 'events').click();
    await cell('1-1').waitFor();
    await item(page, 'tags').click();
    await cell('冬').waitFor();
    await item(page, 'doc').click();
    await value(page).getByText('900719925474099312345').waitFor();
    await value(page).getByText('10.00').waitFor();
    await item(page, '\\x00\\xffb\\x01').click();
    await value(page).getByText('01 00 fe').waitFor();
    await takePicture(page, 'keys binary value');
  });

  test('page through long values', async ({ openPage }) => {
    const page = await openKeys(openPage);
    await openFolder(page, 'queue');
    await item(page, 'mail').click();
    const grid = value(page).getByRole('grid', { name: 'items' });
    await grid.getByRole('gridcell', { name: 'mail 0', exact: true }).waitFor();
    expect(await grid.getAttribute('aria-rowcount')).toBe('5001');
    await grid.focus();
    await page.keyboard.press('Control+End');
    await grid.getByRole('gridcell', { name: 'mail 4999', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Details' }).getByText('mail 4999').waitFor();
  });

  test('are found by a part of their name, and the address remembers it', async ({ openPage }) => {
    const page = await openKeys(openPage);
    await page.getByRole('searchbox', { name: 'Search keys' }).fill('PAGE:11999');
    await page.getByText('11 matches').waitFor();
    await item(page, 'cache:page:119990').click();
    await value(page).getByRole('heading', { name: 'cache:page:119990' }).waitFor();
    expect(page.url()).toContain('search=');
    await page.reload();
    await page.getByText('11 matches').waitFor();
    await value(page).getByRole('heading', { name: 'cache:page:119990' }).waitFor();
    await page.getByRole('searchbox', { name: 'Search keys' }).fill('');
    // In the whole tree the selected key is brought into sight, its folders open.
    await item(page, '119990').waitFor();
  });

  test('are reached by the keyboard alone', async ({ openPage }) => {
    const page = await openKeys(openPage);
    const active = () => tree(page).locator('[data-active] > :nth-child(2)').textContent();
    await tree(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.type('us');
    await expect.poll(active).toBe('user');
    // Opens the folder unless it is open, then goes to its first child.
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowRight');
        return active();
      })
      .toBe('2');
    await value(page).getByRole('heading', { name: 'user:2' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(active).toBe('user');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => tree(page).locator('[data-active]').getAttribute('aria-expanded')).toBe('false');
  });

  test('are left at once for one far away that is not read yet', async ({ openPage }) => {
    const page = await openKeys(openPage);
    const active = () => tree(page).locator('[data-active] > :nth-child(2)').textContent();
    await openFolder(page, 'cache');
    await openFolder(page, 'page');
    await item(page, '0').waitFor();
    await tree(page).focus();
    await page.keyboard.press('End');
    await item(page, 'user').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await expect.poll(active).toBe('cache');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.type('us');
    await expect.poll(active).toBe('user');
    await page.keyboard.press('Home');
    await page.keyboard.type('cac');
    await expect.poll(active).toBe('cache');
    await page.keyboard.press('ArrowLeft');
    await item(page, 'user').waitFor();
  });

  test.for([
    { theme: 'light', width: 1440, height: 900 },
    { theme: 'dark', width: 1440, height: 900 },
    { theme: 'dark', width: 1024, height: 700 },
    { theme: 'light', width: 1024, height: 700 },
  ] as const)('look right and are accessible: %o', async (request, { openPage }) => {
    const page = await openKeys(openPage, request);
    await openFolder(page, 'user');
    await item(page, '2').click();
    await value(page).getByRole('gridcell', { name: 'score' }).waitFor();
    await expectAccessible(page);
    await takePicture(page, `keys ${request.theme} ${request.width}`);
  });

  test('stay when the server goes, and come back with it', async ({ openPage }) => {
    const page = await openKeys(openPage);
    await redis.stop();
    await page.getByText('Keys and values are shown as they were read.').waitFor();
    expect(await item(page, 'cache').getAttribute('aria-description')).toBe('120,000 keys');
    await redis.start();
    await redis.client.set('zz-late', 'v');
    await expect.poll(() => page.getByText('shown as they were read').count(), { timeout: 10_000 }).toBe(0);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await item(page, 'zz-late').waitFor();
  });
});
