import type { ImageDescription } from '../host/files/thumbnails/decoder-messages.ts';
import { cameraData } from './camera-data.ts';
import { openImage } from './open-image.ts';
import type { ImageBytes } from './run-task.ts';

/** Size, frames and camera data, read from the headers; the pixels are not decoded. */
export async function describeImage(image: ImageBytes): Promise<ImageDescription> {
  const metadata = await openImage(image).metadata();
  return {
    kind: 'describe',
    width: metadata.autoOrient.width,
    height: metadata.autoOrient.height,
    frames: metadata.pages ?? 1,
    exif: metadata.exif ? cameraData(metadata.exif) : [],
  };
}
