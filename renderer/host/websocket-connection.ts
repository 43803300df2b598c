import { RPCLink } from '@orpc/client/websocket';
import type { Channel } from '../../shared/transport/channel.ts';
import { ChannelSocket } from '../../shared/transport/channel-socket.ts';
import { closeCodes, type Hello, protocolVersion, welcomeSchema } from '../../shared/transport/protocol.ts';
import type { CloseReason, Connection } from './transport.ts';

/** Opens the WebSocket and shows the token in its first frame. Calls follow the host's welcome. */
export function connectWebSocket(address: string, token: string): Connection {
  const socket = new WebSocket(address);
  const closed = new Promise<CloseReason>((resolve) => {
    // Added before the link's own listener: when the calls under way reject, it is known that the connection ended.
    socket.addEventListener('close', (event) => resolve(closeReason(event.code)), { once: true });
  });
  const opened = new Promise<void>((resolve) => {
    socket.addEventListener('open', () => {
      const hello: Hello = { kind: 'hello', protocol: protocolVersion, token };
      socket.send(JSON.stringify(hello));
    });
    socket.addEventListener('message', function hear(event: MessageEvent<unknown>) {
      socket.removeEventListener('message', hear);
      if (isWelcome(event.data)) resolve();
      else socket.close();
    });
  });
  // The link uses a few members of a WebSocket only, and listens to nothing but open, message and close: the ones this has.
  const websocket = new ChannelSocket(socketChannel(socket)) as unknown as WebSocket;
  return {
    link: new RPCLink({ websocket }),
    opened,
    closed,
    close: () => socket.close(),
  };
}

function closeReason(code: number): CloseReason {
  if (code === closeCodes.refused) return 'refused';
  return code === closeCodes.otherVersion ? 'outdated' : 'lost';
}

function isWelcome(frame: unknown): boolean {
  if (typeof frame !== 'string') return false;
  try {
    return welcomeSchema.safeParse(JSON.parse(frame)).success;
  } catch {
    return false;
  }
}

/** The frames of calls: everything after the welcome. */
function socketChannel(socket: WebSocket): Channel {
  return {
    send: (frame) => socket.send(frame),
    onMessage: (listener) => {
      let isWelcomed = false;
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isWelcomed) listener(event.data);
        isWelcomed = true;
      });
    },
    onClose: (listener) => socket.addEventListener('close', () => listener(), { once: true }),
    close: (code, reason) => socket.close(code, reason),
  };
}
