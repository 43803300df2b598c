import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type IconImage, icnsFile, icnsSizes, icoFile } from './icon-files.ts';
import { inRepository } from './repository.ts';

/** A picture with a colour of its own in every pixel. */
async function image(size: number): Promise<IconImage> {
  const pixels = Buffer.alloc(size * size * 4);
  for (let at = 0; at < size * size; at++) {
    pixels.set([at % size, Math.floor(at / size), (at * 7) % 256, 255 - (at % 200)], at * 4);
  }
  const raw = { width: size, height: size, channels: 4 } as const;
  return { size, pixels, png: await sharp(pixels, { raw }).png().toBuffer() };
}

interface IcoPicture {
  readonly size: number;
  readonly content: Buffer;
}

function icoPictures(file: Buffer): readonly IcoPicture[] {
  expect(file.subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]));
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + index * 16;
    const offset = file.readUInt32LE(entry + 12);
    const size = file.readUInt8(entry) || 256;
    expect(file.readUInt8(entry + 1) || 256).toBe(size);
    return { size, content: file.subarray(offset, offset + file.readUInt32LE(entry + 8)) };
  });
}

/** The pixels of a 32-bit bitmap, from the top, as red, green, blue, alpha. */
function bitmapPixels({ size, content }: IcoPicture): Buffer {
  expect([content.readUInt32LE(0), content.readInt32LE(4), content.readInt32LE(8)]).toEqual([40, size, size * 2]);
  const rows = Array.from({ length: size }, (_, y) => {
    const from = 40 + (size - 1 - y) * size * 4;
    const row = Buffer.from(content.subarray(from, from + size * 4));
    for (let x = 0; x < row.length; x += 4) row.subarray(x, x + 3).reverse();
    return row;
  });
  return Buffer.concat(rows);
}

test('an icon of Windows keeps small pictures as bitmaps and large ones as PNG', async () => {
  const images = await Promise.all([16, 48, 64, 256].map(image));
  const pictures = icoPictures(icoFile(images));
  expect(pictures.map(({ size }) => size)).toEqual([16, 48, 64, 256]);
  for (const [index, picture] of pictures.entries()) {
    const given = images[index];
    if (picture.size <= 48) expect(bitmapPixels(picture).equals(given?.pixels ?? Buffer.alloc(0))).toBe(true);
    else expect(picture.content.equals(given?.png ?? Buffer.alloc(0))).toBe(true);
  }
});

test('an icon of Windows takes no picture above 256 pixels', async () => {
  const large = await image(300);
  expect(() => icoFile([large])).toThrow('up to 256 pixels, not 300');
});

interface IcnsPart {
  readonly kind: string;
  readonly png: Buffer;
}

function icnsParts(file: Buffer): readonly IcnsPart[] {
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const parts: IcnsPart[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    parts.push({
      kind: file.toString('latin1', at, at + 4),
      png: file.subarray(at + 8, at + file.readUInt32BE(at + 4)),
    });
  }
  return parts;
}

test('an icon of macOS names each picture by its kind, and misses none', async () => {
  const pngOfSize = new Map(await Promise.all(icnsSizes.map(async (size) => [size, (await image(size)).png] as const)));
  const parts = icnsParts(icnsFile(pngOfSize));
  const sizes = await Promise.all(parts.map(async ({ kind, png }) => [kind, (await sharp(png).metadata()).width]));
  expect(Object.fromEntries(sizes)).toEqual({
    ...{ ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 },
  });
  pngOfSize.delete(512);
  expect(() => icnsFile(pngOfSize)).toThrow('No picture of 512 pixels');
});

test('the icons in resources have every size their system asks for', async () => {
  const windows = icoPictures(await readFile(inRepository('resources/icon.ico')));
  expect(windows.map(({ size }) => size)).toEqual([16, 24, 32, 48, 64, 128, 256]);
  const mac = icnsParts(await readFile(inRepository('resources/icon.icns')));
  expect(mac.map(({ kind }) => kind)).toEqual(['ic11', 'ic12', 'ic07', 'ic13', 'ic08', 'ic14', 'ic09', 'ic10']);
});
