import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What tests of editing look for, by role and name. */
export function grid(page: Page, name = 'Customers'): Locator {
  return page.getByRole('grid', { name, exact: true });
}

/** The cell of a column in the row that shows this text. */
export async function cellOf(page: Page, rowText: string, column: string): Promise<Locator> {
  const header = page.getByRole('columnheader', { name: column, exact: true });
  const index = await header.getAttribute('aria-colindex');
  return page.getByRole('row').filter({ hasText: rowText }).locator(`[role="gridcell"][aria-colindex="${index}"]`);
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

export async function openModel(page: Page, caption: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Project' }).getByRole('link', { name: caption, exact: true }).click();
  await grid(page, caption).getByRole('gridcell').first().waitFor();
}

/** The bar of staged changes goes when all of them are saved. */
export async function saved(page: Page): Promise<void> {
  await expect.poll(() => button(page, 'Save changes').count()).toBe(0);
}

/** Stages another value of one text cell, by the keyboard. */
export async function stage(page: Page, rowText: string, column: string, value: string): Promise<void> {
  await (await cellOf(page, rowText, column)).click();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: column, exact: true }).fill(value);
  await page.keyboard.press('Enter');
}
