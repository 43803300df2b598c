import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { handoverPath, socketOriginPrefix } from '../host/launch/handover.ts';
import { privateSocketPath } from '../host/services/private-directory.ts';

export interface HandoverDoor {
  /** For the lock file. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Where a second start in the browser form finds this one: a socket in the data folder, a named pipe on Windows. The
 * desktop form opens no port. Whoever owns the data folder may call this.
 */
export async function openHandoverDoor(
  dataDirectory: string,
  handler: (request: Request) => Promise<Response>,
): Promise<HandoverDoor> {
  const path =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\storeroom-${randomUUID()}`
      : await privateSocketPath(dataDirectory, 'handover.sock');
  // Left by an owner that was killed.
  if (process.platform !== 'win32') await rm(path, { force: true });
  const server = createServer((incoming, outgoing) => {
    answer(incoming, handler)
      .then(async (response) => {
        const body = await response.text();
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(body);
      })
      .catch(() => outgoing.destroy());
  });
  server.headersTimeout = 5000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    origin: `${socketOriginPrefix}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(incoming: IncomingMessage, handler: (request: Request) => Promise<Response>): Promise<Response> {
  if (incoming.method !== 'POST' || incoming.url !== handoverPath) return new Response('Not found\n', { status: 404 });
  const headers = new Headers();
  for (const name of ['authorization', 'content-length'] as const) {
    const value = incoming.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  return handler(
    new Request(`http://door${handoverPath}`, {
      method: 'POST',
      headers,
      // Node's web streams are those of `fetch`; only their declarations differ.
      body: Readable.toWeb(incoming) as unknown as ReadableStream,
      duplex: 'half',
    }),
  );
}
