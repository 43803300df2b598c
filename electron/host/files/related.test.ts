import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Manifest, manifestSchema } from '../../../shared/domain/project.ts';
import { makeTestPlace, type TestPlace } from '../../../test/support/test-place.ts';
import { storeFile } from '../../../test/support/wefram-folder.ts';
import { openStorage, type StoragePart } from '../storage/storage-part.ts';
import { fileDetails } from './details.ts';
import type { FilesProject } from './file-fields.ts';
import { type FilesPart, openFilesRoot } from './files-part.ts';
import { type RelatedScope, relatedPage } from './related.ts';
import { rowFiles } from './row-files.ts';
import { openThumbnails, type Thumbnails } from './thumbnails/thumbnails.ts';

const id = (digit: string) => digit.repeat(32);
const dashed = '44444444-4444-4444-4444-444444444444';
const { signal } = new AbortController();
const wide = { order: 'position' as const, search: '', offset: 0, limit: 100 };

const manifest: Manifest = manifestSchema.parse({
  version: 1,
  name: 'Test',
  storages: { main: { kind: 'sqlite', path: 'main.db' } },
  files: { files: { root: 'files', layout: 'wefram' } },
  models: {
    albums: { files: { cover: 'shop.album' } },
    photos: { files: { file: 'shop.album' } },
    loose: { files: { file: 'shop.album' } },
  },
});

let given: TestPlace;
let thumbnails: Thumbnails;
let storage: StoragePart;
let part: FilesPart;
let project: FilesProject;

beforeEach(async () => {
  given = await makeTestPlace();
  const root = join(given.directory, 'files');
  await mkdir(root);
  for (const digit of ['1', '2', '4', '7']) {
    await storeFile(root, 'shop.album', {
      id: id(digit),
      name: `DSC_${digit}.txt`,
      bytes: new Uint8Array(Number(digit)),
    });
  }
  const database = new Database(join(given.directory, 'main.db'));
  database.exec(`
    CREATE TABLE albums (id INTEGER PRIMARY KEY, title TEXT NOT NULL, cover TEXT);
    CREATE TABLE photos (id INTEGER PRIMARY KEY, album_id INTEGER NOT NULL REFERENCES albums, caption TEXT, sort INTEGER NOT NULL, file TEXT);
    CREATE TABLE loose (file TEXT);
    INSERT INTO albums VALUES (9007199254740993, 'Novák wedding', '${id('1')}'), (2, 'Empty', '/static/default.png');
    INSERT INTO photos VALUES
      (1, 9007199254740993, 'Last', 9, '${id('1')}'),
      (2, 9007199254740993, 'First', -1, '${id('2')}'),
      (3, 9007199254740993, NULL, 5, '${dashed}'),
      (4, 9007199254740993, 'Gone', 6, '${id('5')}'),
      (5, 9007199254740993, 'Ghost', 7, NULL),
      (6, 9007199254740993, 'Static', 8, '/system/demo/x.jpg'),
      (7, 9007199254740993, 'Hostile', 8, '../../../etc/passwd'),
      (8, 2, 'Elsewhere', 0, '${id('2')}');
    INSERT INTO loose VALUES ('${id('2')}');
  `);
  database.close();
  const context = {
    environment: given.environment,
    projectId: 'p',
    projectDirectory: given.directory,
    manifest,
    readOnly: true,
  };
  thumbnails = openThumbnails({ environment: given.environment, limitBytes: () => 1e9 });
  storage = openStorage('main', manifest.storages.main ?? expect.fail(), context);
  part = openFilesRoot('files', { root: 'files', layout: 'wefram' }, context, { thumbnails });
  project = { manifest, storages: new Map([['main', storage]]), files: new Map([['files', part]]) };
  await vi.waitFor(() => expect([storage.state.kind, part.state.kind]).toEqual(['ready', 'ready']), 15_000);
});

afterEach(async () => {
  await Promise.all([storage.close(), part.close(), thumbnails.close()]);
  await given[Symbol.asyncDispose]();
});

async function album(): Promise<RelatedScope> {
  const files = await rowFiles(project, { storage: 'main', model: 'albums', key: [9007199254740993n] }, signal);
  const [gallery] = files.galleries;
  if (!gallery) return expect.fail('the album has no gallery');
  return gallery.scope;
}

test('an album shows the photos of its rows in their order, with captions, and those that are missing', async () => {
  const scope = await album();
  const page = await relatedPage(project, scope, wide, signal);
  expect((await relatedPage(project, scope, { ...wide, limit: 1, locate: id('5') }, signal)).located).toBe(2);
  expect({ ...page, items: page.items.map((item) => [item.id[0], item.caption, item.name, item.state]) }).toEqual({
    title: 'Novák wedding',
    located: null,
    total: { kind: 'exact', value: 4 },
    sizeBytes: 7,
    items: [
      ['2', 'First', 'DSC_2.txt', 'ok'],
      ['4', null, 'DSC_4.txt', 'ok'],
      ['5', 'Gone', id('5'), 'missing'],
      ['1', 'Last', 'DSC_1.txt', 'ok'],
    ],
  });
});

test('an album is ordered by caption or size, searched, and read in pages', async () => {
  const scope = await album();
  const captions = async (view: Partial<Parameters<typeof relatedPage>[2]>) =>
    (await relatedPage(project, scope, { ...wide, ...view }, signal)).items.map((item) => item.caption ?? item.name);
  expect(await captions({ order: 'name' })).toEqual(['DSC_4.txt', 'First', 'Gone', 'Last']);
  expect(await captions({ order: 'size' })).toEqual(['DSC_4.txt', 'First', 'Last', 'Gone']);
  expect(await captions({ search: 'fir' })).toEqual(['First']);
  expect(await captions({ search: 'dsc_4' })).toEqual(['DSC_4.txt']);
  expect(await captions({ offset: 1, limit: 2 })).toEqual(['DSC_4.txt', 'Gone']);
});

test('a row has its own files and the galleries of the rows below it', async () => {
  const files = await rowFiles(project, { storage: 'main', model: 'albums', key: [9007199254740993n] }, signal);
  expect(files.own.map(({ field, item }) => [field, item.id])).toEqual([['cover', id('1')]]);
  expect(files.galleries.map(({ total, items }) => [total.value, items.length])).toEqual([[4, 4]]);
  const other = await rowFiles(project, { storage: 'main', model: 'albums', key: [2n] }, signal);
  expect(other.own).toEqual([]);
  expect(other.galleries.map(({ total }) => total.value)).toEqual([1]);
});

test('a file knows the rows that refer to it, in either spelling of its id', async () => {
  const references = async (digit: string) =>
    (await fileDetails(project, part, { storage: 'shop.album', id: id(digit) }, signal)).references;
  expect(await references('1')).toEqual([
    { storage: 'main', model: 'albums', field: 'cover', key: [9007199254740993n], caption: 'Novák wedding' },
    { storage: 'main', model: 'photos', field: 'file', key: [1n], caption: 'Last' },
  ]);
  expect((await references('4')).map(({ model, key }) => [model, key])).toEqual([['photos', [3n]]]);
  expect(await references('7')).toEqual([]);
});

test('a file that is only named by a row has details, one that nothing names has none', async () => {
  const missing = await fileDetails(project, part, { storage: 'shop.album', id: id('5') }, signal);
  expect(missing).toMatchObject({
    state: 'missing',
    referencesComplete: true,
    problems: ['Named by a row, not on disk'],
  });
  expect(missing.references).toHaveLength(1);
  await expect(fileDetails(project, part, { storage: 'shop.album', id: id('9') }, signal)).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a storage that is away makes the references incomplete, not the details unavailable', async () => {
  const away: FilesProject = {
    ...project,
    storages: new Map([
      ...project.storages,
      [
        'away',
        openStorage(
          'away',
          { kind: 'sqlite' },
          {
            environment: given.environment,
            projectId: 'p',
            projectDirectory: given.directory,
            manifest,
            readOnly: true,
          },
        ),
      ],
    ]),
  };
  const details = await fileDetails(away, part, { storage: 'shop.album', id: id('1') }, signal);
  expect(details.referencesComplete).toBe(false);
  expect(details.references).toHaveLength(2);
});

test('a relation, a row or a field that does not exist is named', async () => {
  const scope = await album();
  await expect(relatedPage(project, { ...scope, relation: 'nope' }, wide, signal)).rejects.toMatchObject({
    code: 'not_found',
    detail: { subject: 'nope' },
  });
  await expect(relatedPage(project, { ...scope, field: 'caption' }, wide, signal)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(relatedPage(project, { ...scope, key: [404n] }, wide, signal)).rejects.toMatchObject({
    code: 'not_found',
  });
});
