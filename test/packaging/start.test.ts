import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { expect, inject, onTestFinished, test } from 'vitest';
import { inRepository } from '../../scripts/repository.ts';
import { makeDesktopPlace } from '../desktop/desktop-place.ts';
import type { PackedRun } from './packed-run.ts';

test('the packed application opens a window, reads and saves a row, and makes a thumbnail', async () => {
  await using place = await makeDesktopPlace();
  const child = fork(
    fileURLToPath(new URL('./run-packed.ts', import.meta.url)),
    [inject('resourcesAsSeen'), place.data, place.shop],
    // Rows hold what JSON can't say.
    { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: environment(place.directory) },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => words.push(text));
  }
  let met: PackedRun | null = null;
  // Only run-packed.ts sends, and only this.
  child.on('message', (message) => {
    met = message as PackedRun;
  });
  const [code] = await once(child, 'close');

  const { version } = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as { readonly version: string };
  expect(met, words.join('')).toEqual({
    version,
    page: { assets: expect.any(Number), answers: [200] },
    rows: { before: [['1', 'First']], saved: 'saved', after: [['1', 'Renamed']] },
    thumbnail: expect.stringMatching(/^200 image\/(?:jpeg|png|webp) with content$/),
  });
  expect([code, words.join('')]).toEqual([0, 'Storeroom: shown in its own window\n']);

  const database = new Sqlite(join(place.shop, 'shop.db'), { readonly: true });
  expect(database.prepare('SELECT title FROM album').pluck().all()).toEqual(['Renamed']);
  database.close();
});

/** Nothing of the checkout is in reach, and the caches of whoever runs the tests are left alone. */
function environment(directory: string): NodeJS.ProcessEnv {
  const { NODE_PATH: _path, NODE_OPTIONS: _options, ...rest } = process.env;
  return { ...rest, STOREROOM_CACHE: join(directory, 'cache') };
}
