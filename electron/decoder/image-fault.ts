import type { DecoderFailureReason } from '../host/files/thumbnails/decoder-messages.ts';

/** Why an image can't be drawn, in words for a person. */
export class ImageFault extends Error {
  readonly reason: DecoderFailureReason;

  constructor(reason: DecoderFailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImageFault';
    this.reason = reason;
  }
}

/** The image library speaks in plain errors; its sentences tell the kind. */
export function imageFaultOf(error: unknown): ImageFault {
  if (error instanceof ImageFault) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/pixel limit/i.test(text))
    return new ImageFault('too-big', 'The image has more than 100 megapixels', { cause: error });
  if (/timeout/i.test(text)) return new ImageFault('timeout', 'Drawing the image took too long', { cause: error });
  if (/unsupported image format/i.test(text))
    return new ImageFault('unsupported', 'The image can’t be read', { cause: error });
  return new ImageFault('damaged', `The image is damaged (${firstLine(text)})`, { cause: error });
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 160);
}
