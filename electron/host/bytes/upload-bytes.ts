import { AppError } from '../../../shared/domain/app-error.ts';
import { maxPieceBytes } from '../changes/uploads.ts';
import type { ByteRoute } from './handler.ts';

/** `PUT upload/<project>/<id>?offset=`: one piece of an upload. Answers 204 when it is in the file. */
export const uploadBytes: ByteRoute = async (request, segments, context) => {
  const body = request.body;
  try {
    const [project, id, ...more] = segments;
    if (project === undefined || id === undefined || more.length > 0) throw new AppError('not_found', 'No such upload');
    const offset = parseOffset(new URL(request.url).searchParams.get('offset'));
    if (Number(request.headers.get('content-length') ?? 0) > maxPieceBytes)
      throw new AppError('bad_request', 'A piece of an upload has at most 8 MB');
    await context.uploads.put(context.projects.get(project), id, offset, body ? pieces(body) : noPieces());
    return new Response(null, { status: 204 });
  } catch (error) {
    if (body && !request.signal.aborted) await discard(body);
    throw error;
  }
};

function parseOffset(text: string | null): number {
  if (text === null || !/^\d{1,15}$/.test(text))
    throw new AppError('bad_request', 'An upload is put in pieces that say where they start');
  return Number(text);
}

/** Unlike the stream's own iterator it leaves the stream open when the walk ends early, so that the rest can be read. */
async function* pieces(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    reader.releaseLock();
  }
}

async function* noPieces(): AsyncGenerator<Uint8Array> {}

/** A browser reads the answer only when it could send all; of what is far too much it need not. */
async function discard(body: ReadableStream<Uint8Array>): Promise<void> {
  let sizeBytes = 0;
  try {
    for await (const bytes of pieces(body)) {
      sizeBytes += bytes.length;
      if (sizeBytes > 2 * maxPieceBytes) break;
    }
  } catch {
    // The sender is gone; the error that is on its way says why.
  }
}
