import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../shared/domain/project.ts';
import { testEnvironment } from '../../../test/support/environment.ts';
import { makeTemporaryDirectory, temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { type DemoPlace, prepareDemo, resetDemo, seedDemoFiles } from './demo.ts';
import { leafOf } from './files/build-files.ts';
import { planFiles } from './files/file-plan.ts';
import { demoPaths, exists, readSeedState, writeSeedState } from './project-folder.ts';
import { seedVersion } from './seed-version.ts';

const scale = 0.02;
const quiet = { signal: new AbortController().signal, report: () => undefined };

/** Filled by the first test that needs something; most tests are about what comes after. */
let sharedCache: { path: string; remove(): Promise<void> };

beforeAll(async () => {
  sharedCache = await makeTemporaryDirectory();
});

afterAll(() => sharedCache.remove());

async function makePlace(cacheDirectory = sharedCache.path): Promise<DemoPlace> {
  const root = await temporaryDirectory();
  return { environment: testEnvironment(root), cacheDirectory, directory: join(root, 'data', 'demo'), scale };
}

function countCustomers(directory: string): unknown {
  const database = new Database(demoPaths(directory).database, { readonly: true });
  try {
    return database.prepare('SELECT count(*) FROM customers').pluck().get();
  } finally {
    database.close();
  }
}

describe('the demo project', { timeout: 60_000 }, () => {
  it('has its manifest and rows first and its files later', async () => {
    const place = await makePlace();
    expect(await prepareDemo(place)).toEqual({ filesPending: true });
    const manifest = manifestSchema.parse(JSON.parse(await readFile(demoPaths(place.directory).manifest, 'utf8')));
    expect(manifest.name).toBe('Lumen Studio');
    expect(countCustomers(place.directory)).toBe(250);
    const steps: number[] = [];
    await seedDemoFiles(place, { ...quiet, report: ({ done }) => steps.push(done) });
    const { all } = planFiles(scale);
    expect(steps.at(-1)).toBe(all.length);
    for (const file of all)
      expect(await exists(join(leafOf(demoPaths(place.directory).filesRoot, file), file.name))).toBe(true);
    expect(await prepareDemo(place)).toEqual({ filesPending: false });
  });

  it('describes only tables and columns that exist', async () => {
    const place = await makePlace();
    await prepareDemo(place);
    const manifest = manifestSchema.parse(JSON.parse(await readFile(demoPaths(place.directory).manifest, 'utf8')));
    const database = new Database(demoPaths(place.directory).database, { readonly: true });
    try {
      for (const [table, model] of Object.entries(manifest.models)) {
        const columns = database.prepare('SELECT name FROM pragma_table_xinfo(?)').pluck().all(table);
        expect(columns, table).not.toEqual([]);
        const named = [
          ...Object.keys(model.files ?? {}),
          ...(model.keys ?? []).flatMap((pattern) => [...pattern.matchAll(/\{(\w+)\}/g)].map((found) => found[1])),
        ];
        expect(columns, table).toEqual(expect.arrayContaining(named));
      }
    } finally {
      database.close();
    }
  });

  it('is copied from the cache for another data folder', async () => {
    const place = await makePlace(await temporaryDirectory());
    await prepareDemo(place);
    const other = { ...place, directory: join(place.directory, '..', 'other') };
    const before = await readdir(place.cacheDirectory, { recursive: true });
    await prepareDemo(other);
    expect(countCustomers(other.directory)).toBe(250);
    expect(await readdir(place.cacheDirectory, { recursive: true })).toEqual(before);
  });

  it('is made once when two start at the same moment', async () => {
    const place = await makePlace(await temporaryDirectory());
    const other = { ...place, directory: join(place.directory, '..', 'other') };
    await Promise.all([prepareDemo(place), prepareDemo(other)]);
    expect([countCustomers(place.directory), countCustomers(other.directory)]).toEqual([250, 250]);
  });

  it('keeps what its owner did to a finished project, and comes back after a reset', async () => {
    const place = await makePlace();
    await prepareDemo(place);
    await seedDemoFiles(place, quiet);
    const database = new Database(demoPaths(place.directory).database);
    database.pragma('foreign_keys = OFF');
    database.exec('DELETE FROM customers WHERE id > 1000');
    database.close();
    await prepareDemo({ ...place, scale: 0.03 });
    expect(countCustomers(place.directory)).toBe(1);
    await resetDemo(place.directory);
    await prepareDemo(place);
    expect(countCustomers(place.directory)).toBe(250);
  });

  it('is made anew when an older version never finished it', async () => {
    const place = await makePlace();
    await prepareDemo(place);
    await writeSeedState(place.directory, { version: seedVersion - 1, scale, files: false });
    await writeFile(join(place.directory, 'left over'), '');
    expect(await prepareDemo(place)).toEqual({ filesPending: true });
    expect(await readSeedState(place.directory)).toEqual({ version: seedVersion, scale, files: false });
    expect(await readdir(place.directory)).not.toContain('left over');
  });

  it('stops when cancelled and goes on the next time', async () => {
    const place = await makePlace();
    await prepareDemo(place);
    const controller = new AbortController();
    const stopped = seedDemoFiles(place, { signal: controller.signal, report: () => controller.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(await prepareDemo(place)).toEqual({ filesPending: true });
    await seedDemoFiles(place, quiet);
    expect(await prepareDemo(place)).toEqual({ filesPending: false });
  });

  it('clears away what a killed run left half made, once it is old', async () => {
    const place = await makePlace();
    const parent = join(place.directory, '..');
    const [old, fresh] = [join(parent, 'demo.1-old.tmp'), join(parent, 'demo.2-new.tmp')];
    await mkdir(old, { recursive: true });
    await mkdir(fresh);
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    await utimes(old, yesterday, yesterday);
    await prepareDemo(place);
    expect([await exists(old), await exists(fresh)]).toEqual([false, true]);
    await rm(fresh, { recursive: true });
  });
});
