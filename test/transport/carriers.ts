import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket as NodeWebSocket } from 'ws';
import type { HostContext } from '../../electron/host/api/context.ts';
import type { ServeChannel } from '../../electron/host/api/serve-channel.ts';
import { startHttpServer } from '../../electron/server/http.ts';
import { createRpcSockets } from '../../electron/server/websocket.ts';
import { messagePortMainChannel } from '../../electron/shell/message-port-main-channel.ts';
import { messagePortConnector, type PortReceiver } from '../../renderer/host/message-port-connection.ts';
import type { Connection } from '../../renderer/host/transport.ts';
import { connectWebSocket } from '../../renderer/host/websocket-connection.ts';
import { type Channel, memoryChannelPair } from '../../shared/transport/channel.ts';
import { ChannelSocket } from '../../shared/transport/channel-socket.ts';
import { portMessage } from '../../shared/transport/desktop-bridge.ts';
import { messagePortChannel } from '../../shared/transport/message-port-channel.ts';
import { rpcPath } from '../../shared/transport/protocol.ts';
import { FakeMessagePortMain } from '../desktop/fake-electron/message-port-main.ts';

/** A way to carry frames between a window and its host. */
export interface Carrier {
  /** As the window connects. */
  connect(): Connection;
  /** A connection that may send anything, past the token. */
  connectRaw(): Promise<RawConnection>;
  /** Ends every connection from the host's side, as a crash would. */
  drop(): void;
  close(): Promise<void>;
}

export interface RawConnection {
  send(frame: unknown): void;
  /** The next frame from the host. */
  next(): Promise<string>;
  /** Resolves when the host has ended the connection. */
  readonly closed: Promise<void>;
}

export const testToken = 'the-token-of-the-transport-suite';

/** Over two channels in memory or ports of one MessageChannel: the same client pieces, no token. */
function channelCarrier(pair: () => [Channel, Channel], serve: ServeChannel): Carrier {
  let hostEnds: Channel[] = [];
  const open = () => {
    const [own, host] = pair();
    hostEnds.push(host);
    serve(host);
    return own;
  };
  const drop = () => {
    for (const channel of hostEnds) channel.close();
    hostEnds = [];
  };
  return {
    connect: () => {
      const channel = open();
      const closed = new Promise<'lost'>((resolve) => channel.onClose(() => resolve('lost')));
      // The link listens to open, message and close only, and these it has.
      const link = new RPCLink({ websocket: new ChannelSocket(channel) as unknown as WebSocket });
      return { link, opened: Promise.resolve(), closed, close: () => channel.close() };
    },
    connectRaw: async () => {
      const channel = open();
      const frames = new FrameQueue();
      channel.onMessage((frame) => frames.push(String(frame)));
      // Hostile frames need not be text.
      const send = (frame: unknown) => channel.send(frame as string);
      return { send, next: () => frames.next(), closed: new Promise((resolve) => channel.onClose(resolve)) };
    },
    drop,
    close: async () => drop(),
  };
}

export async function memoryCarrier(serve: ServeChannel): Promise<Carrier> {
  return channelCarrier(memoryChannelPair, serve);
}

export async function messagePortCarrier(serve: ServeChannel): Promise<Carrier> {
  return channelCarrier(() => {
    const { port1, port2 } = new MessageChannel();
    return [messagePortChannel(port1), messagePortChannel(port2)];
  }, serve);
}

/** As in Electron: the preload hands a port over to the page, and the main process has the other end as an emitter. */
export async function electronPortCarrier(serve: ServeChannel): Promise<Carrier> {
  let hostEnds: Channel[] = [];
  const open = () => {
    const { port1, port2 } = new MessageChannel();
    const host = messagePortMainChannel(new FakeMessagePortMain(port2));
    hostEnds.push(host);
    serve(host);
    return port1;
  };
  return {
    connect: () => {
      const port = open();
      const page = new EventTarget();
      const bridge = {
        connect: () => {
          // The members of the event that a page reads.
          const event = Object.assign(new Event('message'), { data: portMessage, ports: [port], source: page });
          setImmediate(() => page.dispatchEvent(event));
        },
      };
      // Its listeners get what is dispatched above.
      const connection = messagePortConnector(bridge, page as PortReceiver)();
      // Each connection is a page that was loaded again.
      return { ...connection, closed: connection.closed.then(() => 'lost') };
    },
    connectRaw: async () => {
      const channel = messagePortChannel(open());
      const frames = new FrameQueue();
      channel.onMessage((frame) => frames.push(String(frame)));
      // Hostile frames need not be text.
      const send = (frame: unknown) => channel.send(frame as string);
      return { send, next: () => frames.next(), closed: new Promise((resolve) => channel.onClose(resolve)) };
    },
    drop: () => {
      for (const channel of hostEnds) channel.close();
      hostEnds = [];
    },
    close: async () => {
      for (const channel of hostEnds) channel.close();
    },
  };
}

/** Over the real server on a real port. */
export async function webSocketCarrier(serve: ServeChannel, { log }: Pick<HostContext, 'log'>): Promise<Carrier> {
  const noBytes = async () => new Response(null, { status: 404 });
  const server = await startHttpServer(0, {
    log,
    sockets: createRpcSockets({ token: testToken, serve, log }),
    theme: async () => 'system',
    renderer: async () => ({
      indexHtml: async () => '',
      serve: async () => false,
      takesSockets: false,
      close: async () => {},
    }),
    bytes: noBytes,
    handover: noBytes,
  });
  const address = `${server.origin.replace('http', 'ws')}${rpcPath}`;
  const sockets = new Set<NodeWebSocket>();
  // A browser tells its origin by itself; Node's own client does not.
  class PageSocket extends NodeWebSocket {
    constructor(url: string) {
      super(url, { origin: server.origin });
      sockets.add(this);
    }
  }
  return {
    connect: () => {
      // The two classes have the same members, as far as a page uses them.
      globalThis.WebSocket = PageSocket as unknown as typeof WebSocket;
      return connectWebSocket(address, testToken);
    },
    connectRaw: async () => {
      const socket = new PageSocket(address);
      const frames = new FrameQueue();
      socket.on('message', (data) => frames.push(String(data)));
      const closed = once(socket, 'close').then(() => undefined);
      await once(socket, 'open');
      socket.send(JSON.stringify({ kind: 'hello', protocol: 1, token: testToken }));
      await frames.next();
      const send = (frame: unknown) => socket.send(frame instanceof Uint8Array ? frame : String(frame));
      return { send, next: () => frames.next(), closed };
    },
    drop: () => {
      for (const socket of sockets) socket.terminate();
      sockets.clear();
    },
    close: () => server.close(),
  };
}

class FrameQueue {
  readonly #frames: string[] = [];
  #wake = () => {};

  push(frame: string): void {
    this.#frames.push(frame);
    this.#wake();
  }

  async next(): Promise<string> {
    while (this.#frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#frames.shift() ?? '';
  }
}
