import type { Logger } from 'pino';
import { answerHeaders } from '../host/app-page/answer-headers.ts';
import type { BuiltFiles } from '../host/app-page/built-files.ts';
import { renderIndexPage } from '../host/app-page/index-page.ts';
import { appOrigin, isAppAddress } from './app-scheme.ts';

export interface AppProtocolParts {
  readonly log: Logger;
  readonly files: BuiltFiles;
  /** The theme setting, for the first paint. */
  readonly theme: () => Promise<string>;
  /** Everything below `/b/`; it checks the capability itself, and answers ranges itself. */
  readonly bytes: (request: Request) => Promise<Response>;
}

/** Answers every request of the app's scheme: pages, their files, bytes. Never rejects. */
export function createAppProtocol(parts: AppProtocolParts): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return withAnswerHeaders(await answer(request, parts));
    } catch (error) {
      parts.log.error({ err: error, path: new URL(request.url).pathname }, 'request failed');
      return withAnswerHeaders(refuse(500, 'Unexpected error'));
    }
  };
}

async function answer(request: Request, parts: AppProtocolParts): Promise<Response> {
  if (!isAppAddress(request.url)) return refuse(404, 'Not found');
  if (!isFromApp(request)) {
    parts.log.warn({ path: new URL(request.url).pathname }, 'request of a foreign origin refused');
    return refuse(403, 'Foreign origin');
  }
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/b/')) return withoutBody(request, await parts.bytes(request));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(405, 'Only GET and HEAD', { allow: 'GET, HEAD' });
  }
  const file = parts.files.find(pathname);
  if (file !== undefined) {
    const headers = { 'content-type': file.type, 'cache-control': file.cacheControl };
    return withoutBody(request, new Response(new Uint8Array(file.bytes), { headers }));
  }
  // A missing file must not be answered by a page: a script that is HTML hides what went wrong.
  if (pathname.startsWith('/assets/')) return refuse(404, 'Not found');
  const page = renderIndexPage(parts.files.index, { socketHost: null, theme: await parts.theme() });
  return withoutBody(request, new Response(page.html, { headers: page.headers }));
}

/**
 * Electron tells who asked in `initiatorOrigin` (api/protocol: `protocol.handle`); it is absent for what the main process
 * loads itself, and not for the page to choose.
 */
function isFromApp(request: Request): boolean {
  if (!('initiatorOrigin' in request) || request.initiatorOrigin === undefined) return true;
  return request.initiatorOrigin === appOrigin;
}

function withAnswerHeaders(response: Response): Response {
  const headers = new Headers(answerHeaders);
  response.headers.forEach((value, name) => void headers.set(name, value));
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function withoutBody(request: Request, response: Response): Response {
  if (request.method !== 'HEAD' || response.body === null) return response;
  void response.body.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}

function refuse(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
