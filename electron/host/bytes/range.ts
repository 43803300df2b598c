/** Bytes of known size that can be read from the middle. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** `start` inclusive, `end` exclusive; cancelling the stream releases what was opened. */
  open(start: number, end: number): ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>;
}

export interface RangeOptions {
  /** Sent with the whole and the part: content type, disposition, caching. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Strong validator in quotes; lets a resumed download notice that the content changed. */
  readonly etag?: string;
}

type Wanted =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Reads a `Range` header (RFC 9110, section 14). Several ranges, other units and malformed headers mean the whole,
 * which the RFC allows; a range that starts behind the end is unsatisfiable.
 */
export function parseRange(header: string | null, sizeBytes: number): Wanted {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return { kind: 'whole' };
  const [, from = '', to = ''] = match;
  if (from === '') {
    const last = Number(to);
    if (last === 0 || sizeBytes === 0) return { kind: 'unsatisfiable' };
    return { kind: 'part', start: Math.max(0, sizeBytes - last), end: sizeBytes };
  }
  const start = Number(from);
  const end = to === '' ? sizeBytes : Math.min(sizeBytes, Number(to) + 1);
  if (to !== '' && Number(to) < start) return { kind: 'whole' };
  if (start >= sizeBytes) return { kind: 'unsatisfiable' };
  return { kind: 'part', start, end };
}

/** Answers GET and HEAD with 200, 206 or 416; also 304 when the client already has this `etag`. */
export async function rangeResponse(
  request: Request,
  source: ByteSource,
  options: RangeOptions = {},
): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set('accept-ranges', 'bytes');
  if (options.etag) headers.set('etag', options.etag);
  if (options.etag && request.headers.get('if-none-match') === options.etag)
    return new Response(null, { status: 304, headers });

  const condition = request.headers.get('if-range');
  const isCurrent = condition === null || condition === options.etag;
  const wanted = isCurrent ? parseRange(request.headers.get('range'), source.sizeBytes) : { kind: 'whole' as const };
  if (wanted.kind === 'unsatisfiable') {
    headers.set('content-range', `bytes */${source.sizeBytes}`);
    headers.delete('content-disposition');
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = wanted.kind === 'part' ? wanted : { start: 0, end: source.sizeBytes };
  headers.set('content-length', String(end - start));
  if (wanted.kind === 'part') headers.set('content-range', `bytes ${start}-${end - 1}/${source.sizeBytes}`);
  const body = request.method === 'HEAD' || end === start ? null : await source.open(start, end);
  return new Response(body, { status: wanted.kind === 'part' ? 206 : 200, headers });
}
