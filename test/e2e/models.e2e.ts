import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { expectAccessible, takePicture, testWithApp } from './harness.ts';

const test = testWithApp();
const customers = '/p/demo/models/studio/customers';

function grid(page: Page, name = 'Customers'): Locator {
  return page.getByRole('grid', { name, exact: true });
}

/** The data row with this number, counted from 1 as the gutter does. */
function row(page: Page, number: number): Locator {
  return page.locator(`[role="row"][aria-rowindex="${number + 1}"]`);
}

/** The cell of a column in a data row. */
async function cell(page: Page, number: number, column: string): Promise<Locator> {
  const header = page.getByRole('columnheader', { name: column, exact: true });
  const index = await header.getAttribute('aria-colindex');
  return row(page, number).locator(`[role="gridcell"][aria-colindex="${index}"]`);
}

async function openCustomers(openPage: (request: { path: string }) => Promise<Page>, search = ''): Promise<Page> {
  const page = await openPage({ path: `${customers}${search}` });
  await grid(page).getByRole('gridcell').first().waitFor();
  return page;
}

function headerButton(page: Page, name: string): Locator {
  return page.getByRole('main').getByRole('button', { name, exact: true });
}

async function addCondition(page: Page, column: string, operator: string, value: string): Promise<void> {
  await page.getByRole('columnheader', { name: column, exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add condition…' }).click();
  await page.getByRole('combobox', { name: 'Operator' }).click();
  await page.getByRole('option', { name: operator, exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill(value);
  await page.getByRole('button', { name: 'Apply' }).click();
}

describe('the grid of a model', () => {
  test('names its parts and shows values as they are stored', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('12481');
    expect(await row(page, 1).getByRole('rowheader').innerText()).toBe('1');
    expect(await (await cell(page, 2, 'id')).innerText()).toBe('1007');
    expect(await (await cell(page, 2, 'name')).innerText()).toBe('山田 太郎');
    expect(await (await cell(page, 4, 'avatar')).innerText()).toBe('NULL');
    expect(await page.getByRole('main').innerText()).toContain('12,480 rows');
  });

  test('keeps every digit and shows ### where a number does not fit', async ({ openPage }) => {
    const page = await openCustomers(openPage, '?column=external_ref');
    const reference = await cell(page, 2, 'external_ref');
    expect(await reference.textContent()).toBe('9007199255740996');
    await page.getByRole('columnheader', { name: 'external_ref', exact: true }).scrollIntoViewIfNeeded();
    await reference.click();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowUp');
    for (let step = 0; step < 12; step += 1) await page.keyboard.press('Shift+ArrowLeft');
    expect(await reference.textContent()).toBe('9007199255740996');
    const drawn = await reference
      .locator('span')
      .first()
      .evaluate((span) => getComputedStyle(span, '::before').content);
    expect(drawn).toContain('###');
  });

  test('keeps the column of the address in sight when the window becomes narrower', async ({ openPage }) => {
    const page = await openCustomers(openPage, '?column=external_ref');
    await (await cell(page, 2, 'external_ref')).waitFor();
    await page.setViewportSize({ width: 1024, height: 900 });
    const header = page.getByRole('columnheader', { name: 'external_ref', exact: true });
    const end = async (one: Locator) => {
      const box = await one.boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0);
    };
    await expect.poll(async () => Math.round((await end(header)) - (await end(grid(page))))).toBeLessThanOrEqual(1);
  });

  test('shows a row in the details, in the address, and again after a reload', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await (await cell(page, 2, 'email')).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: '山田 太郎' }).waitFor();
    expect(await details.innerText()).toContain('9007199259025875');
    await expect.poll(() => page.url()).toContain('row=i1007');
    await details.getByRole('button', { name: 'Next row' }).click();
    await details.getByRole('heading', { name: 'Olena Kovalenko' }).waitFor();
    await expect.poll(() => page.url()).toContain('row=i1014');
    await page.reload();
    await details.getByRole('heading', { name: 'Olena Kovalenko' }).waitFor();
    expect(await row(page, 3).locator('[aria-selected]').count()).toBeLessThan(2);
    await details.getByRole('button', { name: 'Close details' }).click();
    await expect.poll(() => details.isVisible()).toBe(false);
    // They stay closed until they are asked for.
    await page.keyboard.press('ArrowDown');
    expect(await details.isVisible()).toBe(false);
    await page.keyboard.press('Space');
    await details.getByRole('heading', { name: 'José Álvarez' }).waitFor();
  });

  test('filters by typed conditions, shown as chips that can be changed and removed', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await addCondition(page, 'city', 'is', 'Prague');
    await page.getByRole('button', { name: 'city is Prague', exact: true }).waitFor();
    await expect.poll(() => page.getByRole('main').innerText()).toMatch(/\d+ of 12,480/);
    expect(await (await cell(page, 3, 'city')).innerText()).toBe('Prague');
    await page.getByRole('button', { name: 'city is Prague', exact: true }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('Nowhere at all');
    await page.keyboard.press('Enter');
    await page.getByText('No rows match').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'city is Prague', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove city is Prague' }).click();
    await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('12481');
  });

  test('filters decimals that are stored as text by their number', async ({ openPage, app }) => {
    const page = await openCustomers(openPage, '?column=balance');
    await addCondition(page, 'balance', '>', '1,000');
    await page.getByText('Type a decimal number').waitFor();
    await page.getByRole('textbox', { name: 'Value' }).fill('1000');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'balance > 1000', exact: true }).waitFor();
    const file =
      (await readdir(app.dataDirectory, { recursive: true })).find((path) => path.endsWith('studio.db')) ?? '';
    const database = new Database(join(app.dataDirectory, file), { readonly: true });
    const expected = database
      .prepare<[], string>('SELECT balance FROM customers WHERE CAST(balance AS NUMERIC) > 1000 ORDER BY id')
      .pluck()
      .all();
    database.close();
    await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe(String(expected.length + 1));
    // As text, 84.00 and 310.25 would be among them.
    expect(expected.slice(0, 5)).toEqual(['1204.50', '9007199254740993.10', '1980.00', '2310.80', '1050.00']);
    for (const [index, balance] of expected.slice(0, 12).entries())
      await expect.poll(async () => (await cell(page, index + 1, 'balance')).textContent()).toBe(balance);
  });

  test('sorts by a header: ascending, descending, as stored; Shift adds a column', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    const name = page.getByRole('columnheader', { name: 'name', exact: true });
    const city = page.getByRole('columnheader', { name: 'city', exact: true });
    await city.click();
    await expect.poll(() => city.getAttribute('aria-sort')).toBe('ascending');
    await name.click({ modifiers: ['Shift'] });
    await expect.poll(() => name.getAttribute('aria-sort')).toBe('ascending');
    expect(await city.getAttribute('aria-sort')).toBe('ascending');
    await name.click();
    await expect.poll(() => name.getAttribute('aria-sort')).toBe('descending');
    expect(await city.getAttribute('aria-sort')).toBe('none');
    await name.click();
    await expect.poll(() => name.getAttribute('aria-sort')).toBe('none');
    await expect.poll(async () => (await cell(page, 1, 'id')).innerText()).toBe('1000');
  });

  test('searches all text and says what it left out', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('yamada');
    await expect.poll(async () => (await cell(page, 1, 'email')).innerText()).toContain('yamada');
    await expect.poll(() => page.getByRole('main').innerText()).toMatch(/\d+ of 12,480/);
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('');
    await expect.poll(() => grid(page).getAttribute('aria-rowcount')).toBe('12481');
    await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: 'Staff', exact: true }).click();
    await grid(page, 'Staff').waitFor();
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('leo');
    await page.getByText('Not searched: badge').waitFor();
  });

  test('copies a cell exactly, a cut value whole, and a range as rows and columns', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await (await cell(page, 2, 'name')).click();
    await page.keyboard.press('ControlOrMeta+c');
    await expect.poll(clipboard).toBe('山田 太郎');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('ControlOrMeta+c');
    await expect
      .poll(clipboard)
      .toBe('山田 太郎\ttaro.yamada@lumen.example\nOlena Kovalenko\tolena.kovalenko@lumen.example');
    await page.goto(new URL('/p/demo/models/studio/albums?column=story', page.url()).href);
    const stories = page.locator('[role="gridcell"] [data-size^="…"]');
    await stories.first().waitFor();
    await stories.first().click();
    await page.keyboard.press('ControlOrMeta+c');
    await expect.poll(async () => (await clipboard()).length).toBeGreaterThan(256);
  });

  test('follows a reference to its row, and comes back', async ({ openPage }) => {
    const page = await openCustomers(openPage, '?column=manager');
    const link = row(page, 1).locator('a[data-caption]').or(row(page, 3).locator('a[data-caption]'));
    await link.first().waitFor();
    const caption = await link.first().getAttribute('data-caption');
    await link.first().click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: caption ?? '' }).waitFor();
    await grid(page, 'Staff').waitFor();
    await page.goBack();
    await grid(page).waitFor();
  });

  test('leads from a row to the rows that belong to it', async ({ openPage }) => {
    const page = await openCustomers(openPage, '?row=i1007');
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('tab', { name: /^Related/ }).click();
    const orders = details.getByRole('link', { name: /Orders/ });
    const count = /(\d[\d,]*)$/.exec((await orders.innerText()).trim())?.[1] ?? '';
    await orders.click();
    await grid(page, 'Orders').waitFor();
    await expect.poll(() => page.getByRole('main').innerText()).toContain(`${count} of 21,600`);
    await page.getByRole('button', { name: '山田 太郎' }).or(page.getByText('山田 太郎')).first().waitFor();
  });

  test('hides columns, and shows them again where one was', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await headerButton(page, 'Columns').click();
    await page.getByRole('checkbox', { name: 'email', exact: true }).uncheck();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('columnheader', { name: 'email', exact: true }).count()).toBe(0);
    expect(page.url()).toContain('hidden=');
    await headerButton(page, 'Columns').click();
    await page.getByRole('button', { name: 'Show all columns' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await cell(page, 2, 'email')).innerText()).toBe('taro.yamada@lumen.example');
  });

  test('is worked by the keyboard alone', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await grid(page).focus();
    const active = () =>
      page.evaluate(() => {
        const id = document.querySelector('[role="grid"]')?.getAttribute('aria-activedescendant') ?? '';
        const element = document.getElementById(id);
        return `${element?.closest('[role="row"]')?.getAttribute('aria-rowindex')}/${element?.getAttribute('aria-colindex')}`;
      });
    expect(await active()).toBe('2/2');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    expect(await active()).toBe('4/3');
    await page.keyboard.press('ControlOrMeta+ArrowLeft');
    expect(await active()).toBe('4/2');
    await page.keyboard.press('ControlOrMeta+End');
    await expect.poll(active).toMatch(/^12481\/19$/);
    await page.keyboard.press('ControlOrMeta+Home');
    await expect.poll(active).toBe('2/2');
    await page.keyboard.press('ArrowUp');
    expect(await active()).toBe('1/2');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('columnheader', { name: 'id', exact: true }).getAttribute('aria-sort'))
      .toBe('ascending');
    // The rows are read anew: a key pressed before they are there waits for them.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { name: 'Ada Novák' }).waitFor();
  });

  test('reads rows again at the same place', async ({ openPage, app }) => {
    const page = await openCustomers(openPage, '?row=i8000');
    await expect.poll(() => page.locator('[role="row"][aria-rowindex="1002"]').count()).toBe(1);
    const before = await firstRow(page);
    const file =
      (await readdir(app.dataDirectory, { recursive: true })).find((path) => path.endsWith('studio.db')) ?? '';
    const database = new Database(join(app.dataDirectory, file));
    database.prepare("UPDATE customers SET name = 'Changed from outside' WHERE id = 8000").run();
    database.close();
    await headerButton(page, 'Refresh').click();
    await expect.poll(async () => (await cell(page, 1001, 'name')).innerText()).toBe('Changed from outside');
    expect(await firstRow(page)).toEqual(before);
  });

  test('keeps its place while another tab is shown', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await grid(page).focus();
    for (let press = 0; press < 8; press += 1) await page.keyboard.press('PageDown');
    const before = await firstRow(page);
    const navigation = page.getByRole('navigation', { name: 'Project' });
    await navigation.getByRole('link', { name: 'Tags', exact: true }).dblclick();
    await grid(page, 'Tags').waitFor();
    await page.getByRole('tab', { name: 'Customers', exact: true }).click();
    await row(page, before.number).waitFor();
    expect(await firstRow(page)).toEqual(before);
  });

  test('keeps the width a column was dragged to', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    const header = page.getByRole('columnheader', { name: 'city', exact: true });
    const before = await header.boundingBox();
    const edge = { x: (before?.x ?? 0) + (before?.width ?? 0) - 3, y: (before?.y ?? 0) + 10 };
    await page.mouse.move(edge.x, edge.y);
    await page.mouse.down();
    await page.mouse.move(edge.x + 60, edge.y, { steps: 4 });
    await page.mouse.up();
    const wider = Math.round((before?.width ?? 0) + 60);
    await expect.poll(async () => Math.round((await header.boundingBox())?.width ?? 0)).toBe(wider);
    // Dragging is no press on the header.
    expect(await header.getAttribute('aria-sort')).toBe('none');
    await page.waitForTimeout(700);
    await page.reload();
    await header.waitFor();
    await expect.poll(async () => Math.round((await header.boundingBox())?.width ?? 0)).toBe(wider);
  });

  test('is found by the palette: models by name, rows by key and caption', async ({ openPage }) => {
    const page = await openCustomers(openPage);
    await page.keyboard.press('ControlOrMeta+k');
    const palette = page.getByRole('dialog', { name: 'Go to' });
    await palette.waitFor();
    await page.keyboard.type('invoi');
    await palette.getByRole('option', { name: /^Invoices/ }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('山田');
    await palette
      .getByRole('option', { name: /山田 太郎/ })
      .first()
      .click();
    await page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { name: '山田 太郎' }).waitFor();
    await row(page, 2).waitFor();
    expect(page.url()).toContain('row=i1007');
  });

  test('loses no digit and hides no character, whatever is stored', async ({ openPage, app }) => {
    const file =
      (await readdir(app.dataDirectory, { recursive: true })).find((path) => path.endsWith('studio.db')) ?? '';
    const database = new Database(join(app.dataDirectory, file));
    const odd = 'safe\u202egnp.exe\ttab ';
    database
      .prepare('UPDATE customers SET name = ?, preferences = ? WHERE id = 1014')
      .run(odd, '{"n":1e400,"n":10.00}');
    database.close();
    const page = await openCustomers(openPage, '?row=i1014');
    await headerButton(page, 'Refresh').click();
    const name = await cell(page, 3, 'name');
    await expect.poll(() => name.textContent()).toBe(odd);
    expect(await name.locator('[data-sign]').count()).toBe(3);
    await expect
      .poll(() => page.getByRole('complementary', { name: 'Details' }).innerText())
      .toMatch(/"n": 1e400,\s+"n": 10\.00/);
    expect(await page.locator('[role="gridcell"] script, [role="gridcell"] img[src^="http"]').count()).toBe(0);
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`is accessible, ${theme}, wide and narrow`, async ({ openPage }) => {
      for (const [width, height] of [
        [1440, 900],
        [1024, 700],
      ] as const) {
        const page = await openPage({ path: `${customers}?row=i1007`, theme, width, height });
        await row(page, 1).getByRole('gridcell').first().waitFor();
        await page.waitForTimeout(300);
        await takePicture(page, `models ${theme} ${width}`);
        await expectAccessible(page);
      }
    });
  }
});

interface FirstRow {
  readonly number: number;
  readonly text: string;
  /** Part of it above the upper edge, in CSS px. */
  readonly hidden: number;
}

/** The first row that is at least partly seen. */
async function firstRow(page: Page): Promise<FirstRow> {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll('[role="rowgroup"] [role="row"]')];
    const top = document.querySelector('[role="columnheader"]')?.getBoundingClientRect().bottom ?? 0;
    const first = rows.find((row) => row.getBoundingClientRect().bottom > top + 1);
    return {
      number: Number(first?.getAttribute('aria-rowindex')) - 1,
      text: first?.querySelector('[role="gridcell"]')?.textContent ?? '',
      hidden: Math.round(top - (first?.getBoundingClientRect().top ?? 0)),
    };
  });
}
