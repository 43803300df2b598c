import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBuiltFiles } from '../host/app-page/built-files.ts';
import { renderIndexPage } from '../host/app-page/index-page.ts';

/** Where the window's own files come from: the build, or Vite while developing. */
export interface RendererSource {
  /** index.html with the nonce placeholder in it. */
  indexHtml(url: string): Promise<string>;
  /** @returns whether `pathname` was one of its files and has been answered. */
  serve(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<boolean>;
  /** Whether it answers WebSocket upgrades of its own, as Vite does. */
  readonly takesSockets: boolean;
  close(): Promise<void>;
}

/** The built renderer, read once. */
export async function builtRenderer(directory: string): Promise<RendererSource> {
  const files = await readBuiltFiles(directory);
  return {
    indexHtml: async () => files.index,
    serve: async (request, response, pathname) => {
      const file = files.find(pathname);
      if (file === undefined) return false;
      response.writeHead(200, {
        'content-type': file.type,
        'content-length': file.bytes.length,
        'cache-control': file.cacheControl,
      });
      response.end(request.method === 'HEAD' ? undefined : file.bytes);
      return true;
    },
    takesSockets: false,
    close: async () => {},
  };
}

/** Sends index.html with a nonce of its own. */
export async function sendIndex(
  source: RendererSource,
  request: IncomingMessage,
  response: ServerResponse,
  facts: { host: string; theme: string },
): Promise<void> {
  const { html, headers } = renderIndexPage(await source.indexHtml(request.url ?? '/'), {
    socketHost: facts.host,
    theme: facts.theme,
  });
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(html) });
  response.end(request.method === 'HEAD' ? undefined : html);
}
