import { AppError } from '../../../shared/domain/app-error.ts';
import { keyLabel } from '../../../shared/domain/redis-name.ts';
import type { HostContext } from '../api/context.ts';
import { rangeResponse } from '../bytes/range.ts';
import { contentDisposition } from '../files/content-disposition.ts';
import { asBytes, asNumber } from './reading-connection.ts';
import { isPlainText } from './redis-cell.ts';
import { redisPartOf } from './redis-part-of.ts';
import { readAs, type ValueReading } from './values/value-reading.ts';

const windowBytes = 512 << 10;
/** Enough to tell text from other bytes for the name of the download. */
const sniffedBytes = 4096;

/** `GET redis/<project>/<connection>/<db>/<key>`: a whole string, however long, as an attachment. */
export async function redisBytes(request: Request, segments: string[], context: HostContext): Promise<Response> {
  const [project = '', connectionId = '', db = '', name = '', ...rest] = segments;
  if (segments.length < 3 || rest.length > 0 || !/^\d{1,5}$/.test(db) || !/^[\w-]*$/.test(name)) {
    throw new AppError('not_found', 'No such address');
  }
  const database = redisPartOf(context.projects.get(project), connectionId).database(Number(db));
  const key = Buffer.from(name, 'base64url');
  const reading: ValueReading = { connection: await database.connection(), key, signal: request.signal };
  const [lengthReply, head] = await readAs(reading, 'string', [
    ['STRLEN', key],
    ['GETRANGE', key, 0, sniffedBytes - 1],
  ]);
  const sizeBytes = asNumber(lengthReply);
  return rangeResponse(
    request,
    { sizeBytes, open: (start, end) => windows(reading, sizeBytes, start, end) },
    {
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': contentDisposition('attachment', fileName(key, asBytes(head))),
        'cache-control': 'no-store',
      },
    },
  );
}

/** Reads on when the receiver wants more. A string whose length changes meanwhile ends the download as failed. */
function windows(reading: ValueReading, sizeBytes: number, start: number, end: number): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const wanted = Math.min(windowBytes, end - at);
        const [length, reply] = await readAs(reading, 'string', [
          ['STRLEN', reading.key],
          ['GETRANGE', reading.key, at, at + wanted - 1],
        ]);
        const bytes = asBytes(reply);
        if (asNumber(length) !== sizeBytes || bytes.length !== wanted) {
          throw new AppError('conflict', 'The value changed while it was read', { advice: 'Download it again.' });
        }
        controller.enqueue(bytes);
        at += bytes.length;
        if (at >= end) controller.close();
      },
    },
    // One window at a time: a slow receiver must not fill the memory.
    { highWaterMark: 0 },
  );
}

function fileName(key: Buffer, head: Buffer): string {
  const label = keyLabel(key, 150) || 'empty name';
  // The last character may be cut in half.
  const isText = isPlainText(head) || isPlainText(head.subarray(0, Math.max(0, head.length - 3)));
  if (!isText) return `${label}.bin`;
  return `${label}.${/^\s*[{[]/.test(head.toString('utf8', 0, 64)) ? 'json' : 'txt'}`;
}
