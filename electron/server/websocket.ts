import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel } from '../../shared/transport/channel.ts';
import {
  closeCodes,
  helloSchema,
  maxFrameBytes,
  maxHelloLength,
  protocolVersion,
  type Welcome,
} from '../../shared/transport/protocol.ts';
import type { ServeChannel } from '../host/api/serve-channel.ts';
import { sameSecret } from '../host/launch/secrets.ts';

const helloWithinMs = 5000;
/** Connections that have not shown the token yet; a page needs one. */
const maxUnknown = 32;
/** A client that reads nothing must not fill the memory of the host. */
const maxUnsentBytes = 64 * 1024 * 1024;

export interface RpcSockets {
  /** Takes an upgrade whose `Host`, `Origin` and path were checked. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Tells every client that the host ends. */
  close(): void;
}

/** WebSockets that carry calls, once their first frame has shown the token. */
export function createRpcSockets(options: { token: string; serve: ServeChannel; log: Logger }): RpcSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });
  let unknown = 0;

  function awaitHello(socket: WebSocket): void {
    unknown += 1;
    const refuse = (reason: 'refused' | 'otherVersion' | 'helloTimeout') => {
      options.log.warn({ reason }, 'connection refused');
      socket.close(closeCodes[reason], reason);
    };
    const timer = setTimeout(() => refuse('helloTimeout'), helloWithinMs);
    const end = () => {
      clearTimeout(timer);
      socket.off('close', end);
      socket.off('message', hear);
      unknown -= 1;
    };
    const hear = (data: unknown, isBinary: boolean) => {
      end();
      const verdict = judgeHello(isBinary ? null : String(data), options.token);
      if (verdict !== 'welcome') {
        refuse(verdict);
        return;
      }
      options.serve(socketChannel(socket));
      socket.send(JSON.stringify({ kind: 'welcome', protocol: protocolVersion } satisfies Welcome));
    };
    socket.once('close', end);
    socket.on('message', hear);
  }

  return {
    accept: (request, socket, head) => {
      if (unknown >= maxUnknown) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        // Oversized and broken frames come here; `ws` closes the connection with the right code by itself.
        webSocket.on('error', (error) => options.log.warn({ err: error }, 'connection broken'));
        awaitHello(webSocket);
      });
    },
    close: () => {
      for (const socket of server.clients) socket.close(closeCodes.goingAway, 'Storeroom ends');
      server.close();
    },
  };
}

function judgeHello(text: string | null, token: string): 'welcome' | 'refused' | 'otherVersion' {
  if (text === null || text.length > maxHelloLength) return 'refused';
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return 'refused';
  }
  const hello = helloSchema.safeParse(content);
  if (!hello.success || !sameSecret(hello.data.token, token)) return 'refused';
  return hello.data.protocol === protocolVersion ? 'welcome' : 'otherVersion';
}

function socketChannel(socket: WebSocket): Channel {
  return {
    send: (frame) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > maxUnsentBytes) socket.terminate();
      else socket.send(frame);
    },
    onMessage: (listener) => void socket.on('message', (data, isBinary) => listener(isBinary ? data : String(data))),
    onClose: (listener) => void socket.once('close', () => listener()),
    close: (code, reason) => socket.close(code, reason),
  };
}
