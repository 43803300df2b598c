import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import Sqlite from 'better-sqlite3';
import { expect } from 'vitest';
import type { Resolution } from '../../../../shared/contract/changes.ts';
import type { ChangeSet } from '../../../../shared/domain/change-set.ts';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { router } from '../../api/router.ts';
import { startTestHost } from '../../testing/start-test-host.ts';

/** A data folder and a project with a real SQLite file, `main`. */
export interface ShopPlace {
  readonly data: string;
  readonly folder: string;
  readonly database: string;
}

export async function makeShop(): Promise<ShopPlace> {
  const directory = await temporaryDirectory();
  const [data, folder] = [join(directory, 'data'), join(directory, 'shop')];
  mkdirSync(data);
  mkdirSync(folder);
  const database = join(folder, 'shop.db');
  const sqlite = new Sqlite(database);
  sqlite.exec(`
    CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT NOT NULL, cover BLOB);
    CREATE TABLE photo (id INTEGER PRIMARY KEY, album_id INTEGER REFERENCES album (id) ON DELETE CASCADE);
    INSERT INTO album VALUES (1, 'First', zeroblob(200000)), (2, 'Second', x'00ff'), (3, 'Third', NULL);
    INSERT INTO photo VALUES (10, 1), (11, 1), (12, 2);
  `);
  sqlite.close();
  const manifest = { version: 1, name: 'Shop', storages: { main: { kind: 'sqlite', path: 'shop.db' } } };
  writeFileSync(join(folder, 'storeroom.json'), JSON.stringify(manifest));
  return { data, folder, database };
}

/** Everything in the store, exactly. */
export function contentsOf({ database }: ShopPlace): { albums: unknown[]; photos: unknown[] } {
  const sqlite = new Sqlite(database, { readonly: true });
  try {
    const albums = sqlite.prepare('SELECT id, typeof(title), title, hex(cover) AS cover FROM album ORDER BY id').all();
    return { albums, photos: sqlite.prepare('SELECT * FROM photo ORDER BY id').all() };
  } finally {
    sqlite.close();
  }
}

/** Another program writes to the store. */
export function writeOutside({ database }: ShopPlace, sql: string): void {
  const sqlite = new Sqlite(database);
  sqlite.exec(sql);
  sqlite.close();
}

/** A host on the shop, until the test is over. */
export async function openShop({ data, folder }: ShopPlace, options: { readonly readOnly?: boolean } = {}) {
  const { host, hostLog, close } = await startTestHost(data, { ...options, cacheDirectory: `${data}/cache` });
  const target = await host.examine(folder);
  if (target.kind === 'refused') throw new Error(target.message);
  const project = await host.openProject(target);
  const { context } = host;
  const list = async (text = '') => {
    const query = { project, text, storage: null, model: null, after: null, limit: 100 };
    return (await call(router.changes.list, query, { context })).entries;
  };
  return {
    context,
    project,
    hostLog,
    list,
    /** The journal once nothing in it is pending any more. */
    settled: async () => {
      // A writing thread starts slowly on a busy machine.
      const isSettled = async () => (await list()).every(({ state }) => state !== 'pending');
      await expect.poll(isSettled, { timeout: 10_000 }).toBe(true);
      return await list();
    },
    apply: (changes: ChangeSet) => call(router.changes.apply, { project, storage: 'main', changes }, { context }),
    undo: (entry: string, resolutions: Resolution[] = []) =>
      call(router.changes.undo, { project, entry, resolutions }, { context }),
    rows: async (entry: string) =>
      (await call(router.changes.get, { project, entry, offset: 0, limit: 500 }, { context })).rows,
    close,
  };
}
