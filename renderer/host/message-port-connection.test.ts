import { createORPCClient } from '@orpc/client';
import { os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import { describe, expect, it } from 'vitest';
import { messagePortChannel } from '../../shared/transport/message-port-channel.ts';
import { ConnectionLost } from './connection-lost.ts';
import { findBridge } from './desktop-bridge.ts';
import { messagePortConnector, type PortReceiver } from './message-port-connection.ts';
import { createReconnectingTransport } from './reconnecting-transport.ts';

/** A page and its preload, with a real handler on the other end of the port. */
function openPage() {
  const listeners = new Set<Parameters<PortReceiver['addEventListener']>[1]>();
  const page: PortReceiver = {
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  };
  const { port1, port2 } = new MessageChannel();
  const handler = new RPCHandler({ name: os.handler(() => 'Shop'), never: os.handler(() => new Promise(() => {})) });
  const host = messagePortChannel(port2);
  const peer = { send: (frame: unknown) => host.send(String(frame)), addEventListener: () => {} };
  host.onMessage((frame) => void handler.message(peer, String(frame), { context: {} }));
  const post = (event: Partial<MessageEvent>) => {
    // The members a page reads.
    for (const listener of [...listeners]) listener(event as MessageEvent<unknown>);
  };
  let connects = 0;
  const bridge = {
    connect: () => {
      connects += 1;
      queueMicrotask(() => post({ data: 'storeroom:port', ports: [port1], source: page as Window }));
    },
  };
  return { page, bridge, post, listeners, connects: () => connects, endHost: () => host.close() };
}

describe('the connection over a MessagePort', () => {
  it('answers calls over the port the preload hands over', async () => {
    const { page, bridge, listeners, endHost } = openPage();
    const transport = createReconnectingTransport(messagePortConnector(bridge, page));
    const client: { name(): Promise<string> } = createORPCClient(transport.link);
    expect(await client.name()).toBe('Shop');
    expect([transport.state(), listeners.size]).toEqual([{ kind: 'connected' }, 0]);
    endHost();
  });

  it('takes no port from anybody else', async () => {
    const { page, bridge, post, endHost } = openPage();
    const own = new MessageChannel();
    const connection = messagePortConnector({ connect: () => {} }, page)();
    let isOpen = false;
    void connection.opened.then(() => {
      isOpen = true;
    });
    post({ data: 'storeroom:port', ports: [own.port1], source: null });
    post({ data: 'something else', ports: [own.port1], source: page as Window });
    post({ data: 'storeroom:port', ports: [], source: page as Window });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(isOpen).toBe(false);
    bridge.connect();
    await connection.opened;
    own.port1.close();
    endHost();
  });

  it('is over when the port is: only loading the page again brings another', async () => {
    const { page, bridge, connects, endHost } = openPage();
    const transport = createReconnectingTransport(messagePortConnector(bridge, page));
    const client: { name(): Promise<string>; never(): Promise<unknown> } = createORPCClient(transport.link);
    await client.name();
    const waiting = client.never();
    endHost();
    await expect(waiting).rejects.toBeInstanceOf(ConnectionLost);
    expect([transport.state(), connects()]).toEqual([{ kind: 'outdated' }, 1]);
  });

  it('tells the second attempt on the same page that it is over', async () => {
    const { page, bridge, endHost } = openPage();
    const connect = messagePortConnector(bridge, page);
    const first = connect();
    await first.opened;
    expect(await connect().closed).toBe('outdated');
    endHost();
  });
});

it('finds the bridge of the desktop window, and none in a browser', () => {
  expect(findBridge({})).toBeNull();
  expect(findBridge({ storeroomDesktop: null })).toBeNull();
  const bridge = { connect: () => {} };
  expect(findBridge({ storeroomDesktop: bridge })).toBe(bridge);
});
