import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startEntry } from './start-entry.ts';

const entry = fileURLToPath(new URL('../../electron/main.ts', import.meta.url));

test('the entry lets Electron become ready, and refuses what can never work with exit code 2', async () => {
  const { ended, errors, output } = await startEntry(entry, ({ data }) => ['/nowhere/at/all.db', '--data', data]);
  expect(await ended).toBe(2);
  expect([errors, output]).toEqual([['No such file or folder: /nowhere/at/all.db'], []]);
});
