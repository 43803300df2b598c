import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { ThumbnailSize } from '../../../../shared/domain/byte-address.ts';
import type { HostEnvironment } from '../../environment.ts';
import type { IndexedFile } from '../index/index-messages.ts';
import { DecoderClient, type DecoderOptions } from './decoder-client.ts';
import type { DecoderFailure, DecoderResult, DecoderSource, ImageDescription } from './decoder-messages.ts';
import { type CachedThumbnail, ThumbnailCache } from './thumbnail-cache.ts';

/** A change of how pictures are drawn makes all older ones invalid. */
const drawingVersion = 1;

/** A file of one root, as the index found it. */
export interface ThumbnailSource {
  /** Real path of the files folder. */
  readonly root: string;
  readonly storage: string;
  readonly file: IndexedFile;
}

export interface Thumbnail {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Draws, keeps and describes images. One for the whole host: the decoder process and the cache are shared. */
export interface Thumbnails {
  /** Identifies the picture's content; never the same for another one. */
  key(source: ThumbnailSource, size: ThumbnailSize): string;
  /** @throws AppError `not_found` (gone), `unsupported` (can't be drawn), `aborted` */
  get(source: ThumbnailSource, size: ThumbnailSize, signal?: AbortSignal): Promise<Thumbnail>;
  /** Size, frames and camera data, or why they can't be told. */
  describe(source: ThumbnailSource, signal?: AbortSignal): Promise<ImageDescription | DecoderFailure>;
  /** The cache on disk now. */
  size(): Promise<{ sizeBytes: number; files: number }>;
  /** Empties the cache. */
  clear(): Promise<void>;
  /** Brings the cache below its limit, as after the limit was lowered. */
  trim(): Promise<void>;
  close(): Promise<void>;
}

interface Drawing {
  readonly promise: Promise<CachedThumbnail>;
  readonly leave: AbortController;
  viewers: number;
}

/** @param limitBytes read at each use, so a changed setting counts at once. */
export function openThumbnails(given: {
  environment: HostEnvironment;
  limitBytes: () => number;
  decoder?: DecoderOptions;
}): Thumbnails {
  const { environment } = given;
  const decoder = new DecoderClient(environment, given.decoder);
  const cache = new ThumbnailCache(
    join(environment.dataDirectory, 'cache', 'thumbnails'),
    given.limitBytes,
    environment.log.child({ part: 'thumbnails' }),
  );
  const drawings = new Map<string, Drawing>();

  async function draw(
    key: string,
    source: ThumbnailSource,
    size: ThumbnailSize,
    signal: AbortSignal,
  ): Promise<CachedThumbnail> {
    const kept = await cache.get(key);
    if (kept) return kept;
    const result = await decoder.run(
      { kind: 'thumbnail', source: decoderSource(source), size },
      size > 512 ? 'details' : 'gallery',
      signal,
    );
    const drawn = asThumbnail(result);
    // The picture is on its way before the disk has it.
    if (!('reason' in drawn && drawn.reason === 'gone')) {
      cache
        .put(key, drawn)
        .catch((error: unknown) => environment.log.warn({ err: error }, 'A thumbnail could not be kept'));
    }
    return drawn;
  }

  /** Several windows may ask for one picture: it is drawn once, and left only when all of them left. */
  function drawingOf(key: string, source: ThumbnailSource, size: ThumbnailSize): Drawing {
    const known = drawings.get(key);
    if (known && !known.leave.signal.aborted) return known;
    const leave = new AbortController();
    const promise = draw(key, source, size, leave.signal).finally(() => {
      if (drawings.get(key) === drawing) drawings.delete(key);
    });
    const drawing: Drawing = { promise, leave, viewers: 0 };
    drawings.set(key, drawing);
    return drawing;
  }

  async function get(source: ThumbnailSource, size: ThumbnailSize, signal?: AbortSignal): Promise<Thumbnail> {
    if (signal?.aborted) throw new AppError('aborted', 'No longer asked for');
    const drawing = drawingOf(thumbnailKey(source, size), source, size);
    drawing.viewers += 1;
    const leave = () => {
      drawing.viewers -= 1;
      if (drawing.viewers === 0) drawing.leave.abort();
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      const drawn = await drawing.promise;
      if (!('reason' in drawn)) return drawn;
      throw new AppError(drawn.reason === 'gone' ? 'not_found' : 'unsupported', drawn.message, {
        subject: source.file.name,
      });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  async function describe(source: ThumbnailSource, signal?: AbortSignal): Promise<ImageDescription | DecoderFailure> {
    const result = await decoder.run({ kind: 'describe', source: decoderSource(source) }, 'details', signal);
    if (result.kind === 'thumbnail') throw new Error('The decoder answered another question');
    return result;
  }

  return {
    key: thumbnailKey,
    get,
    describe,
    size: () => cache.size(),
    clear: () => cache.clear(),
    trim: () => cache.evict(),
    close: () => decoder.close(),
  };
}

function thumbnailKey({ root, storage, file }: ThumbnailSource, size: ThumbnailSize): string {
  const identity = [drawingVersion, root, storage, file.id, file.name, file.version, size];
  return createHash('sha1').update(JSON.stringify(identity)).digest('hex');
}

function decoderSource({ root, file }: ThumbnailSource): DecoderSource {
  return { root, segments: file.segments, contentType: file.contentType };
}

function asThumbnail(result: DecoderResult): CachedThumbnail {
  if (result.kind === 'describe') throw new Error('The decoder answered another question');
  return result.kind === 'failure' ? result : { contentType: result.contentType, bytes: result.bytes };
}
