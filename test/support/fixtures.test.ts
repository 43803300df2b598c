import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyFixture } from './fixtures.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('a copied fixture has its hidden folders, which hold what counts', async (context) => {
  const copy = await copyFixture(context, 'wefram', join(await temporaryDirectory(), 'wefram'));
  expect(await readdir(copy)).toEqual(expect.arrayContaining(['.build', '.storage', 'config.json']));
});
