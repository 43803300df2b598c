import sharp, { type Sharp } from 'sharp';
import { ImageFault } from './image-fault.ts';
import type { ImageBytes } from './run-task.ts';

// Each picture is drawn once: a cache of decoded images would only hold memory.
sharp.cache(false);
// Several images at a time, one thread each, is faster than one image on several threads.
sharp.concurrency(1);

/** 776 kB of PNG can claim 256 megapixels; the library's own limit lets that pass. */
const pixelLimit = 100_000_000;
const svgLimitBytes = 8 * 1024 * 1024;

/** An SVG's own pixel size is at 72 dots per inch. */
export const svgDensity = 72;

/**
 * Opens an image from memory, its first frame only. From memory an SVG has no address of its own,
 * so the renderer resolves no reference to another file; one that declares entities is refused before.
 */
export function openImage(image: ImageBytes, density?: number): Sharp {
  if (image.contentType === 'image/svg+xml') assertPlainSvg(image.bytes);
  return sharp(image.bytes, {
    limitInputPixels: pixelLimit,
    failOn: 'error',
    ...(density === undefined ? {} : { density }),
  });
}

function assertPlainSvg(bytes: Buffer): void {
  if (bytes.length > svgLimitBytes) throw new ImageFault('too-big', 'The SVG is larger than 8 MB');
  // Latin-1 keeps every ASCII byte; with UTF-16 the NULs are dropped so that the words still show.
  const text = bytes.toString('latin1').replaceAll('\0', '');
  if (/<!ENTITY/i.test(text) || /<!DOCTYPE[^>]*\[/i.test(text))
    throw new ImageFault('unsupported', 'An SVG with its own entities is not drawn');
}
