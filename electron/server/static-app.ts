import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { contentSecurityPolicy, noncePlaceholder } from './content-security-policy.ts';

/** What index.html has where the theme setting belongs, so that the first paint has it. */
const themePlaceholder = '__THEME__';

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

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * The built renderer, read once: a request can name only what was read, so no path leads outside of the folder, and a
 * build beside a running Storeroom does not take the files of its window away. Files below `assets/` carry a hash in
 * their name and never change.
 */
export async function builtRenderer(directory: string): Promise<RendererSource> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === 'index.html') continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(directory, path).split(sep).map(encodeURIComponent).join('/')}`, {
      type: types[extname(path)] ?? 'application/octet-stream',
      bytes: await readFile(path),
    });
  }
  const index = await readFile(join(directory, 'index.html'), 'utf8');
  return {
    indexHtml: async () => index,
    serve: async (request, response, pathname) => {
      const file = files.get(pathname);
      if (file === undefined) return false;
      response.writeHead(200, {
        'content-type': file.type,
        'content-length': file.bytes.length,
        'cache-control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
      response.end(request.method === 'HEAD' ? undefined : file.bytes);
      return true;
    },
    takesSockets: false,
    close: async () => {},
  };
}

/** Sends index.html with a nonce of its own; it is never cached, because the nonce is for one answer only. */
export async function sendIndex(
  source: RendererSource,
  request: IncomingMessage,
  response: ServerResponse,
  facts: { host: string; theme: string },
): Promise<void> {
  const nonce = randomBytes(18).toString('base64url');
  const html = (await source.indexHtml(request.url ?? '/'))
    .replaceAll(noncePlaceholder, nonce)
    .replaceAll(themePlaceholder, facts.theme);
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    'content-security-policy': contentSecurityPolicy(nonce, facts.host),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : html);
}
