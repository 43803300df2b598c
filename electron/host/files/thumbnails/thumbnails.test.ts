import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp, { type Color } from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeTestPlace, type TestPlace } from '../../../../test/support/test-place.ts';
import type { HostEnvironment, HostProcess } from '../../environment.ts';
import { sniffBytes, sniffContentType } from '../content-type.ts';
import type { DecoderOptions } from './decoder-client.ts';
import type { ToDecoder } from './decoder-messages.ts';
import { openThumbnails, type ThumbnailSource, type Thumbnails } from './thumbnails.ts';

let given: TestPlace;
let root: string;
let opened: Thumbnails[];
let limitBytes: number;

beforeEach(async () => {
  given = await makeTestPlace();
  root = join(given.directory, 'files');
  await mkdir(join(root, 'a.b'), { recursive: true });
  opened = [];
  limitBytes = 1e9;
});

afterEach(async () => {
  await Promise.all(opened.map((thumbnails) => thumbnails.close()));
  await given[Symbol.asyncDispose]();
});

function open(environment: HostEnvironment = given.environment, decoder: DecoderOptions = {}): Thumbnails {
  const thumbnails = openThumbnails({ environment, limitBytes: () => limitBytes, decoder });
  opened.push(thumbnails);
  return thumbnails;
}

async function source(name: string, bytes: Uint8Array): Promise<ThumbnailSource> {
  await writeFile(join(root, 'a.b', name), bytes);
  const contentType = sniffContentType(bytes.subarray(0, sniffBytes), bytes.length <= sniffBytes);
  const id = createHash('md5').update(name).digest('hex');
  const file = {
    id,
    segments: ['a.b', name],
    name,
    sizeBytes: bytes.length,
    contentType,
    declaredType: '',
    storedAt: '',
    state: 'ok' as const,
    problems: [],
    user: null,
    hasThumbnail: true,
    version: `1-${bytes.length}`,
  };
  return { root, storage: 'a.b', file };
}

function canvas(width: number, height: number, background: Color = '#2b6') {
  return sharp({ create: { width, height, channels: 4, background } });
}

async function shape(thumbnail: { bytes: Uint8Array }) {
  const { width, height, format, hasAlpha } = await sharp(Buffer.from(thumbnail.bytes)).metadata();
  return { width, height, format, hasAlpha };
}

test('fits the square, turns by EXIF orientation, and never enlarges', async () => {
  const thumbnails = open();
  const turned = await canvas(400, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  expect(await shape(await thumbnails.get(await source('turned.jpg', turned), 128))).toEqual({
    width: 64,
    height: 128,
    format: 'jpeg',
    hasAlpha: false,
  });
  const small = await canvas(20, 10).png().toBuffer();
  expect(await shape(await thumbnails.get(await source('small.png', small), 512))).toMatchObject({
    width: 20,
    height: 10,
    format: 'jpeg',
  });
});

test('keeps transparency as WebP, and drops an alpha channel that nothing uses', async () => {
  const thumbnails = open();
  const glass = await canvas(300, 300, { r: 1, g: 2, b: 3, alpha: 0.5 }).png().toBuffer();
  expect(await shape(await thumbnails.get(await source('glass.png', glass), 64))).toEqual({
    width: 64,
    height: 64,
    format: 'webp',
    hasAlpha: true,
  });
  const opaque = await canvas(300, 300).png().toBuffer();
  expect(await shape(await thumbnails.get(await source('opaque.png', opaque), 64))).toMatchObject({ format: 'jpeg' });
});

test('draws an SVG sharply at the size asked for, and nothing that it refers to outside itself', async () => {
  const thumbnails = open();
  await writeFile(join(root, 'a.b', 'secret.png'), await canvas(10, 10, '#f00').png().toBuffer());
  const secret = join(root, 'a.b', 'secret.png');
  const hrefs = [secret, `file://${secret}`, 'secret.png'].map(
    (href, index) => `<image href="${href}" x="${index * 4}" width="4" height="10"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="12" height="10"><rect width="12" height="10" fill="#00f"/>${hrefs.join('')}</svg>`;
  const drawn = await thumbnails.get(await source('drawing.svg', Buffer.from(svg)), 512);
  expect(await shape(drawn)).toMatchObject({ width: 512, height: 427 });
  const { channels } = await sharp(Buffer.from(drawn.bytes)).stats();
  expect(channels[0]?.max).toBeLessThan(40);
  const entities =
    '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>';
  await expect(thumbnails.get(await source('entities.svg', Buffer.from(entities)), 64)).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('shows the first of ten thousand frames, and says how many there are', async () => {
  const frame = '\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0';
  const gif = Buffer.from(`GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0${frame.repeat(10_000)}\x3b`, 'latin1');
  const thumbnails = open();
  const animated = await source('frames.gif', gif);
  expect(await shape(await thumbnails.get(animated, 64))).toMatchObject({ width: 1, height: 1 });
  expect(await thumbnails.describe(animated)).toMatchObject({ width: 1, height: 1, frames: 10_000 });
});

/** A PNG of a few kB that claims `side` × `side` pixels. */
function bomb(side: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((side + 1) * 64));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

test('refuses more than 100 megapixels, and a picture that ends in the middle', async () => {
  const thumbnails = open();
  await expect(thumbnails.get(await source('bomb.png', bomb(16_000)), 64)).rejects.toMatchObject({
    code: 'unsupported',
    message: 'The image has more than 100 megapixels',
  });
  const noise = await sharp(Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, at) => (at * 7919) % 251)), {
    raw: { width: 300, height: 300, channels: 3 },
  })
    .jpeg()
    .toBuffer();
  const cut = await source('cut.jpg', noise);
  await truncate(join(root, 'a.b', 'cut.jpg'), Math.floor(noise.length / 2));
  await expect(thumbnails.get(cut, 64)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/damaged/),
  });
});

test('camera data comes in words, in a fixed order', async () => {
  const jpeg = await canvas(40, 30)
    .jpeg()
    .withExif({
      IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON Z 6_2', Copyright: 'Lumen\u0007 Studio' },
      IFD2: { FNumber: '28/10', ExposureTime: '1/250', FocalLength: '35/1', DateTimeOriginal: '2026:09:12 16:40:21' },
    })
    .toBuffer();
  const described = await open().describe(await source('camera.jpg', jpeg));
  expect(described).toMatchObject({
    width: 40,
    height: 30,
    frames: 1,
    exif: [
      { name: 'Taken', text: '2026-09-12 16:40:21' },
      { name: 'Camera', text: 'NIKON Z 6_2' },
      { name: 'Focal length', text: '35 mm' },
      { name: 'Aperture', text: 'ƒ/2.8' },
      { name: 'Exposure', text: '1/250 s' },
      { name: 'Copyright', text: 'Lumen Studio' },
    ],
  });
});

/** Counts what reaches the decoder, and lets a test do something to it first. */
function spied(onTask: (process: HostProcess, message: ToDecoder) => 'send' | 'swallow') {
  const tasks: string[] = [];
  let starts = 0;
  const environment: HostEnvironment = {
    ...given.environment,
    startProcess: (entry) => {
      starts += 1;
      const real = given.environment.startProcess(entry);
      return {
        ...real,
        send: (message) => {
          // The client sends values of this type only.
          const sent = message as ToDecoder;
          tasks.push(sent.task.source.segments.at(-1) ?? '');
          if (onTask(real, sent) === 'send') real.send(message);
        },
      };
    },
  };
  return { environment, tasks, starts: () => starts };
}

test('a file that kills the decoder fails alone; the others are drawn by the next one', async () => {
  const spy = spied((process, { task }) => {
    if (task.source.segments.at(-1) !== 'deadly.png') return 'send';
    process.kill();
    return 'swallow';
  });
  const thumbnails = open(spy.environment);
  const bytes = await canvas(50, 50).png().toBuffer();
  const names = ['a.png', 'deadly.png', 'b.png', 'c.png'];
  const sources = await Promise.all(names.map((name) => source(name, bytes)));
  const results = await Promise.allSettled(sources.map((one) => thumbnails.get(one, 64)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(results[1]).toMatchObject({
    reason: { code: 'unsupported', message: 'Drawing this file makes the decoder crash' },
  });
  const starts = spy.starts();
  expect(starts).toBeGreaterThan(1);
  // Remembered: the same file is not tried again.
  await vi.waitFor(async () => expect((await thumbnails.size()).files).toBe(4));
  await expect(open(spy.environment).get(sources[1] ?? expect.fail(), 64)).rejects.toMatchObject({
    code: 'unsupported',
  });
  expect(spy.starts()).toBe(starts);
});

test('a file that never ends is given up, and the work goes on', async () => {
  const spy = spied((_, { task }) => (task.source.segments.at(-1) === 'endless.png' ? 'swallow' : 'send'));
  const thumbnails = open(spy.environment, { timeoutMs: 1500 });
  const bytes = await canvas(50, 50).png().toBuffer();
  const endless = thumbnails.get(await source('endless.png', bytes), 64);
  const good = thumbnails.get(await source('good.png', bytes), 64);
  await expect(endless).rejects.toMatchObject({ code: 'unsupported', message: 'Drawing the image took too long' });
  await expect(good).resolves.toMatchObject({ contentType: 'image/jpeg' });
});

test('a request that goes away leaves the queue, and the one in front of it comes out', async () => {
  const spy = spied(() => 'send');
  const thumbnails = open(spy.environment);
  const bytes = await canvas(50, 50).png().toBuffer();
  const controller = new AbortController();
  const names = Array.from({ length: 40 }, (_, index) => `${index}.png`);
  const results = await Promise.all(
    names
      .map(async (name) =>
        thumbnails.get(await source(name, bytes), 64, Number.parseInt(name, 10) < 20 ? undefined : controller.signal),
      )
      .map(async (one, index) => {
        if (index === 39) controller.abort();
        return one.then(
          () => 'drawn',
          (error: { code: string }) => error.code,
        );
      }),
  );
  expect(results.slice(0, 20)).toEqual(Array(20).fill('drawn'));
  expect(results.slice(20)).toEqual(Array(20).fill('aborted'));
  expect(spy.tasks.filter((name) => Number.parseInt(name, 10) >= 20)).toEqual([]);
});

test('two who ask for one picture share it, and one may leave', async () => {
  const spy = spied(() => 'send');
  const thumbnails = open(spy.environment);
  const one = await source('one.png', await canvas(50, 50).png().toBuffer());
  const controller = new AbortController();
  const first = thumbnails.get(one, 64, controller.signal);
  const second = thumbnails.get(one, 64);
  controller.abort();
  await expect(second).resolves.toMatchObject({ contentType: 'image/jpeg' });
  await first;
  expect(spy.tasks).toEqual(['one.png']);
});

test('what was drawn once comes from disk, also after a restart, until the file changes', async () => {
  const spy = spied(() => 'send');
  const one = await source('one.png', await canvas(50, 50).png().toBuffer());
  const first = open(spy.environment);
  const drawn = await first.get(one, 64);
  await vi.waitFor(async () => expect((await first.size()).files).toBe(1));
  const again = await open(spy.environment).get(one, 64);
  expect(Buffer.from(again.bytes)).toEqual(Buffer.from(drawn.bytes));
  expect(spy.tasks).toHaveLength(1);
  await open(spy.environment).get({ ...one, file: { ...one.file, version: '2-99' } }, 64);
  expect(spy.tasks).toHaveLength(2);
});

test('the cache keeps its limit by removing what was used longest ago, and can be emptied', async () => {
  const thumbnails = open();
  const bytes = await canvas(200, 200).png().toBuffer();
  const first = await thumbnails.get(await source('first.png', bytes), 128);
  await vi.waitFor(async () => expect((await thumbnails.size()).files).toBe(1));
  limitBytes = first.bytes.length * 4;
  for (let index = 0; index < 10; index++) {
    await thumbnails.get(await source(`${index}.png`, bytes), 128);
    await vi.waitFor(async () => expect((await thumbnails.size()).sizeBytes).toBeLessThanOrEqual(limitBytes));
  }
  const folder = join(given.environment.dataDirectory, 'cache', 'thumbnails');
  await vi.waitFor(async () => {
    const onDisk = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jpg'));
    expect(onDisk.length).toBe((await thumbnails.size()).files);
  });
  await thumbnails.clear();
  expect(await thumbnails.size()).toEqual({ sizeBytes: 0, files: 0 });
  await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(thumbnails.get(await source('after.png', bytes), 128)).resolves.toMatchObject({
    contentType: 'image/jpeg',
  });
});
