import { Readable } from 'node:stream';
import { AppError } from '../../../shared/domain/app-error.ts';
import { type ThumbnailSize, thumbnailSizes } from '../../../shared/domain/byte-address.ts';
import type { HostContext } from '../api/context.ts';
import { rangeResponse } from '../bytes/range.ts';
import { contentDisposition } from './content-disposition.ts';
import { inlineContentType } from './content-type.ts';
import type { FilesPart, FoundFile } from './files-part.ts';
import { inspect, openInspected, Refusal } from './safe-path.ts';

/** The content of an address with its version never changes: asked for once, it is kept. */
const forever = 'private, max-age=31536000, immutable';
/** Without (or with an older) version the copy must be checked each time. */
const revalidate = 'private, no-cache';

/**
 * `/thumb/<project>/<root>/<storage>/<id>/<size>?v=<version>`: a JPEG or WebP that fits a square of `size` px. Without
 * content (204) when there is no picture: the file is gone or can't be drawn. That is an answer, not a fault, and a
 * browser that gets an error status for a picture reports it to its console as one.
 */
export async function thumbnailBytes(request: Request, segments: string[], context: HostContext): Promise<Response> {
  const [project, root, storage, id, size, ...more] = segments;
  const wanted = thumbnailSizes.find((known) => String(known) === size);
  if (project === undefined || root === undefined || storage === undefined || id === undefined) throw notFound();
  if (!wanted || more.length > 0) throw notFound();
  const part = partOf(context, { project, root });
  const found = await part.find(storage, id, request.signal);
  if (!found?.file.hasThumbnail) return noPicture;
  try {
    return await thumbnailResponse(request, part, found, wanted);
  } catch (error) {
    if (error instanceof AppError && (error.code === 'unsupported' || error.code === 'not_found')) return noPicture;
    throw error;
  }
}

const noPicture = new Response(null, { status: 204, headers: { 'cache-control': revalidate } });

async function thumbnailResponse(
  request: Request,
  part: FilesPart,
  found: FoundFile,
  size: ThumbnailSize,
): Promise<Response> {
  const headers = new Headers({
    etag: `"${part.thumbnailKey(found, size)}"`,
    'cache-control': cachingOf(request, found),
  });
  if (request.headers.get('if-none-match') === headers.get('etag')) return new Response(null, { status: 304, headers });
  const thumbnail = await part.thumbnail(found, size, request.signal);
  headers.set('content-type', thumbnail.contentType);
  headers.set('content-length', String(thumbnail.bytes.length));
  // A view on exactly these bytes: a Buffer may be a window on a larger pool.
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(thumbnail.bytes), { headers });
}

/**
 * `/file/<project>/<root>/<storage>/<id>`: the stored bytes, in place (`?v=<version>`) or as a download (`?download=1`).
 * What could hold a script is never shown in place: an SVG comes as a picture of itself, the others only as a download.
 */
export async function fileBytes(request: Request, segments: string[], context: HostContext): Promise<Response> {
  const [project, root, storage, id, ...more] = segments;
  if (project === undefined || root === undefined || storage === undefined || id === undefined || more.length > 0)
    throw notFound();
  const part = partOf(context, { project, root });
  const found = await part.find(storage, id, request.signal);
  if (!found || found.file.state === 'missing') throw notFound();
  const isDownload = new URL(request.url).searchParams.has('download');
  if (!isDownload && found.file.contentType === 'image/svg+xml')
    return await thumbnailResponse(request, part, found, 2048);
  const shown = isDownload ? null : inlineContentType(found.file.contentType);
  return await storedBytes(request, found, {
    'content-type': shown ?? 'application/octet-stream',
    'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', found.file.name),
    'cache-control': isDownload ? 'private, no-store' : cachingOf(request, found),
  });
}

async function storedBytes(request: Request, found: FoundFile, headers: Record<string, string>): Promise<Response> {
  try {
    const file = inspect(found.root, found.file.segments);
    const source = {
      sizeBytes: file.sizeBytes,
      open: async (start: number, end: number) => {
        const handle = await openInspected(file);
        const stream = handle.createReadStream({ start, end: end - 1, autoClose: true });
        // Node's web streams and the DOM's are the same thing under two types.
        return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
      },
    };
    return await rangeResponse(request, source, { headers, etag: `"${found.file.version}"` });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new AppError(
      error.reason === 'absent' ? 'not_found' : 'unsupported',
      error.message,
      { subject: found.file.name },
      { cause: error },
    );
  }
}

function partOf(context: HostContext, { project, root }: { project: string; root: string }): FilesPart {
  const part = context.projects.get(project).files.get(root);
  if (!part) throw notFound();
  return part;
}

function cachingOf(request: Request, found: FoundFile): string {
  return new URL(request.url).searchParams.get('v') === found.file.version ? forever : revalidate;
}

function notFound(): AppError {
  return new AppError('not_found', 'No such file');
}
