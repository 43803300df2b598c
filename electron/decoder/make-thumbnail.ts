import sharp from 'sharp';
import type { ThumbnailResult } from '../host/files/thumbnails/decoder-messages.ts';
import { openImage, svgDensity } from './open-image.ts';
import type { ImageBytes } from './run-task.ts';

const timeoutSeconds = 12;

/** JPEG for what is opaque, WebP where something shines through; oriented, in sRGB, without metadata. */
export async function makeThumbnail(image: ImageBytes, size: number): Promise<ThumbnailResult> {
  if (image.contentType === 'image/jpeg') return await jpeg(image, size);
  const density = image.contentType === 'image/svg+xml' ? await fittingDensity(image, size) : undefined;
  const { hasAlpha } = await openImage(image, density).metadata();
  if (!hasAlpha) return await jpeg(image, size, density);

  const { data, info } = await resized(image, size, density).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const raw = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  // Many a PNG carries an alpha channel and uses none of it: a JPEG is then smaller and drawn faster.
  if (isOpaque(data, info.channels))
    return {
      kind: 'thumbnail',
      contentType: 'image/jpeg',
      bytes: await raw.removeAlpha().jpeg(jpegOptions(size)).toBuffer(),
    };
  return {
    kind: 'thumbnail',
    contentType: 'image/webp',
    bytes: await raw.webp({ quality: 82, effort: 2, smartSubsample: true }).toBuffer(),
  };
}

function resized(image: ImageBytes, size: number, density?: number) {
  return openImage(image, density)
    .timeout({ seconds: timeoutSeconds })
    .autoOrient()
    .resize(size, size, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
}

async function jpeg(image: ImageBytes, size: number, density?: number): Promise<ThumbnailResult> {
  return {
    kind: 'thumbnail',
    contentType: 'image/jpeg',
    bytes: await resized(image, size, density).jpeg(jpegOptions(size)).toBuffer(),
  };
}

function jpegOptions(size: number) {
  return { quality: size <= 128 ? 86 : 80, chromaSubsampling: size <= 128 ? '4:4:4' : '4:2:0' };
}

function isOpaque(pixels: Buffer, channels: number): boolean {
  for (let at = channels - 1; at < pixels.length; at += channels) if (pixels[at] !== 255) return false;
  return true;
}

/** Vector graphics are drawn at the size asked for, instead of being scaled afterwards. */
async function fittingDensity(image: ImageBytes, size: number): Promise<number> {
  const { width, height } = await openImage(image).metadata();
  const density = (svgDensity * size) / Math.max(width, height, 1);
  return Math.min(Math.max(density, 1), 100_000);
}
