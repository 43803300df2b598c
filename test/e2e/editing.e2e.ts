import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { makeShopDatabase, storedRows, storedText, storedValue } from '../support/shop-database.ts';
import { makeTemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.ts';
import { button, cellOf, openModel, saved } from './editing.ts';
import { expectAccessible, startApp, takePicture, testWithApp } from './harness.ts';

const shop = { path: '' };
const test = testWithApp(async () => {
  const { path } = await makeTemporaryDirectory();
  shop.path = join(path, 'shop.db');
  makeShopDatabase(shop.path);
  return { target: shop.path };
});

describe('editing rows', () => {
  test('works by the keyboard alone, and touches nothing but what was edited', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    const before = storedRows(shop.path, 'customers');
    await (await cellOf(page, 'Ada Novák', 'city')).click();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'city', exact: true }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Brno');
    await page.keyboard.press('Enter');
    // Enter moves down; typing begins an edit with the letter.
    await page.keyboard.type('Kyōto');
    await page.keyboard.press('Tab');
    await page.keyboard.press('F2');
    await page.keyboard.press('Escape');
    await page.getByText('2 staged changes').first().waitFor();
    expect(storedRows(shop.path, 'customers')).toEqual(before);
    await expectAccessible(page);
    await takePicture(page, 'editing staged');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    const hexOf = (value: string) => Buffer.from(value).toString('hex').toUpperCase();
    expect(
      storedRows(shop.path, 'customers').map((row) =>
        row.replace(hexOf('Brno'), hexOf('Prague')).replace(hexOf('Kyōto'), hexOf('Osaka')),
      ),
    ).toEqual(before);
    expect(storedValue(shop.path, 'customers', 1, 'city')).toBe(storedText('Brno'));
    expect(storedValue(shop.path, 'customers', 2, 'city')).toBe(storedText('Kyōto'));
    // Saved rows show what the store has, without a refresh.
    expect(await (await cellOf(page, 'Ada Novák', 'city')).textContent()).toBe('Brno');
  });

  test('works by the mouse: a double click edits, a click elsewhere keeps it, the review shows it', async ({
    openPage,
  }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await (await cellOf(page, 'José García', 'city')).dblclick();
    await page.getByRole('textbox', { name: 'city', exact: true }).fill('Sevilla');
    await (await cellOf(page, 'Ines Roth', 'name')).click();
    await button(page, 'Review changes').click();
    const review = page.getByRole('dialog', { name: 'Review changes' });
    await review.getByText('Sevilla').first().waitFor();
    await review.getByText('Madrid').first().waitFor();
    await expectAccessible(page);
    await takePicture(page, 'editing review');
    await review.getByRole('button', { name: 'Save changes', exact: true }).click();
    await saved(page);
    expect(storedValue(shop.path, 'customers', 4, 'city')).toBe(storedText('Sevilla'));
  });

  test('takes staged edits back and forth, and throws them away when asked', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    const city = await cellOf(page, 'Tom Baker', 'city');
    await city.click();
    await page.keyboard.type('York');
    await page.keyboard.press('Enter');
    await expect.poll(() => city.textContent()).toBe('York');
    await button(page, 'Undo').click();
    await expect.poll(() => city.textContent()).toBe('Leeds');
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect.poll(() => city.textContent()).toBe('York');
    await button(page, 'Discard changes').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard changes', exact: true }).click();
    await saved(page);
    expect(await city.textContent()).toBe('Leeds');
    expect(storedValue(shop.path, 'customers', 6, 'city')).toBe(storedText('Leeds'));
  });

  test('tells NULL, empty and default apart', async ({ openPage }) => {
    // The last columns stand beside the details.
    const page = await openPage({ width: 2200 });
    await openModel(page, 'Customers');
    const notes = await cellOf(page, 'Ines Roth', 'notes');
    await notes.click();
    await button(page, 'Set NULL').click();
    await expect.poll(() => notes.textContent()).toBe('NULL');
    const city = await cellOf(page, 'Ines Roth', 'city');
    await city.click();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'city', exact: true }).fill('');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(storedValue(shop.path, 'customers', 5, 'notes')).toBe('null ');
    expect(storedValue(shop.path, 'customers', 5, 'city')).toBe(storedText(''));
  });

  test('refuses what the column can’t hold before it is saved', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Orders');
    const before = storedRows(shop.path, 'orders');
    await (await cellOf(page, 'Print 3', 'quantity')).click();
    await page.keyboard.type('0');
    await page.keyboard.press('Enter');
    await button(page, 'Review changes').click();
    const review = page.getByRole('dialog', { name: 'Review changes' });
    await review
      .getByText(/quantity > 0/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+s');
    await page
      .getByText(/quantity > 0/)
      .first()
      .waitFor();
    expect(storedRows(shop.path, 'orders')).toEqual(before);
    expect(await button(page, 'Save changes').count()).toBeGreaterThan(0);
  });

  test('adds a row, duplicates one, and deletes one with what hangs on it', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await button(page, 'Add row').click();
    await page.keyboard.press('Escape');
    const name = page.locator('[role="row"]').nth(1).locator('[role="gridcell"]').nth(1);
    await name.click();
    await page.keyboard.type('Nora Lind');
    await page.keyboard.press('Enter');
    await page.getByText(/1 new/).first().waitFor();
    await expectAccessible(page);
    await takePicture(page, 'editing new row');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(storedValue(shop.path, 'customers', 7, 'name')).toBe(storedText('Nora Lind'));
    expect(storedValue(shop.path, 'customers', 7, 'tier')).toBe(storedText('basic'));
    await (await cellOf(page, 'Nora Lind', 'name')).click();
    await button(page, 'Duplicate row').click();
    await page.getByText(/1 new/).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(storedValue(shop.path, 'customers', 8, 'name')).toBe(storedText('Nora Lind'));
    await page.getByRole('row').filter({ hasText: 'José García' }).getByRole('rowheader').click();
    await button(page, 'Delete rows').click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(/Orders/)
      .first()
      .waitFor();
    await takePicture(page, 'editing delete');
    await dialog.getByRole('button', { name: /^Delete/ }).click();
    await page
      .getByText(/1 deleted/)
      .first()
      .waitFor();
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(storedValue(shop.path, 'customers', 4, 'name')).toBe('no row');
    expect(storedRows(shop.path, 'orders').length).toBe(9);
  });

  test('says why nothing can be written, and writes nothing', async ({ browser, openPage }) => {
    const page = await openPage();
    await openModel(page, 'Gold');
    await page.getByText(/view/i).first().waitFor();
    // Either there is no such button or it can't be pressed; what is not there is not waited for.
    const addRow = button(page, 'Add row');
    expect((await addRow.count()) > 0 && (await addRow.isEnabled())).toBe(false);
    const directory = await temporaryDirectory();
    const path = join(directory, 'shop.db');
    makeShopDatabase(path);
    const app = await startApp({ target: path, parameters: ['--read-only'] });
    onTestFinished(async () => void (await app.stop()));
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    onTestFinished(() => context.close());
    const reader = await context.newPage();
    await reader.goto(app.address);
    await openModel(reader, 'Customers');
    const before = storedRows(path, 'customers');
    await (await cellOf(reader, 'Tom Baker', 'city')).click();
    await reader.keyboard.type('York');
    await reader.keyboard.press('Enter');
    await reader
      .getByText(/--read-only/)
      .first()
      .waitFor();
    expect(await button(reader, 'Save changes').count()).toBe(0);
    expect(storedRows(path, 'customers')).toEqual(before);
  });
});
