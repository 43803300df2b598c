import { afterAll, describe, expect } from 'vitest';
import { makeDatabase, type TestDatabase } from '../support/postgres.ts';
import { postgresShopSql } from '../support/postgres-shop.ts';
import { button, cellOf, grid, openModel, saved, stage } from './editing.ts';
import { expectAccessible, takePicture, testWithApp } from './harness.ts';

let shop: TestDatabase;
const test = testWithApp(async () => {
  shop = await makeDatabase({ sql: postgresShopSql });
  return { target: shop.url };
});
afterAll(async () => {
  await shop?.drop();
});

const one = async (sql: string) => (await shop.run(sql))[0]?.[0];

describe('the models of a PostgreSQL database', () => {
  test('are opened by an address on the command line, grouped by schema, with exact values', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('6');
    const texts = (column: string) => cellOf(page, 'Olena Kovalenko', column).then((cell) => cell.textContent());
    expect(await texts('seen')).toContain('0044-03-15 12:00:00+00 BC');
    expect(await texts('tags')).toContain('{a,NULL,"{b}"}');
    expect(await (await cellOf(page, '山田 太郎', 'balance')).textContent()).toBe('-12.00');
    expect(await (await cellOf(page, 'Tom Baker', 'balance')).textContent()).toBe('12345678.90');
    await expectAccessible(page);
    await takePicture(page, 'postgres customers');
  });

  test('are edited, saved with a conflict shown, and taken back', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await stage(page, 'Tom Baker', 'city', 'York');
    await stage(page, 'Ines Roth', 'balance', '7.125');
    await shop.run(`UPDATE public.customers SET city = 'Hull' WHERE name = 'Tom Baker'`);
    await page.keyboard.press('ControlOrMeta+s');
    const dialog = page.getByRole('dialog', { name: 'Resolve conflicts' });
    await dialog.waitFor();
    for (const text of ['Leeds', 'Hull', 'York']) await dialog.getByText(text).first().waitFor();
    expect(await one(`SELECT city FROM public.customers WHERE name = 'Tom Baker'`)).toBe('Hull');
    // The server would round: it is asked about.
    for (const text of ['7.125', '7.13']) await dialog.getByText(text).first().waitFor();
    await takePicture(page, 'postgres conflict');
    await expectAccessible(page);
  });

  test('refer to each other across schemas, and a delete shows what goes with it', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await (await cellOf(page, 'Ada Novák', 'name')).click();
    await page.getByRole('row').filter({ hasText: 'Ada Novák' }).getByRole('rowheader').click();
    await page.keyboard.press('Delete');
    const asked = page.getByRole('dialog', { name: 'Delete 1 row of Customers' });
    await asked.getByText('Invoices: 8 rows are deleted too').waitFor();
    await expectAccessible(page);
    await takePicture(page, 'postgres delete');
    await asked.getByRole('button', { name: 'Delete 1 row', exact: true }).click();
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(await one('SELECT count(*) FROM billing.invoices WHERE customer_id = 1')).toBe('0');
    // With its rows in the other schema it comes back as it was.
    await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Changes', exact: true }).click();
    await page
      .getByText(/1 deleted/)
      .first()
      .click();
    await button(page, 'Undo').first().click();
    await expect.poll(() => one('SELECT count(*) FROM billing.invoices WHERE customer_id = 1')).toBe('8');
    expect(await one(`SELECT id || ' ' || profile FROM public.customers WHERE name = 'Ada Novák'`)).toBe(
      '1 {"a": 9007199254740993, "b": 10.00}',
    );
  });

  test('say why they can’t be changed: a view, a table without a key', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Visits');
    await expect.poll(() => grid(page, 'Visits').getAttribute('aria-rowcount')).toBe('31');
    await page
      .getByText(/no key/i)
      .first()
      .waitFor();
    await openModel(page, 'Totals');
    await expect.poll(() => grid(page, 'Totals').getAttribute('aria-rowcount')).toBe('6');
  });

  test('take back from Changes what was saved', async ({ openPage }) => {
    const page = await openPage();
    await openModel(page, 'Customers');
    await stage(page, '山田 太郎', 'city', 'Kobe');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(await one(`SELECT city FROM public.customers WHERE name = '山田 太郎'`)).toBe('Kobe');
    await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Changes', exact: true }).click();
    await page
      .getByText(/1 edited/)
      .first()
      .click();
    await button(page, 'Undo').first().click();
    await expect.poll(() => one(`SELECT city FROM public.customers WHERE name = '山田 太郎'`)).toBe('Osaka');
  });
});
