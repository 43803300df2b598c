import { AppError, type AppErrorCode } from '../../../shared/domain/app-error.ts';
import type { HostContext } from '../api/context.ts';
import { fileBytes, thumbnailBytes } from '../files/file-bytes.ts';
import { newReference } from '../log/reference.ts';
import { redisBytes } from '../redis/redis-bytes.ts';
import { cellBytes } from '../storage/cell-bytes.ts';
import type { ByteCapability } from './capability.ts';
import { withCommonHeaders } from './common-headers.ts';
import { logBytes } from './log-bytes.ts';
import { uploadBytes } from './upload-bytes.ts';

/** One kind of bytes. `segments` are the decoded path segments behind the route's name. */
export type ByteRoute = (request: Request, segments: string[], context: HostContext) => Promise<Response>;

interface Route {
  readonly methods: readonly string[];
  readonly answer: ByteRoute;
}

const reads = (answer: ByteRoute): Route => ({ methods: ['GET', 'HEAD'], answer });

const routes: ReadonlyMap<string, Route> = new Map([
  ['cell', reads(cellBytes)],
  ['thumb', reads(thumbnailBytes)],
  ['file', reads(fileBytes)],
  ['redis', reads(redisBytes)],
  ['log', reads(logBytes)],
  // The only one that takes bytes.
  ['upload', { methods: ['PUT'], answer: uploadBytes }],
]);

const statusOf: Readonly<Record<AppErrorCode, number>> = {
  bad_request: 400,
  not_found: 404,
  conflict: 409,
  read_only: 403,
  unsupported: 415,
  connection: 503,
  auth: 403,
  timeout: 504,
  aborted: 499,
  internal: 500,
};

/**
 * Answers every request for bytes, in both shells. Without the session's capability there is nothing here: the
 * answer is the same 404 as for an unknown route. Never rejects.
 */
export function createByteHandler(
  capability: ByteCapability,
  context: HostContext,
): (request: Request) => Promise<Response> {
  return async (request) => withCommonHeaders(await answer(request, capability, context));
}

async function answer(request: Request, capability: ByteCapability, context: HostContext): Promise<Response> {
  const [name = '', ...segments] = capability.segments(new URL(request.url).pathname) ?? [];
  const route = routes.get(name);
  if (!route) return text('Not found', 404);
  if (!route.methods.includes(request.method)) {
    return new Response(`Only ${route.methods.join(' and ')}`, {
      status: 405,
      headers: { allow: route.methods.join(', '), 'content-type': 'text/plain; charset=utf-8' },
    });
  }
  try {
    return await route.answer(request, segments, context);
  } catch (error) {
    return failure(error, name, request, context);
  }
}

function failure(error: unknown, route: string, request: Request, { log }: HostContext): Response {
  if (request.signal.aborted) return text('Aborted', statusOf.aborted);
  if (error instanceof AppError && error.code !== 'internal') {
    return text([error.message, error.detail.advice].filter(Boolean).join('\n'), statusOf[error.code]);
  }
  const reference = (error instanceof AppError && error.detail.reference) || newReference();
  log.error({ reference, route, err: error }, 'byte request failed');
  return text(`Unexpected error. The log has the details under ${reference}.`, 500);
}

function text(body: string, status: number): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
