import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import sharp from 'sharp';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { storeFile } from '../support/wefram-folder.ts';
import type { DesktopPlace } from './desktop.ts';

/** A project with a real SQLite file and a real picture, and another SQLite file. */
export async function makeDesktopPlace(): Promise<DesktopPlace & AsyncDisposable> {
  const { path: directory, remove } = await makeTemporaryDirectory();
  const shop = join(directory, 'shop');
  mkdirSync(shop);
  const manifest = {
    version: 1,
    name: 'Shop',
    storages: { main: { kind: 'sqlite', path: 'shop.db' } },
    files: { uploads: { root: 'uploads', layout: 'wefram' } },
  };
  writeFileSync(join(shop, 'storeroom.json'), JSON.stringify(manifest));
  makeDatabase(
    join(shop, 'shop.db'),
    "CREATE TABLE album (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO album VALUES (1, 'First')",
  );
  const picture = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#3a7d5c' } })
    .jpeg()
    .toBuffer();
  await storeFile(join(shop, 'uploads'), 'shop.album', {
    name: 'cover.jpg',
    bytes: picture,
    info: { content_type: 'image/jpeg' },
  });
  const other = join(directory, 'post.db');
  makeDatabase(other, 'CREATE TABLE parcel (id INTEGER PRIMARY KEY, weight REAL)');
  return { directory, data: join(directory, 'data'), shop, other, [Symbol.asyncDispose]: remove };
}

function makeDatabase(path: string, statements: string): void {
  const database = new Sqlite(path);
  database.exec(statements);
  database.close();
}
