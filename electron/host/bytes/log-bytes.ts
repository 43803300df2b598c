import type { ByteRoute } from './handler.ts';

/** `/log`: the newest part of the log as plain text; `?reference=` narrows it to one error. */
export const logBytes: ByteRoute = async (request, segments, context) => {
  if (segments.length > 0) return new Response('Not found', { status: 404 });
  const reference = new URL(request.url).searchParams.get('reference') ?? undefined;
  return new Response(await context.hostLog.read(reference), {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'content-disposition': 'inline; filename="storeroom.log"' },
  });
};
