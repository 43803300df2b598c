import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { entryUrl } from './entry-url.ts';

test('finds the sources of threads and processes', () => {
  expect(existsSync(fileURLToPath(entryUrl('worker', 'sqlite')))).toBe(true);
  expect(existsSync(fileURLToPath(entryUrl('decoder', 'main')))).toBe(true);
});

test('finds them beside the bundle, and out of the archive of the packaged application', () => {
  expect(entryUrl('worker', 'sqlite', 'file:///repo/dist/node/chunk-a.js').href).toBe(
    'file:///repo/dist/node/worker-sqlite.js',
  );
  expect(entryUrl('decoder', 'main', 'file:///opt/Storeroom/resources/app.asar/dist/node/desktop.js').href).toBe(
    'file:///opt/Storeroom/resources/app.asar.unpacked/dist/node/decoder-main.js',
  );
});
