import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTestPlace, type TestPlace } from '../../../test/support/test-place.ts';
import { idFolder, storeFile } from '../../../test/support/wefram-folder.ts';
import type { HostContext } from '../api/context.ts';
import { fileBytes, thumbnailBytes } from './file-bytes.ts';
import { type FilesPart, openFilesRoot } from './files-part.ts';
import { openThumbnails, type Thumbnails } from './thumbnails/thumbnails.ts';

let given: TestPlace;
let thumbnails: Thumbnails;
let part: FilesPart;
let root: string;
let context: HostContext;

beforeEach(async () => {
  given = await makeTestPlace();
  root = join(given.directory, 'files');
  await mkdir(root);
  thumbnails = openThumbnails({ environment: given.environment, limitBytes: () => 1e9 });
  const manifest = {
    version: 1 as const,
    name: 'Test',
    environment: 'development' as const,
    readOnly: false,
    storages: {},
    files: {},
    redis: {},
    models: {},
  };
  part = openFilesRoot(
    'files',
    { root: 'files', layout: 'wefram' },
    { environment: given.environment, projectId: 'p', projectDirectory: given.directory, manifest, readOnly: true },
    { thumbnails },
  );
  const project = { files: new Map([['files', part]]) };
  // The byte routes ask their context for the files of a project and for nothing else.
  context = { projects: { get: () => project } } as unknown as HostContext;
});

afterEach(async () => {
  await part.close();
  await thumbnails.close();
  await given[Symbol.asyncDispose]();
});

const store = (name: string, bytes: Uint8Array | string, contentType = 'image/png') =>
  storeFile(root, 'a.b', { name, bytes: Buffer.from(bytes), info: { content_type: contentType } });

function ask(id: string, query = '', headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fileBytes(new Request(`http://127.0.0.1/x${query}`, { headers, method }), ['p', 'files', 'a.b', id], context);
}

function askThumbnail(id: string, size: string, query = '', headers: Record<string, string> = {}): Promise<Response> {
  return thumbnailBytes(
    new Request(`http://127.0.0.1/x${query}`, { headers }),
    ['p', 'files', 'a.b', id, size],
    context,
  );
}

test('serves a part of a file, and says so', async () => {
  const id = await store('notes.txt', '0123456789', 'text/plain');
  const response = await ask(id, '', { range: 'bytes=2-4' });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe('bytes 2-4/10');
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toBe('234');
  expect((await ask(id, '', { range: 'bytes=10-' })).status).toBe(416);
});

test.each([
  ['page.html', '<!doctype html><script>alert(1)</script>'],
  ['page.txt', '  <script>alert(1)</script>'],
  ['feed.xml', '<?xml version="1.0"?><a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></a>'],
  ['paper.pdf', '%PDF-1.7 /JavaScript'],
  ['what.bin', '\0\0\0'],
])('never shows %s in place', async (name, content) => {
  const response = await ask(await store(name, content, 'image/png'), '?v=1');
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment;/);
});

test('an SVG is shown as a picture of itself, and downloaded as it is', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4" onload="alert(1)"><rect width="4" height="4"/></svg>';
  const id = await store('a.svg', svg, 'image/svg+xml');
  const shown = await ask(id);
  expect(shown.headers.get('content-type')).toBe('image/jpeg');
  expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).width).toBe(2048);
  const downloaded = await ask(id, '?download=1');
  expect(downloaded.headers.get('content-disposition')).toBe(`attachment; filename="a.svg"; filename*=UTF-8''a.svg`);
  expect(downloaded.headers.get('content-type')).toBe('application/octet-stream');
  expect(await downloaded.text()).toBe(svg);
});

test('a script that says it is a picture is served as text, by its bytes', async () => {
  const response = await ask(await store('photo.jpg', 'fetch("/steal")', 'image/jpeg'));
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
});

test('a thumbnail is kept for ever under its version, and answers 304 to who has it', async () => {
  const png = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#36c' } })
    .png()
    .toBuffer();
  const id = await store('山田.png', png);
  const version = (await part.find('a.b', id))?.file.version ?? '';
  const first = await askThumbnail(id, '128', `?v=${version}`);
  expect(first.headers.get('content-type')).toBe('image/jpeg');
  expect(first.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect((await sharp(Buffer.from(await first.arrayBuffer())).metadata()).width).toBe(128);
  const again = await askThumbnail(id, '128', `?v=${version}`, { 'if-none-match': first.headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
  expect((await askThumbnail(id, '128', '?v=older')).headers.get('cache-control')).toBe('private, no-cache');
});

test.each(['../../etc/passwd', 'x', 'ABCDEF0123456789ABCDEF0123456789'])('%s is no id', async (id) => {
  await expect(ask(id)).rejects.toMatchObject({ code: 'bad_request' });
});

test('sizes, roots and files that do not exist are not found', async () => {
  const id = await store('a.txt', 'a', 'text/plain');
  await expect(askThumbnail(id, '100')).rejects.toMatchObject({ code: 'not_found' });
  await expect(ask('0'.repeat(32))).rejects.toMatchObject({ code: 'not_found' });
  await expect(fileBytes(new Request('http://127.0.0.1/x'), ['p', 'other', 'a.b', id], context)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(fileBytes(new Request('http://127.0.0.1/x'), ['p', 'files', '..', id], context)).rejects.toMatchObject({
    code: 'not_found',
  });
  await rm(join(idFolder(root, 'a.b', id), 'a.txt'));
  await expect(ask(id)).rejects.toMatchObject({ code: 'not_found' });
});

test('a picture that is not to be had is no content, not a fault', async () => {
  const cut = (
    await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: '#36c',
        noise: { type: 'gaussian', mean: 99, sigma: 30 },
      },
    })
      .png()
      .toBuffer()
  ).subarray(0, 4000);
  for (const id of [await store('a.txt', 'a', 'text/plain'), await store('cut.png', cut), '0'.repeat(32)]) {
    const response = await askThumbnail(id, '64', '?v=1');
    expect([response.status, response.headers.get('cache-control')]).toEqual([204, 'private, no-cache']);
  }
});
