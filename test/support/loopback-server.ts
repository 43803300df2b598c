import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { createHost, type Host } from '../../electron/host/create-host.ts';
import { createHandoverHandler } from '../../electron/host/launch/handover.ts';
import { type HostLog, openHostLog } from '../../electron/host/log/host-log.ts';
import { type HttpServer, startHttpServer } from '../../electron/server/http.ts';
import { nodeEnvironment } from '../../electron/server/node-environment.ts';
import { builtRenderer } from '../../electron/server/static-app.ts';
import { createRpcSockets } from '../../electron/server/websocket.ts';
import { protocolVersion, rpcPath } from '../../shared/transport/protocol.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

const token = 'kQ3vT0ken-of-the-security-suite_7Zp';
const lockSecret = 'l0ck-secret-of-the-security-suite';
const indexHtml = `<!doctype html><html data-theme="__THEME__"><head><meta property="csp-nonce" nonce="__NONCE__">
<script type="module" nonce="__NONCE__" src="/assets/main-0a1b2c3d.js"></script></head><body></body></html>`;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface SocketOptions {
  /** Default: the server's own; empty for none. */
  readonly origin?: string;
  readonly host?: string;
  readonly path?: string;
}

/** A real host behind the real loopback server, with a small renderer and no project. */
export interface Loopback {
  readonly token: string;
  readonly lockSecret: string;
  readonly host: Host;
  readonly hostLog: HostLog;
  readonly server: HttpServer;
  readonly dataDirectory: string;
  /** What second starts asked for. */
  readonly handedOver: readonly unknown[];
  /** Sends exactly what is asked for, also a false `Host` and paths that `fetch` would tidy. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  openSocket(options?: SocketOptions): WebSocket;
  close(): Promise<void>;
}

export async function startLoopback(): Promise<Loopback> {
  const { path, remove } = await makeTemporaryDirectory();
  const renderer = join(path, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), indexHtml);
  writeFileSync(join(renderer, 'assets', 'main-0a1b2c3d.js'), 'export {};');
  writeFileSync(join(path, 'outside.txt'), 'outside of the renderer');

  const hostLog = openHostLog(join(path, 'logs'));
  const { log } = hostLog;
  const environment = nodeEnvironment({ dataDirectory: path, log, version: '0.0.0-test' });
  const host = await createHost({
    environment,
    hostLog,
    token,
    form: 'browser',
    readOnly: false,
    cacheDirectory: path,
  });
  hostLog.addSecret(lockSecret);
  const handedOver: unknown[] = [];
  const server = await startHttpServer(0, {
    log,
    sockets: createRpcSockets({ token, serve: host.serve, log }),
    theme: async () => 'dark',
    renderer: () => builtRenderer(renderer),
    bytes: host.handleBytes,
    handover: createHandoverHandler(lockSecret, async (wish) => {
      handedOver.push(wish);
      return { kind: 'opened', address: 'the address' };
    }),
  });

  return {
    token,
    lockSecret,
    host,
    hostLog,
    server,
    dataDirectory: path,
    handedOver,
    ask: (requested, options = {}) => ask(server.port, requested, options),
    openSocket: (options = {}) => {
      const { origin = server.origin } = options;
      return new WebSocket(`ws://127.0.0.1:${server.port}${options.path ?? rpcPath}`, {
        ...(origin === '' ? {} : { origin }),
        headers: options.host === undefined ? {} : { host: options.host },
      });
    },
    close: async () => {
      await server.close();
      await host.close();
      await hostLog.flush();
      await remove();
    },
  };
}

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: AskOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers: { ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export function hello(token: string, protocol = protocolVersion): string {
  return JSON.stringify({ kind: 'hello', protocol, token });
}

/** How the upgrade ended: with 101, or the status it was refused with. The socket is closed. */
export async function upgradeStatus(socket: WebSocket): Promise<number> {
  const opened = once(socket, 'open').then(() => 101);
  const refused = once(socket, 'unexpected-response').then(
    ([, response]: { statusCode: number }[]) => response?.statusCode ?? 0,
  );
  const status = await Promise.race([opened, refused]);
  socket.on('error', () => {});
  socket.terminate();
  return status;
}
