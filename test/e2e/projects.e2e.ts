import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { makeDatabase, type TestDatabase } from '../support/postgres.ts';
import { postgresShopSql } from '../support/postgres-shop.ts';
import { startTestPostgres, type TestPostgres } from '../support/services/postgres-server.ts';
import { button, cellOf, grid, saved, stage } from './editing.ts';
import { expectAccessible, takePicture, testWithApp } from './harness.ts';

const test = testWithApp();
const password = 's3cret/with@odd:signs%';

let server: TestPostgres;
let shop: TestDatabase;

beforeAll(async () => {
  server = await startTestPostgres({
    listen: 'tcp',
    settings: { synchronous_commit: 'on', fsync: 'on' },
    authentication: [
      'host all postgres 127.0.0.1/32 trust',
      'host all shopkeeper 127.0.0.1/32 scram-sha-256',
      'host all all 127.0.0.1/32 reject',
    ],
  });
  shop = await makeDatabase({ server: server.url, sql: postgresShopSql });
  await shop.run(`CREATE ROLE shopkeeper LOGIN PASSWORD '${password}';
    GRANT USAGE ON SCHEMA public, billing TO shopkeeper;
    GRANT ALL ON ALL TABLES IN SCHEMA public, billing TO shopkeeper;
    REVOKE ALL ON billing.salaries FROM shopkeeper;`);
});
afterAll(async () => {
  await server.stop();
});

const cityOfAda = async () => (await shop.run(`SELECT city FROM public.customers WHERE name = 'Ada Novák'`))[0]?.[0];

function projectsMain(page: Page) {
  return page.getByRole('main', { name: 'Projects', exact: true });
}

async function fillForm(page: Page, given: { name: string; password: string }): Promise<void> {
  await button(page, 'New project').click();
  const main = projectsMain(page);
  await main
    .getByRole('textbox', { name: 'URL', exact: true })
    .fill(`postgres://shopkeeper@127.0.0.1:${server.port}/${shop.name}?sslmode=disable`);
  await expect.poll(() => main.getByLabel('Port', { exact: true }).inputValue()).toBe(String(server.port));
  await expect.poll(() => main.getByLabel('Host', { exact: true }).inputValue()).toBe('127.0.0.1');
  await expect.poll(() => main.getByLabel('User', { exact: true }).inputValue()).toBe('shopkeeper');
  await main.getByRole('textbox', { name: 'Name', exact: true }).fill(given.name);
  await main.getByLabel('Password', { exact: true }).fill(given.password);
}

describe('a project over PostgreSQL', () => {
  test('is made in the form, tested, saved, opened, and edited', async ({ openPage }) => {
    const page = await openPage({ path: '/projects' });
    await projectsMain(page).waitFor();
    await expectAccessible(page);
    await fillForm(page, { name: 'Lumen shop', password });
    await takePicture(page, 'projects form');
    await button(page, 'Test connection').click();
    await projectsMain(page)
      .getByText(/PostgreSQL 18/)
      .first()
      .waitFor();
    await expectAccessible(page);
    await takePicture(page, 'projects tested');
    await button(page, 'Save project').click();
    await projectsMain(page).getByText('Lumen shop').first().waitFor();
    await projectsMain(page).getByText('Lumen shop').first().dblclick();

    const navigation = page.getByRole('navigation', { name: 'Project' });
    await navigation.getByRole('link', { name: 'Customers', exact: true }).click();
    await grid(page).getByText('Ada Novák').waitFor();
    for (const schema of ['public', 'billing'])
      await navigation.getByRole('group', { name: schema, exact: true }).waitFor();
    await navigation
      .getByRole('group', { name: 'billing' })
      .getByRole('link', { name: /Salaries/ })
      .waitFor();
    await takePicture(page, 'projects postgres grid');
    await stage(page, 'Ada Novák', 'city', 'Brno');
    await page.keyboard.press('ControlOrMeta+s');
    await saved(page);
    expect(await cityOfAda()).toBe('Brno');
    expect(await (await cellOf(page, 'Ada Novák', 'profile')).textContent()).toBe(
      '{"a": 9007199254740993, "b": 10.00}',
    );
  });

  test('is tried with the URL as it was typed last, however quickly', async ({ openPage }) => {
    const page = await openPage({ path: '/projects' });
    await button(page, 'New project').click();
    const url = projectsMain(page).getByRole('textbox', { name: 'URL', exact: true });
    const address = `postgres://shopkeeper:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${shop.name}`;
    await url.pressSequentially(`${address}?sslmode=disable`);
    await button(page, 'Test connection').click();
    await projectsMain(page)
      .getByText(/PostgreSQL 18/)
      .first()
      .waitFor();
    await url.fill('postgres://[');
    await button(page, 'Test connection').click();
    await expect.poll(() => url.getAttribute('aria-invalid')).toBe('true');
  });

  test('says that the password is wrong, and works with the right one', async ({ openPage }) => {
    const page = await openPage({ path: '/projects' });
    await projectsMain(page).waitFor();
    await fillForm(page, { name: 'Wrong password', password: 'not it' });
    await button(page, 'Test connection').click();
    const failure = projectsMain(page)
      .getByText(/password/i)
      .filter({ hasText: /authentication|refused|wrong|not accept/i });
    await failure.first().waitFor();
    await expectAccessible(page);
    await takePicture(page, 'projects wrong password');
    await projectsMain(page).getByLabel('Password', { exact: true }).fill(password);
    await button(page, 'Test connection').click();
    await projectsMain(page)
      .getByText(/PostgreSQL 18/)
      .first()
      .waitFor();
  });

  test('keeps staged edits while the server is down, and saves them when it is back', async ({ openPage }) => {
    const page = await openPage({ path: '/projects' });
    await projectsMain(page).waitFor();
    await fillForm(page, { name: 'Restarted shop', password });
    await button(page, 'Save project').click();
    await projectsMain(page).getByText('Restarted shop').first().dblclick();
    const navigation = page.getByRole('navigation', { name: 'Project' });
    await navigation.getByRole('link', { name: 'Customers', exact: true }).click();
    await grid(page).getByText('Ada Novák').waitFor();
    await stage(page, 'Ada Novák', 'city', 'Olomouc');
    const before = await cityOfAda();
    await server.halt('KILL');
    await page.keyboard.press('ControlOrMeta+s');
    await page
      .getByText(/can.t be reached|reconnect|refused|lost/i)
      .first()
      .waitFor();
    // The rows and the edit are still there.
    await expect.poll(async () => (await cellOf(page, 'Ada Novák', 'city')).textContent()).toBe('Olomouc');
    await takePicture(page, 'projects server down');
    await server.start();
    expect(await cityOfAda()).toBe(before);
    await expect
      .poll(
        async () => {
          await page.keyboard.press('ControlOrMeta+s');
          return cityOfAda();
        },
        { timeout: 40_000, interval: 1000 },
      )
      .toBe('Olomouc');
    await saved(page);
  });
});
