import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { changeFromOutside, makeShopDatabase, storedText, storedValue } from '../support/shop-database.ts';
import { makeTemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.ts';
import { button, cellOf, grid, openModel, saved, stage } from './editing.ts';
import { expectAccessible, startApp, takePicture, testWithApp } from './harness.ts';

const shop = { path: '' };
const test = testWithApp(async () => {
  const { path } = await makeTemporaryDirectory();
  shop.path = join(path, 'shop.db');
  makeShopDatabase(shop.path);
  return { target: shop.path };
});

const cityOf = (id: number) => storedValue(shop.path, 'customers', id, 'city');

describe('saving rows', () => {
  test('shows base, theirs and mine of a conflict, keeps what is chosen, and merges other columns', async ({
    openPage,
  }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await stage(page, 'Ada Novák', 'city', 'Mine 1');
    await stage(page, '山田 太郎', 'city', 'Mine 2');
    await stage(page, 'Tom Baker', 'city', 'Merged');
    changeFromOutside(
      shop.path,
      `UPDATE customers SET city = 'Theirs' WHERE id IN (1, 2); UPDATE customers SET notes = 'Theirs too' WHERE id = 6`,
    );
    await page.keyboard.press('ControlOrMeta+s');
    const dialog = page.getByRole('dialog', { name: 'Resolve conflicts' });
    await dialog.waitFor();
    for (const text of ['Prague', 'Osaka', 'Theirs', 'Mine 1', 'Mine 2'])
      await dialog.getByText(text).first().waitFor();
    await expectAccessible(page);
    await takePicture(page, 'saving conflict');
    expect([cityOf(1), cityOf(2), cityOf(6)]).toEqual([
      storedText('Theirs'),
      storedText('Theirs'),
      storedText('Leeds'),
    ]);
    await dialog.getByRole('button', { name: 'Keep mine', exact: true }).first().click();
    await dialog.getByRole('button', { name: 'Take theirs', exact: true }).last().click();
    await dialog.getByRole('button', { name: 'Save changes', exact: true }).click();
    await saved(page);
    expect([cityOf(1), cityOf(2), cityOf(6)]).toEqual([
      storedText('Mine 1'),
      storedText('Theirs'),
      storedText('Merged'),
    ]);
    expect(storedValue(shop.path, 'customers', 6, 'notes')).toBe(storedText('Theirs too'));
  });

  test('takes back from Changes what was saved', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    const before = cityOf(5);
    await stage(page, 'Ines Roth', 'city', 'Graz');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(cityOf(5)).toBe(storedText('Graz'));
    await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Changes', exact: true }).click();
    await page
      .getByText(/1 edited/)
      .first()
      .click();
    await page.getByText('Graz').first().waitFor();
    await expectAccessible(page);
    await takePicture(page, 'saving changes');
    await button(page, 'Undo').first().click();
    await expect.poll(() => cityOf(5)).toBe(before);
  });

  test('keeps staged edits over sorting, filtering, refreshing and another tab of the same model', async ({
    openPage,
  }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await stage(page, 'Olena Kovalenko', 'city', 'Lviv');
    await page.getByRole('columnheader', { name: 'name', exact: true }).click();
    const city = () => cellOf(page, 'Olena Kovalenko', 'city').then((cell) => cell.textContent());
    await expect.poll(city).toBe('Lviv');
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('Olena');
    await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('2');
    await expect.poll(city).toBe('Lviv');
    await page.keyboard.press('F5');
    await expect.poll(city).toBe('Lviv');
    await openModel(page, 'Orders');
    await page
      .getByRole('navigation', { name: 'Project' })
      .getByRole('link', { name: 'Customers', exact: true })
      .click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(city).toBe('Lviv');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(cityOf(3)).toBe(storedText('Lviv'));
  });

  test('brings staged edits back after a crash, with what has changed meanwhile', async ({ browser }) => {
    const directory = await temporaryDirectory();
    const path = join(directory, 'shop.db');
    makeShopDatabase(path);
    const dataDirectory = join(directory, 'data');
    const first = await startApp({ target: path, dataDirectory });
    const firstContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const firstPage = await firstContext.newPage();
    await firstPage.goto(first.address);
    await openModel(firstPage, 'Customers');
    await stage(firstPage, 'Ada Novák', 'city', 'Brno');
    await stage(firstPage, 'Tom Baker', 'city', 'York');
    await firstPage.waitForTimeout(600);
    await first.kill();
    await firstContext.close();
    changeFromOutside(path, `UPDATE customers SET city = 'Plzeň' WHERE id = 1`);

    const second = await startApp({ target: path, dataDirectory });
    onTestFinished(async () => void (await second.stop()));
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(second.address);
    await page.getByRole('button', { name: 'Restore' }).click();
    await page
      .getByText(/2 staged changes/)
      .first()
      .waitFor();
    await openModel(page, 'Customers');
    await expect.poll(async () => (await cellOf(page, 'Tom Baker', 'city')).textContent()).toBe('York');
    await takePicture(page, 'saving restored');
    await page.keyboard.press('ControlOrMeta+s');
    const dialog = page.getByRole('dialog', { name: 'Resolve conflicts' });
    await dialog.getByText('Plzeň').first().waitFor();
    await dialog.getByRole('button', { name: 'Take theirs', exact: true }).first().click();
    await dialog.getByRole('button', { name: 'Save changes', exact: true }).click();
    await saved(page);
    expect(storedValue(path, 'customers', 1, 'city')).toBe(storedText('Plzeň'));
    expect(storedValue(path, 'customers', 6, 'city')).toBe(storedText('York'));
  });

  test('asks before a window with staged edits is closed, and restores them after a reload', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await stage(page, 'Tom Baker', 'email', 'tom@shop.example');
    await page.waitForTimeout(500);
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    expect(asked).toEqual(['beforeunload']);
    await page
      .getByText(/staged change/)
      .first()
      .waitFor();
    await expect.poll(async () => (await cellOf(page, 'Tom Baker', 'email')).textContent()).toBe('tom@shop.example');
    await button(page, 'Discard changes').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard changes', exact: true }).click();
    await saved(page);
  });
});
