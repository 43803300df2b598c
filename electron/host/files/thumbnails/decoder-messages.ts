/** An image file, and what has to be true of it when the decoder opens it. */
export interface DecoderSource {
  /** Real path of the files folder. */
  readonly root: string;
  readonly segments: readonly string[];
  readonly contentType: string;
}

export type DecoderTask =
  /** A picture that fits a square of `size` px, oriented, never enlarged. */
  | { readonly kind: 'thumbnail'; readonly source: DecoderSource; readonly size: number }
  | { readonly kind: 'describe'; readonly source: DecoderSource };

export interface ThumbnailResult {
  readonly kind: 'thumbnail';
  readonly contentType: 'image/jpeg' | 'image/webp';
  readonly bytes: Uint8Array;
}

export interface ImageDescription {
  readonly kind: 'describe';
  /** As shown, after orientation. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly exif: readonly { readonly name: string; readonly text: string }[];
}

/** `gone`: the file is not there (any more); all others are remembered until the file changes. */
export type DecoderFailureReason = 'gone' | 'refused' | 'damaged' | 'too-big' | 'unsupported' | 'timeout' | 'crash';

export interface DecoderFailure {
  readonly kind: 'failure';
  readonly reason: DecoderFailureReason;
  readonly message: string;
}

export type DecoderResult = ThumbnailResult | ImageDescription | DecoderFailure;

export type ToDecoder = { readonly call: number; readonly task: DecoderTask };
export type FromDecoder =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly call: number; readonly result: DecoderResult };
