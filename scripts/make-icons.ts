import { join } from 'node:path';
import sharp from 'sharp';

/**
 * Rasterises the app icon; run by hand after a change of `resources/*.svg`: `node scripts/make-icons.ts`.
 * Up to 32 pixels the drawers have no content: it would be a blur.
 */
const resources = join(import.meta.dirname, '..', 'resources');

for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
  const source = join(resources, size <= 32 ? 'icon-small.svg' : 'icon.svg');
  const viewBox = size <= 32 ? 32 : 1024;
  const file = join(resources, 'icons', `${size}.png`);
  // Drawn at its final size, not scaled afterwards.
  await sharp(source, { density: (72 * size) / viewBox })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: size <= 256, quality: 100 })
    .toFile(file);
  process.stdout.write(`${file}\n`);
}
