import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { RendererSource } from './static-app.ts';

/**
 * Vite in middleware mode: modules are transformed on request and changes are sent over Vite's own WebSocket, which
 * shares our port so that the same policy and the same checks hold.
 *
 * @param projectDirectory the folder with `vite.config.ts`
 * @param note takes what Vite has to say; standard output carries the address and nothing else
 */
export async function viteRenderer(
  projectDirectory: string,
  server: Server,
  note: (line: string) => void,
): Promise<RendererSource> {
  // Only `npm run dev` needs it, and the installed product does not have it.
  const { createLogger, createServer } = await import('vite');
  const logger = createLogger('warn');
  const vite = await createServer({
    customLogger: { ...logger, warn: note, warnOnce: note, error: note },
    configFile: join(projectDirectory, 'vite.config.ts'),
    appType: 'custom',
    server: { middlewareMode: true, hmr: { server }, cors: false },
  });
  return {
    indexHtml: async (url) =>
      vite.transformIndexHtml(url, await readFile(join(vite.config.root, 'index.html'), 'utf8')),
    serve: (request, response) =>
      new Promise((resolve, reject) => {
        response.once('finish', () => resolve(true));
        response.once('close', () => resolve(true));
        vite.middlewares(request, response, (error: unknown) => {
          if (error) reject(error instanceof Error ? error : new Error(String(error)));
          else resolve(false);
        });
      }),
    takesSockets: true,
    close: () => vite.close(),
  };
}
