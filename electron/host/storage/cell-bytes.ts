import { AppError } from '../../../shared/domain/app-error.ts';
import { decodeRowKey } from '../../../shared/domain/row-key.ts';
import type { HostContext } from '../api/context.ts';
import { contentDisposition } from '../files/content-disposition.ts';
import { findStorage } from './find-storage.ts';

/** `cell/<project>/<storage>/<model>/<key>/<field>`: one value as a download, sent while it is read. */
export async function cellBytes(request: Request, segments: string[], context: HostContext): Promise<Response> {
  const [project, storage, model, keyText, field, ...more] = segments;
  if (
    project === undefined ||
    storage === undefined ||
    model === undefined ||
    keyText === undefined ||
    field === undefined ||
    more.length > 0
  ) {
    throw new AppError('not_found', 'No such cell');
  }
  const key = decodeRowKey(keyText);
  if (key === null)
    throw new AppError('bad_request', 'This is not the key of a row', { subject: keyText.slice(0, 100) });
  const session = await findStorage(context, { project, storage }).session();
  const isText = await startsAsText(session.cell(model, key, field, 0, { signal: request.signal }));
  const headers = new Headers({
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/octet-stream',
    'content-disposition': contentDisposition('attachment', `${model}-${keyText}-${field}.${isText ? 'txt' : 'bin'}`),
    'cache-control': 'no-store',
  });
  if (request.method === 'HEAD') return new Response(null, { headers });
  const abort = new AbortController();
  const pieces = session
    .stream(model, key, field, { signal: AbortSignal.any([request.signal, abort.signal]) })
    [Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      abort.abort();
      await pieces.return?.();
    },
  });
  return new Response(body, { headers });
}

/** Bytes are told from text by the value itself; everything is sent as an attachment all the same. */
async function startsAsText(cell: ReturnType<import('./connector.ts').Session['cell']>): Promise<boolean> {
  const value = await cell;
  if (value === null || typeof value !== 'object') return true;
  return value.kind === 'real' || (value.kind === 'cut' && value.of === 'text');
}
