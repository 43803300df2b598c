import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { type IconImage, icnsFile, icnsSizes, icoFile } from './icon-files.ts';
import { inRepository } from './repository.ts';

/**
 * Rasterises the app icon; run by hand after a change of `resources/*.svg`: `node scripts/make-icons.ts`.
 * Up to 32 pixels the drawers have no content: it would be a blur.
 */
const resources = inRepository('resources');

const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];

/** Drawn at its final size, not scaled afterwards. */
function drawing(size: number): Sharp {
  const source = join(resources, size <= 32 ? 'icon-small.svg' : 'icon.svg');
  const viewBox = size <= 32 ? 32 : 1024;
  return sharp(source, { density: (72 * size) / viewBox }).resize(size, size);
}

async function write(name: string, content: Buffer): Promise<void> {
  await writeFile(join(resources, name), content);
  process.stdout.write(`resources/${name} ${Math.ceil(content.length / 1024)} kB\n`);
}

async function windowsImage(size: number): Promise<IconImage> {
  const png = await drawing(size).ensureAlpha().png({ compressionLevel: 9, palette: false }).toBuffer();
  return { size, png, pixels: await drawing(size).ensureAlpha().raw().toBuffer() };
}

/** Up to 256 pixels a palette loses nothing that can be seen; above it the gradients would show bands. */
async function smallPng(size: number): Promise<Buffer> {
  return drawing(size)
    .png({ compressionLevel: 9, palette: size <= 256, quality: 100 })
    .toBuffer();
}

for (const size of linuxSizes) await write(join('icons', `${size}.png`), await smallPng(size));
await write('icon.ico', icoFile(await Promise.all(windowsSizes.map(windowsImage))));
const pngOfSize = await Promise.all(icnsSizes.map(async (size) => [size, await smallPng(size)] as const));
await write('icon.icns', icnsFile(new Map(pngOfSize)));
