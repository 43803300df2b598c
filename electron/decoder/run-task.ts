import { isDrawable, sniffBytes, sniffContentType } from '../host/files/content-type.ts';
import { inspect, Refusal, readInspected } from '../host/files/safe-path.ts';
import type {
  DecoderFailure,
  DecoderResult,
  DecoderSource,
  DecoderTask,
} from '../host/files/thumbnails/decoder-messages.ts';
import { describeImage } from './describe-image.ts';
import { ImageFault, imageFaultOf } from './image-fault.ts';
import { makeThumbnail } from './make-thumbnail.ts';

const fileLimitBytes = 256 * 1024 * 1024;

/** Never rejects: what can't be drawn is a result with the reason. */
export async function runTask(task: DecoderTask): Promise<DecoderResult> {
  try {
    const image = readImage(task.source);
    return task.kind === 'thumbnail' ? await makeThumbnail(image, task.size) : await describeImage(image);
  } catch (error) {
    return failureOf(error);
  }
}

/** An image file in memory: from here on nothing can exchange it. */
export interface ImageBytes {
  readonly bytes: Buffer;
  readonly contentType: string;
}

function readImage(source: DecoderSource): ImageBytes {
  const file = inspect(source.root, source.segments);
  if (file.sizeBytes > fileLimitBytes) throw new ImageFault('too-big', 'The file is larger than 256 MB');
  const bytes = readInspected(file, fileLimitBytes);
  const contentType = sniffContentType(bytes.subarray(0, sniffBytes), bytes.length <= sniffBytes);
  if (!isDrawable(contentType)) throw new ImageFault('unsupported', 'Not an image that can be shown');
  return { bytes, contentType };
}

function failureOf(error: unknown): DecoderFailure {
  if (error instanceof Refusal)
    return { kind: 'failure', reason: error.reason === 'absent' ? 'gone' : 'refused', message: error.message };
  const fault = imageFaultOf(error);
  return { kind: 'failure', reason: fault.reason, message: fault.message };
}
