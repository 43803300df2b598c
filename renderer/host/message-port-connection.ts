import { RPCLink } from '@orpc/client/websocket';
import type { Channel } from '../../shared/transport/channel.ts';
import { ChannelSocket } from '../../shared/transport/channel-socket.ts';
import { type DesktopBridge, portMessage } from '../../shared/transport/desktop-bridge.ts';
import { messagePortChannel } from '../../shared/transport/message-port-channel.ts';
import type { CloseReason, Connection } from './transport.ts';

/** The parts of `window` this needs. */
export interface PortReceiver {
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/**
 * Returns what connects over the MessagePort that the desktop window's preload hands over. There is one for each load of
 * the page: when it ends, only loading the page again brings another, and the second connection says so.
 */
export function messagePortConnector(bridge: Pick<DesktopBridge, 'connect'>, page: PortReceiver): () => Connection {
  let isUsed = false;
  return () => {
    if (isUsed) return endedConnection();
    isUsed = true;
    return connect(bridge, page);
  };
}

function connect(bridge: Pick<DesktopBridge, 'connect'>, page: PortReceiver): Connection {
  const port = receivePort(page);
  bridge.connect();
  let finish: (reason: CloseReason) => void = () => {};
  const closed = new Promise<CloseReason>((resolve) => {
    finish = resolve;
  });
  const channel = channelOf(port);
  // Added before the link's own listener: when the calls under way reject, it is known that the connection ended.
  channel.onClose(() => finish('outdated'));
  return {
    // The link uses a few members of a WebSocket only, and listens to nothing but open, message and close: the ones this has.
    link: new RPCLink({ websocket: new ChannelSocket(channel) as unknown as WebSocket }),
    opened: port.then(() => undefined),
    closed,
    close: () => channel.close(),
  };
}

/** Only this window itself can post to its own `message` event with itself as the source: the preload is part of it. */
function receivePort(page: PortReceiver): Promise<MessagePort> {
  return new Promise((resolve) => {
    page.addEventListener('message', function hear(event) {
      const [port] = event.ports;
      if (event.data !== portMessage || event.source !== page || !port) return;
      page.removeEventListener('message', hear);
      resolve(port);
    });
  });
}

/** The port comes a moment later than the channel is needed; calls wait for `opened` anyway. */
function channelOf(port: Promise<MessagePort>): Channel {
  const channel = port.then(messagePortChannel);
  return {
    send: (frame) => void channel.then((open) => open.send(frame)),
    onMessage: (listener) => void channel.then((open) => open.onMessage(listener)),
    onClose: (listener) => void channel.then((open) => open.onClose(listener)),
    close: () => void channel.then((open) => open.close()),
  };
}

function endedConnection(): Connection {
  const link = { call: () => Promise.reject(new Error('The connection of this page has ended')) };
  return { link, opened: new Promise(() => {}), closed: Promise.resolve('outdated'), close: () => {} };
}
