import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { rpcPath } from '../../shared/transport/protocol.ts';
import { answerHeaders } from '../host/app-page/answer-headers.ts';
import { handoverPath } from '../host/launch/handover.ts';
import { sendFetchResponse, toFetchRequest } from './fetch-adapter.ts';
import type { RendererSource } from './static-app.ts';
import { sendIndex } from './static-app.ts';
import type { RpcSockets } from './websocket.ts';

/** What the loopback server hands requests to. */
export interface HttpParts {
  readonly log: Logger;
  readonly sockets: RpcSockets;
  /** The theme setting, for the first paint. */
  readonly theme: () => Promise<string>;
  readonly renderer: (server: Server) => Promise<RendererSource>;
  /** Everything below `/b/`; it checks the capability itself. */
  readonly bytes: (request: Request) => Promise<Response>;
  /** A second start of Storeroom; it checks the lock's secret itself. */
  readonly handover: (request: Request) => Promise<Response>;
}

export interface HttpServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the app, bytes and calls on 127.0.0.1 and nowhere else. @throws when the port is taken */
export async function startHttpServer(port: number, parts: HttpParts): Promise<HttpServer> {
  let host = '';
  let origin = '';
  let renderer: RendererSource | null = null;
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(answerHeaders)) response.setHeader(name, value);
    answer(request, response).catch((error: unknown) => {
      parts.log.error({ err: error, path: pathOf(request) }, 'request failed');
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'Unexpected error');
    });
  });
  // Uploads come in chunks; nothing here is allowed to dawdle over its headers.
  server.headersTimeout = 10_000;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (isOwnSocket(request) && request.headers.origin === origin && request.headers.host === host) {
      parts.sockets.accept(request, socket, head);
      return;
    }
    // Vite answers upgrades of its own protocol on the same server; it must be from our own page all the same.
    if (
      renderer?.takesSockets &&
      isViteSocket(request) &&
      request.headers.origin === origin &&
      request.headers.host === host
    )
      return;
    socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A name that resolves to 127.0.0.1 (DNS rebinding) gives another Host, a foreign page another Origin.
    if (request.headers.host !== host) return refuse(response, 421, 'Unknown host');
    if (request.headers.origin !== undefined && request.headers.origin !== origin)
      return refuse(response, 403, 'Foreign origin');
    const pathname = pathOf(request);
    // A page tells its origin with everything that changes something; who tells none is not our window.
    if (request.method === 'PUT' && request.headers.origin === undefined) return refuse(response, 403, 'No origin');
    if (pathname.startsWith('/b/')) return forward(parts.bytes, request, response);
    if (pathname === handoverPath && request.method === 'POST') return forward(parts.handover, request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return refuse(response, 405, 'Only GET and HEAD');
    }
    if (!renderer) return refuse(response, 503, 'Starting');
    if (await renderer.serve(request, response, pathname)) return;
    // A missing file must not be answered by a page: a script that is HTML hides what went wrong.
    if (pathname.startsWith('/assets/')) return refuse(response, 404, 'Not found');
    await sendIndex(renderer, request, response, { host, theme: await parts.theme() });
  }

  async function forward(
    handler: (request: Request) => Promise<Response>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const answer = await handler(toFetchRequest(request, response, origin));
    // What was refused before it was read would otherwise stand in the way of the connection's next request.
    if (!request.complete) response.setHeader('connection', 'close');
    await sendFetchResponse(answer, response, request.method);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A server that listens on TCP has an address with a port.
  const address = server.address() as AddressInfo;
  host = `127.0.0.1:${address.port}`;
  origin = `http://${host}`;
  renderer = await parts.renderer(server);

  return {
    port: address.port,
    origin,
    close: async () => {
      parts.sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await renderer?.close();
      await closed;
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
}

function isOwnSocket(request: IncomingMessage): boolean {
  return pathOf(request) === rpcPath;
}

function isViteSocket(request: IncomingMessage): boolean {
  return (
    request.headers['sec-websocket-protocol'] === 'vite-hmr' ||
    request.headers['sec-websocket-protocol'] === 'vite-ping'
  );
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${message}\n`);
}
