import { execFileSync } from 'node:child_process';
import { link, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeTestPlace, type TestPlace } from '../../../test/support/test-place.ts';
import { idFolder, storeFile } from '../../../test/support/wefram-folder.ts';
import { type FilesPart, openFilesRoot } from './files-part.ts';
import { openThumbnails, type Thumbnails } from './thumbnails/thumbnails.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const longAgo = new Date('2020-01-01T00:00:00Z');
const id = (digit: string) => digit.repeat(32);

let given: TestPlace;
let thumbnails: Thumbnails;
let root: string;
let part: FilesPart | null;

beforeEach(async () => {
  given = await makeTestPlace();
  thumbnails = openThumbnails({ environment: given.environment, limitBytes: () => 1e9 });
  root = join(given.directory, 'files');
  await mkdir(root);
  part = null;
});

afterEach(async () => {
  await part?.close();
  await thumbnails.close();
  await given[Symbol.asyncDispose]();
});

function open(layout = 'wefram'): FilesPart {
  const context = {
    environment: given.environment,
    projectId: 'p',
    projectDirectory: given.directory,
    manifest: {
      version: 1 as const,
      name: 'Test',
      environment: 'development' as const,
      readOnly: false,
      storages: {},
      files: {},
      redis: {},
      models: {},
    },
    readOnly: true,
  };
  part = openFilesRoot('files', { root: 'files', layout }, context, { thumbnails });
  return part;
}

async function complete(opened: FilesPart) {
  await vi.waitFor(() => {
    expect(opened.state.kind).toBe('ready');
    expect(opened.list().length).toBeGreaterThan(0);
    expect(opened.list().every((storage) => storage.isComplete)).toBe(true);
  }, 15_000);
  return opened.list();
}

const page = { order: 'name' as const, search: '', offset: 0, limit: 100 };

test('lists storages with totals, and nothing that is foreign or hidden', async () => {
  await storeFile(root, 'shop.album', { name: 'b 10.txt', bytes: bytes('ten') });
  await storeFile(root, 'shop.album', { name: 'b 9.txt', bytes: bytes('nine') });
  await storeFile(root, 'shop.docs', { name: 'x.txt', bytes: bytes('x') });
  await storeFile(root, '.storeroom', { name: 'trash.txt', bytes: bytes('x') });
  await mkdir(join(root, 'backup', 'of yesterday'), { recursive: true });
  await mkdir(join(root, 'shop.album', 'zz', 'zz'), { recursive: true });
  await mkdir(join(root, 'shop.album', 'aa', 'bb', 'short'), { recursive: true });
  await writeFile(join(root, 'shop.album', 'README'), 'foreign');
  const opened = open();
  expect(await complete(opened)).toEqual([
    { root: 'files', storage: 'shop.album', files: { kind: 'exact', value: 2 }, sizeBytes: 7, isComplete: true },
    { root: 'files', storage: 'shop.docs', files: { kind: 'exact', value: 1 }, sizeBytes: 1, isComplete: true },
  ]);
  const album = await opened.page({ storage: 'shop.album', ...page });
  expect(album.items.map(({ name, state, contentType }) => [name, state, contentType])).toEqual([
    ['b 9.txt', 'ok', 'text/plain'],
    ['b 10.txt', 'ok', 'text/plain'],
  ]);
});

test('orders by date, size and id, and searches names and ids', async () => {
  const store = (digit: string, name: string, size: number, timestamp: string) =>
    storeFile(root, 'a.b', { id: id(digit), name, bytes: new Uint8Array(size), info: { timestamp } });
  await store('1', 'Čaj.jpg', 3, '2026-01-02T00:00:00');
  await store('2', 'apple.jpg', 9, '2026-01-03T00:00:00');
  await store('3', 'Zebra.jpg', 5, '2026-01-01T00:00:00');
  const opened = open();
  await complete(opened);
  const names = async (view: Partial<typeof page> | { order: 'date' | 'size' | 'id' }) =>
    (await opened.page({ storage: 'a.b', ...page, ...view })).items.map(({ name }) => name);
  expect(await names({ order: 'name' })).toEqual(['apple.jpg', 'Čaj.jpg', 'Zebra.jpg']);
  expect(await names({ order: 'date' })).toEqual(['apple.jpg', 'Čaj.jpg', 'Zebra.jpg']);
  expect(await names({ order: 'size' })).toEqual(['apple.jpg', 'Zebra.jpg', 'Čaj.jpg']);
  expect(await names({ order: 'id' })).toEqual(['Čaj.jpg', 'apple.jpg', 'Zebra.jpg']);
  expect(await names({ search: 'ČAJ' })).toEqual(['Čaj.jpg']);
  expect(await names({ search: '333' })).toEqual(['Zebra.jpg']);
  expect(await names({ offset: 1, limit: 1 })).toEqual(['Čaj.jpg']);
  expect((await opened.page({ storage: 'a.b', ...page, search: 'zeb' })).sizeBytes).toBe(5);
  const located = async (digit: string, search = '') =>
    (await opened.page({ storage: 'a.b', ...page, search, order: 'size', limit: 1, locate: id(digit) })).located;
  expect([await located('3'), await located('1'), await located('9'), await located('1', 'zebra')]).toEqual([
    1,
    2,
    null,
    null,
  ]);
});

test('shows what does not fit as damaged or missing, and never reads outside', async () => {
  await writeFile(join(given.directory, 'secret.txt'), 'secret');
  const outside = join(given.directory, 'secret.txt');
  await storeFile(root, 'a.b', { id: id('1'), name: 'short.txt', bytes: bytes('abc'), info: { filesize: 99 } });
  await storeFile(root, 'a.b', {
    id: id('2'),
    name: 'x',
    bytes: bytes('x'),
    info: { filename: '../../../../../secret.txt' },
  });
  await storeFile(root, 'a.b', { id: id('3'), name: 'x', bytes: bytes('x'), info: '{"filename": ' });
  await storeFile(root, 'a.b', {
    id: id('4'),
    name: 'x',
    bytes: bytes('x'),
    info: `{"filename":"x","pad":"${'a'.repeat(70_000)}"}`,
  });
  await storeFile(root, 'a.b', { id: id('5'), name: 'gone.txt', bytes: bytes('x') });
  await rm(join(idFolder(root, 'a.b', id('5')), 'gone.txt'));
  await storeFile(root, 'a.b', { id: id('6'), name: 'link.txt', bytes: bytes('x') });
  await rm(join(idFolder(root, 'a.b', id('6')), 'link.txt'));
  await symlink(outside, join(idFolder(root, 'a.b', id('6')), 'link.txt'));
  await storeFile(root, 'a.b', { id: id('7'), name: 'hard.txt', bytes: bytes('x') });
  await rm(join(idFolder(root, 'a.b', id('7')), 'hard.txt'));
  await link(outside, join(idFolder(root, 'a.b', id('7')), 'hard.txt'));
  await storeFile(root, 'a.b', { id: id('8'), name: 'pipe', bytes: bytes('x') });
  await rm(join(idFolder(root, 'a.b', id('8')), 'pipe'));
  execFileSync('mkfifo', [join(idFolder(root, 'a.b', id('8')), 'pipe')]);
  await storeFile(root, 'a.b', { id: id('9'), name: 'x.txt', bytes: bytes('x'), info: null });
  await utimes(idFolder(root, 'a.b', id('9')), longAgo, longAgo);
  // A folder that is a link to a stored file's folder is not a folder of this storage.
  await mkdir(join(root, 'a.b', 'aa', 'aa'), { recursive: true });
  await symlink(idFolder(root, 'a.b', id('1')), idFolder(root, 'a.b', id('a')));
  const opened = open();
  await complete(opened);
  const { items } = await opened.page({ storage: 'a.b', ...page, order: 'id' });
  const found = await Promise.all(items.map(async (item) => (await opened.find('a.b', item.id))?.file.problems[0]));
  expect(items.map((item, index) => [item.id[0], item.state, item.contentType, found[index]])).toEqual([
    ['1', 'damaged', 'text/plain', 'The file has 3 bytes, .fileinfo.json says 99'],
    ['2', 'damaged', '', '.fileinfo.json: "filename" is not usable'],
    ['3', 'damaged', '', '.fileinfo.json is not valid JSON'],
    ['4', 'damaged', '', '.fileinfo.json is larger than 64 KiB'],
    ['5', 'missing', '', 'The file itself is not on disk, only its description'],
    ['6', 'damaged', '', 'A symbolic link is not followed: link.txt'],
    ['7', 'damaged', '', 'A file with more than one hard link is not opened'],
    ['8', 'damaged', '', 'Not a regular file'],
    ['9', 'damaged', '', ".fileinfo.json is missing, so the file can't be told"],
  ]);
  await expect(opened.find('a.b', '../../../../secret.txt')).rejects.toMatchObject({ code: 'bad_request' });
  expect(await opened.find('..', id('1'))).toBeNull();
  expect(await opened.find('../a.b', id('1'))).toBeNull();
  await expect(opened.page({ storage: '..', ...page })).rejects.toMatchObject({ code: 'not_found' });
});

test('finds files that come, change and go while it is open', async () => {
  await storeFile(root, 'a.b', { id: id('1'), name: 'one.txt', bytes: bytes('1') });
  const opened = open();
  await complete(opened);
  await storeFile(root, 'a.b', { id: id('2'), name: 'two.txt', bytes: bytes('22') });
  await storeFile(root, 'c.d', { id: id('3'), name: 'three.txt', bytes: bytes('333') });
  const totals = () => opened.list().map(({ storage, files, sizeBytes }) => [storage, files.value, sizeBytes]);
  await vi.waitFor(
    () =>
      expect(totals()).toEqual([
        ['a.b', 2, 3],
        ['c.d', 1, 3],
      ]),
    5000,
  );
  await rm(join(root, 'a.b', '11'), { recursive: true });
  await vi.waitFor(
    () =>
      expect(totals()).toEqual([
        ['a.b', 1, 2],
        ['c.d', 1, 3],
      ]),
    5000,
  );
  await storeFile(root, 'a.b', { id: id('2'), name: 'two.txt', bytes: bytes('2222') });
  expect((await opened.find('a.b', id('2')))?.file.sizeBytes).toBe(4);
  opened.refresh();
  await vi.waitFor(
    () =>
      expect(totals()).toEqual([
        ['a.b', 1, 4],
        ['c.d', 1, 3],
      ]),
    5000,
  );
});

test('an upload under way is not shown before its description is there', async () => {
  await storeFile(root, 'a.b', { id: id('1'), name: 'one.txt', bytes: bytes('1') });
  await storeFile(root, 'a.b', { id: id('2'), name: 'two.txt', bytes: bytes('2'), info: null });
  const opened = open();
  await complete(opened);
  expect((await opened.page({ storage: 'a.b', ...page })).items.map(({ name }) => name)).toEqual(['one.txt']);
});

test('a folder that is not there is a state, and is opened as soon as it is', async () => {
  await rm(root, { recursive: true });
  const opened = open();
  await vi.waitFor(
    () => expect(opened.state).toMatchObject({ kind: 'failed', message: 'The files folder does not exist' }),
    5000,
  );
  await expect(opened.page({ storage: 'a.b', ...page })).rejects.toMatchObject({ code: 'connection' });
  await mkdir(root);
  await storeFile(root, 'a.b', { name: 'one.txt', bytes: bytes('1') });
  opened.reconnect();
  await complete(opened);
});

test('an unknown layout says which ones there are', async () => {
  const opened = open('dropbox');
  await vi.waitFor(
    () => expect(opened.state).toMatchObject({ kind: 'failed', advice: 'Layouts: wefram, folder.' }),
    5000,
  );
});

test('an ordinary folder is shown by its top-level folders, hidden files and links left out', async () => {
  await mkdir(join(root, 'photos', '2026'), { recursive: true });
  await writeFile(join(root, 'photos', '2026', 'a.txt'), 'a');
  await writeFile(join(root, 'photos', 'b.txt'), 'bb');
  await writeFile(join(root, 'photos', '.hidden'), 'x');
  await writeFile(join(root, 'top.txt'), 'top');
  await symlink('/etc', join(root, 'photos', 'etc'));
  const opened = open('folder');
  const storages = await complete(opened);
  expect(storages.map(({ storage, files, sizeBytes }) => [storage, files.value, sizeBytes])).toEqual([
    ['(top folder)', 1, 3],
    ['photos', 2, 3],
  ]);
  const { items } = await opened.page({ storage: 'photos', ...page });
  expect(items.map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
  expect((await opened.find('photos', items[0]?.id ?? ''))?.file.segments).toEqual(['photos', '2026', 'a.txt']);
});

test('a file that was half there is shown as soon as it is whole', async () => {
  await storeFile(root, 'a.b', { id: id('2'), name: 'two.txt', bytes: bytes('2'), info: null });
  const opened = open();
  await complete(opened);
  await storeFile(root, 'a.b', { id: id('2'), name: 'two.txt', bytes: bytes('2') });
  await vi.waitFor(() => expect(opened.list()[0]?.files.value).toBe(1), 15_000);
});
